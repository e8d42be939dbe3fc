"""Emergency overrides: one person asks, another grants or refuses. Services flush, callers commit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.audit import Actor, record
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.matching.emergency import RULE
from staffing.matching.verdicts import Blocker, EmergencyHours, blockers, hours_under_override
from staffing.offers.errors import OfferRefused, SlotTaken
from staffing.offers.locking import lock_clinician, lock_slot, locked, visible, whole_agency
from staffing.offers.withdrawing import close
from staffing.placements.emergency import LIVE, REASON_LENGTH, EmergencyOverride, OverrideStatus
from staffing.placements.models import HOLDING, Offer, OfferStatus, Placement
from staffing.requests.models import Slot, SlotStatus

TAKEN_BACK = "The agency has taken this offer back."


class OverrideRefused(OfferRefused):
    """Nothing was done; `sentence` says why."""


class SamePerson(OverrideRefused):
    """Whoever asked cannot decide."""

    def __init__(self) -> None:
        super().__init__(
            "You asked for this override, so somebody else has to decide. If you work alone, invite a second "
            "coordinator or agency administrator under Accounts."
        )


class NoNeed(OverrideRefused):
    def __init__(self) -> None:
        super().__init__("Nothing stands against this person any more: offer the shift without an override.")


class NotAnEmergency(OverrideRefused):
    """An override would not help."""

    def __init__(self, against: list[Blocker]) -> None:
        others = [found.text for found in against if found.rule != RULE]
        super().__init__(
            f"An override lifts the 24-hour rule alone. Against this: {'; '.join(others)}."
            if others
            else f"That is beyond an override, too: {against[0].text}."
        )


def ask(slot_id: int, clinician_id: int, reason: str, by: Actor, now: datetime) -> EmergencyOverride:
    """Ask that the clinician may be offered the slot beyond the usual hours; waits for a second person.

    Raises OverrideRefused, SlotTaken, NoSuchRow.
    """
    reason, asker = _stated(reason), _named(by)
    with whole_agency():
        clinician, slot = lock_clinician(clinician_id), lock_slot(slot_id)
        _require_open(slot, now)
        if _live(slot_id, clinician_id) is not None:
            raise OverrideRefused("An override for this person and this shift was asked for already.")
        hours = _hours(clinician, slot, now)
        row = EmergencyOverride(
            facility_id=slot.facility_id,
            slot_id=slot_id,
            clinician_id=clinician_id,
            reason=reason,
            duty_minutes=hours.minutes,
            asked_by_id=asker,
            asked_at=now,
        )
        db.session.add(row)
        pair = {"slot_id": slot_id, "clinician_id": clinician_id}
        record(row, "asked", by, after={**pair, "duty_minutes": hours.minutes}, reason=reason)
        return row


def grant(override_id: int, by: Actor, now: datetime) -> EmergencyOverride:
    """Let the pair be offered under the emergency figure; every rule is run again first.

    Raises SamePerson and other OverrideRefused, SlotTaken, IllegalTransition, NoSuchRow.
    """
    with whole_agency():
        row = _waiting(override_id, by)
        slot = lock_slot(row.slot_id)
        _require_open(slot, now)
        row.duty_minutes = _hours(row.clinician, slot, now).minutes
        row.decided_by_id, row.decided_at = by.user_id, now
        row.move_to(OverrideStatus.GRANTED, by, facts={"duty_minutes": row.duty_minutes})
        return row


def refuse(override_id: int, reason: str, by: Actor, now: datetime) -> EmergencyOverride:
    """Say no, with a reason. Raises SamePerson and other OverrideRefused, IllegalTransition, NoSuchRow."""
    reason = _stated(reason)
    with whole_agency():
        row = _waiting(override_id, by)
        row.decided_by_id, row.decided_at, row.decision_reason = by.user_id, now, reason
        row.move_to(OverrideStatus.REFUSED, by, reason)
        return row


def take_back(override_id: int, reason: str, by: Actor, now: datetime) -> EmergencyOverride:
    """Withdraw a request, or a grant that no placement has come of; an open offer under it goes with it.

    Raises OverrideRefused, IllegalTransition, NoSuchRow.
    """
    reason = _stated(reason)
    with whole_agency():
        row = _locked(override_id)
        if _placed(row):
            raise OverrideRefused("They have accepted the shift under this override; release them instead.")
        row.move_to(OverrideStatus.WITHDRAWN, by, reason)
        for offer in _open_offers(row):
            close(offer, by, TAKEN_BACK, now)
        return row


def _waiting(override_id: int, by: Actor) -> EmergencyOverride:
    """The row under its locks, for somebody who did not ask for it themselves."""
    row = _locked(override_id)
    if _named(by) == row.asked_by_id:
        raise SamePerson
    return row


def _locked(override_id: int) -> EmergencyOverride:
    known = visible(EmergencyOverride, override_id)
    lock_clinician(known.clinician_id)
    lock_slot(known.slot_id)
    return locked(EmergencyOverride, override_id)


def _hours(clinician: Clinician, slot: Slot, now: datetime) -> EmergencyHours:
    hours = hours_under_override(clinician, slot, now=now)
    if hours is not None:
        return hours
    against = blockers(clinician, slot, now=now)
    raise NotAnEmergency(against) if against else NoNeed


def _require_open(slot: Slot, now: datetime) -> None:
    if slot.status is not SlotStatus.OPEN or slot.starts_at <= now:
        raise SlotTaken


def _stated(reason: str) -> str:
    reason = " ".join(reason.replace("\x00", "").split())[:REASON_LENGTH]
    if not reason:
        raise OverrideRefused("Say why: it stays in the trail.")
    return reason


def _named(by: Actor) -> int:
    if by.user_id is None:
        raise OverrideRefused("Only a person can ask for an emergency override, or decide one.")
    return by.user_id


def _live(slot_id: int, clinician_id: int) -> EmergencyOverride | None:
    return db.session.scalar(
        select(EmergencyOverride).where(
            EmergencyOverride.slot_id == slot_id,
            EmergencyOverride.clinician_id == clinician_id,
            EmergencyOverride.status.in_(LIVE),
        )
    )


def _placed(row: EmergencyOverride) -> bool:
    query = select(Placement.id).where(
        Placement.slot_id == row.slot_id,
        Placement.clinician_id == row.clinician_id,
        Placement.status.in_(HOLDING),
    )
    return db.session.scalar(query) is not None


def _open_offers(row: EmergencyOverride) -> list[Offer]:
    query = select(Offer).where(
        Offer.slot_id == row.slot_id,
        Offer.clinician_id == row.clinician_id,
        Offer.status == OfferStatus.OPEN,
    )
    return list(db.session.scalars(query.with_for_update(of=Offer).execution_options(populate_existing=True)))
