"""Credentials of a compliance file, and the licensure compact."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from staffing.audit import HasLifecycle
from staffing.db import Base, ClinicianOwned, Timestamped, Versioned, enum_type


class CredentialKind(StrEnum):
    LICENCE = "licence"
    CERTIFICATION = "certification"
    REGISTRY_CHECK = "registry_check"
    EXCLUSION_CHECK = "exclusion_check"
    HEALTH = "health"
    BACKGROUND = "background"


CHECKS = frozenset({CredentialKind.EXCLUSION_CHECK, CredentialKind.REGISTRY_CHECK})


class CredentialStatus(StrEnum):
    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REJECTED = "rejected"


VALID_STATUSES = frozenset({CredentialStatus.VERIFIED, CredentialStatus.EXPIRING})


class PsvMethod(StrEnum):
    """How primary source verification was done."""

    NURSYS = "nursys"
    STATE_BOARD = "state_board"
    ISSUER = "issuer"
    OIG_LEIE = "oig_leie"
    TEXAS_OIG = "texas_oig"
    REGISTRY = "registry"
    DOCUMENT = "document"


class Credential(HasLifecycle, Versioned, Timestamped, ClinicianOwned, Base):
    """One licence, certification, check or health record.

    `code` names what it is: a licence type (`RN`), a certification (`BLS`), a check (`OIG_LEIE`,
    `TEXAS_OIG`, `NAR`, `EMR`), a health item (`TB`). For checks `issued_on` is the day of the check.
    """

    __tablename__ = "credential"
    __table_args__ = (
        Index("ix_credential_file", "clinician_id", "kind", "code"),
        ForeignKeyConstraint(["clinician_id", "agency_id"], ["clinician.id", "clinician.agency_id"]),
        CheckConstraint("expires_on IS NULL OR expires_on >= issued_on", name="dates"),
    )
    TRANSITIONS = {
        CredentialStatus.UNVERIFIED: frozenset(
            {CredentialStatus.VERIFIED, CredentialStatus.REJECTED, CredentialStatus.EXPIRED}
        ),
        CredentialStatus.VERIFIED: frozenset(
            {
                CredentialStatus.EXPIRING,
                CredentialStatus.EXPIRED,
                CredentialStatus.SUSPENDED,
                CredentialStatus.UNVERIFIED,
            }
        ),
        CredentialStatus.EXPIRING: frozenset(
            {
                CredentialStatus.VERIFIED,
                CredentialStatus.EXPIRED,
                CredentialStatus.SUSPENDED,
                CredentialStatus.UNVERIFIED,
            }
        ),
        CredentialStatus.EXPIRED: frozenset({CredentialStatus.UNVERIFIED}),
        CredentialStatus.SUSPENDED: frozenset({CredentialStatus.UNVERIFIED, CredentialStatus.VERIFIED}),
        CredentialStatus.REJECTED: frozenset({CredentialStatus.UNVERIFIED}),
    }

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CredentialKind] = mapped_column(enum_type(CredentialKind, "kind"))
    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str | None] = mapped_column(String(2))
    multistate: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    status: Mapped[CredentialStatus] = mapped_column(
        enum_type(CredentialStatus, "status"), default=CredentialStatus.UNVERIFIED
    )
    psv_method: Mapped[PsvMethod | None] = mapped_column(enum_type(PsvMethod, "psv_method"))
    psv_at: Mapped[datetime | None]
    psv_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    evidence: Mapped[str] = mapped_column(String(255), default="")
    """Where the evidence is kept (a reference, never the document itself)."""

    def __str__(self) -> str:
        return f"{self.code} {self.state or ''}".strip()


class CompactState(Base):
    """A state's time in the Nurse Licensure Compact (reference data, the same for every agency)."""

    __tablename__ = "compact_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(2), unique=True)
    operating_from: Mapped[date]
    operating_until: Mapped[date | None]
