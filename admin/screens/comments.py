"""Comments beside ratings: read by a moderator first, then released to coordinators or hidden."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import case as when

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter, PickFilter
from admin.picking import FACILITIES
from admin.trails import trail_of
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.feedback.models import CommentStatus, RatingComment
from staffing.feedback.moderating import are_any, hide, release
from staffing.feedback.screening import pieces

SHOWN = 80


def _shortly(_view: Any, _context: Any, row: RatingComment, _name: str) -> str:
    return row.text if len(row.text) <= SHOWN else f"{row.text[:SHOWN]}…"


def _found(_view: Any, _context: Any, row: RatingComment, _name: str) -> Any:
    badges = (
        Markup('<span class="badge" data-status="overdue">{}</span>').format(kind) for kind in row.found
    )
    return Markup(" ").join(badges) if row.found else "nothing seen"


def _facility(view: Any, _context: Any, row: RatingComment, name: str) -> str:
    return str(view.named_row(name, row))


class CommentScreen(TableView):
    table = RatingComment
    one, many = "comment", "comments"
    intro = (
        "What raters wrote, for a moderator's eyes. Release what says nothing about a patient; hide the "
        "rest. Released comments are read by coordinators only, on the clinician's screen."
    )
    can_export = False
    eager = (RatingComment.response,)
    named = {"facility_id": Facility}
    column_list = ("written_at", "text", "found", "facility_id", "status")
    column_labels = {
        "written_at": "Written",
        "text": "Comment",
        "found": "Screening",
        "facility_id": "Facility",
    }
    column_formatters = {
        "text": _shortly,
        "found": _found,
        "facility_id": _facility,
        "status": cells.status_cell,
    }
    column_sortable_list = ("written_at", "status")
    column_filters = (
        ChoiceFilter(RatingComment.status, "Status", choices_of(CommentStatus)),
        PickFilter(RatingComment.facility_id, "Facility", FACILITIES),
    )

    def is_visible(self) -> bool:
        """In the menu once the agency asks for comments, and while there are any."""
        return are_any(utc_now())

    def row_url(self, row: RatingComment) -> str:
        return self.get_url(".details", key=row.id)

    def _apply_sorting(self, query: Any, joins: Any, sort_column: Any, sort_desc: Any) -> Any:
        """Unless asked otherwise: what waits first, oldest on top; then the latest."""
        if sort_column is not None:
            return super()._apply_sorting(query, joins, sort_column, sort_desc)
        waits = RatingComment.status == CommentStatus.WAITING
        ordered = query.order_by(
            when((waits, 0), else_=1),
            when((waits, RatingComment.written_at), else_=None),
            RatingComment.written_at.desc(),
        )
        return ordered.order_by(RatingComment.id), joins

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        return self.render(
            "screens/comment.html",
            row=row,
            person=db.session.get(Clinician, row.response.clinician_id),
            facility=db.session.get(Facility, row.facility_id),
            pieces=pieces(row.text),
            trail=trail_of(row),
        )

    @expose("/<key>/decide/", methods=("POST",))
    def decide(self, key: str) -> Any:
        one, by, now, deed = row_id(key), current_actor(), utc_now(), request.form.get("deed")
        if deed == "release" and write(lambda: release(one, by, now).id):
            flash("Released: coordinators read it on the clinician's screen.", "success")
        if deed == "hide" and write(lambda: hide(one, request.form.get("reason", ""), by, now).id):
            flash("Hidden.", "success")
        return redirect(self.get_url(".details", key=one))
