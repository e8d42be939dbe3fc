"""What a run returns: the plan, what it is worth per tier and term, and how far from the best it can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from solver.entities import Pair


class Status(StrEnum):
    """OPTIMAL: every tier proven. FEASIBLE: valid, more may be possible. STOPPED: cancelled, best kept."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True, slots=True)
class TermResult:
    """One term within a tier.

    `total`: the plan's points (unweighted; 0 to 1000 a slot on the term's fixed reference). `low`, `high`:
    least and most points of a single placement in the plan. `share`: its part of the tier's weighted spread
    (high - low) over all terms, 0 to 1.
    """

    term: str
    weight: int
    total: float
    low: float
    high: float
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class TierResult:
    """One tier. More is better.

    `objective`: sum of weight x points. `bound`: proven upper bound. `gap`: (bound - objective) / |bound|.
    """

    name: str
    objective: float
    bound: float
    gap: float
    proven: bool
    seconds: float
    terms: tuple[TermResult, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedPin:
    """A pin that could not be placed and the rules that stand against it."""

    pair: Pair
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Solution:
    """A plan. `placements` are the chosen pairs in slot order; `unfilled` the slot ids left open."""

    status: Status
    placements: tuple[Pair, ...]
    unfilled: tuple[str, ...]
    tiers: tuple[TierResult, ...]
    refused_pins: tuple[RefusedPin, ...]
    seconds: float
    seed: int

    @property
    def objective(self) -> float:
        """Objective of the last tier."""
        return self.tiers[-1].objective

    @property
    def bound(self) -> float:
        """Bound of the last tier, given at least this plan's earlier tiers."""
        return self.tiers[-1].bound

    @property
    def gap(self) -> float:
        """Gap of the last tier."""
        return self.tiers[-1].gap
