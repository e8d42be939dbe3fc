"""The items are short and plain enough for a fourth-grade reader."""

from __future__ import annotations

import re

import pytest

from staffing.ratings.items import DIMENSION_NAMES, ENGLISH, FIRST_ITEMS, LANGUAGES, SCALE
from staffing.ratings.models import Answer, Dimension, RaterSource


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
    assert set(FIRST_ITEMS[RaterSource.FACILITY]) == set(DIMENSION_NAMES) == set(Dimension)
    assert set(FIRST_ITEMS) == set(RaterSource)
    assert all(set(words) == set(Answer) for words in SCALE.values())
    for lines in FIRST_ITEMS.values():
        assert all(set(wording) == set(LANGUAGES) and all(wording.values()) for wording in lines.values())


def test_each_source_is_asked_only_what_it_can_see() -> None:
    patient, colleague = FIRST_ITEMS[RaterSource.PATIENT], FIRST_ITEMS[RaterSource.COLLEAGUE]
    assert Dimension.TEAMWORK_HANDOFF not in patient
    assert Dimension.TEAMWORK_HANDOFF not in FIRST_ITEMS[RaterSource.CALLER]
    assert Dimension.TEAMWORK_HANDOFF in colleague
    assert Dimension.BILLING_CLARITY not in colleague
    assert all(Dimension.RESPECT in lines for lines in FIRST_ITEMS.values())


@pytest.mark.parametrize("source", RaterSource)
def test_items_read_at_fourth_grade_or_below(source: RaterSource) -> None:
    lines = [wording[ENGLISH] for wording in FIRST_ITEMS[source].values()]
    assert grade(lines) <= 4
    assert max(len(words) for wording in FIRST_ITEMS[source].values() for words in wording.values()) <= 56
