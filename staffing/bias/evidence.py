"""The responses behind a flag, for a coordinator's eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from staffing.bias.models import RatingFlag
from staffing.bias.responses import LOOKBACK
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.ratings.models import Answer, CommunicationResponse, Dimension
from staffing.ratings.validity import Withheld, why_withheld

SHOWN = 20
SCALE = (Answer.NEVER, Answer.SOMETIMES, Answer.USUALLY, Answer.ALWAYS)


@dataclass(frozen=True)
class Seen:
    """One response with whom it is about, where, and why it does not count, if so."""

    response: CommunicationResponse
    clinician: Clinician
    facility: Facility
    withheld: Withheld | None

    @property
    def answers(self) -> dict[Answer, list[Dimension]]:
        """Dimensions by what was said of them, from "Always" down."""
        said = {one.dimension: one.answer for one in self.response.answers}
        return {
            answer: [dimension for dimension, given in said.items() if given is answer]
            for answer in (*reversed(SCALE), Answer.NOT_APPLICABLE)
            if answer in said.values()
        }


@dataclass(frozen=True)
class Evidence:
    """The latest SHOWN of `of_all`."""

    shown: Sequence[Seen]
    of_all: int


def evidence_of(flag: RatingFlag, now: datetime) -> Evidence:
    """The few responses a burst, a run or a pair consists of; else all the rater said in the time looked at.

    What was found about a group is shown as everything the rater said: which people are of it, nobody
    learns here.
    """
    which = _which(flag)
    query = (
        select(CommunicationResponse, Clinician, Facility, why_withheld(now))
        .join(Clinician, Clinician.id == CommunicationResponse.clinician_id)
        .join(Facility, Facility.id == CommunicationResponse.facility_id)
        .where(*which)
        .options(selectinload(CommunicationResponse.answers))
        .order_by(CommunicationResponse.submitted_at.desc(), CommunicationResponse.id.desc())
        .limit(SHOWN)
    )
    of_all = db.session.scalar(select(func.count(CommunicationResponse.id)).where(*which)) or 0
    return Evidence(
        [
            Seen(response, clinician, facility, None if why is None else Withheld(why))
            for response, clinician, facility, why in db.session.execute(query)
        ],
        of_all,
    )


def _which(flag: RatingFlag) -> tuple[Any, ...]:
    if ids := flag.figures.get("response_ids"):
        return (CommunicationResponse.id.in_(ids),)
    until = datetime.combine(flag.found_on + timedelta(days=1), time.min, UTC)
    by = func.coalesce(CommunicationResponse.pooled_as, CommunicationResponse.rater)
    return (
        by == flag.rater,
        CommunicationResponse.submitted_at < until,
        CommunicationResponse.submitted_at > until - LOOKBACK,
    )
