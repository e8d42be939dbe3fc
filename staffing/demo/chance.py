"""Seeded chance: one stream for each thing that is drawn, so that adding a draw moves no other."""

from __future__ import annotations

import random


def stream(seed: int, *key: object) -> random.Random:
    """A generator of its own for `key`; equal seed and key give equal draws on every machine."""
    return random.Random(":".join(map(str, (seed, *key))))


def heads(expected: float, chance: random.Random) -> int:
    """A whole number whose mean is `expected`: its floor, or one more."""
    whole = int(expected)
    return whole + (chance.random() < expected - whole)
