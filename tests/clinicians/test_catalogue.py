"""Staff roles and skills: what may be written, and what becomes of those in use."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from staffing.audit import SYSTEM, AuditEntry
from staffing.clinicians.catalogue import RoleDetails, SkillDetails, remove, save_role, save_skill
from staffing.clinicians.credentials import CredentialKind
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.models import RoleFamily, Skill, SkillKind, StaffRole
from staffing.db import db
from tests.conftest import both_databases
from tests.factories import World


def role(**changes: Any) -> RoleDetails:
    facts = {
        "code": "RT",
        "name": "Respiratory therapist",
        "family": RoleFamily.BEDSIDE,
        "licence_type": "RT",
        "required_certifications": ("BLS",),
        "nucc": "227900000X",
        "soc": "29-1126",
    }
    return RoleDetails(**{**facts, **changes})


def skill(**changes: Any) -> SkillDetails:
    return SkillDetails(**{"code": "ACLS", "name": "Advanced", "kind": SkillKind.CERTIFICATION, **changes})


def told(action: str) -> AuditEntry:
    return db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).one()


def test_a_role_is_added_and_changed_with_a_trail(world: World) -> None:
    made = save_role(role(), SYSTEM)
    assert (made.code, made.clinical, made.required_certifications) == ("RT", True, ["BLS"])
    assert (told("created").after or {})["soc"] == "29-1126"
    save_role(role(name="RT"), SYSTEM, role=made)
    assert told("changed").before == {"name": "Respiratory therapist"}


def test_a_front_desk_role_is_not_clinical(world: World) -> None:
    made = save_role(role(family=RoleFamily.BILLING_FRONT_DESK, licence_type=None), SYSTEM)
    assert not made.clinical


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("code", "R", ""),
        ("code", "A" * 20, "A" * 21),
        ("code", "R2_D", "2RD"),
        ("code", "RT", "rt"),
        ("code", "RT", "RN"),
        ("name", "x", " "),
        ("nucc", "163W00000X", "163W00000Y"),
        ("nucc", "246YC3301X", "246YC330X"),
        ("soc", "11-1011", "10-101"),
        ("soc", "55-3019", "65-3019"),
        ("licence_type", None, "r n"),
        ("required_certifications", (), ("WOUND",)),
        ("required_certifications", ("BLS", "BLS"), ("ACLS",)),
    ],
)
def test_each_fact_is_looked_at(world: World, field: str, good: Any, bad: Any) -> None:
    with pytest.raises(InvalidDetails) as refused:
        save_role(role(**{field: bad}), SYSTEM)
    assert set(refused.value.errors) == {field}
    save_role(role(**{field: good}), SYSTEM)


@pytest.mark.parametrize(
    ("licence", "covered"), [("RN", True), ("LVN", True), ("LPN", True), ("RT", False), (None, False)]
)
def test_the_compact_covers_nurses_only(world: World, licence: str | None, covered: bool) -> None:
    details = role(licence_type=licence, compact=True)
    if covered:
        assert save_role(details, SYSTEM).compact
    else:
        with pytest.raises(InvalidDetails, match="RN and LVN/LPN"):
            save_role(details, SYSTEM)


def test_a_code_another_agency_uses_is_free(world: World) -> None:
    world.skills["BLS"].code = "ELSE"
    db.session.flush()
    World.create("Other Agency")
    assert save_skill(skill(code="BLS"), SYSTEM).id


def test_a_certification_somebody_holds_or_a_role_asks_for_keeps_its_code(world: World) -> None:
    acls = save_skill(skill(), SYSTEM)
    save_skill(skill(code="ACLS2"), SYSTEM, skill=acls)
    save_role(role(required_certifications=("ACLS2",)), SYSTEM)
    for change in ({"code": "ACLS"}, {"code": "ACLS2", "kind": SkillKind.SKILL}):
        with pytest.raises(InvalidDetails):
            save_skill(skill(**change), SYSTEM, skill=acls)
    save_skill(skill(code="ACLS2", name="Cardiac"), SYSTEM, skill=acls)
    world.credential(world.clinician(), CredentialKind.CERTIFICATION, "BLS")
    with pytest.raises(InvalidDetails):
        save_skill(skill(code="BASIC", name="Basic"), SYSTEM, skill=world.skills["BLS"])


@both_databases
def test_what_is_in_use_is_retired_and_the_rest_removed(world: World) -> None:
    world.clinician()
    assert not remove(world.roles["RN"], SYSTEM)
    assert (world.roles["RN"].active, told("retired").entity_id) == (False, world.roles["RN"].id)
    unused, spare = save_role(role(), SYSTEM), save_skill(skill(), SYSTEM)
    save_role(role(required_certifications=()), SYSTEM, role=unused)
    assert remove(unused, SYSTEM)
    assert remove(spare, SYSTEM)
    db.session.commit()
    assert db.session.query(StaffRole).filter_by(code="RT").count() == 0
    assert db.session.query(Skill).filter_by(code="ACLS").count() == 0
    assert db.session.query(StaffRole).filter_by(code="RN").one().active is False


def test_a_certification_a_role_asks_for_is_retired(world: World) -> None:
    save_role(role(), SYSTEM)
    assert not remove(world.skills["BLS"], SYSTEM)
    assert not world.skills["BLS"].active


def test_a_retired_role_comes_back(world: World) -> None:
    made = save_role(role(active=False), SYSTEM)
    assert save_role(role(), SYSTEM, role=made).active
