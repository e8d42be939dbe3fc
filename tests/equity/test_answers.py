"""Voluntary answers: the page, what is stored, and that nothing else knows of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import AuditEntry
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.equity.answers import NoSuchGroup, groups_of, keep_answers, own_answers
from staffing.equity.choices import NOT_STATED, PREFER_NOT
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute, VoluntaryGroup
from tests.clients import SignedInClient
from tests.factories import World

PAGE = "/clinician/about-you/"
SECRET = "a-secret-for-tests-only-0123456789"
ALL = {"race_ethnicity": "black", "gender": "woman", "age_band": PREFER_NOT}


@pytest.fixture
def robin(world: World) -> Clinician:
    return world.clinician()


@pytest.fixture
def phone(
    world: World, robin: Clinician, client_for: Callable[[Account | None], SignedInClient]
) -> SignedInClient:
    return client_for(world.sign_in_of(robin))


def rows() -> list[VoluntaryGroup]:
    return list(db.session.scalars(select(VoluntaryGroup).order_by(VoluntaryGroup.attribute)))


def chosen(page: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('<option selected value="')[1:]}


def test_answers_are_kept_under_a_code_and_shown_again_to_their_giver(
    world: World, robin: Clinician, phone: SignedInClient
) -> None:
    trail = db.session.scalar(select(func.count(AuditEntry.id)))
    assert phone.post(PAGE, data=ALL).status_code == 303
    key = person_key(SECRET, world.agency_id, robin.id)
    assert {(row.person_key, row.attribute.value, row.value) for row in rows()} == {
        (key, attribute, value) for attribute, value in ALL.items()
    }
    assert {row.given_on.day for row in rows()} == {1}
    assert db.session.scalar(select(func.count(AuditEntry.id))) == trail
    assert chosen(phone.get(PAGE).text) == set(ALL.values())


def test_the_table_has_no_way_to_a_person() -> None:
    columns = set(VoluntaryGroup.__table__.columns.keys())
    assert columns == {"id", "agency_id", "person_key", "attribute", "value", "given_on"}
    assert {key.target_fullname for key in VoluntaryGroup.__table__.foreign_keys} == {"agency.id"}


def test_the_key_needs_the_secret_the_agency_and_the_person() -> None:
    keys = {person_key(*facts) for facts in (("a", 1, 12), ("b", 1, 12), ("a", 11, 2), ("a", 1, 13))}
    assert len(keys) == 4
    assert all(len(key) == 64 for key in keys)


def test_a_later_answer_replaces_and_an_empty_one_removes(phone: SignedInClient) -> None:
    phone.post(PAGE, data=ALL)
    phone.post(PAGE, data={"race_ethnicity": "several", "gender": "", "age_band": ""})
    assert [(row.attribute, row.value) for row in rows()] == [(Attribute.RACE_ETHNICITY, "several")]


def test_withdrawing_deletes_one_s_own_rows_only(
    world: World, phone: SignedInClient, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    other = client_for(world.sign_in_of(world.clinician()))
    for one in (phone, other):
        one.post(PAGE, data=ALL)
    assert "Delete my answers" in phone.get(PAGE).text
    assert phone.post(f"{PAGE}withdraw").status_code == 303
    assert len(rows()) == 3
    assert "Delete my answers" not in phone.get(PAGE).text
    assert chosen(other.get(PAGE).text) == set(ALL.values())


def test_what_is_no_choice_is_refused(phone: SignedInClient) -> None:
    assert phone.post(PAGE, data={**ALL, "gender": "secret"}).status_code == 422
    assert rows() == []
    with pytest.raises(NoSuchGroup):
        keep_answers("k", {Attribute.GENDER: "black"}, date(2026, 11, 23))


def test_only_clinicians_have_the_page(
    world: World, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    assert client_for(world.coordinator()).get(PAGE).status_code == 403
    assert client_for(None).get(PAGE).status_code == 302


def test_groups_of_people_who_said_nothing_are_not_stated(world: World) -> None:
    one, two, three = (world.clinician().id for _ in range(3))
    keys = [person_key(SECRET, world.agency_id, person) for person in (one, two)]
    keep_answers(keys[0], {Attribute.GENDER: "man"}, date(2026, 11, 23))
    keep_answers(keys[1], {Attribute.GENDER: PREFER_NOT}, date(2026, 11, 23))
    found = groups_of(SECRET, world.agency_id, [one, two, three])
    assert found[Attribute.GENDER] == {one: "man", two: NOT_STATED, three: NOT_STATED}
    assert set(found[Attribute.AGE_BAND].values()) == {NOT_STATED}
    assert own_answers(keys[1]) == {Attribute.GENDER: PREFER_NOT}
