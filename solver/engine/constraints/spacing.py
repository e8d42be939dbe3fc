"""Overlap, rest, site change, night to day and the two-shift part of the 24 h rule.

They all ask for a gap between two shifts (`SequenceRule.gap_needed`): two shifts go together or not.
A group of shifts no two of which go together gives one strong "at most one"; groups are grown until every
forbidden pair lies in one.
"""

from __future__ import annotations

from collections.abc import Iterator

from solver.engine.pairs import Roster
from solver.engine.variables import Assigned
from solver.tables import Bools


def post(assigned: Assigned) -> None:
    """At most one of each group."""
    for roster in assigned.rosters:
        shifts = assigned.shifts_of(roster)
        for group in exclusive_groups(roster):
            assigned.model.add_at_most_one([shifts[place] for place in group])


def exclusive_groups(roster: Roster) -> Iterator[list[int]]:
    """Groups of places, each pairwise in conflict, that cover every conflict."""
    friends = _as_bits(roster.conflict)
    uncovered = list(friends)
    for place in range(len(friends)):
        while uncovered[place] >> (place + 1):
            other = place + 1 + _lowest(uncovered[place] >> (place + 1))
            group = _grow(friends, [place, other])
            bits = sum(1 << member for member in group)
            for member in group:
                uncovered[member] &= ~bits
            yield group


def _grow(friends: list[int], group: list[int]) -> list[int]:
    common = friends[group[0]] & friends[group[1]]
    while common:
        member = _lowest(common)
        group.append(member)
        common &= friends[member]
    return group


def _as_bits(conflict: Bools) -> list[int]:
    """One whole number a row; the diagonal left out."""
    rows = []
    for place, row in enumerate(conflict):
        others = row.copy()
        others[place] = False
        rows.append(sum(1 << int(other) for other in others.nonzero()[0]))
    return rows


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1
