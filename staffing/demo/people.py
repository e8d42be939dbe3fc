"""The people of the demo agency: who they are, what they can do, where they live, how they talk."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from staffing.demo import supply
from staffing.demo.catalogue import ROLE, ROLES
from staffing.demo.chance import stream
from staffing.demo.names import person as person_name
from staffing.demo.places import PBJ_FACILITY, Place
from staffing.demo.sizes import Size
from staffing.demo.unit_plans import facility_kinds_asking
from staffing.facilities.models import FacilityKind

SPECIALTIES: Sequence[tuple[int, tuple[str, ...], tuple[str, ...]]] = (
    (23, ("MED_SURG",), ()),
    (22, ("MED_SURG", "TELE"), ("ACLS", "NIHSS")),
    (10, ("ICU", "TELE"), ("ACLS", "CCRN")),
    (18, ("ED", "MED_SURG"), ("ACLS", "PALS", "TNCC")),
    (8, ("LD",), ("NRP",)),
    (9, ("NICU",), ("NRP",)),
    (11, ("OR_PACU",), ("ACLS",)),
    (6, ("REHAB", "MED_SURG"), ()),
    (5, ("PSYCH",), ()),
)
"""Registered nurses by specialty: relative weight, skills, certifications beyond those of the role."""

RARE = frozenset({"ED", "LD", "NICU", "PSYCH", "REHAB", "OR_PACU", "RT", "PHLEB"})
"""Specialties and roles so few have that they go to more places."""
NEWCOMERS, COACHING = 0.10, 0.05
NEWCOMER_DAYS = 21
METRES_A_MILE = 1_609.344
MEDIAN_MILES, SPREAD, LONGEST_MILES = 14, 0.55, 45
PBJ_SHARES = {"CNA": 0.50, "LVN": 0.34}
"""Share of people of a role with an orientation at the nursing facility of the Payroll-Based Journal week."""
METRES_A_DEGREE = 111_195


@dataclass(frozen=True)
class Person:
    """A clinician as the generator knows them. `theta` is their true share of "Always"."""

    number: int
    first_name: str
    last_name: str
    role: str
    skills: frozenset[str]
    certifications: tuple[str, ...]
    profile: str
    shifts_a_week: int
    weekdays: tuple[int, ...]
    lat: float
    lng: float
    city: str
    max_distance_m: int
    facility_ids: tuple[int, ...]
    """Facilities they have an orientation for, or simply go to; the first is home to them."""
    joined_on: date
    theta: float
    spanish: bool
    traveller: bool

    @property
    def parts(self) -> frozenset[str]:
        return supply.PROFILES[self.profile].parts

    def can(self, role: str, needs: Sequence[str]) -> bool:
        """Whether role, skills and certifications fit."""
        return self.role == role and all(need in self.skills or need in self.certifications for need in needs)


def build_people(size: Size, seed: int, places: Sequence[Place], today: date) -> list[Person]:
    """Everybody, the demo clinician first."""
    roles = _roles(size)
    newcomers, coaching = _marked(roles, seed)
    by_kind = _by_kind(places)
    people = []
    for number, role in enumerate(roles):
        chance = stream(seed, "person", number)
        fresh = number in newcomers
        coached = number in coaching
        people.append(_person(number, role, chance, by_kind, today, fresh, coached))
    return [_demo_clinician(people[0], places), *people[1:]]


def _roles(size: Size) -> list[str]:
    """A role for each person in the catalogue's shares, by largest remainder; an LVN first."""
    total = sum(role.people for role in ROLES)
    exact = {role.code: role.people * size.clinicians / total for role in ROLES}
    counts = {code: int(share) for code, share in exact.items()}
    short = size.clinicians - sum(counts.values())
    for code in sorted(exact, key=lambda code: counts[code] - exact[code])[:short]:
        counts[code] += 1
    codes = [code for code, count in counts.items() for _ in range(count)]
    codes.remove("LVN")
    return ["LVN", *codes]


def _marked(roles: Sequence[str], seed: int) -> tuple[frozenset[int], frozenset[int]]:
    """Who is new, and whose communication needs coaching; never the demo clinician."""
    others = list(range(1, len(roles)))
    stream(seed, "marked").shuffle(others)
    fresh, coached = round(NEWCOMERS * len(roles)), round(COACHING * len(roles))
    return frozenset(others[:fresh]), frozenset(others[fresh : fresh + coached])


def _by_kind(places: Sequence[Place]) -> Mapping[FacilityKind, list[Place]]:
    found: dict[FacilityKind, list[Place]] = {kind: [] for kind in FacilityKind}
    for place in places:
        found[place.kind].append(place)
    return found


