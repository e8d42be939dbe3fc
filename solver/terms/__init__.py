"""What a plan is worth: one file a term, no OR-Tools. The list is the table of contents."""

from __future__ import annotations

from solver.terms import (
    communication,
    continuity,
    exploration,
    fairness,
    fill,
    overtime,
    preferences,
    stability,
    travel,
    unit_average,
)
from solver.terms.base import Curve, LoadTerm, PairTerm, Term, UnitTerm

TERMS: tuple[Term, ...] = (
    fill.TERM,
    communication.TERM,
    continuity.TERM,
    preferences.TERM,
    travel.TERM,
    overtime.TERM,
    fairness.TERM,
    stability.TERM,
    unit_average.TERM,
    exploration.TERM,
)
TERM_OF: dict[str, Term] = {term.name: term for term in TERMS}
TERM_NAMES = tuple(TERM_OF)

__all__ = ["TERMS", "TERM_NAMES", "TERM_OF", "Curve", "LoadTerm", "PairTerm", "Term", "UnitTerm"]
