"""Codes by which patients, callers and teams rate: what became of them, and new ones for a shift."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter, FromDay, PickFilter
from admin.picking import FACILITIES
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import utc_now
from staffing.feedback.hand_out_forms import hand_out_form
from staffing.feedback.handing_out import OnShift, hand_out_all, on_shift_of, revoke_unused
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.feedback.sheets import links_file, sheet
from staffing.placements.models import Placement
from staffing.ratings.models import RaterSource
from staffing.requests.models import Slot


def _person(_view: Any, _context: Any, row: RatingLink, _name: str) -> str:
    return str(row.placement.clinician.name)


def _shift(_view: Any, _context: Any, row: RatingLink, _name: str) -> Any:
    slot = row.placement.slot
    return cells.local_time(row.placement.starts_at, slot.facility.timezone) + f" {slot.facility.name}"


class RatingCodeScreen(TableView):
    table = RatingLink
    one, many = "code", "codes"
    intro = (
        "One-time links and what became of them; the codes themselves are not kept. "
        "New cards and links are made on a placement's page."
    )
    eager = (
        (RatingLink.placement, Placement.clinician),
        (RatingLink.placement, Placement.slot, Slot.facility),
    )
    column_list = ("issued_at", "channel", "source", "person", "shift", "status", "expires_at")
    column_labels = {"issued_at": "Made", "channel": "By", "source": "For", "expires_at": "Good until"}
    column_formatters = {"person": _person, "shift": _shift, "status": cells.status_cell}
    column_formatters_export = {"person": _person, "shift": _shift}
    column_sortable_list = ("issued_at", "status", "expires_at")
    column_default_sort = ("issued_at", True)
    column_filters = (
        ChoiceFilter(RatingLink.status, "Status", choices_of(LinkStatus)),
        ChoiceFilter(RatingLink.channel, "By", choices_of(LinkChannel)),
        ChoiceFilter(RatingLink.source, "For", choices_of(RaterSource)),
        PickFilter(RatingLink.facility_id, "Facility", FACILITIES),
        FromDay(RatingLink.issued_at, "Made"),
    )

    @expose("/for/<placement_id>/", methods=("GET", "POST"))
    def hand_out(self, placement_id: str) -> Any:
        """Cards and links about one person's shift. A POST answers with them: they cannot be had back."""
        one = self._on_shift(placement_id)
        form = hand_out_form([one])
        if form.validate_on_submit() and (issued := write(lambda: self._issued(form), form)):
            return self._shown(issued, one)
        return self.render("screens/hand_out.html", form=form, one=one, row=one.placement)

    @expose("/close/<placement_id>/", methods=("POST",))
    def close(self, placement_id: str) -> Any:
        key = self._on_shift(placement_id).placement.id
        closed = write(lambda: revoke_unused(key, current_actor()))
        flash(f"{closed} unused code{'' if closed == 1 else 's'} closed.", "success")
        return redirect(self.get_url(".hand_out", placement_id=key))

    def _on_shift(self, placement_id: str) -> OnShift:
        return on_shift_of(row_id(placement_id), utc_now()) or abort(404)

    def _issued(self, form: Any) -> Any:
        channel = LinkChannel.CARD if request.form.get("as") == "cards" else LinkChannel.SHARED
        return hand_out_all(form.people.data, form.count.data, channel, current_actor(), utc_now())

    def _shown(self, issued: Any, one: OnShift) -> Any:
        if request.form.get("as") == "file":
            return links_file(issued, str(one.placement.id))
        back = self.get_url(".hand_out", placement_id=one.placement.id)
        return sheet(issued[0].link.channel, issued, back)
