"""What a bar on somebody did to their offers and placements, told to whoever set it."""

from __future__ import annotations

from flask import flash

from staffing.accounts.identity import current_actor
from staffing.clinicians.models import Clinician
from staffing.clock import local
from staffing.db import utc_now
from staffing.offers.services import Barred, Broken, broken_placements, withdraw_barred


def bar(clinician_id: int) -> Barred:
    """In the transaction that sets the bar: take back the offers it forbids."""
    return withdraw_barred(clinician_id, current_actor(), utc_now())


def tell(barred: Barred) -> None:
    """After it: how many offers went, and which placements now need a decision."""
    if count := len(barred.withdrawn):
        flash(f"{count} open offer{'s' if count > 1 else ''} taken back: no longer allowed.", "info")
    for sentence in sentences(barred.broken):
        flash(sentence, "error")


def broken_for(person: Clinician) -> tuple[Broken, ...]:
    """Placements to come that would not be given today, for the clinician's screen."""
    return broken_placements(person, utc_now())


def sentences(broken: tuple[Broken, ...]) -> list[str]:
    """One line a placement: when, where and what stands against it."""
    return [_sentence(one) for one in broken]


def _sentence(one: Broken) -> str:
    facility = one.placement.slot.facility
    starts = local(one.placement.starts_at, facility.timezone)
    against = "; ".join(found.text for found in one.blockers)
    return (
        f"Still placed on {starts:%a} {starts.day} {starts:%b} at {starts:%H:%M}, {facility.name}: {against}"
    )
