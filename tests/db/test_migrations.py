"""Migrations go up and down on both databases and equal the models."""

from __future__ import annotations

from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from staffing.db import Base, db
from tests.conftest import both_databases


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
