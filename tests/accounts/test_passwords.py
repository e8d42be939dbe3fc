"""Password rules on both sides of each boundary."""

from __future__ import annotations

import pytest

from staffing.accounts.demo_accounts import DEMO_PASSPHRASE
from staffing.accounts.passwords import faults

OWN = ["ana.reyes@example.org", "Ana Reyes", "Lone Star Staffing"]


@pytest.mark.parametrize(
    "password",
    [
        "qzwm rftk plvb7",  # exactly 15
        "four quiet herons at dusk",
        "a purple kite over sixty-four chars long is welcome here, so there",
        "ζεστό ψωμί το πρωί",
        "nurse hospital bread lantern",
        "Ana Reyes keeps nine bees",
    ],
)
def test_long_and_uncommon_is_accepted(password: str) -> None:
    assert faults(password, OWN) == []


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("qzwm rftk plvb", "at least 15"),
        ("herons" * 22, "at most 128"),
        ("passwordpassword", "too easy"),
        ("Password12345678", "too easy"),
        ("NURSING-Hospital-2026", "too easy"),
        ("12345678901234567", "too easy"),
        ("qwertyuiopasdfgh", "too easy"),
        ("abcabcabcabcabcabc", "too easy"),
        ("aaaaaaaaaaaaaaaab", "too easy"),
        (DEMO_PASSPHRASE, "too easy"),
        ("ana.reyes@example.org", "mostly your name"),
        ("Lone Star Staffing 1", "mostly your name"),
    ],
)
def test_short_common_or_own_words_are_refused(password: str, why: str) -> None:
    (message,) = faults(password, OWN)
    assert why in message
