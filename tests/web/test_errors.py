"""Error pages are kind, carry a reference and tell no secret."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select, text
from sqlalchemy.orm.exc import StaleDataError

from staffing.access import PUBLIC
from staffing.accounts.models import Account
from staffing.audit import IllegalTransition
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.placements.models import Offer, OfferStatus
from tests.clients import SignedInClient
from tests.conftest import build_app, make_settings

SOMEBODY = "Robin Sample"

planted = Blueprint("planted", __name__, url_prefix="/planted")


@planted.route("/sql", methods=["GET", "POST"])
def _sql() -> str:
    return str(db.session.execute(text("SELECT :who FROM no_such_table"), {"who": SOMEBODY}))


@planted.post("/stale")
def _stale() -> str:
    raise StaleDataError("row 1 is at version 3")


@planted.post("/moved")
def _moved() -> str:
    raise IllegalTransition(Offer(id=1, status=OfferStatus.EXPIRED), OfferStatus.ACCEPTED)


@planted.get("/scope")
def _scope() -> str:
    return str(db.session.scalars(select(Facility)).all())


@pytest.fixture
def visitor(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignedInClient:
    """An anonymous visitor of an application with planted faults."""
    names = {f"planted._{name}" for name in ("sql", "stale", "moved", "scope")}
    monkeypatch.setattr("staffing.access.PUBLIC", PUBLIC | names)
    faulty = build_app(make_settings(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path))
    faulty.register_blueprint(planted)
    return SignedInClient.of(faulty, None)


def test_an_unexpected_error_shows_a_reference_and_no_sql(
    visitor: SignedInClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/planted/sql")
    reference = answer.headers["X-Request-Id"]
    assert answer.status_code == 500
    assert reference in answer.text
    assert "no_such_table" not in answer.text
    (entry,) = [record.facts for record in caplog.records if hasattr(record, "facts")]  # type: ignore[attr-defined]
    assert entry["reference"] == reference
    assert SOMEBODY not in str(entry)
    assert "_sql" in str(entry["stack"])


def test_a_lost_race_for_an_edit_gives_back_what_was_typed(visitor: SignedInClient) -> None:
    answer = visitor.post(
        "/planted/stale", data={"notes": "bring <b>badge</b>", "password": "hush hush", "version": "2"}
    )
    assert answer.status_code == 409
    assert "Someone changed this meanwhile" in answer.text
    assert "bring &lt;b&gt;badge&lt;/b&gt;" in answer.text
    assert "hush" not in answer.text


def test_an_illegal_transition_is_a_conflict_in_plain_words(visitor: SignedInClient) -> None:
    answer = visitor.post("/planted/moved")
    assert answer.status_code == 409
    assert "expired" not in answer.text


def test_business_rows_without_a_scope_are_an_error_of_ours(visitor: SignedInClient) -> None:
    assert visitor.get("/planted/scope").status_code == 500


def test_a_form_without_its_token_gives_back_what_was_typed(visitor: SignedInClient) -> None:
    answer = visitor.post("/planted/stale", data={"notes": "wound care"}, csrf=False)
    assert answer.status_code == 400
    assert "wound care" in answer.text


@pytest.mark.parametrize("path", ["/a%00b", "/sign-in?next=%00", "/sign-in?%00=1"])
def test_nul_in_an_address_is_refused(visitor: SignedInClient, path: str) -> None:
    assert visitor.get(path).status_code in {400, 404}


def test_a_large_body_is_refused(visitor: SignedInClient) -> None:
    assert visitor.post("/planted/stale", data={"notes": "x" * 5_000_000}).status_code == 413


def test_the_log_names_the_route_and_never_the_address(
    visitor: SignedInClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="staffing.access"):
        visitor.get("/invitation/a-secret-token")
    (record,) = [record for record in caplog.records if record.name == "staffing.access"]
    facts: dict[str, Any] = record.facts  # type: ignore[attr-defined]
    assert facts["route"] == "/invitation/<token>"
    assert (facts["method"], facts["status"]) == ("GET", 410)
    assert "a-secret-token" not in str(record.__dict__)


def test_a_stranger_asked_by_htmx_is_sent_to_sign_in_whole(
    client_for: Callable[[Account | None], SignedInClient],
) -> None:
    answer = client_for(None).get("/account/password", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in")
