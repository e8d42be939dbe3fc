"""What `make run` does before it serves: the demo agency kept ahead, or an empty agency of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from staffing.accounts.models import Account, Agency, RoleName
from staffing.clinicians.models import StaffRole
from staffing.db import Scope, db, use_scope
from staffing.demo.sizes import SMALL
from staffing.matching.models import MatchRun
from staffing.prepare import FIRST_COORDINATOR, WrongDatabase, prepare
from tests.factories import NOW

Prepare = Callable[..., str]


@pytest.fixture
def prepared(app: Flask, capsys: pytest.CaptureFixture[str]) -> Prepare:
    """Prepares the test's database and gives what was printed."""

    def run(*, demo: bool = True, days: int = 0) -> str:
        db.session.rollback()
        prepare(replace(app.config["SETTINGS"], demo=demo), SMALL, NOW + timedelta(days=days))
        return capsys.readouterr().out

    return run


def _runs() -> int:
    with use_scope(Scope.system()):
        return db.session.scalar(select(func.count(MatchRun.id))) or 0


def test_the_first_start_loads_and_queues_one_match_and_the_second_does_neither(prepared: Prepare) -> None:
    first = prepared()
    assert "open slots" in first
    assert "first match" in first
    again = prepared()
    assert "Loading" not in again
    assert _runs() == 1


def test_a_later_start_rolls_the_demo_forward(prepared: Prepare) -> None:
    prepared()
    assert "Two weeks ahead again" in prepared(days=5)
    assert "Two weeks" not in prepared(days=5)
    assert _runs() == 1


def test_an_empty_agency_has_roles_and_an_invited_coordinator(prepared: Prepare) -> None:
    assert "/invitation/" in prepared(demo=False)
    assert "/invitation/" in prepared(demo=False)
    coordinator = db.session.scalars(select(Account)).one()
    assert coordinator.email == FIRST_COORDINATOR
    assert coordinator.role_names == {RoleName.COORDINATOR, RoleName.AGENCY_ADMINISTRATOR}
    with use_scope(Scope.system(coordinator.agency_id)):
        assert "RN" in set(db.session.scalars(select(StaffRole.code)))
    coordinator.password = "taken up"
    db.session.commit()
    assert "/invitation/" not in prepared(demo=False)


def test_the_two_kinds_of_agency_share_no_database(prepared: Prepare) -> None:
    prepared(demo=False)
    with pytest.raises(WrongDatabase, match="make run DEMO=0"):
        prepared()


def test_the_demo_is_not_taken_for_an_agency_of_ones_own(prepared: Prepare) -> None:
    prepared()
    with pytest.raises(WrongDatabase, match="holds the demo agency"):
        prepared(demo=False)
    assert db.session.scalar(select(func.count(Agency.id))) == 1
