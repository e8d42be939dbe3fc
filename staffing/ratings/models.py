"""Communication responses, their answers, and the dated fits scores are computed under."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from staffing.db import AgencyOwned, Base, ClinicianOwned, FacilityOwned, Json, enum_type, utc_now
from staffing.facilities.models import Setting


class Dimension(StrEnum):
    RESPECT = "respect"
    LISTENING = "listening"
    CLARITY = "clarity"
    INFORMED_PATIENT = "informed_patient"
    TEAMWORK_HANDOFF = "teamwork_handoff"
    VIRTUAL_MANNER = "virtual_manner"
    BILLING_CLARITY = "billing_clarity"


class Answer(StrEnum):
    NEVER = "never"
    SOMETIMES = "sometimes"
    USUALLY = "usually"
    ALWAYS = "always"
    NOT_APPLICABLE = "not_applicable"


class RaterSource(StrEnum):
    FACILITY = "facility"
    PATIENT = "patient"
    COLLEAGUE = "colleague"
    CALLER = "caller"


class CommunicationResponse(FacilityOwned, ClinicianOwned, Base):
    """One rater's answers about one worked shift. Never edited; may be voided with a reason."""

    __tablename__ = "communication_response"
    __table_args__ = (
        UniqueConstraint("placement_id", "rater"),
        ForeignKeyConstraint(
            ["placement_id", "facility_id", "agency_id"],
            ["placement.id", "placement.facility_id", "placement.agency_id"],
        ),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("voided_at IS NULL OR void_reason IS NOT NULL", name="void_reason"),
        Index("ix_communication_response_person", "clinician_id", "worked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(index=True)
    clinician_id: Mapped[int] = mapped_column(index=True)
    role_code: Mapped[str] = mapped_column(String(20))
    setting: Mapped[Setting] = mapped_column(enum_type(Setting, "setting"))
    source: Mapped[RaterSource] = mapped_column(enum_type(RaterSource, "source"))
    rater: Mapped[str] = mapped_column(String(64))
    """Who answered, once per placement: `account:<id>`, `clinician:<id>`, or a stranger's `link:<id>`."""
    pooled_as: Mapped[str | None] = mapped_column(String(64))
    """Whom the cap counts as one rater, where that is not `rater`: `shift:<placement id>` for patients."""
    questionnaire_version: Mapped[int] = mapped_column(default=1, server_default="1")
    """Which wording was answered; see `questionnaire.py`."""
    worked_at: Mapped[datetime]
    submitted_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(300))
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    answers: Mapped[list[CommunicationAnswer]] = relationship(
        back_populates="response", order_by="CommunicationAnswer.id"
    )


class CommunicationAnswer(AgencyOwned, Base):
    """The raw answer to one dimension; y = 1 only for `always`, `not_applicable` does not count."""

    __tablename__ = "communication_answer"
    __table_args__ = (UniqueConstraint("response_id", "dimension"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("communication_response.id"), index=True)
    dimension: Mapped[Dimension] = mapped_column(enum_type(Dimension, "dimension"))
    answer: Mapped[Answer] = mapped_column(enum_type(Answer, "answer"))

    response: Mapped[CommunicationResponse] = relationship(back_populates="answers")


class RatingFit(AgencyOwned, Base):
    """A dated fit: stratum means μ_s and k (quarterly), rater leniency b_r (nightly).

    `strata` maps `role|setting|source|dimension` to {"mu", "n"}; `leniency` maps
    `rater|role|setting|dimension` to b_r in logits.
    """

    __tablename__ = "rating_fit"
    __table_args__ = (UniqueConstraint("agency_id", "fitted_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    fitted_on: Mapped[date]
    k: Mapped[float]
    strata: Mapped[dict[str, Any]] = mapped_column(Json)
    leniency: Mapped[dict[str, Any]] = mapped_column(Json)
