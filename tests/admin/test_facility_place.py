"""A facility's place filled in from its ZIP code: nothing saved yet, everything still open to change."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from staffing.accounts.models import Account
from staffing.db import db
from staffing.facilities.models import Facility
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
TYPED = {"name": "Oak Clinic", "kind": "clinic", "zip_code": "75201", "lat": "", "lng": "", "active": "y"}


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def shown(page: str) -> dict[str, str]:
    """What stands in the text fields."""
    inputs = re.findall(r"<input[^>]*>", page.split("<main")[1])
    facts = [dict(re.findall(r'(\w+)="([^"]*)"', one)) for one in inputs]
    return {one["name"]: one.get("value", "") for one in facts if "name" in one}


def test_the_place_is_filled_in_and_saved_as_changed(coordinator: SignedInClient, scene: Scene) -> None:
    page = coordinator.post("/admin/facilities/new/?look_up=1", data=TYPED).text
    form = shown(page)
    assert (form["name"], form["city"], form["state"]) == ("Oak Clinic", "Dallas", "TX")
    assert (form["lat"], form["lng"]) == ("32.790400", "-96.804400")
    assert '<option selected value="America/Chicago">' in page
    assert 'action="/admin/facilities/new/"' in page
    assert db.session.query(Facility).filter_by(name="Oak Clinic").count() == 0
    saved = {**TYPED, **form, "timezone": "America/Chicago", "health_system_id": "", "lat": "32.8001"}
    assert coordinator.post("/admin/facilities/new/", data=saved).status_code == 302
    made = db.session.query(Facility).filter_by(name="Oak Clinic").one()
    assert (made.lat, made.lng, made.city) == (32.8001, -96.8044, "Dallas")


def test_an_unknown_zip_code_is_said_beside_the_field(coordinator: SignedInClient, scene: Scene) -> None:
    url = f"/admin/facilities/edit/?id={scene.facility.id}&look_up=1"
    page = coordinator.post(url, data=TYPED | {"zip_code": "00000", "lat": "12.5"}).text
    assert 'id="zip_code-error"' in page
    assert shown(page)["lat"] == "12.5"


def test_a_place_is_shown_whole_so_that_saving_moves_nothing(
    coordinator: SignedInClient, scene: Scene
) -> None:
    scene.facility.lat = 32.790412
    person = scene.nurse(home_lat=32.790412)
    for url, field in (
        (f"/admin/facilities/edit/?id={scene.facility.id}", "lat"),
        (f"/admin/clinicians/edit/?id={person.id}", "home_lat"),
    ):
        assert shown(coordinator.get(url).text)[field] == "32.790412"
