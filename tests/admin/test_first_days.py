"""A brand-new agency finds its way: first steps, empty lists, credentials as the work rules spell them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from staffing.accounts.models import Account
from staffing.clinicians.credentials import Credential
from staffing.db import db, utc_now
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def coordinator(world: World, client_for: ClientFor) -> SignedInClient:
    account = world.coordinator()
    db.session.commit()
    return client_for(account)


def test_today_names_the_first_steps_until_the_last_is_done(
    world: World, coordinator: SignedInClient
) -> None:
    assert "Add a facility</a>" in coordinator.get("/admin/").text
    unit = world.unit()
    world.clinician()
    db.session.commit()
    page = coordinator.get("/admin/").text
    assert "Add a facility</a>" not in page
    assert "Enter a first request</a>" in page
    world.slot(unit, start=utc_now() + timedelta(days=3))
    db.session.commit()
    assert "To begin" not in coordinator.get("/admin/").text


def test_an_empty_list_blames_filters_only_when_there_are_some(coordinator: SignedInClient) -> None:
    assert "No facilities yet." in coordinator.get("/admin/facilities/").text
    assert "Nothing here with these filters." in coordinator.get("/admin/facilities/?search=oak").text


def test_a_credential_is_filed_as_the_rules_spell_it(world: World, coordinator: SignedInClient) -> None:
    person = world.clinician()
    db.session.commit()
    assert 'value="OIG_LEIE"' in coordinator.get("/admin/credentials/new/").text
    for typed, filed in ((" oig_leie ", "OIG_LEIE"), ("Chest x-ray", "Chest x-ray")):
        form = {"clinician_id": str(person.id), "kind": "health", "code": typed, "issued_on": "2026-01-01"}
        assert coordinator.post("/admin/credentials/new/", data=form).status_code == 302
        newest = db.session.query(Credential).order_by(Credential.id.desc()).first()
        assert newest is not None
        assert newest.code == filed
