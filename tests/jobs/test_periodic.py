"""Duties by the clock: due at their interval, for every agency, one failure stops no other."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from staffing.db import current_scope
from staffing.jobs.periodic import Beat, Duty
from tests.factories import World


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_a_duty_is_done_at_once_and_again_only_after_its_interval(world: World) -> None:
    clock, done = Clock(), []
    beat = Beat([Duty("count", 30, done.append)], clock)
    beat()
    clock.seconds = 29.9
    beat()
    assert len(done) == 1
    clock.seconds = 30
    beat()
    assert len(done) == 2


def test_a_duty_is_done_for_every_agency_under_its_scope(world: World) -> None:
    other = World.create("Second Agency")
    seen: list[int | None] = []

    def note(_now: datetime) -> None:
        seen.append(current_scope().agency_id)

    Beat([Duty("note", 1, note)], Clock())()
    assert seen == [world.agency_id, other.agency_id]


def test_a_failing_duty_is_logged_and_stops_no_other(world: World, app: Flask, caplog) -> None:
    done: list[datetime] = []

    def broken(_now: datetime) -> None:
        raise RuntimeError("out of paper")

    Beat([Duty("broken", 1, broken), Duty("sound", 1, done.append)], Clock())()
    assert len(done) == 1
    assert "broken failed" in caplog.text
