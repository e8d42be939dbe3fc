"""What must never happen is refused by both databases themselves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from staffing.audit import SYSTEM, record
from staffing.db import db
from staffing.db.guards import missing_guards
from staffing.placements.models import PlacementStatus
from tests.conftest import both_databases
from tests.factories import World, at

DAY = date(2026, 12, 7)

pytestmark = both_databases


def test_two_overlapping_placements_of_one_clinician_are_refused(world: World) -> None:
    unit = world.unit()
    robin = world.clinician()
    world.placement(world.slot(unit, start=at(DAY, 7)), robin)
    with pytest.raises(DBAPIError):
        world.placement(world.slot(unit, start=at(DAY, 18, 59)), robin)


def test_two_placements_end_to_end_are_allowed(world: World) -> None:
    unit = world.unit()
    robin = world.clinician()
    world.placement(world.slot(unit, start=at(DAY, 7)), robin)
    world.placement(world.slot(unit, start=at(DAY, 19)), robin)


def test_a_released_placement_holds_no_time_until_it_is_reactivated(world: World) -> None:
    unit = world.unit()
    robin = world.clinician()
    world.placement(world.slot(unit, start=at(DAY, 7)), robin, PlacementStatus.CLINICIAN_CALLOUT)
    world.placement(world.slot(unit, start=at(DAY, 8)), robin)
    with pytest.raises(DBAPIError):
        db.session.execute(text("UPDATE placement SET status = 'confirmed'"))


def test_extending_into_another_placement_is_refused(world: World) -> None:
    unit = world.unit()
    robin = world.clinician()
    first = world.placement(world.slot(unit, start=at(DAY, 7)), robin)
    world.placement(world.slot(unit, start=at(DAY, 19)), robin)
    first.ends_at += timedelta(minutes=1)
    with pytest.raises(DBAPIError):
        db.session.flush()


def test_one_slot_is_held_once(world: World) -> None:
    slot = world.slot(world.unit(), start=at(DAY, 7))
    world.placement(slot, world.clinician())
    with pytest.raises(DBAPIError):
        world.placement(slot, world.clinician())


def test_the_audit_trail_is_append_only(world: World) -> None:
    record(world.unit(), "noted", SYSTEM)
    db.session.commit()
    for statement in ("UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_dropped_guard_is_noticed(world: World, database: str) -> None:
    connection = db.session.connection()
    assert missing_guards(connection) == []
    if database == "sqlite":
        connection.execute(text("DROP TRIGGER placement_no_overlap_insert"))
        assert missing_guards(connection) == ["placement_no_overlap_insert"]
    else:
        connection.execute(text("ALTER TABLE placement DROP CONSTRAINT placement_no_overlap"))
        assert missing_guards(connection) == ["placement_no_overlap"]
