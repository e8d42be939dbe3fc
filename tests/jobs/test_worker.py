"""The worker's two lists: every job kind has a handler, every duty stands being done at any time."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.jobs import queue_of
from staffing.matching.runs import KIND as MATCH_KIND
from staffing.ratings.models import RatingFit
from staffing.review.approving import KIND as APPROVE_KIND
from staffing.worker import HANDLERS, duties, fit_today
from tests.conftest import both_databases
from tests.factories import NOW, World


def test_every_job_kind_has_a_handler() -> None:
    assert set(HANDLERS) == {MATCH_KIND, APPROVE_KIND}


@both_databases
def test_each_duty_may_be_done_twice(world: World, app: Flask) -> None:
    unit = world.unit()
    world.offer(world.slot(unit, start=utc_now() - timedelta(hours=1)), world.clinician())
    db.session.commit()
    every = duties(queue_of(app))
    assert len(every) == len({duty.name for duty in every})
    with use_scope(Scope.system(world.agency_id)):
        for duty in (*every, *every):
            duty.run(utc_now())


def test_scores_are_fitted_once_a_day(world: World) -> None:
    for hours in (0, 1, 24):
        transact(lambda at=NOW + timedelta(hours=hours): fit_today(at))
    assert db.session.scalar(select(func.count()).select_from(RatingFit)) == 2
