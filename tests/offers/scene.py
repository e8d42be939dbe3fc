"""A hospital, a unit and one shift to offer: what most tests of this room begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from werkzeug.test import TestResponse

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.notifications.models import OutboxMessage
from staffing.placements.models import Placement
from staffing.requests.models import Slot
from tests.clients import SignedInClient
from tests.factories import World, at, monday_ahead

SHIFT_DAY = monday_ahead()


@dataclass
class Scene:
    """The rows of the scene; `coordinator` sends, `facility_scheduler` is told."""

    world: World
    coordinator: Account
    facility_scheduler: Account
    facility: Facility
    unit: Unit
    slot: Slot

    @classmethod
    def set(cls, world: World) -> Scene:
        facility = world.facility(parking="Garage B", entrance="North door", zip_code="75201")
        unit = world.unit(facility, ask_for="Dana, charge nurse", arrival_notes="Badge at the desk.")
        scheduler = world.scheduler(facility)
        return cls(
            world, world.coordinator(), scheduler, facility, unit, world.slot(unit, start=at(SHIFT_DAY, 7))
        )

    @property
    def by(self) -> Actor:
        return Actor(self.coordinator.id, self.coordinator.name)

    def nurse(self, **facts: object) -> Clinician:
        """Someone who may work every slot of the scene."""
        return self.world.clinician(oriented=(self.facility,), **facts)

    def another_slot(self, start: datetime, hours: float = 12) -> Slot:
        return self.world.slot(self.unit, start=start, hours=hours)


def follow(client: SignedInClient, answer: TestResponse) -> TestResponse:
    """The page a redirect leads to."""
    assert answer.status_code in {302, 303}
    return client.get(answer.headers["Location"])


def kinds(ref_contains: str = "") -> list[str]:
    """Kinds of the messages in the outbox that are not taken back, in order."""
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.kind for row in rows if row.status != "withdrawn" and ref_contains in row.ref]


def placements() -> list[Placement]:
    return list(db.session.scalars(select(Placement).order_by(Placement.id)))
