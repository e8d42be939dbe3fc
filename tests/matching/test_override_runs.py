"""Matches beside an emergency override: what was granted stands in nobody's way; no match makes use of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from staffing.audit import SYSTEM
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.matching.handler import run_now
from staffing.matching.models import MatchRun, ProposedPlacement, RunStatus
from staffing.matching.runs import start_run
from staffing.matching.verdicts import blockers, ranked_candidates
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.requests.models import Slot
from tests.factories import World, at
from tests.matching.stage import DAY, Stage

FIRST = utc_now().date() + 3 * DAY


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def slot_on(stage: Stage, day: int, hour: int) -> Slot:
    return stage.slot(start=at(FIRST + timedelta(days=day), hour), hours=8)


def overworked(stage: Stage, *, placed: bool) -> tuple[Clinician, Slot]:
    """8 h from 07:00 held; 8 h from 01:00 next, granted, and held as well where `placed`: 14 h within 24."""
    person = stage.nurse()
    stage.checks_today(person)
    stage.world.placement(slot_on(stage, 1, 7), person)
    late = slot_on(stage, 2, 1)
    if placed:
        stage.world.placement(late, person)
    granted: Any = EmergencyOverride(
        slot_id=late.id,
        facility_id=late.facility_id,
        clinician_id=person.id,
        status=OverrideStatus.GRANTED,
        reason="Two called out",
        duty_minutes=840,
        asked_by_id=stage.world.coordinator().id,
        decided_by_id=stage.world.coordinator().id,
        decided_at=utc_now(),
    )
    stage.world._add(granted)
    return person, late


def proposed() -> set[tuple[int, int]]:
    """(slot, clinician) of every proposed placement of a run over the week."""
    run = start_run(FIRST, FIRST + 6 * DAY, [], "balanced", by=SYSTEM, now=utc_now(), seconds=2)
    db.session.commit()
    run_now(run.id)
    db.session.expire_all()
    assert db.session.get_one(MatchRun, run.id).status is RunStatus.FINISHED
    rows = db.session.scalars(select(ProposedPlacement).where(ProposedPlacement.run_id == run.id))
    return {(row.slot_id, row.clinician_id) for row in rows}


def test_hours_granted_before_hold_up_no_match(stage: Stage) -> None:
    """They are inherited: the person gets no more within those 24 hours, and is placed again after them."""
    person, late = overworked(stage, placed=True)
    beside = stage.slot(start=late.ends_at + timedelta(hours=10), hours=8)
    after = slot_on(stage, 4, 7)
    assert proposed() == {(after.id, person.id)}
    assert {found.rule for found in blockers(person, beside, now=utc_now())} >= {"day_hours"}


def test_a_match_makes_no_use_of_a_granted_override(stage: Stage) -> None:
    person, late = overworked(stage, placed=False)
    assert blockers(person, late, now=utc_now()) == []
    assert ranked_candidates(late, now=utc_now()) == []
    assert proposed() == set()
