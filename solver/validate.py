"""Whole-instance validation: every fault is collected with its path before anything is modelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from typing import TYPE_CHECKING, Any

from solver.entities import (
    COMMITMENT_KINDS,
    CREDENTIAL_STATUSES,
    DNR_SCOPES,
    DNR_SIDES,
    SHIFT_KINDS,
    STRONGEST_WISH,
    WEEKEND,
    Clinician,
    Coaching,
    Commitment,
    Duty,
    Slot,
    Wishes,
)
from solver.terms import TERM_NAMES

if TYPE_CHECKING:
    from solver.problem import Problem

MAX_MINUTE = 100_000_000  # the year 2160
MAX_DUTY_MINUTES = 2_880
MAX_WEIGHT = 1_000
MAX_TERM_WEIGHT = 100_000
SATURDAY_AND_SUNDAY = (6, 0)  # of `date.toordinal()`, modulo 7


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with the input and where it stands."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidProblem(ValueError):
    """The input breaks its contract; `faults` names every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


class Known:
    """The ids that others may refer to."""

    def __init__(self, problem: Problem) -> None:
        self.roles = {row.id for row in problem.roles}
        self.licensed = {row.id for row in problem.roles if row.licence is not None}
        self.facilities = {row.id for row in problem.facilities}
        self.units = {row.id: row.facility_id for row in problem.units}
        self.clinicians = {row.id for row in problem.clinicians}
        self.slots = {row.id for row in problem.slots}
        self.systems = {row.system_id for row in problem.facilities if row.system_id}
        self.dimensions = len(problem.dimensions)


def faults_of(problem: Problem) -> list[Fault]:
    """Every fault of a problem, in reading order; empty when it is valid."""
    known = Known(problem)
    return [fault for check in CHECKS for fault in check(problem, known)]


def _times(problem: Problem, _: Known) -> Iterator[Fault]:
    for name in ("now_minute", "horizon_start_minute", "horizon_end_minute"):
        yield from _range(name, getattr(problem, name), 0, MAX_MINUTE)
    if problem.horizon_end_minute <= problem.horizon_start_minute:
        yield Fault("horizon_end_minute", "must be after horizon_start_minute")


def _catalogue(problem: Problem, known: Known) -> Iterator[Fault]:
    for name in ("roles", "facilities", "units", "clinicians", "slots", "commitments"):
        yield from _unique(name, [row.id for row in getattr(problem, name)])
    yield from _unique("dimensions", problem.dimensions)
    for i, facility in enumerate(problem.facilities):
        yield from _place(f"facilities[{i}]", facility.latitude, facility.longitude)
    for i, unit in enumerate(problem.units):
        yield from _refer(f"units[{i}].facility_id", unit.facility_id, known.facilities)
        if unit.minimum_communication is not None and not 0 <= unit.minimum_communication <= 1:
            yield Fault(f"units[{i}].minimum_communication", "must be between 0 and 1")


def _clinicians(problem: Problem, known: Known) -> Iterator[Fault]:
    for i, clinician in enumerate(problem.clinicians):
        path = f"clinicians[{i}]"
        yield from _place(path, clinician.latitude, clinician.longitude)
        yield from _clinician_references(path, clinician, known)
        yield from _clinician_figures(path, clinician, known)
        yield from _wishes(f"{path}.wishes", clinician.wishes, known)
        yield from _coaching(f"{path}.coaching", clinician.coaching)
        yield from _windows(f"{path}.availability", clinician.availability)
        yield from _papers(path, clinician)


def _clinician_references(path: str, clinician: Clinician, known: Known) -> Iterator[Fault]:
    if not clinician.roles:
        yield Fault(f"{path}.roles", "must name at least one role")
    for name, targets in (
        ("roles", known.roles),
        ("orientations", known.facilities),
        ("blocked_facilities", known.facilities),
    ):
        for k, value in enumerate(getattr(clinician, name)):
            yield from _refer(f"{path}.{name}[{k}]", value, targets)
    for k, history in enumerate(clinician.history):
        yield from _refer(f"{path}.history[{k}].unit_id", history.unit_id, known.units)
        yield from _range(f"{path}.history[{k}].shifts", history.shifts, 0, MAX_MINUTE)


def _wishes(path: str, wishes: Wishes, known: Known) -> Iterator[Fault]:
    for name, pairs, targets in (
        ("units", wishes.units, known.units),
        ("facilities", wishes.facilities, known.facilities),
        ("kinds", wishes.kinds, (*SHIFT_KINDS, WEEKEND)),
    ):
        yield from _unique(f"{path}.{name}", [what for what, _ in pairs])
        for k, (what, weight) in enumerate(pairs):
            yield from _refer(f"{path}.{name}[{k}][0]", what, targets)
            yield from _range(f"{path}.{name}[{k}][1]", weight, -STRONGEST_WISH, STRONGEST_WISH)


