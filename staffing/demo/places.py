"""Facilities of the demo agency: real places, fictional names, units, rate cards and schedulers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from staffing.accounts.models import Account, account_roles
from staffing.accounts.sessions import new_epoch
from staffing.demo import names
from staffing.demo.catalogue import DEARER_UNITS, ROLE
from staffing.demo.chance import stream
from staffing.demo.rows import Rows
from staffing.demo.sites import Site, read_sites
from staffing.demo.sizes import Size
from staffing.demo.unit_plans import UNIT_PLANS, UnitPlan
from staffing.facilities.models import Facility, FacilityKind, FacilityMember, HealthSystem, Unit, UnitKind
from staffing.rates.models import RateCard

SCHEDULERS = 3
NO_ORIENTATION = frozenset({FacilityKind.CLINIC, FacilityKind.URGENT_CARE, FacilityKind.TELEHEALTH})
PBJ_FACILITY = names.FACILITY_NAMES[FacilityKind.SKILLED_NURSING][0]
"""The Dallas nursing facility that the Payroll-Based Journal week is imported into."""
DEMO_HOSPITAL = names.FACILITY_NAMES[FacilityKind.ACUTE][0]


@dataclass(frozen=True)
class UnitPlace:
    """A unit as the generator knows it."""

    id: int
    plan: UnitPlan


@dataclass(frozen=True)
class Place:
    """A facility as the generator knows it."""

    id: int
    name: str
    kind: FacilityKind
    lat: float
    lng: float
    city: str
    units: tuple[UnitPlace, ...]
    schedulers: tuple[int, ...]

    @property
    def oriented(self) -> bool:
        """Whether people need an orientation here."""
        return self.kind not in NO_ORIENTATION


def build_places(
    rows: Rows, size: Size, seed: int, today: date, made_at: datetime, roles: dict[str, int], role_id: int
) -> list[Place]:
    """Rows of every facility; `roles` maps staff role codes to ids, `role_id` is the schedulers' role."""
    systems = {name: rows.add(HealthSystem, name=f"{name} Health") for name in names.HEALTH_SYSTEMS}
    places = []
    for number, (kind, name, site) in enumerate(_choose(size, seed)):
        facility_id = _facility_row(rows, number, kind, name, site, systems, made_at)
        units = tuple(_unit_row(rows, facility_id, plan, number, made_at) for plan in UNIT_PLANS[kind])
        _cards(rows, facility_id, units, roles, today, made_at)
        schedulers = tuple(
            _scheduler(rows, facility_id, number * SCHEDULERS + at, made_at, role_id)
            for at in range(SCHEDULERS)
        )
        places.append(Place(facility_id, name, kind, site.lat, site.lng, site.city, units, schedulers))
    return places


def _choose(size: Size, seed: int) -> list[tuple[FacilityKind, str, Site]]:
    """A site for each facility: hospitals on the largest acute sites, behavioral on psychiatric ones."""
    sites = read_sites()
    acute = [site for site in sites if site.kind == "acute"]
    psychiatric = [site for site in sites if site.kind == "psychiatric"]
    hospitals, others = (
        acute[: size.facilities[FacilityKind.ACUTE]],
        acute[size.facilities[FacilityKind.ACUTE] :],
    )
    stream(seed, "sites").shuffle(others)
    others.sort(key=lambda site: site.county not in {"Dallas", "Tarrant", "Collin", "Denton"})
    dallas = next(site for site in others if site.city == "Dallas")
    others.remove(dallas)
    pools = {FacilityKind.ACUTE: hospitals, FacilityKind.BEHAVIORAL: psychiatric}
    chosen = []
    for kind, count in size.facilities.items():
        pool = pools.get(kind, others)
        for name in names.FACILITY_NAMES[kind][:count]:
            chosen.append((kind, name, dallas if name == PBJ_FACILITY else pool.pop(0)))
    return chosen


def _facility_row(
    rows: Rows,
    number: int,
    kind: FacilityKind,
    name: str,
    site: Site,
    systems: dict[str, int],
    made_at: datetime,
) -> int:
    system = next((row_id for start, row_id in systems.items() if name.startswith(start)), None)
    return rows.add(
        Facility,
        name=name,
        kind=kind,
        health_system_id=system,
        address=f"{100 + 20 * number} {names.STREETS[number % len(names.STREETS)]}",
        city=site.city,
        state="TX",
        zip_code=site.zip_code,
        lat=site.lat,
        lng=site.lng,
        phone=names.phone(number),
        parking="Visitors' garage, level 2; staff park free with a badge.",
        entrance="Main entrance; after 20:00 use the emergency entrance.",
        orientation_required=kind not in NO_ORIENTATION,
        created_at=made_at,
        updated_at=made_at,
    )


def _unit_row(rows: Rows, facility_id: int, plan: UnitPlan, number: int, made_at: datetime) -> UnitPlace:
    unit_id = rows.add(
        Unit,
        facility_id=facility_id,
        name=plan.name,
        kind=plan.kind,
        setting=plan.setting,
        journey_step=plan.step,
        patient_contact=plan.contact,
        patients_read_up=plan.read_up,
        explains_bills=plan.explains_bills,
        ask_for="The charge nurse" if plan.step.value == "bedside" else "The shift lead",
        phone=names.phone(100 + number),
        arrival_notes="Please come ten minutes early and bring your badge.",
        created_at=made_at,
        updated_at=made_at,
    )
    return UnitPlace(unit_id, plan)


def _cards(
    rows: Rows,
    facility_id: int,
    units: tuple[UnitPlace, ...],
    roles: dict[str, int],
    today: date,
    made_at: datetime,
) -> None:
    """A card for each role the facility asks for, and a dearer one where a unit's kind has one."""
    asked = [(ask.role, unit.plan.kind) for unit in units for ask in unit.plan.asks]
    cards: dict[tuple[str, UnitKind | None], tuple[int, int]] = {
        (code, None): (ROLE[code].pay, ROLE[code].bill) for code, _ in asked
    }
    cards |= {pair: DEARER_UNITS[pair] for pair in asked if pair in DEARER_UNITS}
    for (code, kind), (pay, bill) in cards.items():
        rows.add(
            RateCard,
            facility_id=facility_id,
            staff_role_id=roles[code],
            unit_kind=kind,
            effective_from=date(today.year - 2, 1, 1),
            effective_until=None,
            pay_cents=pay * 100,
            bill_cents=bill * 100,
            created_at=made_at,
            updated_at=made_at,
        )


def _scheduler(rows: Rows, facility_id: int, number: int, made_at: datetime, role_id: int) -> int:
    first, last = names.person(2_000 + number)
    account_id = rows.add(
        Account,
        email=f"{first}.{last}.{number}@example.org".lower(),
        password=None,
        active=True,
        fs_uniquifier=new_epoch(),
        name=f"{first} {last}",
        phone=names.phone(200 + number),
        confirmed_at=None,
        created_at=made_at,
        updated_at=made_at,
    )
    rows.link(account_roles, account_id=account_id, role_id=role_id)
    rows.add(FacilityMember, facility_id=facility_id, account_id=account_id)
    return account_id
