"""Who may take a slot, best first, and what keeps the others away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from staffing.clinicians.dnr import DnrScope, DnrSide
from staffing.clinicians.models import Preference, PreferenceKind
from staffing.db import db
from staffing.matching.verdicts import ranked_candidates, why_not_counts
from staffing.placements.models import OfferStatus, PlacementStatus
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def test_only_valid_people_are_ranked_best_first(stage: Stage) -> None:
    slot = stage.slot()
    stranger, regular = stage.nurse(), stage.nurse()
    stage.nurse(role="CNA")
    stage.nurse(over_18=False)
    for week in (2, 3):
        stage.world.placement(
            stage.slot(start=NOW - timedelta(weeks=week), hours=8), regular, PlacementStatus.WORKED
        )
    ranked = ranked_candidates(slot, now=NOW)
    assert [one.clinician_id for one in ranked] == [regular.id, stranger.id]
    assert ranked[0].points["continuity"] == 500
    assert ranked[0].total > ranked[1].total
    assert ranked[0].communication_mean == pytest.approx(0.8)
    assert ranked[0].travel_minutes > 10
    assert [one.clinician_id for one in ranked_candidates(slot, now=NOW, limit=1)] == [regular.id]


def test_wishes_rank_and_are_told(stage: Stage) -> None:
    """Whoever likes it comes before whoever says nothing, and those before whoever would rather not."""
    people = {weight: stage.nurse() for weight in (-2, -1, 0, 1, 2)}
    for weight, nurse in people.items():
        wish = {"kind": PreferenceKind.SHIFT_KIND, "value": "weekend", "weight": weight}
        db.session.add(Preference(clinician_id=nurse.id, **wish))
    ranked = ranked_candidates(stage.slot(start=at(MONDAY + 5 * DAY, 7)), now=NOW)
    assert [one.clinician_id for one in ranked] == [people[weight].id for weight in (2, 1, 0, -1, -2)]
    assert [one.wishes for one in ranked] == [{"hours": 2}, {"hours": 1}, {}, {"hours": -1}, {"hours": -2}]
    in_the_week = ranked_candidates(stage.slot(), now=NOW)
    assert {one.points["preferences"] for one in in_the_week} == {300}


def test_overtime_is_told_in_cents(stage: Stage) -> None:
    """36 h held; a 12-h shift makes 8 h of overtime at half of $44.00: $176.00."""
    nurse, slot = stage.nurse(), stage.slot(hours=12)
    for day in (2, 3, 5):
        stage.world.placement(stage.slot(start=at(MONDAY + day * DAY, 7)), nurse)
    (only,) = ranked_candidates(slot, now=NOW)
    assert only.overtime_cents == 17_600


def test_who_said_no_is_not_asked_again(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    offer = stage.world.offer(slot, nurse, status=OfferStatus.WITHDRAWN)
    assert [one.clinician_id for one in ranked_candidates(slot, now=NOW)] == [nurse.id]
    offer.status = OfferStatus.DECLINED
    assert ranked_candidates(slot, now=NOW) == []


def test_a_facility_without_orientation_takes_everybody_of_the_role(stage: Stage) -> None:
    nurse, slot = stage.world.clinician("RN"), stage.slot()
    assert ranked_candidates(slot, now=NOW) == []
    stage.facility.orientation_required = False
    assert [one.clinician_id for one in ranked_candidates(slot, now=NOW)] == [nurse.id]


def test_counts_of_what_keeps_people_away(stage: Stage) -> None:
    slot = stage.slot(hours=6)
    stage.nurse()
    for _ in range(3):
        stage.nurse(role="CNA")
    for _ in range(2):
        stage.nurse(always_available=False)
    busy, barred, gone = stage.nurse(), stage.nurse(), stage.nurse(active=False)
    stage.world.placement(stage.slot(start=slot.ends_at + timedelta(hours=9), hours=4), busy)
    stage.bar(barred, DnrScope.UNIT, DnrSide.FACILITY, ends_on=MONDAY)
    assert gone.active is False
    assert why_not_counts(slot, now=NOW) == {"role": 3, "availability": 2, "rest": 1, "do_not_return": 1}