def _coaching(path: str, plans: Sequence[Coaching]) -> Iterator[Fault]:
    for k, plan in enumerate(plans):
        yield from _range(f"{path}[{k}].from_minute", plan.from_minute, 0, MAX_MINUTE)
        yield from _range(f"{path}[{k}].until_minute", plan.until_minute, 0, MAX_MINUTE)
        yield from _range(f"{path}[{k}].setback_percent", plan.setback_percent, 0, 100)
        if plan.until_minute <= plan.from_minute:
            yield Fault(f"{path}[{k}].until_minute", "must be after from_minute")


def _clinician_figures(path: str, clinician: Clinician, known: Known) -> Iterator[Fault]:
    if len(clinician.communication) != known.dimensions:
        yield Fault(f"{path}.communication", f"must have {known.dimensions} entries, one per dimension")
    for k, mean in enumerate(clinician.communication):
        if not 0 <= mean <= 1:
            yield Fault(f"{path}.communication[{k}]", "must be between 0 and 1")
    for name in ("max_distance_metres", "max_minutes_week"):
        if getattr(clinician, name) is not None:
            yield from _range(f"{path}.{name}", getattr(clinician, name), 0, MAX_MINUTE)
    for name in ("minimum_notice_minutes", "wanted_minutes", "regular_rate_cents"):
        yield from _range(f"{path}.{name}", getattr(clinician, name), 0, 1_000_000)


def _papers(path: str, clinician: Clinician) -> Iterator[Fault]:
    for k, paper in enumerate(clinician.credentials):
        where = f"{path}.credentials[{k}]"
        yield from _refer(f"{where}.status", paper.status, CREDENTIAL_STATUSES)
        yield from _range(f"{where}.valid_from_minute", paper.valid_from_minute, 0, MAX_MINUTE)
        if paper.expires_minute is not None:
            yield from _range(f"{where}.expires_minute", paper.expires_minute, 0, MAX_MINUTE)
    for k, check in enumerate(clinician.screenings):
        yield from _range(f"{path}.screenings[{k}].checked_minute", check.checked_minute, 0, MAX_MINUTE)


def _slots(problem: Problem, known: Known) -> Iterator[Fault]:
    for i, slot in enumerate(problem.slots):
        path = f"slots[{i}]"
        yield from _duty(path, slot, known)
        yield from _refer(f"{path}.role", slot.role, known.roles)
        yield from _refer(f"{path}.kind", slot.kind, SHIFT_KINDS)
        yield from _range(f"{path}.priority", slot.priority, 1, MAX_WEIGHT)
        yield from _range(f"{path}.contact_percent", slot.contact_percent, 0, 100)
        yield from _slot_weights(path, slot, known)
        if slot.role in known.licensed and not slot.patient_states:
            yield Fault(f"{path}.patient_states", f"must name at least one state for {slot.role}")
        for k, clinician in enumerate(slot.preferred_clinicians):
            yield from _refer(f"{path}.preferred_clinicians[{k}]", clinician, known.clinicians)


def _slot_weights(path: str, slot: Slot, known: Known) -> Iterator[Fault]:
    if len(slot.dimension_weights) != known.dimensions:
        yield Fault(f"{path}.dimension_weights", f"must have {known.dimensions} entries, one per dimension")
    for k, weight in enumerate(slot.dimension_weights):
        yield from _range(f"{path}.dimension_weights[{k}]", weight, 0, MAX_WEIGHT)


def _commitments(problem: Problem, known: Known) -> Iterator[Fault]:
    slots = known.slots
    for i, commitment in enumerate(problem.commitments):
        path = f"commitments[{i}]"
        yield from _duty(path, commitment, known)
        yield from _refer(f"{path}.clinician_id", commitment.clinician_id, known.clinicians)
        yield from _refer(f"{path}.kind", commitment.kind, COMMITMENT_KINDS)
        if commitment.id in slots:
            yield Fault(f"{path}.id", f"{commitment.id!r} is also the id of a slot")


def _duty(path: str, duty: Slot | Commitment, known: Known) -> Iterator[Fault]:
    yield from _range(f"{path}.start_minute", duty.start_minute, 0, MAX_MINUTE)
    yield from _range(f"{path}.end_minute", duty.end_minute, 0, MAX_MINUTE)
    if duty.end_minute <= duty.start_minute:
        yield Fault(f"{path}.end_minute", "must be after start_minute")
    elif duty.minutes > MAX_DUTY_MINUTES:
        yield Fault(f"{path}.end_minute", f"must be at most {MAX_DUTY_MINUTES} minutes after start_minute")
    yield from _refer(f"{path}.facility_id", duty.facility_id, known.facilities)
    yield from _refer(f"{path}.unit_id", duty.unit_id, known.units)
    if known.units.get(duty.unit_id, duty.facility_id) != duty.facility_id:
        yield Fault(f"{path}.unit_id", f"{duty.unit_id!r} is not a unit of {duty.facility_id!r}")
    yield from _range(f"{path}.local_minutes", duty.local_minutes, 0, MAX_DUTY_MINUTES + 120)
    yield from _local_facts(path, duty)


