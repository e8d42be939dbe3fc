"""Places are scored by the clinicians' own formula; bands from ten responses of three people on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from staffing.audit import SYSTEM
from staffing.db import Scope, use_scope
from staffing.facilities.models import Unit
from staffing.ratings.bands import BandName
from staffing.ratings.models import Answer
from staffing.site_ratings.answers import DIMENSIONS, SiteAnswers
from staffing.site_ratings.bands import NEW_PLACE, month_began, site_band, what_clinicians_say
from staffing.site_ratings.models import SiteDimension
from staffing.site_ratings.quarters import how_clinicians_find
from staffing.site_ratings.scores import SiteFigures, scored, site_scores
from staffing.site_ratings.services import void_site_response
from staffing.site_ratings.trace import trace_site
from tests.factories import NOW, World
from tests.site_ratings.makers import ALWAYS, NEVER, NOTHING, said, said_by_three

ZONE = "America/Chicago"
LATE_JUNE = datetime(2026, 6, 28, 12, tzinfo=UTC)
JULY = datetime(2026, 7, 10, 12, tzinfo=UTC)


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit(name="4 West")


def table(count: int, always: int, raters: int, days: int = 0) -> SiteAnswers:
    """`count` answers about the first dimension of facility 7, `days` old, `always` of them "Always"."""
    at = np.arange(count)
    return SiteAnswers(
        facility_id=np.full(count, 7),
        dimension=np.zeros(count, dtype=np.int64),
        clinician_id=at % raters,
        response_id=at,
        worked_at=np.full(count, int(NOW.timestamp()) - days * 86_400),
        always=(at < always).astype(np.float64),
    )


@pytest.mark.parametrize(
    ("answers", "mean", "low", "high"),
    [
        (table(6, 6, 6), 0.846, 0.752, 0.928),
        (table(60, 53, 60, days=180), 0.850, 0.783, 0.911),
        (table(40, 22, 40), 0.633, 0.553, 0.712),
    ],
)
def test_the_check_values_hold_for_places_too(
    answers: SiteAnswers, mean: float, low: float, high: float
) -> None:
    found = scored(answers, NOW)[7].parts[DIMENSIONS[0]]
    assert (round(found.mean, 3), round(found.low, 3), round(found.high, 3)) == (mean, low, high)


def test_no_clinician_counts_for_more_than_a_quarter_once_there_are_four() -> None:
    """One says Never ten times, three others Always once: capped to one each, n = 4, S = 3.2 + .2·3 − .8."""
    answers = table(13, 0, 1)
    voices = np.array([0] * 10 + [1, 2, 3])
    always = (voices > 0).astype(np.float64)
    four = SiteAnswers(**{**vars(answers), "clinician_id": voices, "always": always})
    found = scored(four, NOW)[7].parts[DIMENSIONS[0]]
    assert found.n == pytest.approx(4)
    assert found.mean == pytest.approx((16 + 3) / 24)
    assert (found.answers, found.raters) == (13, 4)


def test_overall_is_the_plain_average_and_unasked_dimensions_stand_at_the_usual() -> None:
    score = scored(table(6, 6, 6), NOW)[7]
    means = [part.mean for part in score.parts.values()]
    assert means[1:] == [0.8, 0.8]
    assert score.overall.mean == pytest.approx(sum(means) / 3)
    assert (score.overall.answers, score.overall.raters) == (6, 6)


def test_nobody_has_answered() -> None:
    assert scored(table(0, 0, 1), NOW) == {}
    assert site_band(None) is BandName.NEW


@pytest.mark.parametrize(
    ("answers", "raters", "mean", "band"),
    [
        (9, 9, 0.9, BandName.NEW),
        (10, 2, 0.9, BandName.NEW),
        (10, 3, 0.9, BandName.STRONG),
        (10, 3, 0.839, BandName.STEADY),
        (10, 3, 0.761, BandName.STEADY),
        (10, 3, 0.759, BandName.GROWING),
    ],
)
def test_bands_on_both_sides(answers: int, raters: int, mean: float, band: BandName) -> None:
    assert site_band(SiteFigures(mean, 0.0, 1.0, 10.0, answers, raters)) is band


def test_voided_later_and_all_not_applicable_do_not_count(world: World, unit: Unit) -> None:
    people = [world.clinician() for _ in range(3)]
    first, _second = (said(world, one, unit, ended=NOW) for one in people[:2])
    said(world, people[2], unit, NOTHING, ended=NOW)
    hour = timedelta(hours=1)
    assert site_scores(NOW) == {}
    assert site_scores(NOW + hour)[unit.facility_id].overall.answers == 2
    void_site_response(first.id, "wrong place", SYSTEM, NOW + 3 * hour)
    assert site_scores(NOW + 2 * hour)[unit.facility_id].overall.answers == 2
    assert site_scores(NOW + 3 * hour)[unit.facility_id].overall.answers == 1
    traced = {row.response.id: row for row in trace_site(unit.facility_id, NOW + 3 * hour, 60)}
    assert len(traced) == 3
    assert traced[first.id].parts == {}
    score = site_scores(NOW + 3 * hour)[unit.facility_id].parts[SiteDimension.SAFETY]
    added = sum(row.parts[SiteDimension.SAFETY].adds for row in traced.values() if row.parts)
    assert score.mean == pytest.approx((16 + score.n * 0.8 + added) / (20 + score.n))


def test_what_clinicians_hear_from_ten_on_and_only_from_the_next_month(world: World, unit: Unit) -> None:
    def said_now(now: datetime) -> str:
        return what_clinicians_say(unit.facility_id, ZONE, now)

    people = [world.clinician() for _ in range(3)]
    said_by_three(world, unit, 9, LATE_JUNE, people=people)
    assert said_now(JULY) == NEW_PLACE
    tenth = said(world, people[0], unit, ended=LATE_JUNE + timedelta(hours=12))
    assert said_now(tenth.submitted_at) == NEW_PLACE
    assert said_now(JULY) == "Clinicians say: almost always ready for you · 10 ratings"
    month = month_began(JULY, ZONE)
    assert month == datetime(2026, 7, 1, 5, tzinfo=UTC)
    assert said_now(month - timedelta(seconds=1)) == NEW_PLACE
    said_by_three(world, unit, 10, LATE_JUNE - timedelta(days=3), NEVER, people=people)
    assert said_now(JULY) == "Clinicians say: not always ready for you · 20 ratings"


def test_a_facility_sees_bands_by_dimension_and_quarter_and_never_its_neighbour_s(
    world: World, unit: Unit
) -> None:
    people = [world.clinician() for _ in range(3)]
    unsafe = {**ALWAYS, SiteDimension.SAFETY: Answer.SOMETIMES}
    said_by_three(world, unit, 10, LATE_JUNE, unsafe, people=people)
    said_by_three(world, unit, 9, LATE_JUNE - timedelta(days=91), people=people)
    neighbour = world.unit(name="Next door")
    with use_scope(Scope.facilities(world.agency.id, frozenset({unit.facility_id}))):
        found = how_clinicians_find(unit.facility, JULY)
    assert [str(first) for first in found.quarters] == [
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
        "2026-07-01",
    ]
    lines = {line.name: line for line in found.lines}
    assert list(lines) == ["All together", "Arrival", "Safety", "Respect"]
    assert (lines["Arrival"].now.band, lines["Arrival"].now.answers) == (BandName.STRONG, 19)
    by_quarter = [(one.band, one.answers) for one in lines["Safety"].quarters]
    few = (BandName.NEW, None)
    assert by_quarter == [few, few, (BandName.GROWING, 10), few]
    with use_scope(Scope.facilities(world.agency.id, frozenset({neighbour.facility_id}))):
        other = how_clinicians_find(neighbour.facility, JULY)
    assert {line.now.band for line in other.lines} == {BandName.NEW}


def test_another_agency_s_answers_are_not_counted(world: World, unit: Unit) -> None:
    said(world, world.clinician(), unit, ended=NOW)
    later = NOW + timedelta(days=1)
    assert unit.facility_id in site_scores(later)
    other = World.create("Elsewhere")
    with use_scope(Scope.agency(other.agency.id)):
        assert site_scores(later) == {}
        assert site_scores(later, [unit.facility_id]) == {}
