"""Offers: who was asked and what they said; yes or no by phone, and taking an offer back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter, FromDay, PickFilter
from admin.picking import FACILITIES
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import utc_now
from staffing.offers.errors import OfferRefused
from staffing.offers.hours import hours_of_offer
from staffing.offers.services import accept, decline, undo_send, withdraw
from staffing.placements.models import AnswerChannel, DeclineReason, Offer, OfferStatus
from staffing.requests.models import Slot


def _when(_view: Any, _context: Any, row: Offer, _name: str) -> Any:
    return cells.local_time(row.slot.starts_at, row.slot.facility.timezone)


def _where(_view: Any, _context: Any, row: Offer, _name: str) -> str:
    return f"{row.slot.facility.name}, {row.slot.unit.name}"


def _time_left(_view: Any, _context: Any, row: Offer, _name: str) -> str:
    if row.status is not OfferStatus.OPEN:
        return ""
    minutes = int((row.expires_at - utc_now()).total_seconds()) // 60
    return "run out" if minutes < 0 else f"{minutes // 60} h {minutes % 60:02d} min"


class OfferScreen(TableView):
    table = Offer
    one, many = "offer", "offers"
    column_list = (
        "clinician",
        "shift",
        "where",
        "status",
        "sent_at",
        "time_left",
        "answered_via",
        "decline_reason",
    )
    column_labels = {"sent_at": "Sent", "answered_via": "Answered by", "decline_reason": "Why not"}
    column_formatters = {
        "shift": _when,
        "where": _where,
        "time_left": _time_left,
        "status": cells.status_cell,
    }
    column_formatters_export = {"shift": _when, "where": _where, "time_left": _time_left}
    column_sortable_list = ("sent_at", "status")
    column_searchable_list = ("clinician.first_name", "clinician.last_name")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(Offer.status, "Status", choices_of(OfferStatus)),
        PickFilter(Offer.facility_id, "Facility", FACILITIES),
        FromDay(Offer.sent_at, "Sent"),
    )
    eager = (
        Offer.clinician,
        (Offer.slot, Slot.facility),
        (Offer.slot, Slot.unit),
        (Offer.slot, Slot.staff_role),
    )

    def row_url(self, row: Offer) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        offer = self.get_one(key)
        emergency = hours_of_offer(offer, utc_now()) if offer.status is OfferStatus.OPEN else None
        return self.render(
            "screens/offer.html", offer=offer, emergency=emergency, reasons=choices_of(DeclineReason)
        )

    @expose("/<key>/yes/", methods=("POST",))
    def yes(self, key: str) -> Any:
        """A yes given by phone; every rule is checked again."""
        one = row_id(key)
        by, via = current_actor(), AnswerChannel.PHONE
        done = write(lambda: accept(one, by, via, utc_now(), key=f"phone-{one}"))
        if done:
            flash("Placed. The confirmation is on its way.", "success")
            return redirect(self.get_url("placements.details", key=done.placement_id))
        return self._back(one)

    @expose("/<key>/no/", methods=("POST",))
    def no(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "")
        note = request.form.get("note", "").strip()[:300]
        if reason not in set(DeclineReason):
            flash("Choose why not.", "error")
        elif write(
            lambda: (
                decline(one, DeclineReason(reason), note, current_actor(), AnswerChannel.PHONE, utc_now()).id
            )
        ):
            flash("Noted. It never lowers their score.", "success")
        return self._back(one)

    @expose("/<key>/withdraw/", methods=("POST",))
    def withdraw(self, key: str) -> Any:
        """Take it back: silently while the message still waits, with a kind word after."""
        one = row_id(key)
        reason = request.form.get("reason", "").strip()[:300] or "This shift is no longer open."
        if write(lambda: _take_back(one, reason)):
            flash("The offer is taken back.", "success")
        return self._back(one)

    def _back(self, one: int) -> Any:
        return redirect(self.get_url(".details", key=one))


def _take_back(offer_id: int, reason: str) -> int:
    try:
        return undo_send(offer_id, current_actor(), utc_now()).id
    except OfferRefused:
        return withdraw(offer_id, current_actor(), reason, utc_now()).id
