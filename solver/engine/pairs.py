"""The pairs worth a variable: allowed by every pairing rule and not too close to a commitment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from solver.entities import Clinician, Commitment, Slot
from solver.problem import Problem
from solver.rules.eligibility import eligible
from solver.rules.sequence import SEQUENCE_RULES
from solver.tables import Bools, DutyTable, Ints

BLOCK = 1_000


@dataclass(frozen=True)
class Roster:
    """One clinician's possible slots in order of start, and what they hold already.

    `pairs`: rows of the pair columns; `rows`: of the problem's slots. What else is asked for is made then:
    at five thousand people most of it never is.
    """

    problem: Problem
    clinician: Clinician
    pairs: Ints
    rows: Ints

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slots themselves."""
        return tuple(self.problem.slots[row] for row in self.rows.tolist())

    @cached_property
    def table(self) -> DutyTable:
        """Columns over the slots."""
        return self.problem.slot_table.duty.rows(self.rows)

    @property
    def standing(self) -> tuple[Commitment, ...]:
        """The clinician's commitments."""
        return self.problem.commitments_of.get(self.clinician.id, ())

    @cached_property
    def standing_table(self) -> DutyTable:
        """Columns over the commitments."""
        return DutyTable.of(self.standing, self.problem.facility_index)

    @cached_property
    def conflict(self) -> Bools:
        """[n, n] True where two of the slots cannot both be theirs."""
        return too_close(self.problem, self.table, self.table)

    @cached_property
    def duties(self) -> DutyTable:
        """The slots' rows, then the commitments'."""
        return self.table.with_rows(self.standing_table)

    def only(self, renumbered: Ints) -> Roster:
        """The places whose new pair row is not negative, under their new rows."""
        places = np.flatnonzero(renumbered >= 0)
        return replace(self, pairs=renumbered[places], rows=self.rows[places])


@dataclass(frozen=True)
class Pairs:
    """Two columns, [K]: rows of clinicians and of slots; and the same by clinician."""

    clinician: Ints
    slot: Ints
    rosters: tuple[Roster, ...]

    def __len__(self) -> int:
        return len(self.clinician)

    @cached_property
    def of_slot(self) -> dict[int, list[int]]:
        """Pair rows by slot row, slots in order of their first pair."""
        order = np.argsort(self.slot, kind="stable")
        slots, first = np.unique(self.slot[order], return_index=True)
        groups = np.split(order, first[1:]) if len(order) else []
        both = sorted(zip(slots.tolist(), groups, strict=True), key=lambda group: int(group[1][0]))
        return {slot: group.tolist() for slot, group in both}

    @cached_property
    def roster_of(self) -> dict[int, int]:
        """Place of each clinician's roster, by row of the clinician."""
        return {int(self.clinician[roster.pairs[0]]): at for at, roster in enumerate(self.rosters)}

    def only(self, rows: Ints) -> Pairs:
        """These rows (ascending) alone, renumbered from 0."""
        people, first = np.unique(self.clinician[rows], return_index=True)
        parts: list[Roster] = []
        if not len(rows):
            return Pairs(rows, rows, ())
        for person, chosen, at in zip(people.tolist(), np.split(rows, first[1:]), first, strict=True):
            roster = self.rosters[self.roster_of[person]]
            renumbered = np.full(len(roster.pairs), -1)
            renumbered[chosen - roster.pairs[0]] = at + np.arange(len(chosen))
            parts.append(roster.only(renumbered))
        return Pairs(self.clinician[rows], self.slot[rows], tuple(parts))


def find_pairs(problem: Problem) -> Pairs:
    """Every pair that may become a placement, clinician by clinician."""
    people: list[Ints] = []
    slots: list[Ints] = []
    rosters: list[Roster] = []
    at = 0
    for person, rows in _eligible_rows(problem):
        free = rows[~_blocked_by_standing(problem, person, rows)]
        if len(free):
            pairs = np.arange(at, at + len(free))
            rosters.append(Roster(problem, problem.clinicians[person], pairs, free))
            people.append(np.full(len(free), person))
            slots.append(free)
            at += len(free)
    none = np.zeros(0, dtype=np.int64)
    return Pairs(np.concatenate([none, *people]), np.concatenate([none, *slots]), tuple(rosters))


def too_close(problem: Problem, one: DutyTable, two: DutyTable) -> Bools:
    """[n, m] True where some rule forbids holding both duties, whichever comes first."""
    return ~(leaves_gap(problem, one, two) | leaves_gap(problem, two, one).T)


def _eligible_rows(problem: Problem) -> Iterator[tuple[int, Ints]]:
    order = np.lexsort((problem.slot_table.duty.end, problem.slot_table.duty.start))
    for first in range(0, len(problem.clinicians), BLOCK):
        people = np.arange(first, min(first + BLOCK, len(problem.clinicians)))
        allowed = _eligible_by_role(problem, people, order)
        for at, person in enumerate(people.tolist()):
            yield person, order[allowed[at]]


def _eligible_by_role(problem: Problem, people: Ints, slots: Ints) -> Bools:
    """[n, m] `eligible`, asked only where the role fits: most of a block is somebody else's work."""
    allowed = np.zeros((len(people), len(slots)), dtype=np.bool_)
    for role in problem.role_of:
        able = np.array([role in problem.clinicians[row].roles for row in people.tolist()], dtype=np.bool_)
        wanted = np.flatnonzero(problem.slot_table.role[slots] == role)
        mine = np.flatnonzero(able)
        if len(mine) and len(wanted):
            allowed[np.ix_(mine, wanted)] = eligible(problem, people[mine], slots[wanted])
    return allowed


def _blocked_by_standing(problem: Problem, person: int, rows: Ints) -> Bools:
    standing = problem.commitments_of.get(problem.clinicians[person].id, ())
    if not standing:
        return np.zeros(len(rows), dtype=np.bool_)
    held = DutyTable.of(standing, problem.facility_index)
    close = too_close(problem, problem.slot_table.duty.rows(rows), held)
    blocked: Bools = np.asarray(close.any(axis=1))
    return blocked


def leaves_gap(problem: Problem, before: DutyTable, after: DutyTable) -> Bools:
    """[n, m] True where every rule lets one duty come after the other."""
    gap = after.start[None, :] - before.end[:, None]
    needed = np.zeros(gap.shape, dtype=np.int64)
    for rule in SEQUENCE_RULES:
        if rule.gap_needed is not None:
            needed = np.maximum(needed, rule.gap_needed(problem, before, after))
    enough: Bools = gap >= needed
    return enough
