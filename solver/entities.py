"""The rows a `Problem` is made of: people, places, duties and what is known about them.

Times are whole UTC minutes since 1970-01-01 (``solver.times`` makes them), lengths are minutes, money is
integer cents, distances are metres. Ids are pseudonymous strings chosen by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass

GOOD_STATUSES = ("verified", "expiring")
CREDENTIAL_STATUSES = ("unverified", *GOOD_STATUSES, "expired", "suspended", "rejected")
DNR_SCOPES = ("unit", "facility", "system")
DNR_SIDES = ("facility", "clinician", "agency")
SHIFT_KINDS = ("day", "evening", "night")
WEEKEND = "weekend"  # a kind of shift to wish for, whatever the hour
STRONGEST_WISH = 2
COMMITMENT_KINDS = ("placement", "offer", "worked")
CONTACT_PERCENT = {"hardly": 20, "some": 60, "most": 100}
CHARGE = "charge"  # the skill that a charge-qualified clinician carries


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A staff role. `licence` is the credential kind it works under (None: none needed, e.g. front desk)."""

    id: str
    licence: str | None = None
    compact: bool = False  # the Nurse Licensure Compact applies (RN, LPN/LVN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facility:
    """A site. `system_id` is the health system it belongs to ("" when it stands alone)."""

    id: str
    latitude: float
    longitude: float
    system_id: str = ""
    long_term_care: bool = False
    orientation_required: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """A unit of one facility.

    `minimum_communication`: the mean in [0, 1] that the people placed here should reach on average, where the
    facility asks for one; a wish, never a bar.
    """

    id: str
    facility_id: str
    minimum_communication: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Credential:
    """A licence, registration or certification.

    Valid from `valid_from_minute` up to, not including, `expires_minute` (None: no end). For a paper that
    "expires on 30 June", give the first minute of 1 July in the issuer's zone.
    """

    kind: str
    status: str = "verified"
    state: str | None = None  # licences: the state that issued it
    multistate: bool = False
    valid_from_minute: int = 0
    expires_minute: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningCheck:
    """When a screening of this kind was last passed by the clinician."""

    kind: str
    checked_minute: int


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitHistory:
    """How many shifts the clinician has worked in a unit (continuity of care)."""

    unit_id: str
    shifts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """What a clinician would rather work, and would rather not; never a bar.

    (what, weight) pairs, each thing named once: +2 gladly, +1 rather yes, -1 rather not, -2 please not.
    What is not named, or has 0, is no wish. `kinds`: of SHIFT_KINDS, and WEEKEND.
    """

    units: tuple[tuple[str, int], ...] = ()
    facilities: tuple[tuple[str, int], ...] = ()
    kinds: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Coaching:
    """A coaching plan: communication counts `setback_percent` percentage points lower for a while.

    For slots that start from `from_minute` up to, not including, `until_minute`.
    """

    from_minute: int
    until_minute: int
    setback_percent: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Clinician:
    """A person who may be placed.

    `communication`: posterior means in [0, 1], one for each entry of `Problem.dimensions`, same order; the
    caller puts the stratum's prior mean where nothing is known. `availability`: (start, end) UTC minutes,
    sorted, apart from each other (``solver.times.merge_windows``); a slot must lie within one window.
    `wanted_minutes`: hours wanted within the problem's horizon, commitments of the horizon included.
    `coaching`: open plans; where two overlap the larger setback counts. `little_rated`: too few people have
    rated them to know much.
    """

    id: str
    roles: tuple[str, ...]
    latitude: float
    longitude: float
    residence_state: str
    communication: tuple[float, ...]
    availability: tuple[tuple[int, int], ...] = ()
    adult: bool = True
    skills: tuple[str, ...] = ()
    credentials: tuple[Credential, ...] = ()
    screenings: tuple[ScreeningCheck, ...] = ()
    languages: tuple[str, ...] = ()
    orientations: tuple[str, ...] = ()  # facilities whose orientation is done
    blocked_facilities: tuple[str, ...] = ()
    max_distance_metres: int | None = None  # great circle, home to site
    max_minutes_week: int | None = None  # own limit per agency workweek
    minimum_notice_minutes: int = 120  # 0: urgent offers welcome, or on the bench
    wanted_minutes: int = 0
    regular_rate_cents: int = 0  # straight pay + differentials per hour (FLSA regular rate)
    history: tuple[UnitHistory, ...] = ()
    wishes: Wishes = Wishes()
    coaching: tuple[Coaching, ...] = ()
    little_rated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A piece of time held at a unit. The local facts come from ``solver.times.duty_facts``.

    `local_day`: ``date.toordinal()`` of the facility-local start date. `local_minutes`: length by the local
    clock (a 19-07 night is 720 even when DST makes it 660 or 780 long). `night`: at least 3 h between 23:00
    and 06:00 local. `weekend`: any minute between Saturday and Monday 00:00 local. `workweeks`: (workweek,
    minutes worked) pairs; a shift across the agency's Sunday 00:00 has two. `virtual` duties are worked
    from home: no travel.
    """

    id: str
    facility_id: str
    unit_id: str
    start_minute: int
    end_minute: int
    local_day: int
    local_minutes: int
    night: bool
    weekend: bool
    workweeks: tuple[tuple[int, int], ...]
    virtual: bool = False

    @property
    def minutes(self) -> int:
        """True length in minutes (UTC)."""
        return self.end_minute - self.start_minute


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot(Duty):
    """An open shift: one head.

    `patient_states`: every state patients may be in; the licence must cover all (on site: the facility's).
    `priority`: worth of filling it, 1 or more. `contact_percent`: how much of the shift is talk with patients
    or families (see CONTACT_PERCENT). `dimension_weights`: whole numbers, one for each entry of
    `Problem.dimensions`, 0 where the dimension does not apply; only their proportions matter. `explore`:
    reserved for somebody little rated, if that costs no fill.
    """

    role: str
    dimension_weights: tuple[int, ...]
    patient_states: tuple[str, ...] = ()
    kind: str = "day"
    priority: int = 1
    contact_percent: int = 60
    charge_needed: bool = False
    required_skills: tuple[str, ...] = ()
    required_certifications: tuple[str, ...] = ()
    required_languages: tuple[str, ...] = ()
    preferred_clinicians: tuple[str, ...] = ()
    explore: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment(Duty):
    """Time a clinician already holds: an accepted placement, an open offer, or work of the last 14 days."""

    clinician_id: str
    kind: str = "placement"


@dataclass(frozen=True, kw_only=True, slots=True)
class DoNotReturn:
    """A do-not-return entry. `by`: who asked, one of `DNR_SIDES`; it binds whoever it was."""

    clinician_id: str
    scope: str
    scope_id: str
    by: str = "facility"
    reason: str = "professional"


@dataclass(frozen=True, kw_only=True, slots=True)
class CompactState:
    """A state operating the Nurse Licensure Compact from one minute until before another (None: no end)."""

    state: str
    from_minute: int = 0
    until_minute: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A clinician on a slot."""

    clinician_id: str
    slot_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightedTerm:
    """A term of the objective by name (``solver.terms``) and its whole-number weight."""

    term: str
    weight: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tier:
    """Terms maximised together; an earlier tier outranks every later one."""

    name: str
    terms: tuple[WeightedTerm, ...]
