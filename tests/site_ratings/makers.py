"""Answers about places for tests: each with a worked placement of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from staffing.audit import SYSTEM
from staffing.clinicians.models import Clinician
from staffing.facilities.models import Unit
from staffing.ratings.models import Answer
from staffing.site_ratings.models import SiteDimension, SiteResponse
from staffing.site_ratings.services import submit_site_response
from tests.factories import World
from tests.ratings.makers import worked

ALWAYS = dict.fromkeys(SiteDimension, Answer.ALWAYS)
NEVER = dict.fromkeys(SiteDimension, Answer.NEVER)
NOTHING = dict.fromkeys(SiteDimension, Answer.NOT_APPLICABLE)


def said(
    world: World,
    clinician: Clinician,
    unit: Unit,
    answers: dict[SiteDimension, Answer] = ALWAYS,
    *,
    ended: datetime,
) -> SiteResponse:
    """One response an hour after a shift that ended at `ended`."""
    placement = worked(world, clinician, unit, ended=ended)
    return submit_site_response(placement, answers, SYSTEM, ended + timedelta(hours=1))


def said_by_three(
    world: World,
    unit: Unit,
    count: int,
    ended: datetime,
    answers: dict[SiteDimension, Answer] = ALWAYS,
    people: Sequence[Clinician] = (),
) -> list[SiteResponse]:
    """`count` responses by three clinicians in turn, each about a shift an hour before the last one's."""
    people = people or [world.clinician() for _ in range(3)]
    return [
        said(world, people[at % 3], unit, answers, ended=ended - timedelta(hours=2 * at))
        for at in range(count)
    ]
