"""A slot is taken by at most one clinician. Coverage is soft: the empty plan is always feasible."""

from __future__ import annotations

from solver.engine.variables import Assigned


def post(assigned: Assigned) -> None:
    """At most one of the slot's takers."""
    for slot in assigned.pairs.of_slot:
        assigned.model.add_at_most_one(assigned.takers_of(slot))
