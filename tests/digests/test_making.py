"""Monthly digests: from five new responses, once a month, against colleagues, and never a single response."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from staffing.clinicians.models import Clinician, RoleFamily
from staffing.db import db
from staffing.digests.making import closed_month, make_due
from staffing.digests.models import Digest
from staffing.digests.suggestions import SUGGESTIONS, suggestion
from staffing.facilities.models import Unit
from staffing.notifications.models import OutboxMessage
from staffing.ratings.models import Answer, Dimension
from tests.conftest import both_databases
from tests.factories import NOW, World, at
from tests.ratings.makers import rated

OCTOBER, NEXT_MONTH = date(2026, 10, 1), NOW + timedelta(days=10)
IN_OCTOBER = 30
"""Days before NOW, 23 November."""


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


def heard(
    world: World,
    person: Clinician,
    unit: Unit,
    number: int,
    answer: Answer = Answer.ALWAYS,
    *,
    days_ago: int = IN_OCTOBER,
    dimensions: tuple[Dimension, ...] = (Dimension.RESPECT, Dimension.CLARITY),
) -> None:
    """So many responses about one person, each by another rater."""
    for rater in range(number):
        rated(
            world,
            person,
            unit,
            answer,
            rater=f"account:{days_ago}{rater}{answer}",
            days_ago=days_ago,
            dimensions=dimensions,
        )


def make(now: datetime) -> int:
    """What the worker does at `now`."""
    db.session.commit()
    return make_due(now)


def digests() -> list[Digest]:
    return list(db.session.scalars(select(Digest).order_by(Digest.id)))


def test_four_new_responses_are_too_few_and_five_are_enough(world: World, unit: Unit) -> None:
    four, five = world.clinician(), world.clinician()
    heard(world, four, unit, 4)
    heard(world, five, unit, 5)
    heard(world, four, unit, 1, days_ago=0)
    assert make(NOW) == 1
    (made,) = digests()
    assert (made.clinician_id, made.month, made.new_responses) == (five.id, OCTOBER, 5)
    assert make(NOW) == 0
    assert make(NEXT_MONTH) == 1
    assert [(one.clinician_id, one.month) for one in digests()][1:] == [(four.id, date(2026, 11, 1))]


@both_databases
def test_the_next_digest_waits_for_five_that_are_new(world: World, unit: Unit) -> None:
    person = world.clinician()
    heard(world, person, unit, 6)
    assert make(NOW) == 1
    heard(world, person, unit, 4, days_ago=1)
    assert make(NEXT_MONTH) == 0
    heard(world, person, unit, 1, days_ago=2)
    assert make(NEXT_MONTH) == 1
    assert [one.new_responses for one in digests()] == [6, 5]


def test_the_month_ends_by_the_agencys_clock(world: World) -> None:
    first = at(date(2026, 11, 1), 0)
    assert closed_month(first).month == OCTOBER
    assert closed_month(first - timedelta(seconds=1)).month == date(2026, 9, 1)
    assert closed_month(NOW).ends_at == first


def test_against_colleagues_of_the_same_role_with_what_may_help(world: World, unit: Unit) -> None:
    """Five rated colleagues whose middle is known; a sixth, of another role, counts for nothing."""
    me, peers = world.clinician(), [world.clinician() for _ in range(5)]
    for peer in peers:
        heard(world, peer, unit, 5, dimensions=(Dimension.RESPECT, Dimension.CLARITY, Dimension.LISTENING))
    heard(world, world.clinician("CNA"), unit, 5, Answer.NEVER)
    heard(world, me, unit, 5, Answer.USUALLY, dimensions=(Dimension.CLARITY,))
    heard(world, me, unit, 5, dimensions=(Dimension.RESPECT,))
    heard(world, me, unit, 4, days_ago=31, dimensions=(Dimension.LISTENING,))
    make(NOW)
    content = next(one for one in digests() if one.clinician_id == me.id).content
    lines = {line["dimension"]: line for line in content["lines"]}
    assert content["peers"] == 5
    assert list(lines) == ["respect", "clarity"]
    assert (lines["clarity"]["level"], lines["clarity"]["usual"]) == ("growing", 84)
    assert lines["clarity"]["own"] == round(100 * 16 / 25)
    assert lines["respect"]["level"] == "steady"
    assert content["to_try"] == {"clarity": suggestion(Dimension.CLARITY, RoleFamily.BEDSIDE)}
    assert "listening" in content["too_few"]
    assert str(peers[0].last_name) not in str(content)


def test_few_colleagues_leave_the_roles_usual(world: World, unit: Unit) -> None:
    me = world.clinician()
    for person in (me, *(world.clinician() for _ in range(4))):
        heard(world, person, unit, 5)
    make(NOW)
    content = next(one for one in digests() if one.clinician_id == me.id).content
    assert content["peers"] == 0
    assert {line["usual"] for line in content["lines"]} == {80}


def test_the_trend_against_the_digest_before(world: World, unit: Unit) -> None:
    person = world.clinician()
    heard(world, person, unit, 5)
    make(NOW)
    heard(world, person, unit, 10, Answer.NEVER, days_ago=1)
    make(NEXT_MONTH)
    first, second = (one.content for one in digests())
    assert {line["trend"] for line in first["lines"]} == {None}
    assert {line["trend"] for line in second["lines"]} == {"down"}
    assert (second["band_before"], second["band"]) == (first["label"], "growing")


def test_the_message_holds_no_figure(world: World, unit: Unit) -> None:
    person = world.clinician()
    heard(world, person, unit, 5)
    make(NOW)
    (told,) = db.session.scalars(select(OutboxMessage)).all()
    assert told.recipient == person.email
    assert told.subject == "Your communication digest for October 2026"
    assert "/clinician/digests" in told.text
    assert not any(word in told.text for word in ("Steady", "Strong", "Growing", "%", "80", "84"))


def test_every_dimension_of_every_role_family_has_something_to_try() -> None:
    for dimension in Dimension:
        assert set(SUGGESTIONS[dimension]) == set(RoleFamily)
        assert len({*SUGGESTIONS[dimension].values()}) == len(RoleFamily)


@pytest.mark.parametrize(("new", "moves"), [(4, False), (5, True)])
def test_a_line_moves_only_with_five_new_answers_to_it(
    world: World, unit: Unit, new: int, moves: bool
) -> None:
    """Else five new responses, four of them N/A on clarity, would tell the fifth answer about it."""
    person = world.clinician()
    heard(world, person, unit, 6)
    make(NOW)
    heard(world, person, unit, 5, days_ago=1, dimensions=(Dimension.RESPECT,))
    heard(world, person, unit, new, Answer.NEVER, days_ago=2, dimensions=(Dimension.CLARITY,))
    make(NEXT_MONTH)
    first, second = ({line["dimension"]: line for line in one.content["lines"]} for one in digests())
    assert (second["clarity"]["own"] < first["clarity"]["own"]) == moves
    assert second["clarity"]["as_before"] is not moves
    assert second["clarity"]["trend"] == ("down" if moves else None)
    assert second["respect"]["as_before"] is False
