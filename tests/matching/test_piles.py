"""When a proposed placement is flagged, on both sides of every threshold."""

from __future__ import annotations

from typing import Any

import pytest

from staffing.matching.piles import flags_of

FLOOR = 1_800


def score(
    mean: float = 0.85,
    *,
    intensity: str = "most",
    new: bool = False,
    drive: int = 20,
    overtime: int = 0,
    margin: int = 2_390,
    wishes: dict[str, int] | None = None,
) -> dict[str, Any]:
    return {
        "intensity": intensity,
        "communication": {"mean": mean, "new": new},
        "travel_minutes": drive,
        "overtime_cents": overtime,
        "margin_bp": margin,
        "wishes": wishes or {},
    }


def test_nothing_to_say_is_clean() -> None:
    assert flags_of(score(), {"difference": 40.0}, 3, FLOOR) == []
    assert flags_of(score(), None, 1, FLOOR) == []


@pytest.mark.parametrize(
    ("difference", "flags"),
    [
        (5.0, []),
        (4.99, ["thin_margin"]),
        (0.0, ["thin_margin"]),
        (-4.99, ["thin_margin"]),
        (-5.0, ["runner_up_ahead"]),
    ],
)
def test_the_runner_up(difference: float, flags: list[str]) -> None:
    assert flags_of(score(), {"difference": difference}, 3, FLOOR) == flags


@pytest.mark.parametrize(
    ("facts", "flags"),
    [
        ({"mean": 0.70}, []),
        ({"mean": 0.69}, ["low_communication"]),
        ({"mean": 0.69, "intensity": "some"}, []),
        ({"new": True}, ["new_communicator"]),
        ({"new": True, "intensity": "some"}, []),
        ({"drive": 90}, []),
        ({"drive": 91}, ["long_drive"]),
        ({"overtime": 24_99}, []),
        ({"overtime": 25_00}, ["overtime"]),
        ({"wishes": {"place": -1, "hours": -1}}, []),
        ({"wishes": {"place": -2, "hours": 2}}, ["please_not"]),
        ({"wishes": {"hours": -2}}, ["please_not"]),
        ({"margin": FLOOR}, []),
        ({"margin": FLOOR - 1}, ["margin_floor"]),
    ],
)
def test_both_sides_of_every_threshold(facts: dict[str, Any], flags: list[str]) -> None:
    assert flags_of(score(**facts), None, 3, FLOOR) == flags


def test_the_first_time_in_a_unit() -> None:
    assert flags_of(score(), None, 0, FLOOR) == ["first_time_unit"]
    assert flags_of(score(), None, 1, FLOOR) == []
