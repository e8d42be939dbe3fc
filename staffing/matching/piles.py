"""When a proposed placement deserves a look instead of a place in the clean pile.

The thresholds are set so that a flag is news: on the demo agency each concerns at most one placement in
ten, and a week of about 500 placements leaves about 100 to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from staffing.facilities.models import PatientContact

THIN_MARGIN = 5.0
"""Points of 1000 the plan would lose with the runner-up instead, under which it is a close call."""
LOW_COMMUNICATION = 0.70
"""Communication mean for the slot (0 to 1) that is low where they talk most of the shift: ten points of a
hundred under the usual 0.80, the distance at which a talk is suggested too."""
LONG_DRIVE_MINUTES = 90
"""One way. On the demo agency 19 placements of 20 are nearer than 85 minutes."""
OVERTIME_CENTS = 25_00
"""Overtime premium of one placement from which it is worth a thought; a few minutes over are not."""

PLEASE_NOT = -2
"""The strongest dislike a clinician can state, of the place or of the hours; a mere "rather not" is none."""


def flags_of(
    score: Mapping[str, Any], runner_up: Mapping[str, Any] | None, shifts_here: int, margin_floor_bp: int
) -> list[str]:
    """Why to look at a placement; empty means clean.

    `score` and `runner_up` as stored; `shifts_here`: worked in this unit before; the floor in basis points.
    The runner-up could step in with the rest of the plan as it is, so their `difference` is what the whole
    plan loses. It is below zero where the search was stopped before it found that they do better.
    """
    talks = score["intensity"] == PatientContact.MOST
    communication = score["communication"]
    behind = None if runner_up is None else runner_up["difference"]
    found = {
        "runner_up_ahead": behind is not None and behind <= -THIN_MARGIN,
        "thin_margin": behind is not None and abs(behind) < THIN_MARGIN,
        "low_communication": talks and communication["mean"] < LOW_COMMUNICATION,
        "new_communicator": talks and communication["new"],
        "overtime": score["overtime_cents"] >= OVERTIME_CENTS,
        "long_drive": score["travel_minutes"] > LONG_DRIVE_MINUTES,
        "please_not": PLEASE_NOT in score["wishes"].values(),
        "first_time_unit": shifts_here == 0,
        "margin_floor": score["margin_bp"] < margin_floor_bp,
    }
    return [name for name, applies in found.items() if applies]
