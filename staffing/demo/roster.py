"""Who worked what: past shifts given to people who could and wanted to, within the work rules.

A simple greedy roster, not the solver: it keeps twelve hours between shifts, a day between a night and a
day shift, three shifts in any four days, and each person's own week, so that every rule of the agency holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from staffing import clock
from staffing.demo.chance import stream
from staffing.demo.demand import Asked
from staffing.demo.people import Person
from staffing.demo.wishes import Barred

REST = timedelta(hours=12)
AFTER_NIGHT = timedelta(hours=24)
FOUR_DAYS, MOST_IN_FOUR_DAYS = timedelta(days=4), 3
FILLED, FILLED_HARD = 0.97, 0.85
"""Share of past slots somebody was looked for; a few more stay empty for want of anybody."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """One head of a request, and who took it (None: nobody); `free` are others who could have."""

    asked: Asked
    head: int
    person: Person | None
    free: tuple[Person, ...] = ()


@dataclass
class _Diary:
    """What one person holds: shifts in order, and shifts by workweek."""

    held: list[tuple[datetime, datetime, bool]] = field(default_factory=list)
    by_week: dict[date, int] = field(default_factory=lambda: defaultdict(int))


class Roster:
    """Gives shifts out in order of their start; one instance for the whole history."""

    def __init__(self, people: Sequence[Person], barred: Barred, seed: int) -> None:
        self._seed = seed
        self._barred = barred
        self._diaries = {person.number: _Diary() for person in people}
        self._at: Mapping[tuple[int, str], list[Person]] = _who_goes_where(people)
        self._able: dict[tuple[int, str, tuple[str, ...]], list[Person]] = {}

    def fill(self, asked: Iterable[Asked], share: float | None = None) -> list[Turn]:
        """A turn for every head; `share` of the slots is looked after (by default the usual shares)."""
        turns = []
        for request in sorted(asked, key=lambda one: (one.starts_at, one.reference)):
            for head in range(1, request.heads + 1):
                turns.append(self._turn(request, head, share))
        return turns

    def _turn(self, asked: Asked, head: int, share: float | None) -> Turn:
        chance = stream(self._seed, "turn", asked.reference, head)
        usual = FILLED_HARD if asked.hard else FILLED
        if chance.random() >= (usual if share is None else share):
            return Turn(asked, head, None)
        free = [person for person in self._candidates(asked) if self._may(person, asked)]
        if not free:
            return Turn(asked, head, None)
        weights = [3.0 if person.facility_ids[0] == asked.facility_id else 1.0 for person in free]
        chosen = chance.choices(free, weights=weights)[0]
        self._take(chosen, asked)
        others = [person for person in free if person is not chosen]
        return Turn(asked, head, chosen, tuple(chance.sample(others, min(2, len(others)))))

    def _candidates(self, asked: Asked) -> list[Person]:
        key = (asked.facility_id, asked.role, asked.needs)
        if key not in self._able:
            there = self._at.get((asked.facility_id, asked.role), [])
            self._able[key] = [person for person in there if person.can(asked.role, asked.needs)]
        return self._able[key]

    def _may(self, person: Person, asked: Asked) -> bool:
        if asked.day < person.joined_on or asked.kind.part not in person.parts:
            return False
        if asked.day.weekday() not in person.weekdays or self._is_barred(person, asked):
            return False
        if (asked.charge and "CHARGE" not in person.skills) or (asked.languages and not person.spanish):
            return False
        return self._rested(self._diaries[person.number], person, asked)

    def _is_barred(self, person: Person, asked: Asked) -> bool:
        since = self._barred.get(person.number, {}).get(asked.facility_id)
        return since is not None and asked.day >= since

    def _rested(self, diary: _Diary, person: Person, asked: Asked) -> bool:
        if diary.by_week[clock.week_start(asked.day)] >= person.shifts_a_week:
            return False
        if not diary.held:
            return True
        _, last_end, was_night = diary.held[-1]
        is_night = asked.kind.part == "night"
        if asked.starts_at - last_end < (AFTER_NIGHT if was_night and not is_night else REST):
            return False
        recent = [start for start, _, _ in diary.held[-MOST_IN_FOUR_DAYS:]]
        return len(recent) < MOST_IN_FOUR_DAYS or asked.starts_at - recent[0] >= FOUR_DAYS

    def _take(self, person: Person, asked: Asked) -> None:
        diary = self._diaries[person.number]
        diary.held.append((asked.starts_at, asked.ends_at, asked.kind.part == "night"))
        diary.by_week[clock.week_start(asked.day)] += 1


def _who_goes_where(people: Sequence[Person]) -> Mapping[tuple[int, str], list[Person]]:
    found: dict[tuple[int, str], list[Person]] = defaultdict(list)
    for person in people:
        for facility_id in person.facility_ids:
            found[(facility_id, person.role)].append(person)
    return found


def days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + DAY * offset for offset in range((last - first).days + 1)]
