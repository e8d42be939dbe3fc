"""Changing rate cards: audited, and never two in force at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry
from staffing.db import db
from staffing.facilities.models import UnitKind
from staffing.rates.models import Holiday, RateCard
from staffing.rates.services import (
    InvalidRateCard,
    RateCardDetails,
    RateCardOverlap,
    add_holiday,
    remove_holiday,
    remove_rate_card,
    save_rate_card,
)
from tests.conftest import both_databases
from tests.factories import World
from tests.races import second_waits_for_first

BY = Actor(None, "Ana Reyes")


@pytest.fixture
def december(world: World) -> RateCardDetails:
    return RateCardDetails(
        facility_id=world.facility().id,
        staff_role_id=world.roles["RN"].id,
        unit_kind=UnitKind.ICU,
        effective_from=date(2026, 12, 1),
        effective_until=date(2026, 12, 31),
        pay_cents=5000,
        bill_cents=7600,
    )


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), False),
        (date(2026, 11, 1), date(2026, 12, 1), True),
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2026, 12, 10), date(2026, 12, 12), True),
        (date(2026, 1, 1), None, True),
    ],
)
def test_two_cards_never_share_a_day(
    december: RateCardDetails, first: date, last: date | None, meets: bool
) -> None:
    save_rate_card(december, BY)
    other = replace(december, effective_from=first, effective_until=last)
    if meets:
        with pytest.raises(RateCardOverlap, match="2026-12-01 until 2026-12-31"):
            save_rate_card(other, BY)
    else:
        assert save_rate_card(other, BY).id


def test_another_unit_kind_or_the_general_card_may_share_the_days(december: RateCardDetails) -> None:
    save_rate_card(december, BY)
    assert save_rate_card(replace(december, unit_kind=UnitKind.ED), BY).id


def test_a_change_keeps_the_card_and_leaves_a_trace(december: RateCardDetails) -> None:
    card = save_rate_card(december, BY)
    assert save_rate_card(replace(december, pay_cents=5200), BY, card=card) is card
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "rate_card", AuditEntry.action == "changed")
    ).one()
    assert entry.before is not None
    assert entry.after is not None
    assert (entry.before["pay_cents"], entry.after["pay_cents"]) == (5000, 5200)


@pytest.mark.parametrize(
    ("field", "value"),
    [("pay_cents", 0), ("effective_until", date(2026, 11, 30)), ("holiday_bp", 9_999), ("meal_minutes", -1)],
)
def test_figures_without_sense_are_refused_by_name(
    december: RateCardDetails, field: str, value: object
) -> None:
    with pytest.raises(InvalidRateCard) as refused:
        save_rate_card(replace(december, **{field: value}), BY)
    assert refused.value.field == field


def test_a_card_can_be_removed(december: RateCardDetails) -> None:
    card = save_rate_card(december, BY)
    remove_rate_card(card, BY, "agreed in error")
    db.session.flush()
    assert save_rate_card(december, BY).id


def test_a_holiday_is_named_once_a_day(world: World) -> None:
    first = add_holiday(date(2026, 12, 25), "Christmas", BY)
    assert add_holiday(date(2026, 12, 25), "Christmas Day", BY) is first
    assert first.name == "Christmas Day"
    remove_holiday(first, BY)
    db.session.flush()
    assert db.session.scalars(select(Holiday)).all() == []


@both_databases
def test_two_people_who_save_overlapping_cards_at_once_keep_one(
    app: Flask, world: World, december: RateCardDetails
) -> None:
    """Also for the general card, whose empty unit kind no unique key compares."""
    general = replace(december, staff_role_id=world.roles["LVN"].id, unit_kind=None)
    remove_rate_card(
        db.session.scalars(select(RateCard).filter_by(staff_role_id=general.staff_role_id)).one(), BY, ""
    )
    seen = second_waits_for_first(
        app,
        world.agency_id,
        lambda: save_rate_card(general, BY),
        lambda: save_rate_card(replace(general, effective_from=date(2026, 12, 5)), BY),
        (RateCardOverlap,),
    )
    assert seen == "RateCardOverlap"
