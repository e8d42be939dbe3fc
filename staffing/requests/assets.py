"""Templates and style of the request form, for every page that shows it."""

from __future__ import annotations

from flask import Blueprint

from staffing.accounts.guards import guard
from staffing.accounts.models import AGENCY_ROLES, RoleName

assets = Blueprint(
    "request_form",
    __name__,
    url_prefix="/request-form",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
assets.before_request(guard(RoleName.FACILITY_SCHEDULER, *sorted(AGENCY_ROLES)))
