"""The audit over the database: found once a quarter, decided by a person, names for who may see them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.accounts.models import Account, RoleName
from staffing.audit import Actor, AuditEntry, IllegalTransition
from staffing.bias.auditing import audit_raters, first_of_quarter, keep
from staffing.bias.deciding import CannotDecide, dismiss, lift_suspension, suspend_rater
from staffing.bias.effects import if_suspended
from staffing.bias.evidence import evidence_of
from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind, FlagStatus, RatingFlag
from staffing.bias.responses import load_responses
from staffing.bias.words import names_of, sentence
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.ratings.models import Answer, Dimension, RaterSource
from staffing.ratings.scores import score_book
from staffing.ratings.suspending import suspensions_of
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import CORE, rated

BY = Actor(None, "Test")
WHY = "Looked at with the facility"


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@pytest.fixture
def strict(world: World, unit: Unit) -> Account:
    """A scheduler who says Never to everybody, 24 times about four people others praise."""
    account = world.account(RoleName.FACILITY_SCHEDULER)
    people = [world.clinician() for _ in range(4)]
    for turn in range(24):
        rated(world, people[turn % 4], unit, Answer.NEVER, rater=f"account:{account.id}", days_ago=turn)
        rated(world, people[turn % 4], unit, rater=f"account:{900 + turn % 6}", days_ago=turn)
    return account


def finding(rater: str = "account:1", about: str = "") -> Finding:
    return Finding(
        FlagKind.LENIENCY, rater, n=30, observed=0.2, expected=0.8, p=1e-6, q=1e-5, z=-5.0, about=about
    )


def flags() -> list[RatingFlag]:
    return list(db.session.scalars(select(RatingFlag).order_by(RatingFlag.id)))


@both_databases
def test_the_strict_one_is_flagged_once(world: World, strict: Account) -> None:
    assert audit_raters(NOW) >= 1
    (flag,) = [one for one in flags() if one.kind is FlagKind.LENIENCY]
    assert (flag.rater, flag.status, flag.quarter) == (
        f"account:{strict.id}",
        FlagStatus.OPEN,
        date(2026, 10, 1),
    )
    assert (flag.figures["n"], flag.figures["observed"]) == (24, 0)
    words = sentence(flag, names_of({flag.rater})[flag.rater])
    assert words == (
        f"{strict.name} says “Always” much less often than others do about such work: "
        f"0% where {flag.figures['expected']:.0%} is usual, over 24 responses."
    )
    count = len(flags())
    assert audit_raters(NOW + timedelta(hours=6)) == 0
    assert len(flags()) == count


def test_a_flag_decided_stays_decided_until_the_next_quarter(world: World) -> None:
    assert keep([finding()], NOW) == 1
    dismiss(flags()[0].id, WHY, BY, NOW)
    assert keep([finding()], NOW) == 0
    assert keep([finding(about="clinician:1")], NOW) == 1
    assert keep([finding()], NOW.replace(month=12, day=31)) == 0
    assert keep([finding()], NOW.replace(year=2027, month=1, day=1)) == 1


@both_databases
def test_once_a_quarter_is_held_by_the_database(world: World) -> None:
    keep([finding()], NOW)
    (flag,) = flags()
    again = {
        name: getattr(flag, name) for name in ("kind", "rater", "about", "quarter", "found_on", "figures")
    }
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(RatingFlag(**again))


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 12, 31), date(2026, 10, 1)),
        (date(2027, 1, 1), date(2027, 1, 1)),
        (date(2027, 3, 31), date(2027, 1, 1)),
    ],
)
def test_first_of_quarter(day: date, first: date) -> None:
    assert first_of_quarter(day) == first


@both_databases
def test_suspended_and_lifted_through_the_flag(world: World, strict: Account) -> None:
    audit_raters(NOW)
    flag = next(one for one in flags() if one.kind is FlagKind.LENIENCY)
    keep([finding(flag.rater, about="another")], NOW)
    foretold = if_suspended(flag.rater, NOW)
    assert (foretold.responses, foretold.people) == (24, 4)
    assert all(one.change > 0.01 for one in foretold.moved)
    suspend_rater(flag.id, WHY, BY, NOW)
    mine = [one.status for one in flags() if one.rater == flag.rater]
    assert set(mine) == {FlagStatus.SUSPENDED}
    book = score_book(NOW)
    first = foretold.moved[0]
    setting, family = book.main_setting(first.clinician.id), first.clinician.primary_role.family
    assert book.overall(first.clinician.id, family, setting) == pytest.approx(first.after, abs=1e-9)
    assert if_suspended(flag.rater, NOW).responses == 0
    assert len(load_responses(NOW)) == 24
    with pytest.raises(IllegalTransition):
        dismiss(flag.id, WHY, BY, NOW)
    lift_suspension(flag.id, "It was a hard month", BY, NOW)
    assert suspensions_of(flag.rater)[-1].ends_at == NOW
    assert {one.status for one in flags() if one.rater == flag.rater} == {FlagStatus.DISMISSED}
    assert if_suspended(flag.rater, NOW) == foretold
    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.entity_id == flag.id, AuditEntry.entity == "rating_flag")
    )
    assert list(actions) == ["found", "suspended", "dismissed"]


def test_decisions_need_words_and_the_right_status(world: World) -> None:
    keep([finding()], NOW)
    (flag,) = flags()
    with pytest.raises(CannotDecide, match="Say why"):
        dismiss(flag.id, "no", BY, NOW)
    with pytest.raises(CannotDecide, match="does not exist"):
        dismiss(flag.id + 1, WHY, BY, NOW)
    with pytest.raises(IllegalTransition):
        lift_suspension(flag.id, WHY, BY, NOW)
    dismiss(flag.id, WHY, BY, NOW)
    with pytest.raises(IllegalTransition):
        suspend_rater(flag.id, WHY, BY, NOW)


@both_databases
def test_what_is_read_and_what_is_left_out(world: World, unit: Unit) -> None:
    person = world.clinician()
    rated(world, person, unit, Answer.NOT_APPLICABLE, rater="account:1")
    rated(world, person, unit, rater="account:2", days_ago=364)
    rated(world, person, unit, rater="account:3", days_ago=366)
    voided = rated(world, person, unit, rater="account:4")
    voided.voided_at, voided.void_reason = NOW, "Wrong person"
    patient = rated(world, person, unit, Answer.USUALLY, rater="link:8", source=RaterSource.PATIENT)
    patient.pooled_as = "shift:5"
    db.session.flush()
    table = load_responses(NOW)
    assert sorted(table.raters[code] for code in table.rater) == ["account:2", "shift:5"]
    by_rater = {table.raters[code]: row for row, code in enumerate(table.rater)}
    assert [table.share[by_rater[one]] for one in ("account:2", "shift:5")] == [1.0, 0.0]
    assert table.places[table.place[by_rater["shift:5"]]] == f"patient at unit:{unit.id}"
    assert table.places[table.place[by_rater["account:2"]]] == ""


def test_a_sheet_is_told_from_every_other(world: World, unit: Unit) -> None:
    person = world.clinician()
    for rater, answer in enumerate(Answer):
        rated(world, person, unit, Answer.ALWAYS, rater=f"account:{rater}", dimensions=CORE)
        rated(
            world,
            person,
            unit,
            answer,
            rater=f"clinician:{rater}",
            dimensions=(*CORE, Dimension.TEAMWORK_HANDOFF),
        )
    table = load_responses(NOW)
    sheets = {table.raters[code]: int(table.pattern[row]) for row, code in enumerate(table.rater)}
    assert len({sheet for rater, sheet in sheets.items() if rater.startswith("account")}) == 1
    assert len({sheet for rater, sheet in sheets.items() if rater.startswith("clinician")}) == 4


def test_evidence_is_the_few_or_all_of_the_rater(world: World, strict: Account) -> None:
    rater = f"account:{strict.id}"
    few = load_responses(NOW).id[:3].tolist()
    keep(
        [
            finding(rater),
            Finding(FlagKind.DUPLICATE, rater, 3, 3, 0.1, 1e-9, 1e-9, more={"response_ids": few}),
        ],
        NOW,
    )
    everything, run = (evidence_of(flag, NOW) for flag in flags())
    assert everything.of_all == 24
    assert {one.response.rater for one in everything.shown} == {rater}
    assert sorted(one.response.id for one in run.shown) == sorted(few)


def test_names_by_kind_of_rater(world: World, unit: Unit) -> None:
    account, person = world.coordinator(), world.clinician()
    placement_id = rated(world, person, unit).placement_id
    codes = {
        f"account:{account.id}",
        f"clinician:{person.id}",
        f"shift:{placement_id}",
        f"unit:{unit.id}",
        "link:9",
    }
    names = names_of(codes)
    assert names[f"account:{account.id}"] == account.name
    assert names[f"clinician:{person.id}"] == person.name
    assert unit.name in names[f"shift:{placement_id}"]
    assert names[f"unit:{unit.id}"] == f"the charge nurses of {unit.name}, {unit.facility.name}"
    assert names["link:9"] == "link:9"
