"""The blueprint of the facility scheduler's pages, and what they share."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.models import RoleName
from staffing.offers.errors import NoSuchRow
from staffing.requests.forms import row_id
from staffing.web.errors import error_page

pages = Blueprint(
    "facility",
    __name__,
    url_prefix="/facility",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)

pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@pages.errorhandler(NoSuchRow)
def not_there(_error: NoSuchRow) -> ResponseReturnValue:
    return error_page(404)


def asked_unit_id() -> int | None:
    """`?unit=` of this request; 404 for anything but a plain id."""
    try:
        return row_id(request.args.get("unit"))
    except ValueError:
        abort(404)


def asked_day(name: str, default: date) -> date:
    """A `YYYY-MM-DD` of this request's address within a sensible range; 404 for anything else."""
    asked = request.args.get(name)
    if not asked:
        return default
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        abort(404)
    return found if 2020 <= found.year <= 2100 else abort(404)
