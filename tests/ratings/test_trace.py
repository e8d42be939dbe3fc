"""A score adds up to its traced responses; months count what was worked in them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Setting
from staffing.ratings.models import Answer, Dimension, RatingFit
from staffing.ratings.scores import score_book
from staffing.ratings.trace import trace, trend
from staffing.ratings.validity import Withheld
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated


@both_databases
def test_the_trace_adds_up_to_the_score(world: World) -> None:
    person, unit = world.clinician(), world.unit()
    for turn in range(9):
        answer = Answer.ALWAYS if turn % 3 else Answer.SOMETIMES
        rated(world, person, unit, answer, rater=f"account:{min(turn, 4)}", days_ago=40 * turn)
    rated(world, person, unit, Answer.NOT_APPLICABLE, rater="account:7")
    voided = rated(world, person, unit, Answer.NEVER, rater="account:8")
    voided.voided_at, voided.void_reason = NOW, "Wrong person"
    rated(world, world.clinician(), unit, Answer.NEVER)
    leniency = {"account:4|RN|on_site|clarity": 0.4}
    db.session.add(RatingFit(fitted_on=NOW.date(), k=20.0, strata={}, leniency=leniency))
    responses = trace(person.id, NOW)
    assert len(responses) == 11
    assert [r.worked_at for r in responses] == sorted((r.worked_at for r in responses), reverse=True)
    book = score_book(NOW)
    for dimension in (Dimension.RESPECT, Dimension.CLARITY):
        lines = [line for r in responses for line in r.answers if line.dimension is dimension]
        score = book.score(person.id, Setting.ON_SITE, dimension)
        assert sum(line.weight for line in lines) == pytest.approx(score.n)
        always = score.n * score.prior + sum(line.contribution for line in lines)
        assert 20 * score.prior + always == pytest.approx(score.alpha)
        assert sum(line.counts for line in lines) == score.answers == 9
    capped = [line for r in responses for line in r.answers if line.cap_factor < 1]
    assert capped
    void = next(r for r in responses if r.id == voided.id)
    assert (void.void_reason, {line.weight for line in void.answers}) == ("Wrong person", {0.0})
    assert {r.id for r in responses if r.withheld is Withheld.VOID} == {voided.id}
    assert not any(r.withheld for r in trace(person.id, NOW - timedelta(seconds=1)))
    lenient = [line for r in responses for line in r.answers if line.leniency]
    assert {(line.dimension, line.leniency) for line in lenient} == {(Dimension.CLARITY, 0.4)}


def test_another_agencys_clinician_has_no_trace(world: World) -> None:
    person = world.clinician()
    rated(world, person, world.unit())
    stranger = World.create("Another Agency")
    with use_scope(Scope.agency(stranger.agency_id)):
        assert trace(person.id, NOW) == []


def test_months_are_counted_by_the_day_worked(world: World) -> None:
    person, unit = world.clinician(), world.unit()
    rated(world, person, unit, Answer.ALWAYS, days_ago=1)
    rated(world, person, unit, Answer.USUALLY, days_ago=2)
    rated(world, person, unit, Answer.ALWAYS, days_ago=40)
    rated(world, person, unit, Answer.ALWAYS, days_ago=400)
    last = trend(person.id, NOW, months=3)
    assert [month.first_day for month in last] == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    assert [(month.responses, month.answers, month.always) for month in last] == [
        (0, 0, 0),
        (1, 3, 3),
        (2, 6, 3),
    ]
    assert [month.share for month in last] == [None, 1.0, 0.5]
    assert [month.answers for month in trend(person.id, NOW, months=1, dimension=Dimension.RESPECT)] == [2]
    assert trend(person.id, NOW - timedelta(days=3), months=1)[0].responses == 0
