"""The Flask-SQLAlchemy handle, on our own typed declarative base."""

from __future__ import annotations

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from staffing.db import engine as engines
from staffing.db import tenancy
from staffing.db.base import Base

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": True})


def init_app(app: Flask) -> None:
    """Bind the handle to `app`, tune its engine and hold its sessions to a scope."""
    db.init_app(app)
    with app.app_context():
        engines.configure(db.engine)
    tenancy.install(db.session.session_factory)
