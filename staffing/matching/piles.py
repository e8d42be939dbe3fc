"""When a proposed placement deserves a look instead of a place in the clean pile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from staffing.facilities.models import PatientContact

THIN_MARGIN = 5.0
"""Points of 1000 between the proposed person and the runner-up under which it is a close call."""
LOW_COMMUNICATION = 0.70
"""Communication mean for the slot (0 to 1) that is low where they talk most of the shift."""
LONG_DRIVE_MINUTES = 90


def flags_of(
    score: Mapping[str, Any], runner_up: Mapping[str, Any] | None, shifts_here: int, margin_floor_bp: int
) -> list[str]:
    """Why to look at a placement; empty means clean.

    `score` and `runner_up` as stored; `shifts_here`: worked in this unit before; the floor in basis points.
    """
    talks = score["intensity"] == PatientContact.MOST
    communication = score["communication"]
    found = {
        "thin_margin": runner_up is not None and runner_up["difference"] < THIN_MARGIN,
        "low_communication": talks and communication["mean"] < LOW_COMMUNICATION,
        "new_communicator": talks and communication["new"],
        "overtime": score["overtime_cents"] > 0,
        "long_drive": score["travel_minutes"] > LONG_DRIVE_MINUTES,
        "first_time_unit": shifts_here == 0,
        "margin_floor": score["margin_bp"] < margin_floor_bp,
    }
    return [name for name, applies in found.items() if applies]
