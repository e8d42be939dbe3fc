"""The menus of facility schedulers and clinicians (coordinators have Flask-Admin's)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from staffing.accounts.identity import account_or_none
from staffing.accounts.models import AGENCY_ROLES, Account, RoleName


@dataclass(frozen=True)
class Item:
    """A menu entry. `icon` is a name of `web/icons.html`; a page is under it by the endpoints it lists."""

    label: str
    endpoint: str
    icon: str
    also: tuple[str, ...] = ()
    """Other endpoints that light up this entry."""

    def is_open(self) -> bool:
        return request.endpoint == self.endpoint or request.endpoint in self.also


NAV: dict[str, tuple[Item, ...]] = {
    "agency": (),
    "facility": (
        Item(
            "Board",
            "facility.home",
            "board",
            ("facility.show_request", "facility.not_again", "facility.cancel"),
        ),
        Item("Ask for a shift", "facility.new_request", "plus", ("facility.sent", "facility.change_request")),
        Item("Week grid", "facility.week", "grid"),
        Item("Requests", "facility.all_requests", "inbox"),
        Item(
            "Rate who came",
            "ratings.finished",
            "chat",
            also=(
                "ratings.shift",
                "our_units.trends",
                "recovery.told",
                "recovery.tell",
                "rating_codes_of.hand_out",
                "kiosks.index",
            ),
        ),
        Item("Clinicians say", "clinicians_say.found", "people"),
    ),
    "clinician": (
        Item("Offers", "clinician.offers", "inbox", ("clinician.offer",)),
        Item(
            "Shifts",
            "clinician.shifts",
            "calendar",
            ("clinician.shift", "clinician.release_shift", "site_rating.rate", "handoff.rate"),
        ),
        Item("Free time", "clinician_file.availability", "clock"),
        Item(
            "Communication",
            "clinician.communication",
            "chat",
            ("own_record.digests", "own_record.appeals"),
        ),
        Item(
            "Me",
            "clinician_file.profile",
            "person",
            (
                "clinician_file.preferences",
                "clinician_file.credentials",
                "about_you.show",
                "own_record.my_data",
            ),
        ),
    ),
}


def audience_of(account: Account) -> str:
    """Which menu an account gets: `agency`, `facility` or `clinician`."""
    if account.acting_roles & AGENCY_ROLES:
        return "agency"
    return "facility" if RoleName.FACILITY_SCHEDULER in account.acting_roles else "clinician"


def menu() -> dict[str, Any]:
    """What the layout shows around a page: the account, its audience and its menu."""
    account = account_or_none()
    if account is None:
        return {"account": None, "audience": "visitor", "nav": []}
    audience = audience_of(account)
    entries = [
        {"label": item.label, "url": url_for(item.endpoint), "icon": item.icon, "open": item.is_open()}
        for item in NAV[audience]
    ]
    return {"account": account, "audience": audience, "nav": entries}


def init_app(app: Flask) -> None:
    """Give every template its menu."""
    app.context_processor(menu)
