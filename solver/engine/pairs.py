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

    `pairs`: rows of the pair columns. `conflict[i, j]`: the two slots cannot both be theirs.
    """

    clinician: Clinician
    pairs: Ints
    slots: tuple[Slot, ...]
    table: DutyTable
    standing: tuple[Commitment, ...]
    standing_table: DutyTable
    conflict: Bools

    @cached_property
    def duties(self) -> DutyTable:
        """The slots' rows, then the commitments'."""
        return self.table.with_rows(self.standing_table)

    def only(self, renumbered: Ints) -> Roster:
        """The places whose new pair row is not negative, under their new rows."""
        places = np.flatnonzero(renumbered >= 0)
        return replace(
            self,
            pairs=renumbered[places],
            slots=tuple(self.slots[place] for place in places),
            table=self.table.rows(places),
            conflict=self.conflict[np.ix_(places, places)],
        )


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
        """Pair rows by slot row."""
        rows: dict[int, list[int]] = {}
        for pair, slot in enumerate(self.slot.tolist()):
            rows.setdefault(slot, []).append(pair)
        return rows

    def only(self, rows: Ints) -> Pairs:
        """These rows (ascending) alone, renumbered from 0."""
        at = np.full(len(self), -1)
        at[rows] = np.arange(len(rows))
        parts = (roster.only(at[roster.pairs]) for roster in self.rosters if (at[roster.pairs] >= 0).any())
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
            rosters.append(_roster(problem, person, free, pairs))
            people.append(np.full(len(free), person))
            slots.append(free)
            at += len(free)
    none = np.zeros(0, dtype=np.int64)
    return Pairs(np.concatenate([none, *people]), np.concatenate([none, *slots]), tuple(rosters))


def too_close(problem: Problem, one: DutyTable, two: DutyTable) -> Bools:
    """[n, m] True where some rule forbids holding both duties, whichever comes first."""
    return ~(_leaves_gap(problem, one, two) | _leaves_gap(problem, two, one).T)


def _eligible_rows(problem: Problem) -> Iterator[tuple[int, Ints]]:
    order = np.lexsort((problem.slot_table.duty.end, problem.slot_table.duty.start))
    for first in range(0, len(problem.clinicians), BLOCK):
        people = np.arange(first, min(first + BLOCK, len(problem.clinicians)))
        allowed = eligible(problem, people, order)
        for at, person in enumerate(people.tolist()):
            yield person, order[allowed[at]]


def _blocked_by_standing(problem: Problem, person: int, rows: Ints) -> Bools:
    standing = problem.commitments_of.get(problem.clinicians[person].id, ())
    held = DutyTable.of(standing, problem.facility_index)
    close = too_close(problem, problem.slot_table.duty.rows(rows), held)
    blocked: Bools = np.asarray(close.any(axis=1))
    return blocked


def _roster(problem: Problem, person: int, rows: Ints, pairs: Ints) -> Roster:
    clinician = problem.clinicians[person]
    standing = problem.commitments_of.get(clinician.id, ())
    table = problem.slot_table.duty.rows(rows)
    return Roster(
        clinician=clinician,
        pairs=pairs,
        slots=tuple(problem.slots[row] for row in rows),
        table=table,
        standing=standing,
        standing_table=DutyTable.of(standing, problem.facility_index),
        conflict=too_close(problem, table, table),
    )


def _leaves_gap(problem: Problem, before: DutyTable, after: DutyTable) -> Bools:
    gap = after.start[None, :] - before.end[:, None]
    needed = np.zeros(gap.shape, dtype=np.int64)
    for rule in SEQUENCE_RULES:
        if rule.gap_needed is not None:
            needed = np.maximum(needed, rule.gap_needed(problem, before, after))
    enough: Bools = gap >= needed
    return enough
