"""Every screen opens for a coordinator, and only for whom the role map names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from admin import SCREENS
from admin.access import SCREEN_ROLES, may_open
from staffing.accounts.models import Account, RoleName
from staffing.db import db
from tests.bias.staged import flag_about
from tests.clients import SignedInClient
from tests.recovery.scene import complaint_about
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
NEEDS_AN_ID = {"availability", "pick"}


def paths(scene: Scene) -> list[str]:
    """The address of every screen's first page, and of one row where it shows rows."""
    world = scene.world
    person, slot = scene.nurse(), scene.slot()
    offer = world.offer(slot, person)
    held = scene.slot(days=5)
    placement = world.placement(held, person)
    row = scene.propose(scene.nurse(), scene.slot(days=6), runner_up=person, flags=("long_drive",))
    scene.leave_unfilled(scene.slot(days=7), role=12, availability=9)
    override = scene.override(person, scene.slot(days=8, hours=13))
    case = complaint_about(placement, "Left without a word.")
    db.session.flush()
    return [
        "/admin/",
        *(
            f"/admin/{screen.endpoint.replace('_', '-')}/"
            for screen in SCREENS
            if screen.endpoint not in NEEDS_AN_ID
        ),
        "/admin/review/?pile=clean",
        "/admin/review/?pile=unfilled",
        "/admin/review/?view=clinician",
        f"/admin/review/{row.id}/card",
        f"/admin/review/{row.id}/swap",
        f"/admin/review/{row.id}/swap?q=Robin",
        "/admin/pick/?of=people&q=Robin",
        f"/admin/runs/{scene.run.id}/",
        f"/admin/runs/{scene.run.id}/progress/",
        f"/admin/slots/{slot.id}/",
        f"/admin/slots/{slot.id}/people/",
        f"/admin/slots/{slot.id}/people/?q=Sample",
        f"/admin/next-offers/{slot.id}/people/",
        f"/admin/offers/{offer.id}/",
        f"/admin/emergency-overrides/{override.id}/",
        f"/admin/placements/{placement.id}/",
        f"/admin/reports/{case.report_id}/",
        "/admin/reports/new/",
        f"/admin/service-recovery/{case.id}/",
        f"/admin/rating-audit/{flag_about(person).id}/",
        f"/admin/requests/{slot.request_id}/",
        f"/admin/requests/{slot.request_id}/edit/",
        "/admin/requests/enter/",
        f"/admin/requests/enter/?facility={scene.facility.id}",
        f"/admin/facilities/details/?id={scene.facility.id}",
        f"/admin/facilities/edit/?id={scene.facility.id}",
        "/admin/facilities/new/",
        "/admin/units/new/",
        f"/admin/units/edit/?id={scene.unit.id}",
        f"/admin/clinicians/details/?id={person.id}",
        f"/admin/clinicians/edit/?id={person.id}",
        "/admin/clinicians/new/",
        f"/admin/credentials/new/?clinician={person.id}",
        f"/admin/do-not-return/new/?clinician={person.id}",
        f"/admin/orientations/new/?clinician={person.id}",
        f"/admin/availability/?id={person.id}",
        "/admin/rate-cards/new/",
        "/admin/holidays/new/",
        "/admin/members/invite/",
    ]


def test_every_screen_is_in_the_role_map() -> None:
    assert {screen.endpoint for screen in SCREENS} | {"admin"} == set(SCREEN_ROLES)


def test_an_unlisted_screen_is_closed() -> None:
    assert not may_open("something_new", frozenset(RoleName))


def test_every_screen_opens_for_a_coordinator_but_the_administrators_own(
    scene: Scene, client_for: ClientFor
) -> None:
    addresses = paths(scene)
    client = client_for(scene.world.coordinator())
    found = {address: client.get(address).status_code for address in addresses}
    assert {address: code for address, code in found.items() if code != 200} == {"/admin/equity/": 403}
    administrator = client_for(scene.world.account(RoleName.AGENCY_ADMINISTRATOR))
    assert administrator.get("/admin/equity/").status_code == 200


@pytest.mark.parametrize("role", [RoleName.FACILITY_SCHEDULER, RoleName.CLINICIAN])
def test_no_screen_opens_for_other_audiences(scene: Scene, client_for: ClientFor, role: RoleName) -> None:
    addresses = paths(scene)
    account = (
        scene.world.scheduler(scene.facility)
        if role is RoleName.FACILITY_SCHEDULER
        else scene.world.sign_in_of(scene.nurse())
    )
    client = client_for(account)
    assert {client.get(address).status_code for address in addresses} == {403}


def test_strangers_are_asked_to_sign_in(scene: Scene, client_for: ClientFor) -> None:
    client = client_for(None)
    response = client.get("/admin/review/")
    assert response.status_code == 302
    assert "/sign-in" in response.headers["Location"]


def test_a_credentialing_specialist_sees_files_and_not_the_review(
    scene: Scene, client_for: ClientFor
) -> None:
    client = client_for(scene.world.account(RoleName.CREDENTIALING_SPECIALIST))
    assert client.get("/admin/credentials/").status_code == 200
    assert client.get("/admin/review/").status_code == 403
    assert b"Rate cards" not in client.get("/admin/credentials/").data


def test_posts_without_a_token_are_refused(scene: Scene, client_for: ClientFor, app: Flask) -> None:
    client = client_for(scene.world.coordinator())
    row = scene.propose(scene.nurse(), scene.slot())
    posts = [
        f"/admin/review/{row.id}/approve",
        "/admin/review/undo",
        "/admin/review/approve-all",
        "/admin/holidays/new/",
        "/admin/holidays/delete/",
        "/admin/runs/",
        "/admin/figures/",
        "/admin/members/open/",
    ]
    app.config["WTF_CSRF_CHECK_DEFAULT"] = True
    assert {client.post(address, data={}, csrf=False).status_code for address in posts} == {400}


@pytest.mark.parametrize(
    "bad", ["0", "999999", "99999999999999999999", "١٢", "-1", "1e3", "nan", "x", "1_0", "%00"]
)
def test_bad_ids_are_not_found(scene: Scene, client_for: ClientFor, bad: str) -> None:
    client = client_for(scene.world.coordinator())
    addresses = [
        f"/admin/review/{bad}/card",
        f"/admin/runs/{bad}/",
        f"/admin/slots/{bad}/",
        f"/admin/offers/{bad}/",
        f"/admin/facilities/details/?id={bad}",
        f"/admin/clinicians/edit/?id={bad}",
        f"/admin/units/edit/?id={bad}",
    ]
    assert {client.get(address).status_code for address in addresses} <= {400, 404}


def test_bad_list_arguments_do_no_harm(scene: Scene, client_for: ClientFor) -> None:
    client = client_for(scene.world.coordinator())
    query: dict[str, Any] = {
        "page": "99999999999999999999",
        "page_size": "1000000",
        "sort": "-5",
        "search": "%_'\"<script>",
        "flt0_status_is": "nonsense",
        "flt1_starts_from": "2026-99-99",
    }
    response = client.get("/admin/slots/", query_string=query)
    assert response.status_code == 200
    assert b"<script>" not in response.data.split(b"<main")[1]
