"""A finished match run with proposals to review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from staffing.clinicians.credentials import Credential, CredentialKind
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.facilities.models import Facility, Unit
from staffing.matching.models import MatchRun, ProposedPlacement, RunStatus, UnfilledSlot
from staffing.placements.emergency import EmergencyOverride
from staffing.requests.models import Slot
from tests.factories import World

SCORE: dict[str, Any] = {
    "terms": {"communication": 720, "continuity": 400, "preferences": 500, "travel": 810, "overtime": 0},
    "total": 612,
    "intensity": "most",
    "communication": {"mean": 0.86, "responses": 41, "raters": 11, "new": False},
    "travel_minutes": 18,
    "overtime_cents": 0,
    "margin_bp": 2390,
}

TIER = {
    "name": "value",
    "objective": 900.0,
    "bound": 1000.0,
    "gap": 0.1,
    "proven": False,
    "terms": {"communication": {"weight": 30, "total": 900.0, "low": 0.0, "high": 720.0, "share": 1.0}},
}
SUMMARY: dict[str, Any] = {"slots": 3, "filled": 2, "seconds": 4.2, "tiers": [TIER]}


@dataclass
class Scene:
    """One facility, one unit, one run; people and proposals added as the test needs them."""

    world: World
    facility: Facility
    unit: Unit
    run: MatchRun

    @classmethod
    def set_up(cls, world: World) -> Scene:
        facility = world.facility()
        unit = world.unit(facility, phone="(214) 555-0177")
        today = utc_now().date()
        run = MatchRun(
            status=RunStatus.FINISHED,
            first_day=today,
            last_day=today + timedelta(days=6),
            preset="balanced",
            weights={"communication": 30},
            limits={"seconds": 5, "workers": 1, "seed": 1},
            summary=SUMMARY,
        )
        db.session.add(run)
        db.session.flush()
        return cls(world, facility, unit, run)

    def nurse(self, **facts: Any) -> Clinician:
        """Somebody who may work any shift of the unit, their checks fresh today."""
        person = self.world.clinician(oriented=(self.facility,), **facts)
        for row in db.session.query(Credential).filter_by(clinician_id=person.id):
            if row.kind is CredentialKind.EXCLUSION_CHECK:
                row.issued_on = utc_now().date()
        db.session.flush()
        return person

    def slot(self, *, days: int = 3, hour: int = 13, **facts: Any) -> Slot:
        start = (utc_now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0)
        return self.world.slot(self.unit, start=start, **facts)

    def propose(
        self,
        person: Clinician,
        slot: Slot,
        *,
        flags: tuple[str, ...] = (),
        runner_up: Clinician | None = None,
    ) -> ProposedPlacement:
        row = ProposedPlacement(
            run_id=self.run.id,
            slot_id=slot.id,
            facility_id=slot.facility_id,
            clinician_id=person.id,
            flags=list(flags),
            score=dict(SCORE),
            runner_up=None
            if runner_up is None
            else {"clinician_id": runner_up.id, "total": 590, "difference": 22},
        )
        db.session.add(row)
        db.session.flush()
        return row

    def override(self, person: Clinician, slot: Slot) -> EmergencyOverride:
        """Asked for by somebody, not decided yet."""
        row = EmergencyOverride(
            slot_id=slot.id,
            facility_id=slot.facility_id,
            clinician_id=person.id,
            reason="Two called out",
            duty_minutes=slot.minutes,
            asked_by_id=self.world.coordinator().id,
        )
        db.session.add(row)
        db.session.flush()
        return row

    def not_again(self, person: Clinician, status: DnrStatus = DnrStatus.ACTIVE) -> DoNotReturn:
        """The facility does not want the person back, from today."""
        row = DoNotReturn(
            clinician_id=person.id,
            facility_id=self.facility.id,
            scope=DnrScope.FACILITY,
            side=DnrSide.FACILITY,
            reason=DnrReason.PROFESSIONAL,
            status=status,
            starts_on=utc_now().date(),
        )
        db.session.add(row)
        db.session.flush()
        return row

    def leave_unfilled(self, slot: Slot, **reasons: int) -> UnfilledSlot:
        row = UnfilledSlot(run_id=self.run.id, slot_id=slot.id, facility_id=slot.facility_id, reasons=reasons)
        db.session.add(row)
        db.session.flush()
        return row
