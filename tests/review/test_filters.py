"""What the address bar may say."""

from __future__ import annotations

from datetime import date

import pytest

from staffing.review.filters import ReviewFilter
from staffing.review.piles import proposed_ids
from tests.review.scene import Scene


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("1900-01-01", date(1900, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
        ("1899-12-31", None),
        ("2101-01-01", None),
        ("9999-12-31", None),
        ("someday", None),
    ],
)
def test_a_day_nobody_plans_with_counts_as_left_empty(scene: Scene, raw: str, day: date | None) -> None:
    chosen = ReviewFilter.read({"run": str(scene.run.id), "day": raw})
    assert chosen.day == day
    assert proposed_ids(chosen) == []
