"""Slots: every open shift, and the screen of one: who holds it, who was asked, whom to ask next."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin import cells
from admin.base import TableView, row_id, write
from admin.choices import role_choices
from admin.emergencies import choices_under_override, live_of, of_slot
from admin.filters import ChoiceFilter, FromDay, PickFilter, UntilDay
from admin.people_for import best_for, named_for, tidy
from admin.picking import FACILITIES
from admin.review.cards import INTENSITY, reason_words
from admin.words import choices_of
from staffing.accounts.identity import current_account, current_actor
from staffing.db import db, utc_now
from staffing.matching.verdicts import why_not_counts
from staffing.offers.services import send_offer
from staffing.placements.models import Offer, Placement
from staffing.policies.figures import figures_in_force
from staffing.rates.pricing import margin_bp
from staffing.requests.models import Slot, SlotStatus
from staffing.web.filters import money


def _start(_view: Any, _context: Any, row: Slot, _name: str) -> Any:
    return cells.local_time(row.starts_at, row.facility.timezone)


def _money(_view: Any, _context: Any, row: Slot, name: str) -> str:
    return money(getattr(row, name))


class SlotScreen(TableView):
    table = Slot
    one, many = "slot", "slots"
    eager = (Slot.facility, Slot.unit, Slot.staff_role, Slot.request)
    column_list = (
        "starts_at",
        "facility",
        "unit",
        "staff_role",
        "request",
        "status",
        "pay_cents",
        "bill_cents",
    )
    column_labels = {"starts_at": "When", "staff_role": "Role", "pay_cents": "Pay", "bill_cents": "Bill"}
    column_formatters = {
        "starts_at": _start,
        "status": cells.status_cell,
        "pay_cents": _money,
        "bill_cents": _money,
    }
    column_formatters_export = {"pay_cents": _money, "bill_cents": _money}
    column_sortable_list = ("starts_at", "status", "pay_cents", ("facility", "facility.name"))
    column_searchable_list = ("request.reference", "facility.name", "unit.name")
    column_default_sort = ("starts_at", True)
    column_filters = (
        ChoiceFilter(Slot.status, "Status", choices_of(SlotStatus)),
        PickFilter(Slot.facility_id, "Facility", FACILITIES),
        ChoiceFilter(Slot.staff_role_id, "Role", role_choices),
        FromDay(Slot.starts_at, "Starts"),
        UntilDay(Slot.starts_at, "Starts"),
    )

    def row_url(self, row: Slot) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        slot = self.get_one(key)
        return self.render(
            "screens/slot.html",
            slot=slot,
            intensity=INTENSITY[slot.request.patient_contact],
            margin=margin_bp(slot.pay_cents, slot.bill_cents, current_account().agency.burden_bp),
            offers=_all(Offer, slot),
            placements=_all(Placement, slot),
            overrides=of_slot(slot),
        )

    @expose("/<key>/people/")
    def people(self, key: str) -> str:
        """Whom to ask: the best by the rules, or those of a name; fetched after the page."""
        slot, search = self.get_one(key), tidy(request.args.get("q", ""))
        choices = named_for(slot, search) if search else best_for(slot)
        nobody = not choices and not search
        return self.render(
            "screens/slot_people.html",
            slot=slot,
            search=search,
            choices=choices,
            why=reason_words(why_not_counts(slot, now=utc_now())) if nobody else "",
            overworked=choices_under_override(slot) if nobody else [],
            overrides=live_of(slot),
        )

    @expose("/<key>/offer/", methods=("POST",))
    def offer(self, key: str) -> Any:
        slot_id, clinician_id = row_id(key), row_id(request.form.get("clinician_id"))
        delay = figures_in_force(utc_now()).undo_seconds
        sent = write(
            lambda: send_offer(slot_id, clinician_id, current_actor(), utc_now(), delay_seconds=delay).id
        )
        if sent:
            flash(f"The offer leaves in {delay} seconds; until then it can be taken back.", "success")
        back = "next_offers.index" if request.form.get("from") == "next" else ".details"
        return redirect(self.get_url(back) if back[0] != "." else self.get_url(back, key=slot_id))


def _all(model: Any, slot: Slot) -> Any:
    query = select(model).where(model.slot_id == slot.id).order_by(model.id.desc())
    return db.session.scalars(query.options(selectinload(model.clinician))).all()
