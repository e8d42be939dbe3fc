"""Placements: who works where; release and cancellation, the cost shown before the click."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import cells
from admin.base import COST_CHANGED, TableView, row_id, write
from admin.filters import ChoiceFilter, FromDay, PickFilter, UntilDay
from admin.picking import FACILITIES
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import utc_now
from staffing.feedback.handing_out import on_shift_of
from staffing.offers.services import CancelSide, cancel_placement, cancellation_cost
from staffing.placements.models import Placement, PlacementStatus
from staffing.requests.models import Slot


def _when(_view: Any, _context: Any, row: Placement, _name: str) -> Any:
    return cells.local_time(row.starts_at, row.slot.facility.timezone)


def _where(_view: Any, _context: Any, row: Placement, _name: str) -> str:
    return f"{row.slot.facility.name}, {row.slot.unit.name}"


def _role(_view: Any, _context: Any, row: Placement, _name: str) -> str:
    return str(row.slot.staff_role)


class PlacementScreen(TableView):
    table = Placement
    one, many = "placement", "placements"
    eager = (
        Placement.clinician,
        (Placement.slot, Slot.facility),
        (Placement.slot, Slot.unit),
        (Placement.slot, Slot.staff_role),
    )
    column_list = ("starts_at", "clinician", "where", "role", "status")
    column_labels = {"starts_at": "When"}
    column_formatters = {"starts_at": _when, "where": _where, "role": _role, "status": cells.status_cell}
    column_formatters_export = {"where": _where, "role": _role}
    column_sortable_list = ("starts_at", "status")
    column_searchable_list = ("clinician.first_name", "clinician.last_name")
    column_default_sort = ("starts_at", True)
    column_filters = (
        ChoiceFilter(Placement.status, "Status", choices_of(PlacementStatus)),
        PickFilter(Placement.facility_id, "Facility", FACILITIES),
        FromDay(Placement.starts_at, "Starts"),
        UntilDay(Placement.starts_at, "Starts"),
    )

    def row_url(self, row: Placement) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row, now = self.get_one(key), utc_now()
        open_still = row.starts_at > now and row.can_move_to(PlacementStatus.FACILITY_CANCELLATION)
        costs = {side.value: cancellation_cost(row, side, now) for side in CancelSide} if open_still else {}
        codes = on_shift_of(row.id, now) is not None
        return self.render("screens/placement.html", row=row, costs=costs, codes=codes)

    @expose("/<key>/cancel/", methods=("POST",))
    def cancel(self, key: str) -> Any:
        one, side = row_id(key), request.form.get("side", "")
        reason = request.form.get("reason", "").strip()[:300]
        if side not in set(CancelSide) or not reason:
            flash("Say who takes it back, and why.", "error")
        elif request.form.get("shown") != self._cost(one, CancelSide(side)):
            flash(COST_CHANGED, "error")
        elif write(lambda: cancel_placement(one, CancelSide(side), current_actor(), reason, utc_now()).id):
            flash("Taken back. The slot is open again.", "success")
        return redirect(self.get_url(".details", key=one))

    def _cost(self, key: int, side: CancelSide) -> str:
        """What cancelling comes to now, in the words that stand beside the button."""
        return cancellation_cost(self.get_one(key), side, utc_now()).consequence
