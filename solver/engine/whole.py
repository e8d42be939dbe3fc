"""The whole model by HiGHS, in child processes, while the caller goes on with something else.

A tier is maximised together with the earlier ones, each of these weighted so that its smallest step outweighs
any single placement: a row "no less than so much fill" would hide every plan from HiGHS, a weight guides it.
The bound stays honest: whoever has at least T of the earlier tiers has at most B - weight x T of this one.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from solver.engine.objective import TierObjective
from solver.engine.variables import Chosen
from solver.mip import LinearModel, MipChild
from solver.tables import Floats

OUTWEIGHS = 4.0
LARGEST = 1e6  # of the coefficients, so that HiGHS's tolerances fit
BOUND_MARGIN = 1e-9  # relative, for the rounding of a floating-point bound


class WholeTier:
    """One tier, the earlier ones leading, being maximised in a child. A context manager."""

    def __init__(self, model: LinearModel, tiers: list[TierObjective], seconds: float) -> None:
        self._count = len(tiers[-1].coefficients)
        self._weights = leading_weights(tiers)
        led, self._scale = led_model(model, tiers)
        self.child = MipChild(led, seconds)

    def __enter__(self) -> WholeTier:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close()

    def plan(self) -> Chosen | None:
        """Pair rows of the plan found, not yet checked; None if there is none."""
        values = self.child.result().values
        if values is None:
            return None
        return frozenset(np.flatnonzero(values[: self._count] > 0.5).tolist())  # decisions come first

    def bound(self, earlier: tuple[int, ...]) -> float:
        """Of this tier, for plans with at least these values of the earlier ones; infinite if unknown."""
        bound = self.child.result().bound * self._scale
        led = sum(weight * value for weight, value in zip(self._weights, earlier, strict=True))
        return bound + BOUND_MARGIN * abs(bound) - led


def led_model(model: LinearModel, tiers: list[TierObjective]) -> tuple[LinearModel, float]:
    """The model with the last tier to maximise, the earlier ones leading; and what it was divided by."""
    leading = zip(leading_weights(tiers), tiers[:-1], strict=True)
    objective = _column(tiers[-1], model) + sum(weight * _column(tier, model) for weight, tier in leading)
    scale = max(1.0, float(np.abs(objective).max()) / LARGEST)
    return replace(model, objective=objective / scale), scale


def leading_weights(tiers: list[TierObjective]) -> list[float]:
    """From the last tier but one backwards: the smallest step of each outweighs what follows."""
    weights: list[float] = []
    largest = _largest(tiers[-1])
    for tier in reversed(tiers[:-1]):
        steps = np.abs(tier.coefficients[tier.coefficients != 0])
        weights.append(OUTWEIGHS * largest / float(steps.min(initial=largest)))
        largest = max(largest, weights[-1] * _largest(tier))
    return weights[::-1]


def _largest(tier: TierObjective) -> float:
    return float(np.abs(tier.coefficients).max(initial=1))


def _column(tier: TierObjective, model: LinearModel) -> Floats:
    objective = np.zeros(len(model.low))
    objective[: len(tier.coefficients)] = tier.coefficients
    for excess, cost in tier.excess:
        objective[excess.index] = -cost
    return objective
