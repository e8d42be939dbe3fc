"""Three named sets of weights. Shares of 100; communication at most 30; fill stands in a tier of its own."""

from __future__ import annotations

from solver.entities import Tier, WeightedTerm

VALUE_SHARES: dict[str, dict[str, int]] = {
    "balanced": {
        "communication": 30,
        "continuity": 20,
        "preferences": 10,
        "travel": 10,
        "overtime": 10,
        "fairness": 10,
        "stability": 10,
    },
    "continuity": {
        "communication": 25,
        "continuity": 30,
        "preferences": 10,
        "travel": 5,
        "overtime": 10,
        "fairness": 5,
        "stability": 15,
    },
    "economy": {
        "communication": 20,
        "continuity": 10,
        "preferences": 5,
        "travel": 20,
        "overtime": 30,
        "fairness": 10,
        "stability": 5,
    },
}
DEFAULT_PRESET = "balanced"


def tiers_of(shares: dict[str, int]) -> tuple[Tier, ...]:
    """Fill by priority first, then value with these shares."""
    value = tuple(WeightedTerm(term=term, weight=weight) for term, weight in shares.items() if weight)
    return (Tier(name="fill", terms=(WeightedTerm(term="fill", weight=1),)), Tier(name="value", terms=value))


def preset(name: str = DEFAULT_PRESET) -> tuple[Tier, ...]:
    """The tiers of a named preset: balanced, continuity or economy. KeyError for any other name."""
    return tiers_of(VALUE_SHARES[name])
