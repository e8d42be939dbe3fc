"""The application factory (without the coordinators' screens, which `wsgi.py` adds on top)."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from staffing import settings as settings_module
from staffing import tables
from staffing.db import db, session
from staffing.settings import ROOT, Settings

__all__ = ["create_app", "tables"]


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from typed settings (the environment's by default)."""
    settings = settings or settings_module.load()
    app = Flask("staffing", instance_path=str(settings.instance), root_path=str(ROOT / "staffing"))
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.testing,
    )
    session.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    return app
