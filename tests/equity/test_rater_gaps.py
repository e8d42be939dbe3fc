"""Gaps of one rater between groups reach the rater audit as sums."""

from __future__ import annotations

from datetime import date
from itertools import product

from staffing.bias.models import FlagKind, RatingFlag
from staffing.db import db
from staffing.equity.answers import keep_answers
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute
from staffing.equity.rater_gaps import look_for_rater_gaps
from staffing.ratings.models import Answer
from tests.factories import NOW, World
from tests.ratings.makers import rated

SECRET = "a-secret-for-tests-only-0123456789"
HARSH = "account:1"
RATERS = (HARSH, "account:2", "account:3", "account:4", "account:5", "account:6")
EACH = 12
"""People a group."""


def look(world: World, *, stated: bool) -> list[RatingFlag]:
    """Six raters look at the same 24 people; one says "Never" of every man and of no woman."""
    unit = world.unit()
    people = [world.clinician(file_complete=False, always_available=False) for _ in range(2 * EACH)]
    for number, person in enumerate(people):
        key = person_key(SECRET, world.agency_id, person.id)
        group = "man" if number < EACH else "woman"
        keep_answers(key, {Attribute.GENDER: group} if stated else {}, date(2026, 11, 1))
    for (number, person), (place, rater) in product(enumerate(people), enumerate(RATERS)):
        bad = number < EACH if rater == HARSH else (number + place) % 5 == 0
        answer = Answer.NEVER if bad else Answer.ALWAYS
        rated(world, person, unit, answer, rater=rater, days_ago=1 + (number * 7 + place) % 60)
    look_for_rater_gaps(SECRET, NOW)
    look_for_rater_gaps(SECRET, NOW)
    return db.session.query(RatingFlag).all()


def test_a_planted_gap_is_flagged_once_and_names_nobody(world: World) -> None:
    (flag,) = look(world, stated=True)
    assert (flag.kind, flag.rater, flag.clinician_id) == (FlagKind.GROUP_GAP, HARSH, None)
    assert flag.about in {"Man", "Woman"}
    assert flag.figures.keys() == {"n", "observed", "expected", "z", "p", "q"}
    assert flag.figures["n"] == 2 * EACH


def test_people_who_stated_nothing_are_no_group(world: World) -> None:
    assert look(world, stated=False) == []
