"""The demo agency at full size, loaded once for the tests that look at its figures, and at small size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

from staffing.accounts.models import Agency
from staffing.db import Scope, db, transact, use_scope
from staffing.demo.load import load
from staffing.demo.sizes import FULL, SMALL
from tests.conftest import build_app, make_settings
from tests.factories import NOW


def quiet(_line: str) -> None:
    """Progress nobody reads."""


@pytest.fixture(scope="module")
def full_agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """Read only: its tests share one database, in the agency's scope."""
    folder = tmp_path_factory.mktemp("full")
    app = build_app(make_settings(f"sqlite:///{folder / 'full.db'}", folder))
    with app.app_context():
        upgrade()
        agency_id = transact(lambda: load(FULL, NOW, quiet).id)
        with use_scope(Scope.system(agency_id)):
            agency = db.session.get(Agency, agency_id)
            assert agency is not None
            yield agency
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def small_agency(app: Flask) -> Iterator[Agency]:
    """The small demo agency, on the test's own database and in its scope."""
    agency_id = transact(lambda: load(SMALL, NOW, quiet).id)
    with use_scope(Scope.system(agency_id)):
        agency = db.session.get(Agency, agency_id)
        assert agency is not None
        yield agency
        db.session.rollback()
