"""The agency's staff roles and skills: added, changed, removed; retired where something rests on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from staffing.audit import Actor, record, snapshot
from staffing.clinicians.credentials import Credential
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.models import RoleFamily, Skill, SkillKind, StaffRole
from staffing.db import db

CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
NUCC = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
"""NUCC Health Care Provider Taxonomy: ten characters, the last an X."""
SOC = re.compile(r"[1-5][0-9]-[0-9]{4}")
"""Standard Occupational Classification 2018, as 29-1141; its major groups run from 11 to 55."""
COMPACT_LICENCES = frozenset({"RN", "LVN", "LPN"})
"""What the Nurse Licensure Compact covers; Texas says LVN for what most states call LPN."""

Row = TypeVar("Row", StaffRole, Skill)


@dataclass(frozen=True, kw_only=True)
class RoleDetails:
    """A staff role; see StaffRole. `required_certifications` are codes of the agency's certifications."""

    code: str
    name: str
    family: RoleFamily
    licence_type: str | None = None
    compact: bool = False
    registry_checked: bool = False
    required_certifications: tuple[str, ...] = ()
    nucc: str | None = None
    soc: str | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class SkillDetails:
    """A skill, certification or charge qualification; see Skill."""

    code: str
    name: str
    kind: SkillKind
    active: bool = True


def save_role(details: RoleDetails, by: Actor, *, role: StaffRole | None = None) -> StaffRole:
    """Add a staff role, or change `role`; raises InvalidDetails."""
    _refuse(_wrong_name(StaffRole, details, role) | _wrong_role(details))
    values = {
        **asdict(details),
        "clinical": details.family is not RoleFamily.BILLING_FRONT_DESK,
        "required_certifications": sorted(set(details.required_certifications)),
    }
    return _saved(role or StaffRole(), values, by)


def save_skill(details: SkillDetails, by: Actor, *, skill: Skill | None = None) -> Skill:
    """Add a skill, or change `skill`; raises InvalidDetails.

    Credentials hold a certification, and roles ask for it, by its code: once they do, code and kind stay.
    """
    errors = _wrong_name(Skill, details, skill)
    if skill is not None and named_by_code(skill):
        if details.code != skill.code:
            errors["code"] = "Credentials or roles name this code; it stays. Add a new one instead."
        if details.kind is not skill.kind:
            errors["kind"] = "Credentials or roles name this certification; it stays one."
    _refuse(errors)
    return _saved(skill or Skill(), asdict(details), by)


def remove(row: StaffRole | Skill, by: Actor) -> bool:
    """Remove what nothing rests on; retire the rest. True where it is gone.

    The database knows what rests on a row: requests, rate cards and people alike, whatever room they are in.
    """
    if isinstance(row, Skill) and named_by_code(row):
        return _retired(row, by)
    try:
        with db.session.begin_nested():
            record(row, "removed", by, before=snapshot(row, "code", "name"))
            db.session.delete(row)
    except IntegrityError:
        return _retired(row, by)
    return True


def named_by_code(skill: Skill) -> bool:
    """Whether a credential on file, or a role, names this certification by its code."""
    if skill.kind is not SkillKind.CERTIFICATION:
        return False
    asked_for = (
        code for codes in db.session.scalars(select(StaffRole.required_certifications)) for code in codes
    )
    held = select(exists().where(Credential.code == skill.code))
    return skill.code in set(asked_for) or bool(db.session.scalar(held))


def certifications() -> list[Skill]:
    """What a role may ask for, by name."""
    query = select(Skill).where(Skill.kind == SkillKind.CERTIFICATION).order_by(Skill.name)
    return list(db.session.scalars(query))


def _retired(row: StaffRole | Skill, by: Actor) -> bool:
    if row.active:
        row.active = False
        record(row, "retired", by, before={"active": True}, after={"active": False})
    return False


def _saved(row: Row, values: Mapping[str, object], by: Actor) -> Row:
    is_new = row.id is None
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    before = None if is_new else snapshot(row, *changed)
    for name in changed:
        setattr(row, name, values[name])
    db.session.add(row)
    if changed:
        record(row, "created" if is_new else "changed", by, before=before, after=snapshot(row, *changed))
    return row


def _wrong_name(
    model: type[StaffRole] | type[Skill], details: RoleDetails | SkillDetails, row: StaffRole | Skill | None
) -> dict[str, str]:
    errors = {}
    if not CODE.fullmatch(details.code):
        errors["code"] = "Capital letters, figures and _, a letter first, at most 20: for example RN."
    elif db.session.scalar(select(model.id).where(model.code == details.code)) not in (None, row and row.id):
        errors["code"] = f"{details.code} exists already."
    if not details.name.strip():
        errors["name"] = "Give it a name."
    return errors


def _wrong_role(details: RoleDetails) -> dict[str, str]:
    errors = {}
    if details.licence_type is not None and not CODE.fullmatch(details.licence_type):
        errors["licence_type"] = "The licence's code in capitals, for example RN."
    if details.compact and details.licence_type not in COMPACT_LICENCES:
        errors["compact"] = "The Nurse Licensure Compact covers RN and LVN/LPN licences only."
    if details.nucc is not None and not NUCC.fullmatch(details.nucc):
        errors["nucc"] = "Ten characters that end in X, for example 163W00000X."
    if details.soc is not None and not SOC.fullmatch(details.soc):
        errors["soc"] = "Two figures, a dash, four figures, for example 29-1141."
    if set(details.required_certifications) - {skill.code for skill in certifications()}:
        errors["required_certifications"] = "Choose certifications of the list."
    return errors


def _refuse(errors: Mapping[str, str]) -> None:
    if errors:
        raise InvalidDetails(errors)
