"""The page for clinicians is as plain as it promises to be."""

from __future__ import annotations

import re
from pathlib import Path

from tests.ratings.test_wording import grade

PAGE = Path(__file__).parents[2] / "docs" / "rating-for-clinicians.md"


def sentences(text: str) -> list[str]:
    """Everything but headings and tables, without Markdown's marks."""
    prose = [line for line in text.splitlines() if line and not line.startswith(("#", "|"))]
    plain = [re.sub(r"\[([^]]*)\]\([^)]*\)|^- |[*]", r"\1", line) for line in prose]
    return [
        part for line in plain for part in re.split(r"(?<=[.?!:])[*\"]*\s+", line) if re.search("[a-z]", part)
    ]


def test_clinicians_read_about_their_score_at_fourth_to_sixth_grade() -> None:
    found = sentences(PAGE.read_text(encoding="utf-8"))
    assert len(found) > 30
    assert grade(found) <= 5
    assert max(len(one.split()) for one in found) <= 22
