"""Migrations go up and down on both databases and equal the models."""

from __future__ import annotations

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, select

from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import Base, Scope, db, use_scope
from staffing.placements.models import PlacementStatus
from staffing.ratings.models import Answer
from staffing.site_ratings.models import SiteAnswer, SiteDimension
from staffing.site_ratings.services import submit_site_response
from tests.conftest import both_databases
from tests.factories import NOW, World


@both_databases
def test_migrations_equal_the_models(app: Flask) -> None:
    check()


@both_databases
def test_migrations_go_down_to_nothing_and_up_again(app: Flask) -> None:
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())


@both_databases
def test_later_migrations_go_down_and_up_with_rows_in_the_tables(world: World) -> None:
    """A parent table is never copied: on SQLite its children's rows would stand in the way."""
    facility = world.facility()
    slot = world.slot(world.unit(facility), start=NOW)
    nurse = world.clinician()
    placement = world.placement(slot, nurse, PlacementStatus.WORKED)
    answers = dict.fromkeys(SiteDimension, Answer.ALWAYS)
    submit_site_response(placement, answers, Actor(None, "them"), placement.ends_at)
    db.session.commit()
    people = nurse.id
    db.session.remove()
    downgrade(revision="0002")
    assert "site_answer" not in inspect(db.engine).get_table_names()
    upgrade()
    with use_scope(Scope.system()):
        again = db.session.get_one(Clinician, people)
        assert again.primary_role.active
        assert db.session.scalars(select(SiteAnswer)).all() == []
