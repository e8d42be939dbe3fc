"""Alembic's entry: migrations run through the application's own engine and metadata."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from staffing.db import UtcDateTime, db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our column type by name in generated migrations."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen_context.imports.add("from staffing.db import UtcDateTime")
        return "UtcDateTime()"
    return False


def options() -> dict[str, Any]:
    return {
        "target_metadata": db.metadata,
        "render_item": render_item,
        **current_app.extensions["migrate"].configure_args,
    }


def run_offline() -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    context.configure(url=url, literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    with db.engine.connect() as connection:
        context.configure(connection=connection, **options())
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
