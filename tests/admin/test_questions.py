"""The screen of the questionnaire: what is in force, a preview, a new version, refusals beside the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account, RoleName
from staffing.clinicians.models import RoleFamily
from staffing.db import db, utc_now
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.questionnaire import Questionnaire, questionnaire_in_force
from tests.clients import SignedInClient
from tests.factories import World
from tests.web.page_forms import forms_on

ClientFor = Callable[[Account | None], SignedInClient]
ADDRESS = "/admin/questions/"
LINE = "patient-listening-en"


@pytest.fixture
def client(world: World, client_for: ClientFor) -> SignedInClient:
    return client_for(world.coordinator())


def shown(client: SignedInClient) -> dict[str, str]:
    """The form as it stands."""
    (form,) = [form for form in forms_on(ADDRESS, client.get(ADDRESS).text) if LINE in form.fields]
    buttons = {"publish", "preview"}
    typed = {name: "" if text == "TX" else text for name, text in form.fields.items() if name not in buttons}
    return {**typed, "note": "clearer words"}


def published() -> list[Questionnaire]:
    db.session.rollback()
    return list(db.session.scalars(select(Questionnaire)))


def test_what_is_published_is_in_force_and_stands_in_the_history(client: SignedInClient) -> None:
    fields = shown(client) | {LINE: "Let you finish", "bedside-respect": "30 %", "bedside-clarity": "20"}
    assert client.post(ADDRESS, data=fields | {"publish": "1"}).status_code == 302
    now = questionnaire_in_force(utc_now())
    assert now.number == 2
    assert now.text(RaterSource.PATIENT, Dimension.LISTENING) == "Let you finish"
    assert now.weights[RoleFamily.BEDSIDE][Dimension.RESPECT] == 0.3
    page = client.get(ADDRESS).text
    assert "Version 2 is in force" in page
    assert "Took time to hear you → <strong>Let you finish</strong>" in page
    assert "25 % → <strong>30 %</strong>" in page
    assert "clearer words" in page
    assert len(published()[0].weights) == 3


def test_a_preview_publishes_nothing(client: SignedInClient) -> None:
    page = client.post(ADDRESS, data=shown(client) | {LINE: "Let you finish", "preview": "1"})
    assert page.text.count("Let you finish") == 2
    assert published() == []


def test_opening_and_publishing_unchanged_is_refused(client: SignedInClient) -> None:
    page = client.post(ADDRESS, data=shown(client) | {"publish": "1"})
    assert "Nothing is different" in page.text
    assert published() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({LINE: ""}, "in English too"),
        ({LINE: "x" * 91}, "90 characters"),
        ({"bedside-respect": "26"}, "sum to 101 %"),
        ({"bedside-respect": "NaN"}, "Enter a percentage"),
        ({"bedside-respect": "-5"}, "Enter a percentage"),
        ({"note": ""}, "Say what changed"),
        ({"version": "7"}, "while you were typing"),
    ],
)
def test_refusals_stand_beside_the_field_and_keep_what_was_typed(
    client: SignedInClient, typed: dict[str, Any], said: str
) -> None:
    kept = {"patient-clarity-es": "Habló claro"}
    page = client.post(ADDRESS, data=shown(client) | kept | typed | {"publish": "1"})
    assert said in page.text
    assert "Habló claro" in page.text
    assert published() == []


def test_two_coordinators_at_once_do_not_overwrite_each_other(client: SignedInClient) -> None:
    first, second = shown(client) | {LINE: "One"}, shown(client) | {LINE: "Two"}
    client.post(ADDRESS, data=first | {"publish": "1"})
    assert "while you were typing" in client.post(ADDRESS, data=second | {"publish": "1"}).text
    assert len(published()) == 1


def test_only_those_who_place_may(world: World, client_for: ClientFor) -> None:
    assert client_for(world.account(RoleName.BILLING_MANAGER)).get(ADDRESS).status_code == 403
    assert client_for(world.scheduler()).get(ADDRESS).status_code == 403
