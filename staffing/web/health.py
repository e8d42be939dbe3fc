"""`/healthz`: the process answers. `/ready`: the database is there, migrated, and holds its guards."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from staffing.db import db
from staffing.db.guards import missing_guards

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> ResponseReturnValue:
    return jsonify(status="ok")


@pages.get("/ready")
def ready() -> ResponseReturnValue:
    try:
        with db.engine.connect() as connection:
            faults = [*_migration_faults(connection), *_guard_faults(connection)]
    except SQLAlchemyError:
        faults = ["database unreachable"]
    return jsonify(status="not ready" if faults else "ready", faults=faults), 503 if faults else 200


def _migration_faults(connection: Connection) -> list[str]:
    folder = Path(current_app.extensions["migrate"].directory)
    heads = set(ScriptDirectory(str(folder)).get_heads())
    applied = set(MigrationContext.configure(connection).get_current_heads())
    return [] if applied == heads else ["migrations are not at head"]


def _guard_faults(connection: Connection) -> list[str]:
    return [f"guard missing: {name}" for name in missing_guards(connection)]
