"""Settings from the environment: what follows from what, and a secret that is made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask, request
from flask_limiter.util import get_remote_address

from staffing.settings import SettingsError, load
from staffing.web import protection


@pytest.mark.parametrize(
    ("public_url", "said", "secure"),
    [
        ("https://shifts.example.org", "", True),
        ("http://127.0.0.1:8000", "", False),
        ("", "", False),
        ("https://shifts.example.org", "0", False),
        ("http://127.0.0.1:8000", "1", True),
    ],
)
def test_cookies_are_secure_where_the_service_is_reached_by_https(
    tmp_path: Path, public_url: str, said: str, secure: bool
) -> None:
    found = load({"INSTANCE": str(tmp_path), "PUBLIC_URL": public_url, "SECURE_COOKIES": said})
    assert found.secure_cookies is secure


def test_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = {one.secret_key for one in pool.map(load, [{"INSTANCE": str(tmp_path)}] * 16)}
    assert len(found) == 1
    assert len(found.pop()) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SECURE_COOKIES must be 0 or 1"):
        load({"INSTANCE": str(tmp_path), "SECURE_COOKIES": "perhaps"})


@pytest.mark.parametrize(
    ("proxies", "seen"),
    [("0", "127.0.0.1 http"), ("1", "203.0.113.9 https"), ("2", "198.51.100.1 https")],
)
def test_the_visitor_is_who_the_own_proxies_saw(tmp_path: Path, proxies: str, seen: str) -> None:
    """What a visitor writes into the header stands further left and is not believed."""
    app = Flask("behind", root_path=str(tmp_path))
    app.secret_key = "a-secret-for-tests-only"
    protection.init_app(app, load({"INSTANCE": str(tmp_path), "PROXIES": proxies}))
    app.add_url_rule("/", view_func=lambda: f"{get_remote_address()} {request.scheme}")
    forwarded = {
        "X-Forwarded-For": "192.0.2.66, 198.51.100.1, 203.0.113.9",
        "X-Forwarded-Proto": "https, https",
    }
    assert app.test_client().get("/", headers=forwarded).text == seen
