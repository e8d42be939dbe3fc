"""Rate cards as people write them: dollars an hour and percentages; cents and basis points underneath."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from staffing.accounts.models import Account
from staffing.db import db
from staffing.rates.models import RateCard
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
NEW = "/admin/rate-cards/new/"


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def typed(scene: Scene, **changes: str) -> dict[str, str]:
    return {
        "facility_id": str(scene.facility.id),
        "staff_role_id": str(scene.world.roles["RN"].id),
        "unit_kind": "icu",
        "effective_from": "2026-01-01",
        "pay_cents": "50",
        "bill_cents": "$76.00",
        "evening_cents": "2.50",
        "night_cents": "5",
        "weekend_cents": "0",
        "charge_cents": "2.5",
        "holiday_bp": "150 %",
        "short_notice_bp": "12.5%",
        "minimum_minutes": "240",
        "meal_minutes": "30",
        **changes,
    }


def icu_cards() -> list[RateCard]:
    db.session.rollback()
    return db.session.query(RateCard).filter(RateCard.unit_kind.is_not(None)).all()


def test_dollars_and_percentages_are_kept_in_the_card_s_units(
    coordinator: SignedInClient, scene: Scene
) -> None:
    assert coordinator.post(NEW, data=typed(scene)).status_code == 302
    (card,) = icu_cards()
    assert (card.pay_cents, card.bill_cents, card.evening_cents) == (5000, 7600, 250)
    assert (card.weekend_cents, card.charge_cents) == (0, 250)
    assert (card.holiday_bp, card.short_notice_bp) == (15_000, 1_250)
    shown = coordinator.get(f"/admin/rate-cards/edit/?id={card.id}").text
    for value in ("50.00", "2.50", "150 %", "12.5 %"):
        assert f'value="{value}"' in shown
    assert "basis points" not in shown
    assert "<h1>Registered nurse," in shown


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("holiday_bp", "99.99", "Choose from 100 % to 500 %."),
        ("holiday_bp", "500.01 %", "Choose from 100 % to 500 %."),
        ("short_notice_bp", "200.01", "Choose from 0 % to 200 %."),
        ("short_notice_bp", "ten", "for example 15 %"),
        ("evening_cents", "", "required"),
        ("night_cents", "2.505", "for example 44.50"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_field(
    coordinator: SignedInClient, scene: Scene, field: str, value: str, words: str
) -> None:
    page = coordinator.post(NEW, data=typed(scene, **{field: value}))
    assert page.status_code == 200
    assert words in page.text
    assert icu_cards() == []


@pytest.mark.parametrize(("value", "kept"), [("100", 10_000), ("500 %", 50_000)])
def test_the_widest_percentages_are_taken(
    coordinator: SignedInClient, scene: Scene, value: str, kept: int
) -> None:
    coordinator.post(NEW, data=typed(scene, holiday_bp=value))
    assert [card.holiday_bp for card in icu_cards()] == [kept]
