"""Facility ratings: how the people we send find each place, and the answers behind it."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request
from flask_admin import expose
from sqlalchemy import select

from admin.base import SecureView, row_id, write
from staffing.accounts.identity import current_actor
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.ratings.bands import NEW_BELOW_RATERS
from staffing.site_ratings.items import SITE_DIMENSION_NAMES, SITE_ITEMS
from staffing.site_ratings.scores import SiteScore, site_scores
from staffing.site_ratings.services import void_site_response
from staffing.site_ratings.trace import trace_site

SHOWN = 60


class FacilityRatingScreen(SecureView):
    intro = (
        "What clinicians say after their shifts: were they expected, safe, treated with respect. "
        "Facilities and other clinicians see a band from ten responses of three people on, never an answer."
    )

    @expose("/")
    def index(self) -> str:
        scores = site_scores(utc_now())
        places = db.session.scalars(
            select(Facility).where(Facility.active | Facility.id.in_(scores)).order_by(Facility.name)
        ).all()
        rows = [(place, scores.get(place.id)) for place in places]
        return self._show("facility_ratings", rows=sorted(rows, key=lambda row: _who_needs_a_word(row[1])))

    @expose("/<key>/")
    def details(self, key: str) -> str:
        place, now = _place(key), utc_now()
        return self._show(
            "facility_rating",
            place=place,
            score=site_scores(now, [place.id]).get(place.id),
            responses=trace_site(place.id, now, SHOWN),
        )

    @expose("/<key>/void/", methods=("POST",))
    def void(self, key: str) -> Any:
        """Leave one response out of every score, with a reason; it is never edited."""
        place, response_id = _place(key), row_id(request.form.get("response_id"))
        reason = request.form.get("reason", "")
        write(lambda: void_site_response(response_id, reason, current_actor(), utc_now()))
        return redirect(self.get_url(".details", key=place.id) + "#responses")

    def _show(self, template: str, **facts: Any) -> str:
        return str(
            self.render(
                f"screens/{template}.html",
                names=SITE_DIMENSION_NAMES,
                items=SITE_ITEMS,
                new_below=NEW_BELOW_RATERS,
                **facts,
            )
        )


def _place(key: str) -> Facility:
    found = db.session.scalar(select(Facility).where(Facility.id == row_id(key)))
    return found if found is not None else abort(404)


def _who_needs_a_word(score: SiteScore | None) -> tuple[bool, float]:
    """Places with enough raters come first, the least ready on top."""
    if score is None or score.overall.raters < NEW_BELOW_RATERS:
        return True, 0.0
    return False, score.overall.mean
