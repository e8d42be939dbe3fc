"""Layout, forms and protection shared by every page. Knows no feature."""

from flask import Blueprint, Flask

from staffing.settings import Settings
from staffing.web import errors, filters, headers, health, logs, paging, protection, routing

assets = Blueprint(
    "web", __name__, template_folder="templates", static_folder="static", static_url_path="/static/web"
)


def init_app(app: Flask, settings: Settings) -> None:
    """Headers, protection, logs, error pages, filters, health, templates and static files."""
    routing.init_app(app)
    logs.init_app(app)
    headers.init_app(app, settings)
    protection.init_app(app, settings)
    errors.init_app(app)
    filters.init_app(app)
    paging.init_app(app)
    app.register_blueprint(assets)
    app.register_blueprint(health.pages)


__all__ = ["assets", "init_app"]
