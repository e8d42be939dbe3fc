"""A clinician's own communication, as they may see it: a band from five responses, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from staffing import clock
from staffing.clinicians.models import Clinician
from staffing.db import current_scope, db
from staffing.ratings.bands import CLINICIAN_FROM_RESPONSES, Audience, Band, BandName
from staffing.ratings.items import DIMENSION_NAMES, ENGLISH
from staffing.ratings.models import RaterSource
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.scores import score_book
from staffing.ratings.weights import dimensions_asked
from staffing.recovery.queries import Compliment, compliments_of


@dataclass(frozen=True)
class OwnCommunication:
    """`asked`: what raters are asked about this person's work. `missing`: responses until there is a band."""

    band: Band
    is_new: bool
    missing: int
    asked: list[tuple[str, str]]
    compliments: list[Compliment]
    as_of: datetime
    zone: str


def own_communication(now: datetime) -> OwnCommunication:
    """The band of the scope's clinician as it stood at the beginning of this month.

    Month granularity keeps a single response from being guessed by watching the band.
    """
    me = db.session.scalars(select(Clinician).where(Clinician.id == current_scope().clinician_id)).one()
    first_day = clock.local_day(now, me.timezone).replace(day=1)
    as_of, _ = clock.day_bounds(first_day, me.timezone)
    book = score_book(as_of, [me.id])
    band = book.band(me.id, Audience.CLINICIAN)
    questions = questionnaire_in_force(now)
    asked = dimensions_asked(me.primary_role.family, book.main_setting(me.id), table=questions.weights)
    words = questions.items[RaterSource.FACILITY]
    return OwnCommunication(
        band=band,
        is_new=band.name is BandName.NEW,
        missing=max(CLINICIAN_FROM_RESPONSES - band.responses, 0),
        asked=[(DIMENSION_NAMES[one], words[one][ENGLISH]) for one in asked if one in words],
        compliments=compliments_of(me.id),
        as_of=as_of,
        zone=me.timezone,
    )
