"""The questionnaire as data: versions in force by date, what is refused, the words answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, AuditEntry
from staffing.clinicians.models import RoleFamily
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Setting
from staffing.ratings.items import FIRST_ITEMS
from staffing.ratings.models import Answer, RaterSource
from staffing.ratings.models import Dimension as D
from staffing.ratings.publishing import BadQuestions, publish
from staffing.ratings.questionnaire import BUILT_IN, questionnaire, questionnaire_in_force
from staffing.ratings.scores import score_book
from staffing.ratings.services import CannotRate, submit_facility_response
from staffing.ratings.weights import FAMILY_WEIGHTS
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.races import all_at_once
from tests.ratings.makers import rated, worked
from tests.ratings.test_services import BEDSIDE

BY = Actor(None, "Casey Coordinator")
LATER = NOW + timedelta(hours=1)
FACILITY, PATIENT = RaterSource.FACILITY, RaterSource.PATIENT


def items(change: Callable[[dict[Any, dict[Any, Any]]], None] | None = None) -> dict[Any, Any]:
    """A copy of the built-in items, changed."""
    copy = {
        source: {one: dict(words) for one, words in lines.items()} for source, lines in FIRST_ITEMS.items()
    }
    if change is not None:
        change(copy)
    return copy


def weights(**bedside: float) -> dict[Any, Any]:
    """The built-in weights with some of the bedside's changed."""
    copy = {family: dict(shares) for family, shares in FAMILY_WEIGHTS.items()}
    copy[RoleFamily.BEDSIDE] |= {D(name): share for name, share in bedside.items()}
    return copy


def reworded(copy: dict[Any, dict[Any, Any]]) -> None:
    copy[FACILITY][D.RESPECT]["en"] = "Was kind to everybody"


HEAVY = {"respect": 0.45, "clarity": 0.05}


def test_version_one_is_in_force_until_another_is_published(world: World) -> None:
    assert questionnaire_in_force(NOW) is BUILT_IN
    assert questionnaire(1) is BUILT_IN
    assert questionnaire(2) is None


@both_databases
def test_a_change_is_the_next_version_and_history_keeps_its_meaning(world: World) -> None:
    second = publish(items(reworded), FAMILY_WEIGHTS, "plainer", BY, NOW)
    third = publish(items(reworded), weights(**HEAVY), "respect first", BY, LATER)
    db.session.commit()
    assert (second.number, third.number) == (2, 3)
    assert questionnaire_in_force(NOW - timedelta(seconds=1)).number == 1
    assert questionnaire_in_force(LATER - timedelta(seconds=1)).number == 2
    read = questionnaire_in_force(LATER)
    assert (read.items, read.weights) == (third.items, third.weights)
    assert list(read.items[FACILITY]) == list(D)
    assert questionnaire(2) == second
    assert BUILT_IN.text(FACILITY, D.RESPECT) != second.text(FACILITY, D.RESPECT) == "Was kind to everybody"
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.entity == "questionnaire")).all()
    assert actions == ["published", "published"]


def test_another_agency_asks_its_own(world: World) -> None:
    publish(items(reworded), FAMILY_WEIGHTS, "plainer", BY, NOW)
    db.session.commit()
    other = World.create("Other Agency")
    with use_scope(Scope.agency(other.agency_id)):
        assert questionnaire_in_force(LATER) is BUILT_IN
        assert questionnaire(2) is None


@both_databases
def test_two_who_publish_at_once_do_not_share_a_number(app: Flask, world: World) -> None:
    shares = (weights(respect=0.30, clarity=0.20), weights(respect=0.35, clarity=0.15))
    works = [lambda shares=one: publish(items(), shares, "weights", BY, NOW) for one in shares]
    seen = all_at_once(app, world.agency_id, works, (IntegrityError,))
    assert seen["done"] >= 1
    assert seen["done"] + seen["IntegrityError"] == 2


def blank(copy: dict[Any, dict[Any, Any]]) -> None:
    copy[PATIENT][D.CLARITY]["es"] = "  "