def _person(
    number: int,
    role: str,
    chance: random.Random,
    by_kind: Mapping[FacilityKind, list[Place]],
    today: date,
    fresh: bool,
    coached: bool,
) -> Person:
    skills, certifications = _abilities(role, chance)
    shifts = max(supply.shifts_a_week(chance), 3 if coached else 1)
    group = "ICU" if "ICU" in skills else role
    places = [place for kind in facility_kinds_asking(role) for place in by_kind[kind]]
    places = sorted(
        (place for place in places if _asks(place, role, skills, certifications)), key=lambda p: p.id
    )
    home = chance.choice(places or by_kind[FacilityKind.ACUTE])
    miles = min(chance.lognormvariate(math.log(MEDIAN_MILES), SPREAD), LONGEST_MILES)
    lat, lng = _away(home, miles * METRES_A_MILE, chance)
    reach = round(max(25.0, min(LONGEST_MILES, miles * 2)) * METRES_A_MILE)
    first, last = person_name(number)
    return Person(
        number=number,
        first_name=first,
        last_name=last,
        role=role,
        skills=skills,
        certifications=certifications,
        profile=supply.profile(group, chance),
        shifts_a_week=shifts,
        weekdays=supply.weekdays(shifts, chance),
        lat=lat,
        lng=lng,
        city=home.city,
        max_distance_m=reach,
        facility_ids=_usual_places(
            home, places, lat, lng, reach, role, chance, rare=bool(skills & RARE) or role in RARE
        ),
        joined_on=_joined(today, fresh, coached, chance),
        theta=_theta(coached, chance),
        spanish=chance.random() < 0.25,
        traveller=chance.random() < 0.03,
    )


def _abilities(role: str, chance: random.Random) -> tuple[frozenset[str], tuple[str, ...]]:
    required = ROLE[role].certifications
    if role != "RN":
        return frozenset(), required
    _, skills, extra = chance.choices(SPECIALTIES, weights=[weight for weight, _, _ in SPECIALTIES])[0]
    charge = ("CHARGE",) if chance.random() < 0.25 else ()
    return frozenset((*skills, *charge)), (*required, *extra)


def _asks(place: Place, role: str, skills: frozenset[str], certifications: tuple[str, ...]) -> bool:
    return any(
        ask.role == role and all(need in skills or need in certifications for need in ask.needs)
        for unit in place.units
        for ask in unit.plan.asks
    )


def _usual_places(
    home: Place,
    places: Sequence[Place],
    lat: float,
    lng: float,
    reach: int,
    role: str,
    chance: random.Random,
    *,
    rare: bool,
) -> tuple[int, ...]:
    """Home and two to six others within reach, nearer ones likelier; a `rare` specialty goes to more."""
    near = {p.id: metres(lat, lng, p.lat, p.lng) for p in places if p is not home}
    wanted = chance.randint(5, 9) if rare else chance.randint(2, 6)
    order = sorted((far * chance.uniform(0.4, 1.6), at) for at, far in near.items() if far <= reach)
    chosen = [home.id, *(at for _, at in order[:wanted])]
    pbj = next((p for p in places if p.name == PBJ_FACILITY), None)
    if pbj and pbj.id not in chosen and chance.random() < PBJ_SHARES.get(role, 0) and near[pbj.id] <= reach:
        chosen.append(pbj.id)
    return tuple(chosen)


def _joined(today: date, fresh: bool, coached: bool, chance: random.Random) -> date:
    if fresh:
        return today - timedelta(days=chance.randint(1, NEWCOMER_DAYS))
    return today - timedelta(days=chance.randint(300 if coached else 60, 1_100))


def _theta(coached: bool, chance: random.Random) -> float:
    """θ ~ Beta(16, 4), kept off the coaching cases' ground."""
    return chance.uniform(0.22, 0.36) if coached else max(chance.betavariate(16, 4), 0.66)


def _away(place: Place, far_m: float, chance: random.Random) -> tuple[float, float]:
    """A point `far_m` metres from a place, in any direction."""
    bearing = chance.uniform(0, 2 * math.pi)
    lat = place.lat + far_m * math.cos(bearing) / METRES_A_DEGREE
    lng = place.lng + far_m * math.sin(bearing) / (METRES_A_DEGREE * math.cos(math.radians(place.lat)))
    return round(lat, 4), round(lng, 4)


def metres(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Metres between two points of one region, on a flat map (off by less than 0.1 % here)."""
    north = (other_lat - lat) * METRES_A_DEGREE
    east = (other_lng - lng) * METRES_A_DEGREE * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(north, east)


def _demo_clinician(person: Person, places: Sequence[Place]) -> Person:
    """An LVN near the Dallas nursing facility, well liked and free most of the week."""
    home = next(place for place in places if place.name == PBJ_FACILITY)
    others = [
        place.id for place in places if place.kind is FacilityKind.SKILLED_NURSING and place is not home
    ]
    return replace(
        person,
        profile="late",
        shifts_a_week=4,
        weekdays=(0, 1, 2, 3, 4, 5),
        lat=round(home.lat + 0.03, 4),
        lng=round(home.lng + 0.02, 4),
        city=home.city,
        max_distance_m=round(LONGEST_MILES * METRES_A_MILE),
        facility_ids=(home.id, *others[:4]),
        joined_on=person.joined_on - timedelta(days=400),
        theta=0.93,
        spanish=True,
        traveller=False,
    )
