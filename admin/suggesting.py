"""A text field that suggests the usual words, and still takes others."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from wtforms import Field
from wtforms.widgets import TextInput

from admin.choices import Choices
from staffing.clinicians.models import Skill, SkillKind, StaffRole
from staffing.db import db

CHECKS = {
    "OIG_LEIE": "exclusion list of the federal OIG",
    "TEXAS_OIG": "exclusion list of the Texas OIG",
    "NAR": "Nurse Aide Registry",
    "EMR": "Employee Misconduct Registry",
}


class CredentialCodeInput(TextInput):
    """The codes the work rules look for: licences of roles, certifications, exclusion and registry checks."""

    def __call__(self, field: Field, **attributes: Any) -> Markup:
        listed = f"{field.id}-usual"
        options = Markup("").join(
            Markup('<option value="{}">{}</option>').format(code, words) for code, words in self.usual()
        )
        shown = super().__call__(field, list=listed, **attributes)
        return Markup('{}<datalist id="{}">{}</datalist>').format(shown, listed, options)

    def usual(self) -> Choices:
        return usual_codes()


class LicenceInput(CredentialCodeInput):
    """The licences roles of the agency ask for already."""

    def usual(self) -> Choices:
        return licences()


def licences() -> Choices:
    """Code of every licence a role asks for, and the role by whose name it is best known."""
    query = select(StaffRole.licence_type, StaffRole.name).where(StaffRole.licence_type.is_not(None))
    found: dict[str, str] = {}
    for code, words in db.session.execute(query.order_by(StaffRole.name)):
        found.setdefault(code, words)
    return list(found.items())


def usual_codes() -> Choices:
    """Code and meaning of every credential a rule of this agency asks for."""
    certifications = select(Skill.code, Skill.name).where(Skill.kind == SkillKind.CERTIFICATION)
    found = dict(licences())
    for code, words in db.session.execute(certifications):
        found.setdefault(code, words)
    return [*found.items(), *CHECKS.items()]


def usual_spelling(typed: str) -> str:
    """`typed` as the rules spell it: `bls ` is BLS. Words the rules do not know stay as they are."""
    word = typed.strip()
    return next((code for code, _ in usual_codes() if code.casefold() == word.casefold()), word)
