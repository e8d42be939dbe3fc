"""Dimension weights: the family table, what a slot moves, and that they always sum to one."""

from __future__ import annotations

from itertools import product

import pytest

from staffing.clinicians.models import RoleFamily
from staffing.facilities.models import Setting
from staffing.ratings.models import Dimension as D
from staffing.ratings.weights import dimension_weights, dimensions_asked


@pytest.mark.parametrize(
    ("family", "setting", "read_up", "bills"),
    list(product(RoleFamily, Setting, (False, True), (False, True))),
)
def test_weights_sum_to_one(family: RoleFamily, setting: Setting, read_up: bool, bills: bool) -> None:
    weights = dimension_weights(family, setting, patients_read_up=read_up, explains_bills=bills)
    assert sum(weights.values()) == pytest.approx(1)
    assert min(weights.values()) > 0
    assert (D.VIRTUAL_MANNER in weights) is (setting is Setting.VIRTUAL)
    assert list(weights) == [d for d in D if d in weights]


def test_the_family_table_is_the_default() -> None:
    bedside = dimension_weights(RoleFamily.BEDSIDE, Setting.ON_SITE)
    assert bedside == pytest.approx(
        {
            D.RESPECT: 0.25,
            D.LISTENING: 0.20,
            D.CLARITY: 0.25,
            D.INFORMED_PATIENT: 0.15,
            D.TEAMWORK_HANDOFF: 0.15,
        }
    )
    assert dimension_weights(RoleFamily.TELEHEALTH_TRIAGE, Setting.VIRTUAL)[
        D.VIRTUAL_MANNER
    ] == pytest.approx(0.15)
    assert dimension_weights(RoleFamily.BILLING_FRONT_DESK, Setting.ON_SITE)[
        D.BILLING_CLARITY
    ] == pytest.approx(0.35)


def test_a_slot_moves_its_weights() -> None:
    plain = dimension_weights(RoleFamily.BEDSIDE, Setting.ON_SITE)
    read_up = dimension_weights(RoleFamily.BEDSIDE, Setting.ON_SITE, patients_read_up=True)
    assert read_up[D.INFORMED_PATIENT] == pytest.approx(0.30 / 1.15)
    assert read_up[D.RESPECT] < plain[D.RESPECT]
    bills = dimension_weights(RoleFamily.BEDSIDE, Setting.ON_SITE, explains_bills=True)
    assert bills[D.BILLING_CLARITY] == pytest.approx(0.15 / 1.15)
    desk = dimension_weights(RoleFamily.BILLING_FRONT_DESK, Setting.ON_SITE, explains_bills=True)
    assert desk[D.BILLING_CLARITY] == pytest.approx(0.50 / 1.15)


def test_what_is_asked() -> None:
    assert dimensions_asked(RoleFamily.BEDSIDE, Setting.ON_SITE) == (
        D.RESPECT,
        D.LISTENING,
        D.CLARITY,
        D.INFORMED_PATIENT,
        D.TEAMWORK_HANDOFF,
    )
    assert D.BILLING_CLARITY in dimensions_asked(RoleFamily.BEDSIDE, Setting.VIRTUAL, explains_bills=True)
