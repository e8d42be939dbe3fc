"""What is shown once when codes are made: a sheet of cards to print, links to copy, or a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from staffing import clock
from staffing.feedback.answering import placement_of
from staffing.feedback.codes import in_groups
from staffing.feedback.links import IssuedLink
from staffing.feedback.models import LinkChannel
from staffing.feedback.qr import qr_svg
from staffing.feedback.words import CARD, role_words, shift_day
from staffing.placements.models import Placement
from staffing.ratings.items import ENGLISH, LANGUAGES
from staffing.web.spreadsheets import harmless

TITLES = ("person", "role", "unit", "shift_start", "link", "good_until")


@dataclass(frozen=True)
class Card:
    """One code as it is handed out: `asks` by language, the address to type, and the same as a QR code."""

    asks: dict[str, str]
    name: str
    unit: str
    day: str
    address: str
    typed: str
    good_until: str
    qr: Markup


def cards_of(issued: Sequence[IssuedLink]) -> list[Card]:
    people = {one.link.placement_id: placement_of(one.link) for one in issued}
    return [_card(one, people[one.link.placement_id]) for one in issued]


def _card(one: IssuedLink, person: Placement) -> Card:
    slot, zone, name = person.slot, person.slot.request.facility.timezone, person.clinician.first_name
    good_until = clock.local(one.link.expires_at, zone)
    return Card(
        asks={
            language: CARD[language]["asks"].format(
                name=name, role=_in_a_sentence(role_words(slot, language))
            )
            for language in LANGUAGES
        },
        name=name,
        unit=slot.request.unit.name,
        day=shift_day(person.starts_at, zone, ENGLISH),
        address=one.address,
        typed=_without_scheme(one.address).replace(one.code, in_groups(one.code)),
        good_until=f"{good_until:%b} {good_until.day}",
        qr=qr_svg(one.address, f"QR code of this card's link for {name}"),
    )


def _in_a_sentence(role: str) -> str:
    """ "Registered nurse" with a small letter; "RN" as it is."""
    return role[:1].lower() + role[1:] if role[1:2].islower() else role


def _without_scheme(address: str) -> str:
    return address.partition("://")[2]


def sheet(channel: LinkChannel, issued: Sequence[IssuedLink], back: str) -> ResponseReturnValue:
    """The page with new codes. It cannot be had back: no cache keeps it, and only hashes are stored."""
    name = "cards" if channel is LinkChannel.CARD else "links"
    return render_template(f"feedback/{name}.html", cards=cards_of(issued), words=CARD, back=back)


def links_file(issued: Sequence[IssuedLink], reference: str) -> Response:
    """The same links as a UTF-8 CSV file, one a line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(TITLES)
    for one in issued:
        writer.writerow([harmless(cell) for cell in _cells(one)])
    return Response(
        buffer.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=links-{reference}.csv"},
    )


def _cells(one: IssuedLink) -> tuple[str, ...]:
    person = placement_of(one.link)
    slot = person.slot
    zone = slot.request.facility.timezone
    starts, good_until = clock.local(person.starts_at, zone), clock.local(one.link.expires_at, zone)
    words = (person.clinician.first_name, slot.staff_role.name, slot.request.unit.name)
    return (*words, starts.isoformat(), one.address, good_until.isoformat())
