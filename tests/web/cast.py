"""Three of everything: what is ours, the neighbour's in the same agency, and another agency's.

Names of what must stay hidden carry a canary word; a page that shows one has leaked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from staffing.accounts.models import Account, RoleName
from staffing.bias.auditing import first_of_quarter
from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind, RatingFlag
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DoNotReturn
from staffing.clinicians.models import Clinician
from staffing.coaching.models import CoachingPlan
from staffing.db import Base, Scope, db, use_scope, utc_now
from staffing.digests.models import DataCorrection
from staffing.facilities.models import Facility, FacilityMember
from staffing.feedback.models import RatingKiosk
from staffing.matching.models import MatchRun, ProposedPlacement, UnfilledSlot
from staffing.notifications.models import OutboxMessage
from staffing.placements.emergency import EmergencyOverride
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.exclusions import RatingAppeal
from tests.factories import NOW, World, at
from tests.recovery.scene import complaint_about

OURS, NEIGHBOUR, FOREIGN = "Larkspur", "Heronsgate", "Quillfeather"
"""Words in the names of each party's people, places and notes."""
WALKERS = (
    "anonymous",
    RoleName.COORDINATOR.value,
    RoleName.CREDENTIALING_SPECIALIST.value,
    RoleName.BILLING_MANAGER.value,
    RoleName.FACILITY_SCHEDULER.value,
    RoleName.CLINICIAN.value,
    "foreign_coordinator",
)
"""Who is sent through the whole application; keys of `Cast.accounts`."""


@dataclass(frozen=True)
class Party:
    """One facility, one clinician working there, and everything that hangs on the two."""

    word: str
    agency_id: int
    facility_id: int
    clinician_id: int

    def scope(self) -> Scope:
        return Scope.system(self.agency_id)


@dataclass(frozen=True)
class Cast:
    ours: Party
    neighbour: Party
    foreign: Party
    accounts: dict[str, Account | None]
    """By who is walking: `anonymous`, the roles, `foreign_coordinator`."""

    def parties(self) -> tuple[Party, Party, Party]:
        return self.ours, self.neighbour, self.foreign

    def hidden_from(self, who: str) -> tuple[str, ...]:
        """The canary words `who` must never read (clinicians may read the names of all facilities)."""
        if who == "foreign_coordinator":
            return (f"{OURS} ", NEIGHBOUR)
        if who == RoleName.CLINICIAN:
            return (f"{NEIGHBOUR}person", f"{NEIGHBOUR}note", FOREIGN)
        if who in {RoleName.FACILITY_SCHEDULER, "anonymous"}:
            return (NEIGHBOUR, FOREIGN)
        return (FOREIGN,)


def make_cast(world: World) -> Cast:
    """Fill the database, under the scope of nobody in particular."""
    ours, neighbour = make_party(world, OURS), make_party(world, NEIGHBOUR)
    coordinator = world.account(RoleName.COORDINATOR)
    accounts: dict[str, Account | None] = {"anonymous": None, RoleName.COORDINATOR.value: coordinator}
    for role in (RoleName.AGENCY_ADMINISTRATOR, RoleName.CREDENTIALING_SPECIALIST, RoleName.BILLING_MANAGER):
        accounts[role.value] = world.account(role)
    scheduler = world.account(RoleName.FACILITY_SCHEDULER)
    db.session.add(FacilityMember(account_id=scheduler.id, facility_id=ours.facility_id))
    accounts[RoleName.FACILITY_SCHEDULER.value] = scheduler
    person = db.session.get(Clinician, ours.clinician_id)
    assert person is not None
    accounts[RoleName.CLINICIAN.value] = world.sign_in_of(person)
    db.session.commit()
    other = World.create(f"{FOREIGN} Agency")
    with use_scope(Scope.agency(other.agency.id)):
        foreign = make_party(other, FOREIGN)
        accounts["foreign_coordinator"] = other.account(RoleName.COORDINATOR)
        db.session.commit()
    return Cast(ours, neighbour, foreign, accounts)


def make_party(world: World, word: str) -> Party:
    """A facility and a clinician with a request, an offer, placements, a run and messages between them."""
    facility = world.facility(name=f"{word} Hospital", address=f"1 {word} Street", parking=f"{word}note")
    unit = world.unit(facility, name=f"{word} Ward", arrival_notes=f"{word}note")
    person = world.clinician(oriented=(facility,), first_name="Ana", last_name=f"{word}person")
    world.sign_in_of(person)
    slots = _shifts(world, unit, word)
    sent_at = max(NOW, utc_now())
    world.offer(
        slots["offered"],
        person,
        sent_at=sent_at,
        expires_at=sent_at + timedelta(hours=4),
        reasons={"why": [f"{word}note"]},
    )
    world.placement(slots["coming"], person)
    complaint_about(world.placement(slots["worked"], person, PlacementStatus.WORKED), f"{word}note")
    _own_record(person, word)
    _override(world, slots["open"], person, word)
    _match(slots["open"], facility, person, word)
    db.session.add(RatingKiosk(facility_id=facility.id, unit_id=unit.id, name=f"{word}note", key_hash=word))
    _papers(facility, person, word)
    _flag(person, word)
    db.session.commit()
    return Party(word, world.agency.id, facility.id, person.id)


