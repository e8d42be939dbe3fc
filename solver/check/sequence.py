"""Each sequence rule once more, from its sentence. A breach counts only with a new shift in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations

from solver.check.places import distance, driving, facility
from solver.entities import Clinician, Duty
from solver.problem import Problem

Standing = Sequence[Duty]
New = Sequence[Duty]
DAY_LENGTH = 24 * 60
WEEK_LENGTH = 7 * DAY_LENGTH


def overlap(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """No shared minute."""
    for one, two in _ordered_pairs(standing, new):
        if one.start_minute <= two.start_minute < one.end_minute:
            yield f"{one.id} and {two.id} overlap"


def rest(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """10 h between."""
    yield from _near(standing, new, lambda one, two: problem.settings.rest_minutes)


def site_change(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """The way between sites."""

    def needed(one: Duty, two: Duty) -> int:
        if one.virtual or two.virtual or one.facility_id == two.facility_id:
            return 0
        far = distance(facility(problem, one.facility_id), facility(problem, two.facility_id))
        return driving(far, problem.settings) + problem.settings.site_change_minutes

    yield from _near(standing, new, needed)


def night_to_day(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """24 h from a night to a day."""

    def needed(one: Duty, two: Duty) -> int:
        return problem.settings.night_to_day_minutes if one.night and not two.night else 0

    yield from _near(standing, new, needed)


def day_hours(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """12.5 h in 24 h; a shift of at most that by the clock counts with at most that."""
    settings = problem.settings
    cap = settings.emergency_day_minutes if settings.emergency_override else settings.day_minutes

    def counted(duty: Duty, minutes: int) -> int:
        return min(minutes, cap) if duty.local_minutes <= cap else minutes

    yield from _windows(standing, new, DAY_LENGTH, cap, counted)


def week_hours(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """60 h in 7 days."""
    cap = problem.settings.week_minutes
    yield from _windows(standing, new, WEEK_LENGTH, cap, lambda duty, minutes: minutes)


def long_days(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """4 12-h days in a row."""
    every = (*standing, *new)
    days = {
        day
        for day in {duty.local_day for duty in every}
        if sum(duty.end_minute - duty.start_minute for duty in every if duty.local_day == day)
        >= problem.settings.long_day_minutes
    }
    yield from _runs(days, {duty.local_day for duty in new}, problem.settings.max_long_days)


def consecutive_days(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """6 days in a row."""
    days = {duty.local_day for duty in (*standing, *new)}
    yield from _runs(days, {duty.local_day for duty in new}, problem.settings.max_days)


def consecutive_nights(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """3 nights in a row, then 24 h off."""
    limit = problem.settings.max_nights
    nights = [duty for duty in (*standing, *new) if duty.night]
    new_nights = {duty.local_day for duty in new if duty.night}
    yield from _runs({duty.local_day for duty in nights}, new_nights, limit)
    for last in nights:
        days = [last.local_day - back for back in range(1, limit)]
        run = [[night for night in nights if night.local_day == day] for day in days]
        if not all(run):
            continue
        for duty in (*standing, *new):
            off = duty.start_minute - last.end_minute
            involved = [last, duty, *(night for part in run for night in part)]
            if 0 <= off < problem.settings.recovery_minutes and any(d in new for d in involved):
                yield f"{off} minutes off after {limit} nights before {duty.id}"


def own_hours(problem: Problem, person: Clinician, standing: Standing, new: New) -> Iterator[str]:
    """The clinician's own weekly limit."""
    if person.max_minutes_week is None:
        return
    for week in {number for duty in new for number, minutes in duty.workweeks if minutes > 0}:
        worked = [m for duty in (*standing, *new) for number, m in duty.workweeks if number == week]
        if sum(worked) > person.max_minutes_week:
            yield f"{sum(worked)} minutes in workweek {week}"


def _ordered_pairs(standing: Standing, new: New) -> Iterator[tuple[Duty, Duty]]:
    for one, two in permutations((*standing, *new), 2):
        if one in new or two in new:
            yield one, two


def _near(standing: Standing, new: New, needed: Callable[[Duty, Duty], int]) -> Iterator[str]:
    for one, two in _ordered_pairs(standing, new):
        if 0 <= two.start_minute - one.end_minute < needed(one, two):
            yield f"{two.id} starts {two.start_minute - one.end_minute} minutes after {one.id}"


def _windows(
    standing: Standing, new: New, length: int, cap: int, counted: Callable[[Duty, int], int]
) -> Iterator[str]:
    every = (*standing, *new)
    starts = {duty.start_minute for duty in every} | {duty.end_minute - length for duty in every}
    for start in sorted(starts):
        inside = {
            duty.id: counted(duty, min(duty.end_minute, start + length) - max(duty.start_minute, start))
            for duty in every
            if duty.start_minute < start + length and duty.end_minute > start
        }
        if sum(inside.values()) > cap and any(duty.id in inside for duty in new):
            yield f"{sum(inside.values())} minutes in the {length} from {start}"


def _runs(days: set[int], new_days: set[int], limit: int) -> Iterator[str]:
    for first in sorted(days):
        stretch = {first + ahead for ahead in range(limit + 1)}
        if stretch <= days and stretch & new_days:
            yield f"more than {limit} in a row from day {first}"


SEQUENCE_CHECKS: dict[str, Callable[[Problem, Clinician, Standing, New], Iterator[str]]] = {
    "overlap": overlap,
    "rest": rest,
    "site_change": site_change,
    "night_to_day": night_to_day,
    "day_hours": day_hours,
    "week_hours": week_hours,
    "long_days": long_days,
    "consecutive_days": consecutive_days,
    "consecutive_nights": consecutive_nights,
    "own_hours": own_hours,
}
