"""Emergency overrides: what waits for a second person, and every one there was."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose

from admin import cells
from admin.base import TableView, row_id, write
from admin.choices import facility_choices
from admin.emergencies import card_of, waiting
from admin.filters import ChoiceFilter, FromDay
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.db import utc_now
from staffing.offers import emergency as services
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.requests.models import Slot
from staffing.web.filters import hours

ASKED = "Asked. Another coordinator or agency administrator sees it on Today and decides."


def _when(_view: Any, _context: Any, row: EmergencyOverride, _name: str) -> Any:
    return cells.local_time(row.slot.starts_at, row.slot.facility.timezone)


def _where(_view: Any, _context: Any, row: EmergencyOverride, _name: str) -> str:
    return f"{row.slot.facility.name}, {row.slot.unit.name}"


def _duty(_view: Any, _context: Any, row: EmergencyOverride, _name: str) -> str:
    return hours(row.duty_minutes)


def _asked(_view: Any, _context: Any, row: EmergencyOverride, _name: str) -> str:
    return str(row.asked_by.name)


def _decided(_view: Any, _context: Any, row: EmergencyOverride, _name: str) -> str:
    """Who, and why not."""
    if row.decided_by is None:
        return cells.DASH
    return ": ".join(filter(None, (row.decided_by.name, row.decision_reason)))


class EmergencyOverrideScreen(TableView):
    table = EmergencyOverride
    one, many = "emergency override", "emergency overrides"
    intro = (
        "More hours on duty in 24 than the rule allows, for one person on one shift. One of you asks, "
        "another decides. If you work alone, invite a second coordinator or agency administrator under "
        "Accounts."
    )
    list_template = "screens/emergency_overrides.html"
    column_list = (
        "clinician",
        "shift",
        "where",
        "duty_minutes",
        "status",
        "reason",
        "asked_by",
        "decided_by",
    )
    column_labels = {"duty_minutes": "On duty in 24 h", "asked_by": "Asked by", "decided_by": "Decided by"}
    column_formatters = {
        "shift": _when,
        "where": _where,
        "duty_minutes": _duty,
        "status": cells.status_cell,
        "asked_by": _asked,
        "decided_by": _decided,
    }
    column_formatters_export = column_formatters
    column_sortable_list = ("status", "duty_minutes")
    column_searchable_list = ("clinician.first_name", "clinician.last_name", "reason")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(EmergencyOverride.status, "Status", choices_of(OverrideStatus)),
        ChoiceFilter(EmergencyOverride.facility_id, "Facility", facility_choices),
        FromDay(EmergencyOverride.asked_at, "Asked"),
    )
    eager = (
        EmergencyOverride.clinician,
        EmergencyOverride.asked_by,
        EmergencyOverride.decided_by,
        (EmergencyOverride.slot, Slot.facility),
        (EmergencyOverride.slot, Slot.unit),
        (EmergencyOverride.slot, Slot.staff_role),
    )

    def row_url(self, row: EmergencyOverride) -> str:
        return self.get_url(".details", key=row.id)

    def render(self, template: str, **values: Any) -> str:
        if template == self.list_template:
            values["waiting"] = waiting()
        return str(super().render(template, **values))

    @expose("/<key>/")
    def details(self, key: str) -> str:
        return self.render("screens/emergency_override.html", card=card_of(self.get_one(key)))

    @expose("/ask/", methods=("POST",))
    def ask(self) -> Any:
        slot_id, clinician_id = row_id(request.form.get("slot_id")), row_id(request.form.get("clinician_id"))
        reason = request.form.get("reason", "")
        made = write(lambda: services.ask(slot_id, clinician_id, reason, current_actor(), utc_now()).id)
        if made:
            flash(
                "Asked. Another coordinator or agency administrator sees it on Today and decides.", "success"
            )
        return redirect(self.get_url("slots.details", key=slot_id))

    @expose("/<key>/grant/", methods=("POST",))
    def grant(self, key: str) -> Any:
        one = row_id(key)
        if write(lambda: services.grant(one, current_actor(), utc_now()).id):
            flash("Granted. The offer can be sent now.", "success")
        return self._to(one)

    @expose("/<key>/refuse/", methods=("POST",))
    def refuse(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "")
        if write(lambda: services.refuse(one, reason, current_actor(), utc_now()).id):
            flash("Refused. The reason stays in the trail.", "success")
        return self._to(one)

    @expose("/<key>/withdraw/", methods=("POST",))
    def withdraw(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "")
        if write(lambda: services.take_back(one, reason, current_actor(), utc_now()).id):
            flash("Taken back.", "success")
        return self._to(one)

    def _to(self, one: int) -> Any:
        return redirect(self.get_url(".details", key=one))
