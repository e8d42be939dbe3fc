"""Payroll-Based Journal hours as requests of a facility: moved ahead, priced, safe to run again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from staffing import cli
from staffing.audit import SYSTEM
from staffing.clock import local
from staffing.db import Scope, db, use_scope
from staffing.demo.names import DATA
from staffing.facilities.models import Facility
from staffing.requests.models import RequestSource, ShiftRequest, Slot
from staffing.requests.pbj import PbjDay, ShiftStart, UnreadablePbj, decode, read_days
from staffing.requests.pbj_import import PbjPlan, import_plan, plan_import
from tests.factories import NOW, World

FIRST, LAST = date(2023, 4, 10), date(2023, 4, 16)
TODAY = NOW.date()


def sample_plan(today: date = TODAY) -> PbjPlan:
    return plan_import(read_days(decode((DATA / "pbj_sample.csv").read_bytes()), FIRST, LAST), today)


@pytest.mark.parametrize(("today", "weeks"), [(date(2023, 4, 9), 0), (FIRST, 1), (LAST, 1)])
def test_the_period_moves_by_the_fewest_whole_weeks_that_put_it_after_today(today: date, weeks: int) -> None:
    plan = sample_plan(today)
    assert plan.moved_weeks == weeks
    first = min(request.day for request in plan.requests)
    assert first > today
    assert first.weekday() == FIRST.weekday()


def test_shares_that_do_not_come_to_one_are_refused() -> None:
    with pytest.raises(UnreadablePbj, match="must come to 1"):
        plan_import([PbjDay("1", FIRST, {"CNA": 8.0}, {})], FIRST, (ShiftStart("07:00", 0.4),))


def test_requests_are_open_priced_and_local(world: World) -> None:
    facility = world.facility()
    unit = world.unit(facility)
    made = import_plan(sample_plan(), unit, SYSTEM, NOW)
    assert {request.source for request in made} == {RequestSource.PBJ}
    assert sum(request.heads for request in made) == 225
    assert db.session.scalar(select(func.count(Slot.id))) == 225
    starts = {f"{local(request.starts_at, facility.timezone):%H:%M}" for request in made}
    assert starts == {"07:00", "15:00", "23:00"}
    assert all(request.ends_at - request.starts_at == timedelta(hours=8) for request in made)
    assert db.session.scalar(select(func.min(Slot.pay_cents))) > 0


def test_importing_again_changes_nothing(world: World) -> None:
    unit = world.unit()
    first = [request.id for request in import_plan(sample_plan(), unit, SYSTEM, NOW)]
    db.session.commit()
    again = [request.id for request in import_plan(sample_plan(), unit, SYSTEM, NOW)]
    assert again == first
    assert db.session.scalar(select(func.count(Slot.id))) == 225


def test_every_refused_request_is_named(world: World) -> None:
    day = PbjDay("1", FIRST, {"MIDWIFE": 16.0, "CNA": 8.0 * 300}, {})
    with pytest.raises(UnreadablePbj) as caught:
        import_plan(plan_import([day], NOW.date()), world.unit(), SYSTEM, NOW)
    texts = [str(fault) for fault in caught.value.faults]
    assert not any(text.startswith("row") for text in texts)
    assert any("no role MIDWIFE" in text for text in texts)
    assert any("CNA" in text and "99" in text for text in texts)


@pytest.fixture
def named_unit(app: Flask, world: World) -> Facility:
    cli.register(app)
    facility = world.facility(name="Prairie Home")
    world.unit(facility, name="Long-Term Care")
    db.session.commit()
    return facility


ARGUMENTS = (
    str(DATA / "pbj_sample.csv"),
    *("--facility", "Prairie Home", "--unit", "Long-Term Care", "--from", "2023-04-10", "--to", "2023-04-16"),
)


def test_preview_shows_and_changes_nothing_then_import_sends(
    app: Flask, world: World, named_unit: Facility
) -> None:
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["pbj", "preview", *ARGUMENTS])
    assert shown.exit_code == 0, shown.output
    assert "CNA: 1,356.40 contractor hours become 170 shifts" in shown.output
    with use_scope(Scope.agency(world.agency_id)):
        assert db.session.scalar(select(func.count(ShiftRequest.id))) == 0
    sent = runner.invoke(args=["pbj", "import", *ARGUMENTS])
    assert sent.exit_code == 0, sent.output
    with use_scope(Scope.agency(world.agency_id)):
        assert db.session.scalar(select(func.count(Slot.id))) == 225


def test_a_bad_file_and_an_unknown_place_are_explained(
    app: Flask, named_unit: Facility, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("PROVNUM,WorkDate\n")
    runner = app.test_cli_runner()
    refused = runner.invoke(args=["pbj", "preview", str(bad), *ARGUMENTS[1:]])
    assert refused.exit_code == 1
    assert "column hrs_cna_ctr is missing" in refused.output
    unknown = runner.invoke(args=["pbj", "preview", ARGUMENTS[0], "--facility", "Nowhere", *ARGUMENTS[3:]])
    assert unknown.exit_code == 1
    assert "There is no facility called 'Nowhere'" in unknown.output