def _flag(person: Clinician, word: str) -> None:
    """The rater audit found the person, as a colleague who rates."""
    now = utc_now().date()
    found = Finding(FlagKind.GROUP_GAP, f"clinician:{person.id}", 60, -0.2, 0.0, 1e-6, 1e-4, -5.0)
    db.session.add(
        RatingFlag(
            kind=found.kind,
            rater=found.rater,
            about=f"{word}note",
            quarter=first_of_quarter(now),
            found_on=now,
            figures=found.figures(),
        )
    )


def _shifts(world: World, unit: Any, word: str) -> dict[str, Any]:
    today = max(NOW, utc_now()).date()
    days = {"offered": 3, "coming": 4, "open": 5, "worked": -3}
    return {
        name: world.slot(unit, start=at(today + timedelta(days=days[name]), 7), arrival_notes=f"{word}note")
        for name in days
    }


def _override(world: World, slot: Any, person: Clinician, word: str) -> None:
    db.session.add(
        EmergencyOverride(
            slot_id=slot.id,
            facility_id=slot.facility_id,
            clinician_id=person.id,
            reason=f"{word}note",
            duty_minutes=840,
            asked_by_id=world.coordinator().id,
        )
    )


def _match(slot: Any, facility: Facility, person: Clinician, word: str) -> None:
    run = MatchRun(
        first_day=NOW.date(),
        last_day=NOW.date() + timedelta(days=13),
        facility_ids=[facility.id],
        preset="balanced",
        weights={"communication": 30},
        limits={"seconds": 5, "workers": 1, "seed": 1},
    )
    db.session.add(run)
    db.session.flush()
    score = {
        "points": {},
        "total": 0,
        "intensity": "most",
        "communication": {"mean": 0.8},
        "travel_minutes": 12,
    }
    db.session.add(
        ProposedPlacement(
            run_id=run.id, slot_id=slot.id, facility_id=facility.id, clinician_id=person.id, score=score
        )
    )
    db.session.add(
        UnfilledSlot(run_id=run.id, slot_id=slot.id, facility_id=facility.id, reasons={"availability": 3})
    )


def _own_record(person: Clinician, word: str) -> None:
    """What the clinician asked about the shift they worked, and what was agreed with them."""
    worked = db.session.scalars(
        select(Placement).where(
            Placement.clinician_id == person.id, Placement.status == PlacementStatus.WORKED
        )
    ).one()
    shift = {"placement_id": worked.id, "facility_id": worked.facility_id}
    days = {"starts_on": NOW.date(), "ends_on": NOW.date() + timedelta(days=30)}
    db.session.add_all(
        (
            RatingAppeal(clinician_id=person.id, **shift, reason=f"{word}note"),
            DataCorrection(clinician_id=person.id, what=f"{word}note"),
            CoachingPlan(clinician_id=person.id, **days, agreed=f"{word}note"),
        )
    )


def _papers(facility: Facility, person: Clinician, word: str) -> None:
    db.session.add(
        OutboxMessage(
            kind="offer_sent",
            ref=f"{word}:{person.id}",
            recipient=f"{word.lower()}@example.org",
            subject=f"{word}note",
            text=f"{word}note",
            html=f"<p>{word}note</p>",
        )
    )
    db.session.add(
        DoNotReturn(
            clinician_id=person.id,
            facility_id=facility.id,
            scope=DnrScope.FACILITY,
            side=DnrSide.FACILITY,
            reason=DnrReason.PROFESSIONAL,
            detail=f"{word}note",
            starts_on=date(2024, 1, 1),
            ends_on=date(2024, 2, 1),
        )
    )


def first_row(model: type[Base], party: Party) -> Any:
    """The first row of `model` that belongs to `party`, or None."""
    columns = model.__mapper__.columns
    wanted = [
        columns[name] == value
        for name, value in (
            ("agency_id", party.agency_id),
            ("facility_id", party.facility_id),
            ("clinician_id", party.clinician_id),
        )
        if name in columns
    ]
    if model is Facility:
        wanted.append(Facility.id == party.facility_id)
    if model is Clinician:
        wanted.append(Clinician.id == party.clinician_id)
    with use_scope(Scope.system(None)):
        return db.session.scalars(
            select(model).where(*wanted).order_by(model.__mapper__.primary_key[0])
        ).first()
