"""A facility, a unit and a Monday next week: what the matching tests act on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from staffing.audit import Actor
from staffing.clinicians.credentials import Credential, CredentialKind
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.facilities.models import Unit
from staffing.matching.models import MatchRun, ProposedPlacement
from staffing.requests.models import ShiftRequest, Slot
from tests.factories import NOW, World, at

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 30)


class Stage:
    """One-line makers on top of the world's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.facility = world.facility()
        self.unit = world.unit(self.facility)
        self.by = Actor(None, "Casey Coordinator")

    def nurse(self, role: str = "RN", **facts: Any) -> Clinician:
        """Someone against whom nothing stands here."""
        return self.world.clinician(role, oriented=(self.facility,), **facts)

    def slot(self, **facts: Any) -> Slot:
        return self.request(**facts).slots[0]

    def request(
        self, *, unit: Unit | None = None, start: datetime | None = None, hours: float = 12, **facts: Any
    ) -> ShiftRequest:
        """By default a day shift on MONDAY from 07:00."""
        return self.world.request(unit or self.unit, start=start or at(MONDAY, 7), hours=hours, **facts)

    def licence_of(self, clinician: Clinician) -> Credential:
        query = db.session.query(Credential).filter_by(clinician_id=clinician.id, kind=CredentialKind.LICENCE)
        return query.one()

    def check(self, clinician: Clinician, code: str, *, days_ago: int, **facts: Any) -> Credential:
        day = NOW.date() - timedelta(days=days_ago)
        kind = CredentialKind.EXCLUSION_CHECK
        return self.world.credential(clinician, kind, code, issued_on=day, expires_on=None, **facts)

    def checks(self, clinician: Clinician, days_ago: int = 0) -> None:
        for code in ("OIG_LEIE", "TEXAS_OIG"):
            self.check(clinician, code, days_ago=days_ago)

    def checks_today(self, clinician: Clinician) -> None:
        """Checks as fresh as the real clock wants them (runs use the present)."""
        for code in ("OIG_LEIE", "TEXAS_OIG"):
            kind = CredentialKind.EXCLUSION_CHECK
            self.world.credential(clinician, kind, code, issued_on=utc_now().date(), expires_on=None)

    def proposed(self, clinician: Clinician, slot: Slot, **facts: Any) -> ProposedPlacement:
        """A pair of a match run of its own."""
        run = self.world._add(
            MatchRun(first_day=MONDAY, last_day=MONDAY, preset="balanced", weights={}, limits={})
        )
        return self.world._add(
            ProposedPlacement(
                run_id=run.id,
                slot_id=slot.id,
                facility_id=slot.facility_id,
                clinician_id=clinician.id,
                score={},
                **facts,
            )
        )

    def bar(self, clinician: Clinician, scope: DnrScope, side: DnrSide, **facts: Any) -> DoNotReturn:
        where = {
            DnrScope.UNIT: {"facility_id": self.facility.id, "unit_id": self.unit.id},
            DnrScope.FACILITY: {"facility_id": self.facility.id},
            DnrScope.SYSTEM: {},
        }[scope]
        return self.world._add(
            DoNotReturn(
                **{
                    "clinician_id": clinician.id,
                    "scope": scope,
                    "side": side,
                    "reason": DnrReason.PROFESSIONAL,
                    "starts_on": date(2026, 1, 1),
                    **where,
                    **facts,
                }
            )
        )
