"""How long an offer stays open, on both sides of each boundary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from staffing.offers.life import offer_life
from staffing.policies.figures import Figures
from tests.factories import NOW


@pytest.mark.parametrize(
    ("starts_in", "open_minutes"),
    [
        (timedelta(days=3), 240),
        (timedelta(hours=24), 240),
        (timedelta(hours=24) - timedelta(seconds=1), 60),
        (timedelta(minutes=75), 60),
        (timedelta(minutes=74), 59),
        (timedelta(minutes=16), 1),
    ],
)
def test_an_offer_lives_four_hours_or_one_and_ends_before_the_shift(
    starts_in: timedelta, open_minutes: int
) -> None:
    life = offer_life(NOW, NOW + starts_in, Figures())
    assert life is not None
    assert life.expires_at - NOW == timedelta(minutes=open_minutes)
    assert life.remind_at - NOW == timedelta(minutes=open_minutes) / 2


@pytest.mark.parametrize("starts_in", [timedelta(minutes=15), timedelta(0), timedelta(hours=-1)])
def test_no_offer_fifteen_minutes_before_the_start(starts_in: timedelta) -> None:
    assert offer_life(NOW, NOW + starts_in, Figures()) is None


def test_the_agencys_own_figures_are_used() -> None:
    life = offer_life(NOW, NOW + timedelta(days=3), Figures(offer_life_minutes=30))
    assert life is not None
    assert life.expires_at - NOW == timedelta(minutes=30)
