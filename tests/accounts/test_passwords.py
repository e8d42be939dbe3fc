"""Password rules on both sides of each boundary."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_security.utils import hash_password

from staffing.accounts.demo_accounts import DEMO_PASSPHRASE
from staffing.accounts.passwords import faults
from staffing.app import create_app
from tests.conftest import make_settings

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


def test_a_password_is_hashed_at_full_cost_in_service(tmp_path: Path) -> None:
    """argon2id with 64 MiB and three passes; OWASP's least is 19 MiB and two. `build_app` makes it cheap."""
    app = create_app(make_settings(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    with app.app_context():
        assert hash_password("four quiet herons at dusk").startswith("$argon2id$v=19$m=65536,t=3,")
