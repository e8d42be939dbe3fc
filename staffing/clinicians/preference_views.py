"""The wishes a clinician can express, gathered as rows for the form and read back from it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from staffing.audit import Actor
from staffing.clinicians.forms import SHIFT_KINDS
from staffing.clinicians.models import Clinician, Orientation, Preference, PreferenceKind
from staffing.clinicians.wishes import set_preferences
from staffing.db import db
from staffing.facilities.models import Facility, UnitKind

Row = tuple[str, str, int]
"""Field name, label, present weight."""


def wish_rows(clinician: Clinician) -> list[tuple[PreferenceKind, str, list[Row]]]:
    """Groups of wishes: kinds of shift, facilities the person knows, kinds of unit."""
    weights = {
        (row.kind, row.value): row.weight
        for row in db.session.scalars(select(Preference).where(Preference.clinician_id == clinician.id))
    }
    choices = {
        PreferenceKind.SHIFT_KIND: ("Kinds of shift", SHIFT_KINDS),
        PreferenceKind.FACILITY: ("Facilities I know", _facilities(clinician, weights)),
        PreferenceKind.UNIT_KIND: ("Kinds of unit", {kind.value: _unit_words(kind) for kind in UnitKind}),
    }
    return [
        (
            kind,
            title,
            [
                (f"{kind.value}-{value}", label, weights.get((kind, value), 0))
                for value, label in options.items()
            ],
        )
        for kind, (title, options) in choices.items()
    ]


def save_wishes(clinician: Clinician, answers: Mapping[str, int], by: Actor) -> None:
    """Write the answers of the form, by field name; wishes the form did not show stay."""
    for kind, _title, rows in wish_rows(clinician):
        prefix = len(kind.value) + 1
        weights = {name[prefix:]: answers.get(name, weight) for name, _label, weight in rows}
        set_preferences(clinician, kind, weights, by)


def _facilities(clinician: Clinician, weights: Mapping[tuple[PreferenceKind, str], int]) -> dict[str, str]:
    wished = {int(value) for kind, value in weights if kind is PreferenceKind.FACILITY and value.isdigit()}
    oriented = select(Orientation.facility_id).where(Orientation.clinician_id == clinician.id)
    rows = db.session.scalars(
        select(Facility).where(Facility.id.in_(oriented) | Facility.id.in_(wished)).order_by(Facility.name)
    )
    return {str(facility.id): facility.name for facility in rows}


def _unit_words(kind: UnitKind) -> str:
    abbreviations = {"icu": "ICU", "ed": "Emergency department", "nicu": "NICU", "or_pacu": "OR and PACU"}
    return abbreviations.get(kind.value, kind.value.replace("_", " ").capitalize())
