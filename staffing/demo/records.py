"""Shift requests with their slots, as they stand at a moment: worked long ago, just finished, or open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from staffing.demo.chance import stream
from staffing.demo.demand import Asked
from staffing.demo.ledger import Ledger
from staffing.demo.people import Person
from staffing.demo.placing import Outcome, add_placement
from staffing.demo.roster import Turn
from staffing.demo.trail import add_request_trail
from staffing.requests.models import (
    RequestSkill,
    RequestSource,
    RequestStatus,
    ShiftRequest,
    Slot,
    SlotStatus,
)


class Detail(StrEnum):
    """How much is written of a request."""

    WORKED_ONLY = "worked_only"
    """Long ago: what was worked."""
    FULL = "full"
    """The last weeks: everything, with offers, losses and the audit trail."""
    AHEAD = "ahead"
    """Still to come: open slots, and the few that are taken."""


@dataclass(frozen=True)
class Worked:
    """A placement that was worked, for the ratings that follow it."""

    placement_id: int
    clinician_id: int
    person: Person
    asked: Asked


SLOT_STATUS = {
    Outcome.WORKED: SlotStatus.COMPLETED,
    Outcome.COMING: SlotStatus.FILLED,
    Outcome.FACILITY_CANCELLATION: SlotStatus.CANCELLED,
    Outcome.CALLOUT: SlotStatus.EXPIRED_UNFILLED,
    Outcome.NO_SHOW: SlotStatus.EXPIRED_UNFILLED,
    Outcome.UNFILLED: SlotStatus.EXPIRED_UNFILLED,
    Outcome.OPEN: SlotStatus.OPEN,
}
LOSSES = (
    (Outcome.CALLOUT, 0.05),
    (Outcome.FACILITY_CANCELLATION, 0.06),
    (Outcome.NO_SHOW, 0.015),
)


def add_records(ledger: Ledger, turns: Iterable[Turn], detail: Detail) -> list[Worked]:
    """Rows of every request among `turns` (whose heads come together); gives what was worked."""
    worked: list[Worked] = []
    for asked, group in groupby(turns, key=lambda turn: turn.asked):
        ending = [(turn, _outcome(ledger, turn, detail)) for turn in group]
        if detail is Detail.WORKED_ONLY:
            ending = [(turn, outcome) for turn, outcome in ending if turn.person is not None]
        if ending:
            worked += _add_request(ledger, asked, ending, detail)
    return worked


def _outcome(ledger: Ledger, turn: Turn, detail: Detail) -> Outcome:
    if detail is Detail.AHEAD:
        return Outcome.OPEN if turn.person is None else Outcome.COMING
    if turn.person is None:
        return Outcome.UNFILLED
    if detail is Detail.WORKED_ONLY:
        return Outcome.WORKED
    drawn = stream(ledger.seed, "loss", turn.asked.reference, turn.head).random()
    for outcome, share in LOSSES:
        if drawn < share:
            return outcome
        drawn -= share
    return Outcome.WORKED


def _add_request(
    ledger: Ledger, asked: Asked, ending: Sequence[tuple[Turn, Outcome]], detail: Detail
) -> list[Worked]:
    plan = asked.unit.plan
    status = request_status([outcome for _, outcome in ending])
    request_id = ledger.rows.add(
        ShiftRequest,
        facility_id=asked.facility_id,
        reference=asked.reference,
        unit_id=asked.unit.id,
        staff_role_id=ledger.roles[asked.role],
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        heads=len(ending),
        priority=asked.priority,
        setting=plan.setting,
        patient_states=list(asked.patient_states),
        charge_needed=asked.charge,
        patient_contact=plan.contact,
        patients_read_up=plan.read_up,
        explains_bills=plan.explains_bills,
        languages=list(asked.languages),
        source=RequestSource.DEMO,
        entered_by_id=ledger.schedulers[asked.facility_id][0],
        status=status,
        created_at=asked.posted_at,
        updated_at=asked.posted_at,
    )
    for code in asked.needs:
        ledger.rows.add(
            RequestSkill,
            facility_id=asked.facility_id,
            request_id=request_id,
            skill_id=ledger.skills[code],
        )
    if detail is not Detail.WORKED_ONLY:
        add_request_trail(ledger, asked, request_id, status if detail is Detail.FULL else None)
    return [
        done
        for at, (turn, outcome) in enumerate(ending, start=1)
        if (done := _add_slot(ledger, request_id, at, turn, outcome, detail)) is not None
    ]


def request_status(outcomes: Sequence[Outcome]) -> RequestStatus:
    """Where a request stands, from what became of its heads."""
    if Outcome.OPEN in outcomes:
        return RequestStatus.PARTIALLY_FILLED if Outcome.COMING in outcomes else RequestStatus.OPEN
    if Outcome.COMING in outcomes:
        return RequestStatus.FILLED
    if Outcome.WORKED in outcomes:
        return RequestStatus.COMPLETED
    if all(outcome is Outcome.FACILITY_CANCELLATION for outcome in outcomes):
        return RequestStatus.CANCELLED
    return RequestStatus.EXPIRED_UNFILLED


def _add_slot(
    ledger: Ledger, request_id: int, head: int, turn: Turn, outcome: Outcome, detail: Detail
) -> Worked | None:
    asked = turn.asked
    quoted = ledger.prices.quote(asked)
    slot_id = ledger.rows.add(
        Slot,
        facility_id=asked.facility_id,
        request_id=request_id,
        unit_id=asked.unit.id,
        staff_role_id=ledger.roles[asked.role],
        head=head,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        status=SLOT_STATUS[outcome],
        pay_cents=quoted.pay_cents,
        bill_cents=quoted.bill_cents,
        rates=quoted.rates,
        created_at=asked.posted_at,
        updated_at=asked.posted_at,
    )
    if turn.person is None:
        return None
    with_offers = detail is not Detail.WORKED_ONLY
    placement_id = add_placement(ledger, slot_id, turn, turn.person, outcome, with_offers=with_offers)
    if outcome is not Outcome.WORKED:
        return None
    return Worked(placement_id, ledger.clinicians[turn.person.number], turn.person, asked)
