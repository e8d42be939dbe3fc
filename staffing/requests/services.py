"""Taking, changing and cancelling shift requests. Slots are posted with their rates frozen."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor, record, snapshot
from staffing.db import db
from staffing.requests import editing
from staffing.requests.checks import CheckedRequest, Shift, check
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.editing import Edited
from staffing.requests.models import RequestSource, RequestStatus, ShiftRequest
from staffing.requests.references import new_reference
from staffing.requests.slots import accepted_slots, close_slots, open_slots, post_slots, price_heads

__all__ = ["STAFFING", "cancel", "edit", "refresh_status", "set_heads", "submit"]

STAFFING = frozenset({RequestStatus.OPEN, RequestStatus.PARTIALLY_FILLED, RequestStatus.FILLED})
"""Statuses in which a request is still being staffed and may be changed."""


Revise = Callable[[ShiftRequest, RequestDetails, Actor, datetime], object]
"""Brings a request up to new details; that of `staffing.offers.request_editing` also takes back offers."""


def submit(
    details: RequestDetails, by: Actor, source: RequestSource, now: datetime, *, revise: Revise | None = None
) -> list[ShiftRequest]:
    """Open a request and post its slots; a weekly repeat gives one request a week, a series.

    A request whose `external_id` the facility has sent before is brought up to date instead (by `revise`),
    so that an import may be run twice. Raises InvalidRequest with an error beside each field.
    """
    checked = check(details, now)
    known = _sent_before(checked)
    if known is not None:
        if known.status in STAFFING:
            (revise or _revise)(known, details, by, now)
        return [known]
    requests: list[ShiftRequest] = []
    for shift in checked.shifts:
        request = _open(checked, shift, by, source, now)
        if len(checked.shifts) > 1:
            request.series = (requests or [request])[0].reference
        requests.append(request)
    db.session.flush()
    return requests


def edit(
    request: ShiftRequest,
    details: RequestDetails,
    by: Actor,
    now: datetime,
    *,
    version: int,
    keep_last: Collection[int] = (),
) -> Edited:
    """Bring a request up to new details. What people have accepted stays as they accepted it.

    `version` is the one the person saw. Slots whose ids are in `keep_last` (someone is holding an offer
    for them) are the last to be closed when heads are taken away. Raises InvalidRequest.
    """
    if request.status not in STAFFING:
        raise InvalidRequest({"": "This request is over and can no longer be changed. Copy it instead."})
    if version != request.version:
        raise InvalidRequest({"": "Somebody changed this request meanwhile. Look again, then change it."})
    if details.repeat_until:
        raise InvalidRequest({"repeat_until": "Change one shift at a time."})
    edited = editing.apply(request, check(details, now), by, now, keep_last)
    refresh_status(request, by)
    return edited


def set_heads(
    request: ShiftRequest, heads: int, by: Actor, now: datetime, *, keep_last: Collection[int] = ()
) -> Edited:
    """Ask for more or fewer people and nothing else; none at all cancels. Raises InvalidRequest."""
    if request.status not in STAFFING:
        raise InvalidRequest({"heads": "This request is over and can no longer be changed."})
    if heads == 0:
        waiting = tuple(open_slots(request))
        cancel(request, by, "nobody needed any more", now)
        return Edited(waiting, (), ())
    edited = editing.apply_heads(request, heads, by, now, keep_last)
    refresh_status(request, by)
    return edited


def cancel(request: ShiftRequest, by: Actor, reason: str, now: datetime) -> None:
    """Cancel a request that nobody has accepted; raises InvalidRequest where somebody has.

    `staffing.offers.request_cancellation` cancels one with placements and open offers.
    """
    if accepted_slots(request):
        raise InvalidRequest(
            {"": "Somebody has accepted this shift: their placement must be cancelled first."}
        )
    close_slots(request, len(open_slots(request)), by, reason)
    request.move_to(RequestStatus.CANCELLED, by, reason, {"at": now.isoformat()})


def refresh_status(request: ShiftRequest, by: Actor) -> None:
    """Recompute open, partially filled or filled from the slots; other statuses are left alone."""
    if request.status not in STAFFING:
        return
    filled, waiting = len(accepted_slots(request)), len(open_slots(request))
    if filled == 0:
        to = RequestStatus.OPEN
    else:
        to = RequestStatus.PARTIALLY_FILLED if waiting else RequestStatus.FILLED
    if to is not request.status:
        request.move_to(to, by, facts={"filled": filled, "open": waiting})


def _revise(request: ShiftRequest, details: RequestDetails, by: Actor, now: datetime) -> object:
    return edit(request, details, by, now, version=request.version)


def _sent_before(checked: CheckedRequest) -> ShiftRequest | None:
    external_id = checked.details.external_id
    if not external_id:
        return None
    return db.session.scalar(
        select(ShiftRequest).where(
            ShiftRequest.facility_id == checked.facility.id, ShiftRequest.external_id == external_id
        )
    )


def _open(
    checked: CheckedRequest, shift: Shift, by: Actor, source: RequestSource, now: datetime
) -> ShiftRequest:
    request = ShiftRequest(
        facility_id=checked.facility.id,
        reference=new_reference(),
        external_id=checked.details.external_id or None,
        source=source,
        entered_by_id=by.user_id,
        created_at=now,
    )
    editing.write_fields(request, checked, shift)
    db.session.add(request)
    db.session.flush()
    editing.write_skills(request, checked.details.skill_ids)
    post_slots(request, price_heads(request, checked.facility, checked.unit, now), checked.details.heads)
    facts = snapshot(request, "reference", "unit_id", "staff_role_id", "starts_at", "ends_at", "heads")
    record(request, "submitted", by, after=facts)
    request.move_to(RequestStatus.OPEN, by)
    return request
