"""Three named sets of weights, and what single runs add to them.

A set is shares of 100: communication at most 30, in the default no other term above 20; fill stands in a
tier of its own. What a run asks for beside comes on top, 20 each: every other term's part only shrinks.
"""

from __future__ import annotations

from collections.abc import Mapping

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
ON_TOP = {"unit_average": 20, "exploration": 20}
"""Weights of what only some runs need: units with a minimum, shifts reserved for the little rated."""
MOST = {"communication": 30, "unit_average": 20, "exploration": 20}
MOST_OTHERWISE = 30
MOST_IN_DEFAULT = 20
"""Percent of the value tier that a term may weigh: bounded influence, whatever the data."""


class Unbounded(ValueError):
    """A term would weigh more than it may."""


def value_shares(name: str = DEFAULT_PRESET, *on_top: str) -> dict[str, int]:
    """The weights of a preset with terms of ON_TOP added. KeyError for unknown names."""
    return {**VALUE_SHARES[name], **{term: ON_TOP[term] for term in on_top}}


def refuse_unbounded(shares: Mapping[str, int], most_otherwise: int = MOST_OTHERWISE) -> None:
    """Unbounded when a term has more than its part of the whole."""
    whole = sum(shares.values())
    for term, weight in shares.items():
        most = MOST.get(term, most_otherwise)
        if 100 * weight > most * whole:
            raise Unbounded(f"{term} weighs {weight} of {whole}: at most {most} % is allowed")


def tiers_of(shares: Mapping[str, int]) -> tuple[Tier, ...]:
    """Fill by priority first, then value with these shares."""
    value = tuple(WeightedTerm(term=term, weight=weight) for term, weight in shares.items() if weight)
    return (Tier(name="fill", terms=(WeightedTerm(term="fill", weight=1),)), Tier(name="value", terms=value))


def preset(name: str = DEFAULT_PRESET, *on_top: str) -> tuple[Tier, ...]:
    """The tiers of a named preset: balanced, continuity or economy. KeyError for any other name, Unbounded
    where a term would weigh too much."""
    shares = value_shares(name, *on_top)
    refuse_unbounded(shares, MOST_IN_DEFAULT if name == DEFAULT_PRESET else MOST_OTHERWISE)
    return tiers_of(shares)