def too_long(copy: dict[Any, dict[Any, Any]]) -> None:
    copy[PATIENT][D.CLARITY]["en"] = "x" * 91


def two_lines(copy: dict[Any, dict[Any, Any]]) -> None:
    copy[PATIENT][D.CLARITY]["en"] = "one\ntwo"


def without_respect(copy: dict[Any, dict[Any, Any]]) -> None:
    del copy[PATIENT][D.RESPECT]


def asked_of_nobody(copy: dict[Any, dict[Any, Any]]) -> None:
    for lines in copy.values():
        lines.pop(D.TEAMWORK_HANDOFF, None)


@pytest.mark.parametrize(
    ("change", "shares", "field"),
    [
        (blank, {}, "patient-clarity-es"),
        (too_long, {}, "patient-clarity-en"),
        (two_lines, {}, "patient-clarity-en"),
        (without_respect, {}, "patient-respect-en"),
        (asked_of_nobody, {}, "bedside-teamwork_handoff"),
        (reworded, {"respect": 0.26}, "bedside-respect"),
        (reworded, {"respect": 0.65, "clarity": -0.15}, "bedside-respect"),
    ],
)
def test_what_cannot_be_published(world: World, change: Any, shares: dict[str, float], field: str) -> None:
    with pytest.raises(BadQuestions) as refused:
        publish(items(change), weights(**shares), "a note", BY, NOW)
    assert field in refused.value.errors
    assert questionnaire(2) is None


def test_a_line_of_ninety_letters_and_weights_that_sum_to_one_are_fine(world: World) -> None:
    def long_enough(copy: dict[Any, dict[Any, Any]]) -> None:
        copy[PATIENT][D.CLARITY]["en"] = "x" * 90

    assert publish(items(long_enough), weights(**HEAVY), "note", BY, NOW).number == 2


@pytest.mark.parametrize("note", ["", "ab", "x" * 301, "one\ntwo"])
def test_every_change_says_why(world: World, note: str) -> None:
    with pytest.raises(BadQuestions):
        publish(items(reworded), FAMILY_WEIGHTS, note, BY, NOW)


def test_the_same_again_is_not_a_version(world: World) -> None:
    with pytest.raises(BadQuestions, match="Nothing is different"):
        publish(items(), weights(), "nothing", BY, NOW)


def test_a_response_keeps_the_version_it_answered(world: World) -> None:
    facility = world.facility()
    don, unit, nurse = world.scheduler(facility), world.unit(facility), world.clinician()
    old, new, mixed = (worked(world, nurse, unit, ended=NOW - timedelta(hours=2 * n)) for n in (1, 2, 3))

    def no_handoff(copy: dict[Any, dict[Any, Any]]) -> None:
        del copy[FACILITY][D.TEAMWORK_HANDOFF]

    publish(items(no_handoff), FAMILY_WEIGHTS, "ask colleagues only", BY, NOW)
    fewer = {one: answer for one, answer in BEDSIDE.items() if one is not D.TEAMWORK_HANDOFF}
    answered_old = submit_facility_response(old.id, BEDSIDE, don.id, NOW, questions=BUILT_IN)
    answered_new = submit_facility_response(new.id, fewer, don.id, NOW)
    assert (answered_old.questionnaire_version, answered_new.questionnaire_version) == (1, 2)
    with pytest.raises(CannotRate, match="each line"):
        submit_facility_response(mixed.id, BEDSIDE, don.id, NOW)


def test_scores_weigh_by_the_version_in_force_at_their_instant(world: World) -> None:
    nurse, unit = world.clinician(), world.unit()
    rated(world, nurse, unit, Answer.NEVER, dimensions=(D.RESPECT,))
    asked = {"family": RoleFamily.BEDSIDE, "setting": Setting.ON_SITE}
    before = score_book(NOW).overall(nurse.id, **asked)
    publish(items(), weights(**HEAVY), "respect first", BY, LATER)
    assert score_book(NOW).overall(nurse.id, **asked) == before
    assert score_book(LATER).overall(nurse.id, **asked) == pytest.approx(before - 0.20 * (0.8 - 16 / 21))
