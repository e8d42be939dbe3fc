"""Appeals: who may ask, until when, how often; and that what is asked about does not count meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry, IllegalTransition
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Setting, Unit
from staffing.notifications.models import OutboxMessage
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.appeals import (
    CannotAppeal,
    decide_appeal,
    file_appeal,
    pending,
    shifts_to_appeal,
    withdraw_appeal,
)
from staffing.ratings.exclusions import AppealStatus, RaterSuspension, RatingAppeal
from staffing.ratings.models import Answer, CommunicationResponse, Dimension
from staffing.ratings.scores import score_book
from staffing.ratings.trace import trace
from staffing.ratings.validity import Withheld
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.races import all_at_once
from tests.ratings.makers import rated, worked

BY = Actor(None, "Robin")
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
WHY = "They mixed me up with somebody else."


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@pytest.fixture
def me(world: World) -> Iterator[Clinician]:
    """The clinician who asks, in their own scope."""
    found = world.clinician()
    with use_scope(Scope.clinician(world.agency_id, found.id)):
        yield found


def placed(world: World, me: Clinician, unit: Unit, ended: datetime) -> Placement:
    with use_scope(Scope.agency(world.agency_id)):
        return worked(world, me, unit, ended=ended)


def ask(placement_id: int, now: datetime = NOW) -> RatingAppeal:
    return file_appeal(placement_id, WHY, BY, now)


def mean(me: Clinician, at: datetime) -> float:
    return score_book(at, [me.id]).mean(me.id, Setting.ON_SITE, Dimension.RESPECT)


def test_thirty_days_from_the_end_of_the_shift(world: World, me: Clinician, unit: Unit) -> None:
    shift = placed(world, me, unit, NOW)
    last = NOW + timedelta(days=30)
    for refused in (NOW - SECOND, last + SECOND):
        assert shifts_to_appeal(refused) == []
        with pytest.raises(CannotAppeal, match="last 30 days"):
            ask(shift.id, refused)
    for allowed in (NOW, last):
        assert [one.id for one in shifts_to_appeal(allowed)] == [shift.id]
    assert ask(shift.id, last).status is AppealStatus.PENDING
    assert shifts_to_appeal(last) == []


def test_only_shifts_of_ones_own_that_were_worked(world: World, me: Clinician, unit: Unit) -> None:
    with use_scope(Scope.agency(world.agency_id)):
        of_another = worked(world, world.clinician(), unit, ended=NOW - HOUR)
        slot = world.slot(unit, start=NOW - 3 * HOUR, hours=1)
        missed = world.placement(slot, me, PlacementStatus.NO_SHOW)
    assert shifts_to_appeal(NOW) == []
    for placement in (of_another, missed):
        with pytest.raises(CannotAppeal):
            ask(placement.id)


def test_two_wait_at_most_and_a_shift_is_asked_about_once(world: World, me: Clinician, unit: Unit) -> None:
    shifts = [placed(world, me, unit, NOW - number * 2 * HOUR) for number in range(1, 4)]
    first = ask(shifts[0].id)
    with pytest.raises(CannotAppeal, match="once"):
        ask(shifts[0].id)
    ask(shifts[1].id)
    with pytest.raises(CannotAppeal, match="Two of your questions"):
        ask(shifts[2].id)
    withdraw_appeal(first.id, BY, NOW + SECOND)
    assert ask(shifts[2].id).status is AppealStatus.PENDING
    with pytest.raises(CannotAppeal, match="once"):
        ask(shifts[0].id)


@both_databases
def test_three_asked_at_once_are_two(app: Flask, world: World, unit: Unit) -> None:
    me = world.clinician()
    shifts = [placed(world, me, unit, NOW - number * 2 * HOUR).id for number in range(1, 4)]
    scope = Scope.clinician(world.agency_id, me.id)

    def work(placement_id: int) -> None:
        with use_scope(scope):
            ask(placement_id)

    seen = all_at_once(app, world.agency_id, [partial(work, one) for one in shifts], refusals=(CannotAppeal,))
    assert sorted(seen.values()) == [1, 2]
    assert pending(me.id) == 2


def test_a_reason_is_needed(world: World, me: Clinician, unit: Unit) -> None:
    shift = placed(world, me, unit, NOW - HOUR)
    with pytest.raises(CannotAppeal, match="few words"):
        file_appeal(shift.id, " x ", BY, NOW)
    file_appeal(shift.id, " why", BY, NOW)


@pytest.fixture
def contested(world: World, me: Clinician, unit: Unit) -> RatingAppeal:
    """Two praises and one "Never" about a shift appealed at NOW."""
    with use_scope(Scope.agency(world.agency_id)):
        for number in range(2):
            rated(world, me, unit, rater=f"account:{number + 1}", days_ago=number + 1)
        bad = rated(world, me, unit, Answer.NEVER, rater="account:3", days_ago=1)
    return ask(bad.placement_id)


@both_databases
def test_what_is_pending_does_not_count_and_counts_again_once_dismissed(
    world: World, me: Clinician, contested: RatingAppeal
) -> None:
    decided = NOW + HOUR
    before, pending = mean(me, NOW - SECOND), mean(me, decided - SECOND)
    with use_scope(Scope.agency(world.agency_id)):
        assert [one.withheld for one in trace(me.id, NOW) if one.withheld] == [Withheld.APPEAL]
        decide_appeal(contested.id, upheld=False, words="The ward remembers the day.", by=BY, now=decided)
    assert mean(me, decided) == pytest.approx(before, abs=1e-9)
    assert mean(me, NOW) == pytest.approx(pending, abs=1e-9)
    assert mean(me, NOW) == mean(me, decided - SECOND) > before + 0.02


def test_an_upheld_appeal_counts_from_its_filing_and_never_before(
    world: World, me: Clinician, contested: RatingAppeal
) -> None:
    before, pending = mean(me, NOW - SECOND), mean(me, NOW)
    with use_scope(Scope.agency(world.agency_id)):
        decide_appeal(contested.id, upheld=True, words="You were not there.", by=BY, now=NOW + HOUR)
    assert mean(me, NOW + 2 * HOUR) == pytest.approx(pending, abs=1e-9)
    assert mean(me, NOW - SECOND) == pytest.approx(before, abs=1e-9)


def test_a_decision_is_told_logged_and_made_once(
    world: World, me: Clinician, contested: RatingAppeal
) -> None:
    with use_scope(Scope.agency(world.agency_id)):
        with pytest.raises(CannotAppeal, match="Say why"):
            decide_appeal(contested.id, upheld=True, words=" ", by=BY, now=NOW)
        decide_appeal(contested.id, upheld=True, words="You were not there.", by=BY, now=NOW)
        db.session.flush()
        told = db.session.scalars(select(OutboxMessage)).one()
        assert told.kind == "appeal_decided"
        assert "You were not there." in told.text
        assert "account" not in told.text
        actions = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.entity == "rating_appeal").order_by(AuditEntry.id)
        ).all()
        assert actions == ["filed", "upheld"]
        with pytest.raises(IllegalTransition):
            decide_appeal(contested.id, upheld=False, words="No, after all.", by=BY, now=NOW)
    with pytest.raises(IllegalTransition):
        withdraw_appeal(contested.id, BY, NOW)


@both_databases
@pytest.mark.parametrize("code", ["account:3", "shift:9"])
def test_a_suspended_rater_counts_for_nothing_while_suspended(
    world: World, me: Clinician, contested: RatingAppeal, code: str
) -> None:
    bad = db.session.scalars(
        select(CommunicationResponse).where(CommunicationResponse.rater == "account:3")
    ).one()
    bad.pooled_as = "shift:9"
    withdraw_appeal(contested.id, BY, NOW)
    counting = mean(me, NOW)
    since, until = NOW + HOUR, NOW + 2 * HOUR
    with use_scope(Scope.agency(world.agency_id)):
        db.session.add(RaterSuspension(rater=code, reason="Flagged", starts_at=since, ends_at=until))
        assert {one.withheld for one in trace(me.id, since)} == {None, Withheld.SUSPENDED_RATER}
    assert mean(me, since - SECOND) == pytest.approx(counting, abs=1e-9)
    assert mean(me, since) == mean(me, until - SECOND) > counting
    assert mean(me, until) == pytest.approx(counting, abs=1e-9)
