"""Responses for tests: each with a worked placement of its own, on its own day."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Setting, Unit
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import (
    Answer,
    CommunicationAnswer,
    CommunicationResponse,
    Dimension,
    RaterSource,
)
from tests.factories import NOW, World

_hours = itertools.count()
CORE = (Dimension.RESPECT, Dimension.LISTENING, Dimension.CLARITY)


def worked(world: World, clinician: Clinician, unit: Unit, *, ended: datetime, **facts: Any) -> Placement:
    """A shift of one hour that ended at `ended` and was worked."""
    slot = world.slot(unit, start=ended - timedelta(hours=1), hours=1, **facts)
    return world.placement(slot, clinician, PlacementStatus.WORKED)


def rated(
    world: World,
    clinician: Clinician,
    unit: Unit,
    answer: Answer = Answer.ALWAYS,
    *,
    rater: str = "account:1",
    days_ago: int = 0,
    dimensions: tuple[Dimension, ...] = CORE,
    role: str = "RN",
    setting: Setting = Setting.ON_SITE,
    source: RaterSource = RaterSource.FACILITY,
) -> CommunicationResponse:
    """One response to a shift worked `days_ago` days before NOW, the same answer to every dimension."""
    ended = NOW - timedelta(days=days_ago, seconds=10 * next(_hours) % 3_600)
    slot = world.slot(unit, start=ended - timedelta(seconds=9), hours=9 / 3600)
    placement = world.placement(slot, clinician, PlacementStatus.WORKED)
    response = CommunicationResponse(
        facility_id=unit.facility_id,
        placement_id=placement.id,
        clinician_id=clinician.id,
        role_code=role,
        setting=setting,
        source=source,
        rater=rater,
        worked_at=placement.ends_at,
        submitted_at=placement.ends_at,
    )
    response.answers = [CommunicationAnswer(dimension=d, answer=answer) for d in dimensions]
    db.session.add(response)
    db.session.flush()
    return response
