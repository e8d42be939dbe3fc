"""Shared fixtures: both databases, an application, signed-in clients, a small world to act in.

A test that needs a service is skipped with its reason on a bare machine and fails when
REQUIRE_SERVICES=1 says that the service must be there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from admin import install
from staffing.accounts.models import Account
from staffing.app import create_app
from staffing.db import Base, Scope, db
from staffing.db.scope import set_scope
from staffing.settings import Settings
from tests.browser import LiveServer
from tests.clients import SignedInClient
from tests.factories import World

MEMORY = Path("/dev/shm")
"""Linux keeps this folder in memory: databases there wait for no disk."""
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

LONGEST = (
    "review/test_decisions.py",
    "admin/test_browser.py",
    "web/test_walk_writing.py",
    "web/test_walk.py",
    "web/test_fuzz.py",
    "demo/test_full_agency.py",
    "facility_pages/test_in_browser.py",
    "offers/test_browser.py",
    "journey/test_journey.py",
    "demo/test_serve.py",
    "review/test_browser.py",
    "feedback/test_in_browser.py",
    "solver/test_engine.py",
    "web/test_browser.py",
)
"""Files that take longest. They start first, so that no worker is left with one of them at the end."""

both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Mark for tests whose subject is held by the database: they run on SQLite and on PostgreSQL."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """pytest's hook: the order of the run (`make test` hands whole files to its workers in this order)."""
    tests = Path(__file__).parent
    ranks = {tests / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(LONGEST)))


def missing_service(reason: str) -> None:
    """Skip, or fail where services are required."""
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"required service missing: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Debian's Chromium; Playwright's own download is not used."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    missing_service("no chromium on PATH (Debian: apt-get install chromium)")
    raise AssertionError("unreachable")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium_path: str) -> dict[str, Any]:
    """pytest-playwright's hook: which browser to start."""
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": chromium_path, "args": flags}


def make_settings(url: str, instance: Path) -> Settings:
    """Test settings on a database URL; the worker limits are small."""
    return Settings(
        database_url=url,
        instance=instance,
        secret_key="a-secret-for-tests-only-0123456789",
        public_url="http://localhost",
        match_seconds=5,
        match_workers=1,
        testing=True,
    )


def build_app(settings: Settings) -> Flask:
    """The whole application, coordinators' screens included, as `wsgi.py` builds it.

    Only hashing a password costs a hundredth here; tests/accounts/test_passwords.py holds the real cost.
    """
    app = create_app(settings)
    app.extensions["security"].pwd_context.update(argon2__time_cost=1, argon2__memory_cost=512)
    install(app)
    return app


def _migrate(app: Flask) -> None:
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


class _Sqlite:
    """One application on an SQLite file that is laid anew, from a migrated template, for each test."""

    def __init__(self, folder: Path) -> None:
        self.file, self.template = folder / "test.db", folder / "template.db"
        self.app = build_app(make_settings(f"sqlite:///{self.file}", folder))
        _migrate(self.app)
        shutil.copy(self.file, self.template)

    def reset(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        for leftover in self.file.parent.glob("test.db-*"):
            leftover.unlink()
        shutil.copy(self.template, self.file)


_ROWS_ANYWHERE = " UNION ALL ".join(
    f"SELECT '{table.name}' WHERE EXISTS (SELECT 1 FROM \"{table.name}\")"
    for table in Base.metadata.sorted_tables
)
_NUMBERS_TAKEN = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


class _Postgresql:
    """One application on a PostgreSQL database of this test process, emptied for each test."""

    def __init__(self, folder: Path, worker: str) -> None:
        server = os.environ.get("TEST_POSTGRESQL_URL", "postgresql://127.0.0.1/postgres")
        url = make_url(server)
        name = f"staffing_test_{worker}_{os.getpid()}"
        self.admin_engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with self.admin_engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
                connection.execute(text(f"CREATE DATABASE {name}"))
                connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
                superuser = connection.scalar(text("SELECT current_setting('is_superuser')::boolean"))
        except OperationalError as error:
            missing_service(f"no PostgreSQL at {server} ({str(error.orig).strip().splitlines()[0]})")
        if not superuser:
            missing_service(f"the role at {server} must be a superuser, to empty append-only tables")
        self.name = name
        own = url.set(database=name).render_as_string(hide_password=False)
        self.app = build_app(make_settings(own, folder))
        _migrate(self.app)

    def reset(self) -> None:
        """Empty the tables that were written to, and start their numbers at 1.

        DELETE takes a hundredth of the time of TRUNCATE, which makes new files for every table and index.
        The replica role keeps append-only triggers and the order of foreign keys out of the way.
        """
        with self.app.app_context(), db.engine.begin() as connection:
            rows = connection.scalars(text(_ROWS_ANYWHERE)).all()
            numbers = connection.scalars(text(_NUMBERS_TAKEN)).all()
            steps = ["SET LOCAL session_replication_role = replica"]
            steps += [f'DELETE FROM "{table}"' for table in rows]
            steps += [f"SELECT setval('{sequence}', 1, false)" for sequence in numbers]
            for step in steps:
                connection.execute(text(step))

    def drop(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        with self.admin_engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {self.name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> _Sqlite:
    return _Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_store(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[_Postgresql]:
    store = _Postgresql(tmp_path_factory.mktemp("postgresql"), worker_id)
    yield store
    store.drop()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """`sqlite` unless the test is marked `both_databases`."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def app(database: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on a fresh, migrated, empty database, with an application context pushed."""
    store = request.getfixturevalue(f"{database}_store")
    store.reset()
    with store.app.app_context():
        yield store.app
        db.session.remove()


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """A small agency to act in; the test body runs under its agency scope."""
    small = World.create()
    set_scope(Scope.agency(small.agency.id))
    yield small
    db.session.rollback()
    set_scope(None)


@pytest.fixture
def client_for(app: Flask) -> Callable[[Account | None], SignedInClient]:
    """A test client signed in as an account (None: anonymous); see SignedInClient."""

    def make(account: Account | None) -> SignedInClient:
        return SignedInClient.of(app, account)

    return make


@pytest.fixture
def live_server(app: Flask) -> Iterator[LiveServer]:
    """The application behind a real socket. Commit before the browser looks, and again after reading."""
    with LiveServer(app) as server:
        yield server