def _local_facts(path: str, duty: Duty) -> Iterator[Fault]:
    if abs(duty.local_day - (719_163 + duty.start_minute // 1_440)) > 1:
        yield Fault(f"{path}.local_day", "is not a local date ordinal of start_minute")
    if duty.local_day % 7 in SATURDAY_AND_SUNDAY and not duty.weekend:
        yield Fault(f"{path}.weekend", "must be true on a Saturday or Sunday")
    yield from _unique(f"{path}.workweeks", [week for week, _ in duty.workweeks])
    for k, (week, minutes) in enumerate(duty.workweeks):
        yield from _range(f"{path}.workweeks[{k}][0]", week, 0, MAX_MINUTE)
        yield from _range(f"{path}.workweeks[{k}][1]", minutes, 0, MAX_DUTY_MINUTES)


def _do_not_return(problem: Problem, known: Known) -> Iterator[Fault]:
    targets = {"unit": known.units, "facility": known.facilities, "system": known.systems}
    for i, entry in enumerate(problem.do_not_return):
        path = f"do_not_return[{i}]"
        yield from _refer(f"{path}.clinician_id", entry.clinician_id, known.clinicians)
        yield from _refer(f"{path}.scope", entry.scope, DNR_SCOPES)
        yield from _refer(f"{path}.scope_id", entry.scope_id, targets.get(entry.scope, ()))
        yield from _refer(f"{path}.by", entry.by, DNR_SIDES)


def _compact_states(problem: Problem, _: Known) -> Iterator[Fault]:
    for i, row in enumerate(problem.compact_states):
        yield from _range(f"compact_states[{i}].from_minute", row.from_minute, 0, MAX_MINUTE)
        if row.until_minute is not None:
            yield from _range(f"compact_states[{i}].until_minute", row.until_minute, 0, MAX_MINUTE)


def _pairs(problem: Problem, known: Known) -> Iterator[Fault]:
    for name in ("published", "pinned", "forbidden"):
        for i, pair in enumerate(getattr(problem, name)):
            yield from _refer(f"{name}[{i}].clinician_id", pair.clinician_id, known.clinicians)
            yield from _refer(f"{name}[{i}].slot_id", pair.slot_id, known.slots)


def _settings(problem: Problem, _: Known) -> Iterator[Fault]:
    for name in (field.name for field in fields(problem.settings)):
        value = getattr(problem.settings, name)
        if isinstance(value, int) and not isinstance(value, bool):
            low = 1 if name.startswith(("max_", "travel_km", "long_day")) else 0
            yield from _range(f"settings.{name}", value, low, 1_000_000)
    for i, row in enumerate(problem.settings.screenings):
        yield from _range(f"settings.screenings[{i}].max_age_minutes", row.max_age_minutes, 0, MAX_MINUTE)


def _tiers(problem: Problem, _: Known) -> Iterator[Fault]:
    if not problem.tiers:
        yield Fault("tiers", "must have at least one tier")
    for i, tier in enumerate(problem.tiers):
        if not tier.terms:
            yield Fault(f"tiers[{i}].terms", "must have at least one term")
        yield from _unique(f"tiers[{i}].terms", [row.term for row in tier.terms])
        for k, row in enumerate(tier.terms):
            yield from _refer(f"tiers[{i}].terms[{k}].term", row.term, TERM_NAMES)
            yield from _range(f"tiers[{i}].terms[{k}].weight", row.weight, 0, MAX_TERM_WEIGHT)


def _windows(path: str, windows: Sequence[tuple[int, int]]) -> Iterator[Fault]:
    last = -1
    for k, (start, end) in enumerate(windows):
        yield from _range(f"{path}[{k}][0]", start, 0, MAX_MINUTE)
        yield from _range(f"{path}[{k}][1]", end, 0, MAX_MINUTE)
        if end <= start:
            yield Fault(f"{path}[{k}]", "must end after it starts")
        if start <= last:
            yield Fault(f"{path}[{k}]", "must start after the window before it ends (merge touching windows)")
        last = end


def _place(path: str, latitude: float, longitude: float) -> Iterator[Fault]:
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if not (isfinite(value) and -limit <= value <= limit):
            yield Fault(f"{path}.{name}", f"must be between -{limit} and {limit}")


def _range(path: str, value: int, low: int, high: int) -> Iterator[Fault]:
    if not low <= value <= high:
        yield Fault(path, f"must be between {low} and {high}")


def _refer(path: str, value: str, known: Iterable[str]) -> Iterator[Fault]:
    if value not in known:
        yield Fault(path, f"{value!r} is unknown")


def _unique(path: str, ids: Sequence[Any]) -> Iterator[Fault]:
    seen: set[Any] = set()
    for i, value in enumerate(ids):
        if value in seen:
            yield Fault(f"{path}[{i}]", f"{value!r} appears twice")
        seen.add(value)


CHECKS: tuple[Callable[[Problem, Known], Iterator[Fault]], ...] = (
    _times,
    _catalogue,
    _clinicians,
    _slots,
    _commitments,
    _do_not_return,
    _compact_states,
    _pairs,
    _settings,
    _tiers,
)
