"""The application factory (without the coordinators' screens, which `wsgi.py` adds on top)."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask_migrate import Migrate

from staffing import access, navigation, tables, web
from staffing import settings as settings_module
from staffing.accounts import pages as accounts
from staffing.accounts import security
from staffing.clinicians import pages as clinicians
from staffing.db import db, session
from staffing.digests import pages as own_record
from staffing.equity import pages as about_you
from staffing.feedback import code_pages as rating_codes
from staffing.feedback import facility_pages as rating_forwards
from staffing.feedback import handoff_pages as handoffs
from staffing.feedback import kiosk_keeping, kiosk_pages
from staffing.feedback import limits as link_limits
from staffing.feedback import link_pages as rating_links
from staffing.jobs import queue as jobs
from staffing.notifications import pages as notifications
from staffing.offers import link_pages as offer_links
from staffing.offers import pages as offers
from staffing.offers.facility import pages as facility
from staffing.ratings import assets as rating_form
from staffing.ratings import pages as ratings
from staffing.ratings import unit_pages as our_units
from staffing.recovery import pages as recovery
from staffing.requests import assets as requests
from staffing.settings import ROOT, Settings
from staffing.site_ratings import facility_pages as clinicians_say
from staffing.site_ratings import pages as site_ratings

__all__ = ["BLUEPRINTS", "create_app", "tables"]

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts.pages,
    requests.assets,
    facility.pages,
    rating_form.assets,
    ratings.pages,
    our_units.unit_pages,
    recovery.pages,
    rating_forwards.facility_pages,
    rating_links.link_pages,
    rating_codes.code_pages,
    kiosk_keeping.kiosk_keeping,
    kiosk_pages.kiosk_pages,
    handoffs.handoff_pages,
    offer_links.link,
    offers.pages,
    own_record.pages,
    site_ratings.pages,
    clinicians_say.facility_pages,
    clinicians.pages,
    about_you.pages,
    notifications.pages,
)
"""Every room's pages, in the order of the journey; each blueprint is guarded or named in `access.PUBLIC`."""


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from typed settings (the environment's by default)."""
    settings = settings or settings_module.load()
    app = Flask(
        "staffing", instance_path=str(settings.instance), root_path=str(ROOT / "staffing"), static_folder=None
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"hide_parameters": True},
        TESTING=settings.testing,
    )
    session.init_app(app)
    jobs.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    web.init_app(app, settings)
    access.init_app(app, settings)  # first: what security reads on a GET must take no write lock
    security.init_app(app, settings)
    navigation.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    link_limits.init_app(app)
    return app
