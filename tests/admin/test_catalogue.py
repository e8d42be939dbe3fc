"""Staff roles and skills on screen: administrators change, coordinators read, retired ones rest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from staffing.accounts.models import Account, RoleName
from staffing.clinicians.models import Skill, StaffRole
from staffing.db import db
from tests.admin.test_words import said
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def chief(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.account(RoleName.AGENCY_ADMINISTRATOR))


def role_form(**changes: str) -> dict[str, str]:
    return {
        "name": "Respiratory therapist",
        "code": "rt",
        "family": "bedside",
        "licence_type": "rt",
        "nucc": "227900000x",
        "soc": "29-1126",
        "required_certifications": "BLS",
        "active": "y",
        **changes,
    }


def test_an_administrator_adds_a_role_and_a_skill(chief: SignedInClient, scene: Scene) -> None:
    made = chief.post("/admin/staff-roles/new/", data=role_form())
    assert "Staff role Respiratory therapist added." in said(chief, made)
    row = db.session.query(StaffRole).filter_by(code="RT").one()
    assert (row.licence_type, row.nucc, row.required_certifications) == ("RT", "227900000X", ["BLS"])
    assert 'value="Respiratory therapist"' in chief.get(f"/admin/staff-roles/edit/?id={row.id}").text
    skill = {"name": "Advanced cardiac life support", "code": "ACLS", "kind": "certification", "active": "y"}
    assert "added." in said(chief, chief.post("/admin/skills/new/", data=skill))
    assert "Advanced cardiac life support" in chief.get("/admin/staff-roles/new/").text


def test_a_fault_stands_beside_its_field(chief: SignedInClient, scene: Scene) -> None:
    page = chief.post("/admin/staff-roles/new/", data=role_form(compact="y", nucc="12"))
    assert page.status_code == 200
    assert 'id="compact-error"' in page.text
    assert 'id="nucc-error"' in page.text


def test_a_coordinator_reads_and_changes_nothing(scene: Scene, client_for: ClientFor) -> None:
    client, row = client_for(scene.world.coordinator()), scene.world.roles["RN"]
    page = client.get("/admin/staff-roles/").text
    assert "Registered nurse" in page
    assert "New staff role" not in page
    assert "Edit Registered nurse" not in page
    client.post("/admin/staff-roles/new/", data=role_form())
    client.post(f"/admin/staff-roles/edit/?id={row.id}", data=role_form(code="RN"))
    client.post("/admin/staff-roles/delete/", data={"id": str(row.id)})
    db.session.expire_all()
    assert (row.name, row.active) == ("Registered nurse", True)
    assert db.session.query(StaffRole).filter_by(code="RT").count() == 0


def test_what_is_in_use_is_retired_and_offered_no_more(chief: SignedInClient, scene: Scene) -> None:
    person, role = scene.nurse(), scene.world.roles["RN"]
    answer = chief.post("/admin/staff-roles/delete/", data={"id": str(role.id)})
    assert "retired: it is in use" in said(chief, answer)
    for page in ("/admin/clinicians/new/", "/admin/rate-cards/new/"):
        assert "Registered nurse" not in chief.get(page).text.split("<main")[1], page
    assert "Registered nurse" in chief.get(f"/admin/clinicians/edit/?id={person.id}").text.split("<main")[1]
    entered = chief.get(f"/admin/requests/enter/?facility={scene.facility.id}").text
    assert "Registered nurse" not in entered.split("<main")[1]


def test_an_unused_skill_goes(chief: SignedInClient, scene: Scene) -> None:
    key = str(scene.world.skills["WOUND"].id)
    assert "Skill Wound care removed." in said(chief, chief.post("/admin/skills/delete/", data={"id": key}))
    assert db.session.query(Skill).filter_by(code="WOUND").count() == 0
