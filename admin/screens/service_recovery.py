"""Service recovery: who puts what right, by when, what the facility was told, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import case as when
from sqlalchemy import select

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter, PickFilter
from admin.picking import FACILITIES
from admin.trails import trail_of
from admin.words import choices_of
from staffing.accounts.identity import current_account, current_actor
from staffing.db import db, utc_now
from staffing.placements.models import Placement
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.models import CommunicationResponse
from staffing.recovery import cases as services
from staffing.recovery.due import due_words
from staffing.recovery.models import CaseStatus, FeedbackReport, RecoveryCase
from staffing.recovery.owners import possible_owners

DONE = {
    "take": "It is yours now.",
    "assign": "Handed over.",
    "told": "Kept. The facility reads it on its page.",
    "close": "Closed.",
    "reopen": "Reopened, and due anew.",
}
COUNTED = (AppealStatus.PENDING, AppealStatus.UPHELD)


class ToDoFilter(ChoiceFilter):
    """Cases not closed, or those of them past their time."""

    def __init__(self) -> None:
        super().__init__(RecoveryCase.due_at, "To do", (("open", "not closed"), ("overdue", "overdue")))

    def apply(self, query: Any, value: Any, alias: Any = None) -> Any:
        query = query.filter(RecoveryCase.status != CaseStatus.CLOSED)
        return query.filter(RecoveryCase.due_at < utc_now()) if value == "overdue" else query


def owner_choices() -> list[tuple[str, str]]:
    return [(str(one.id), one.name) for one in possible_owners(current_account().agency_id)]


def _due(_view: Any, _context: Any, row: RecoveryCase, _name: str) -> Any:
    shown = cells.local_time(row.due_at, str(cells.agency_zone()))
    late = Markup(' <span class="badge" data-status="overdue">overdue</span>')
    return shown + late if services.is_overdue(row, utc_now()) else shown


def _person(_view: Any, _context: Any, row: RecoveryCase, _name: str) -> str:
    return str(row.clinician.name)


def _place(_view: Any, _context: Any, row: RecoveryCase, _name: str) -> str:
    return str(row.facility.name)


def _owner(_view: Any, _context: Any, row: RecoveryCase, _name: str) -> str:
    return row.owner.name if row.owner else cells.DASH


class RecoveryScreen(TableView):
    table = RecoveryCase
    one, many = "case", "cases"
    intro = (
        "A “Never” on respect or a complaint opens a case. Its owner tells the facility within one "
        "business day, keeps what was said, and closes it with what came of it."
    )
    eager = (RecoveryCase.clinician, RecoveryCase.facility, RecoveryCase.owner)
    column_list = ("due_at", "cause", "facility", "clinician", "owner", "status", "closed_at")
    column_labels = {"due_at": "Due", "closed_at": "Closed"}
    column_formatters = {
        "due_at": _due,
        "facility": _place,
        "clinician": _person,
        "owner": _owner,
        "status": cells.status_cell,
    }
    column_formatters_export = {"facility": _place, "clinician": _person, "owner": _owner}
    column_searchable_list = ("clinician.first_name", "clinician.last_name")
    column_sortable_list = ("due_at", "status")
    column_filters = (
        ToDoFilter(),
        ChoiceFilter(RecoveryCase.status, "Status", choices_of(CaseStatus)),
        ChoiceFilter(RecoveryCase.owner_id, "Owner", owner_choices),
        PickFilter(RecoveryCase.facility_id, "Facility", FACILITIES),
    )

    def row_url(self, row: RecoveryCase) -> str:
        return self.get_url(".details", key=row.id)

    def _apply_sorting(self, query: Any, joins: Any, sort_column: Any, sort_desc: Any) -> Any:
        """Unless asked otherwise: open cases first, the most pressing on top; then those closed last."""
        if sort_column is not None:
            return super()._apply_sorting(query, joins, sort_column, sort_desc)
        closed = RecoveryCase.status == CaseStatus.CLOSED
        pressing = when((closed, None), else_=RecoveryCase.due_at)
        ordered = query.order_by(when((closed, 1), else_=0), pressing, RecoveryCase.closed_at.desc())
        return ordered.order_by(RecoveryCase.id), joins

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row, now = self.get_one(key), utc_now()
        response = db.session.get(CommunicationResponse, row.response_id) if row.response_id else None
        report = db.session.get(FeedbackReport, row.report_id) if row.report_id else None
        placement_id = response.placement_id if response else report.placement_id if report else None
        return self.render(
            "screens/recovery_case.html",
            row=row,
            overdue=services.is_overdue(row, now),
            due=due_words(row.due_at, str(cells.agency_zone())),
            response=response,
            appeal=_appeal_of(response),
            placement=db.session.get(Placement, placement_id) if placement_id else None,
            others=[one for one in possible_owners(row.agency_id) if one.id != row.owner_id],
            trail=trail_of(*filter(None, (row, report))),
        )

    @expose("/<key>/step/", methods=("POST",))
    def step(self, key: str) -> Any:
        one, given = row_id(key), request.form
        deed = given.get("deed", "")
        if deed in DONE and write(lambda: _do(deed, one, given).id):
            flash(DONE[deed], "success")
        return redirect(self.get_url(".details", key=one))


def _appeal_of(response: CommunicationResponse | None) -> RatingAppeal | None:
    """The appeal that keeps the response out of the score, if any."""
    if response is None:
        return None
    return db.session.scalar(
        select(RatingAppeal).where(
            RatingAppeal.clinician_id == response.clinician_id,
            RatingAppeal.placement_id == response.placement_id,
            RatingAppeal.status.in_(COUNTED),
        )
    )


def _do(deed: str, key: int, given: Any) -> RecoveryCase:
    by, now, said = current_actor(), utc_now(), given.get("said", "")
    if deed == "take":
        return services.assign(key, current_account().id, by, now)
    if deed == "assign":
        return services.assign(key, row_id(given.get("owner")), by, now)
    if deed == "told":
        return services.tell(key, said, by, now, in_writing=bool(given.get("in_writing")))
    if deed == "close":
        return services.close(key, said, by, now)
    return services.reopen(key, said, by, now)
