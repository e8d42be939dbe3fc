"""The items are short and plain enough for a fourth-grade reader."""

from __future__ import annotations

import re

from staffing.ratings.items import DIMENSION_NAMES, ITEMS, SCALE
from staffing.ratings.models import Answer, Dimension


def syllables(word: str) -> int:
    """Vowel groups, without a silent final e."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le")
    return max(1, groups - silent)


def grade(sentences: list[str]) -> float:
    """Flesch–Kincaid grade level."""
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z]+", sentence)]
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_every_dimension_and_answer_has_words() -> None:
    assert set(ITEMS) == set(DIMENSION_NAMES) == set(Dimension)
    assert set(SCALE) == set(Answer)


def test_items_read_at_fourth_grade_or_below() -> None:
    assert grade(list(ITEMS.values())) <= 4
    assert max(len(item) for item in ITEMS.values()) <= 56
