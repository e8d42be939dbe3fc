"""Which shifts are reserved to get to know people few have rated.

By lot, so that nobody is favoured: every slot draws a number from the run's seed and its own id, and the
lowest numbers are reserved. The same run made again reserves the same slots. Left out: critical slots, and
slots whose facility asks for somebody by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from staffing.matching.problem_builder.shifts import SlotFacts
from staffing.requests.models import Priority


def reserved(slots: Sequence[SlotFacts], percent: int, seed: int) -> frozenset[int]:
    """Ids of the slots reserved: this percentage of all slots, halves rounded up, or as many as may be."""
    wanted = (len(slots) * percent + 50) // 100
    may_be = [s.id for s in slots if s.priority is not Priority.CRITICAL and not s.preferred_clinician_ids]
    return frozenset(sorted(may_be, key=lambda slot_id: _lot(seed, slot_id))[:wanted])


def _lot(seed: int, slot_id: int) -> bytes:
    return sha256(f"{seed}:{slot_id}".encode()).digest()
