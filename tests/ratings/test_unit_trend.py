"""A facility's own units by quarter: hidden while few, the facility's own only, moving once a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from staffing.accounts.models import Account
from staffing.db import Scope, db, use_scope, utc_now
from staffing.facilities.models import Facility, Unit
from staffing.ratings.models import Answer, Dimension
from staffing.ratings.unit_trend import Quarter, quarters_up_to, unit_trends
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated

LAST_QUARTER = 60
"""Days before NOW, 23 November: in the third quarter."""


@pytest.fixture
def facility(world: World) -> Facility:
    return world.facility()


@pytest.fixture
def unit(world: World, facility: Facility) -> Unit:
    return world.unit(facility, name="4 West")


def heard(world: World, unit: Unit, number: int, *, people: int = 3, days_ago: int = LAST_QUARTER) -> None:
    """So many responses about so many people; the first of them says Usually, and one line is left out."""
    staff = [world.clinician() for _ in range(people)]
    for turn in range(number):
        answer = Answer.ALWAYS if turn else Answer.USUALLY
        rated(world, staff[turn % people], unit, answer, rater=f"account:{turn}", days_ago=days_ago)
    rated(
        world,
        staff[0],
        unit,
        Answer.NOT_APPLICABLE,
        rater="account:99",
        days_ago=days_ago,
        dimensions=(Dimension.RESPECT,),
    )


def quarters(facility: Facility) -> dict[str, Quarter]:
    (trend,) = unit_trends(facility, NOW).units
    return {one.name: one for one in trend.quarters}


def test_the_quarter_of_a_day_and_the_four_before() -> None:
    assert quarters_up_to(date(2026, 2, 28))[::4] == [date(2025, 1, 1), date(2026, 1, 1)]
    assert quarters_up_to(date(2026, 10, 1))[-2:] == [date(2026, 7, 1), date(2026, 10, 1)]


@both_databases
def test_nine_responses_are_too_few_and_ten_are_enough(world: World, facility: Facility, unit: Unit) -> None:
    heard(world, unit, 9)
    assert quarters(facility)["Q3 2026"].share is None
    rated(world, world.clinician(), unit, rater="account:10", days_ago=LAST_QUARTER)
    found = quarters(facility)["Q3 2026"]
    assert (found.responses, found.share) == (10, pytest.approx(27 / 30))
    assert quarters(facility)["Q2 2026"].share is None


def test_two_people_are_too_few(world: World, facility: Facility, unit: Unit) -> None:
    heard(world, unit, 20, people=2)
    assert quarters(facility)["Q3 2026"].share is None


def test_it_moves_at_the_month_only_and_leaves_out_what_is_withheld(
    world: World, facility: Facility, unit: Unit
) -> None:
    heard(world, unit, 10)
    late = rated(world, world.clinician(), unit, Answer.NEVER, days_ago=LAST_QUARTER)
    late.submitted_at = NOW - timedelta(days=1)
    voided = rated(world, world.clinician(), unit, Answer.NEVER, days_ago=LAST_QUARTER)
    voided.voided_at, voided.void_reason = NOW - timedelta(days=40), "Wrong person"
    assert quarters(facility)["Q3 2026"].share == pytest.approx(27 / 30)
    late.submitted_at = NOW - timedelta(days=30)
    assert quarters(facility)["Q3 2026"].share == pytest.approx(27 / 33)


def test_the_page_shows_ones_own_units_only(
    world: World, facility: Facility, unit: Unit, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    neighbour = world.unit(name="Neighbours Ward")
    for where in (unit, neighbour):
        heard(world, where, 10, days_ago=(NOW - utc_now()).days + LAST_QUARTER)
    page = client_for(world.scheduler(facility)).get("/facility/our-units/").text
    assert "4 West" in page
    assert "Neighbours Ward" not in page
    with use_scope(Scope.facilities(world.agency_id, frozenset({neighbour.facility_id}))):
        assert unit_trends(facility, NOW).units == ()
    db.session.rollback()
