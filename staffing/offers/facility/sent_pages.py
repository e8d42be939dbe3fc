"""After asking: the reference and what comes next; a request with who is coming; the list of requests."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from staffing import clock
from staffing.clinicians.models import StaffRole
from staffing.db import db, utc_now
from staffing.facilities.models import Unit
from staffing.offers.facility.blueprint import pages
from staffing.offers.facility.board import entries_of
from staffing.offers.facility.hearing import contact_of, hear_by
from staffing.offers.facility.own import own_request
from staffing.offers.facility.people import who_is_coming
from staffing.requests.models import RequestStatus, ShiftRequest
from staffing.requests.services import STAFFING
from staffing.web.paging import paginate

STATUS_WORDS = {
    RequestStatus.OPEN: "Still looking",
    RequestStatus.PARTIALLY_FILLED: "Partly filled",
    RequestStatus.FILLED: "Filled",
    RequestStatus.IN_PROGRESS: "Under way",
    RequestStatus.COMPLETED: "Worked",
    RequestStatus.CLOSED: "Closed",
    RequestStatus.CANCELLED: "Cancelled",
    RequestStatus.EXPIRED_UNFILLED: "Not filled in time",
    RequestStatus.DRAFT: "Draft",
}


@pages.get("/requests/<reference>/sent")
def sent(reference: str) -> ResponseReturnValue:
    found = own_request(reference)
    return render_template(
        "facility/sent.html",
        request_row=found,
        series=_series(found),
        board_day=clock.local_day(found.starts_at, found.facility.timezone).isoformat(),
        hear_by=hear_by(found, utc_now()),
        contact=contact_of(found.agency_id),
    )


@pages.get("/requests/<reference>")
def show_request(reference: str) -> ResponseReturnValue:
    found, now = own_request(reference), utc_now()
    return render_template(
        "facility/request.html",
        request_row=found,
        entry=entries_of([found])[0],
        coming=who_is_coming(found, now),
        changeable=found.status in STAFFING and found.starts_at > now,
        begun=found.starts_at <= now,
        over=found.ends_at <= now,
        contact=contact_of(found.agency_id),
        status_words=STATUS_WORDS,
    )


@pages.get("/requests/")
def all_requests() -> ResponseReturnValue:
    asked, status = request.args.get("q", "").strip()[:60], request.args.get("status", "")
    if status and status not in {kind.value for kind in STATUS_WORDS}:
        abort(404)
    page = paginate(_found(asked, status), size=20)
    return render_template(
        "facility/requests.html",
        page=page,
        entries=entries_of(list(page.rows)),
        asked=asked,
        status=status,
        status_words=STATUS_WORDS,
    )


def _found(asked: str, status: str) -> Select[Any]:
    statement = (
        select(ShiftRequest)
        .join(Unit, Unit.id == ShiftRequest.unit_id)
        .join(StaffRole, StaffRole.id == ShiftRequest.staff_role_id)
        .options(
            selectinload(ShiftRequest.slots),
            joinedload(ShiftRequest.unit),
            joinedload(ShiftRequest.facility),
            joinedload(ShiftRequest.staff_role),
        )
        .order_by(ShiftRequest.starts_at.desc(), ShiftRequest.id.desc())
    )
    if status:
        statement = statement.where(ShiftRequest.status == RequestStatus(status))
    if asked:
        shown = (ShiftRequest.reference, Unit.name, StaffRole.name)
        statement = statement.where(or_(*(column.icontains(asked, autoescape=True) for column in shown)))
    return statement


def _series(found: ShiftRequest) -> list[ShiftRequest]:
    if found.series is None:
        return [found]
    wanted = select(ShiftRequest).where(ShiftRequest.series == found.series)
    return list(db.session.scalars(wanted.order_by(ShiftRequest.starts_at)))
