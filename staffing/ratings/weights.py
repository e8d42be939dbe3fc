"""How much each dimension of communication counts, by role family and moved by the slot."""

from __future__ import annotations

from collections.abc import Mapping

from staffing.clinicians.models import RoleFamily
from staffing.facilities.models import Setting
from staffing.ratings.models import Dimension as D

WeightTable = Mapping[RoleFamily, Mapping[D, float]]

FAMILY_WEIGHTS: WeightTable = {
    RoleFamily.BEDSIDE: {
        D.RESPECT: 0.25,
        D.LISTENING: 0.20,
        D.CLARITY: 0.25,
        D.INFORMED_PATIENT: 0.15,
        D.TEAMWORK_HANDOFF: 0.15,
    },
    RoleFamily.TELEHEALTH_TRIAGE: {
        D.RESPECT: 0.20,
        D.LISTENING: 0.20,
        D.CLARITY: 0.25,
        D.INFORMED_PATIENT: 0.15,
        D.TEAMWORK_HANDOFF: 0.05,
        D.VIRTUAL_MANNER: 0.15,
    },
    RoleFamily.BILLING_FRONT_DESK: {
        D.RESPECT: 0.25,
        D.LISTENING: 0.15,
        D.CLARITY: 0.10,
        D.INFORMED_PATIENT: 0.10,
        D.TEAMWORK_HANDOFF: 0.05,
        D.BILLING_CLARITY: 0.35,
    },
}
VIRTUAL_MANNER_SHARE = 0.15
"""Share of `virtual_manner` on a virtual shift, before renormalising, where a family has none itself."""
READ_UP_RAISE = 0.15
"""Added to `informed_patient` where many patients have read up: doubles a bedside nurse's share."""
BILLS_RAISE = 0.15
"""Added to `billing_clarity` where the person explains bills, whatever the family."""


def dimension_weights(
    family: RoleFamily,
    setting: Setting,
    *,
    patients_read_up: bool = False,
    explains_bills: bool = False,
    table: WeightTable = FAMILY_WEIGHTS,
) -> dict[D, float]:
    """Weights of the dimensions that apply, in the order of Dimension, summing to 1.

    `table` is the one of the questionnaire in force; version 1 has the built-in table.
    """
    raw = dict(table[family])
    virtual_manner = raw.pop(D.VIRTUAL_MANNER, VIRTUAL_MANNER_SHARE)
    if setting is Setting.VIRTUAL:
        raw[D.VIRTUAL_MANNER] = virtual_manner
    if patients_read_up:
        raw[D.INFORMED_PATIENT] = raw.get(D.INFORMED_PATIENT, 0.0) + READ_UP_RAISE
    if explains_bills:
        raw[D.BILLING_CLARITY] = raw.get(D.BILLING_CLARITY, 0.0) + BILLS_RAISE
    total = sum(raw.values())
    return {dimension: raw[dimension] / total for dimension in D if dimension in raw}


def dimensions_asked(
    family: RoleFamily,
    setting: Setting,
    *,
    explains_bills: bool = False,
    table: WeightTable = FAMILY_WEIGHTS,
) -> tuple[D, ...]:
    """The dimensions a rater is asked about, in the order of Dimension."""
    return tuple(dimension_weights(family, setting, explains_bills=explains_bills, table=table))
