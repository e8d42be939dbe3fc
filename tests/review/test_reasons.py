"""What is said about a proposal: to the clinician on the offer, and to the coordinator on the card."""

from __future__ import annotations

from typing import Any

import pytest

from admin.review.cards import card_of
from staffing.matching.models import ProposedPlacement
from staffing.review.flags import flag_words
from staffing.review.reasons import offer_reasons
from tests.review.scene import Scene


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({}, []),
        ({"place": 1}, ["It is a place you said you like"]),
        ({"hours": 2}, ["These are hours you said you like"]),
        ({"place": -1}, ["We know you would rather not work here: saying no is fine"]),
        ({"hours": -2}, ["We know you would rather not work at such hours: saying no is fine"]),
    ],
)
def test_likes_and_dislikes_are_told_on_the_offer(wishes: dict[str, int], said: list[str]) -> None:
    """Points alone say nothing: 700 may be the facility's own wish."""
    assert offer_reasons(proposal({"terms": {"preferences": 700}, "wishes": wishes})) == said


@pytest.mark.parametrize(("points", "said"), [(599, []), (600, ["You know this unit"])])
def test_a_term_is_a_reason_from_600_points(points: int, said: list[str]) -> None:
    assert offer_reasons(proposal({"terms": {"continuity": points}})) == said


def test_a_dislike_comes_after_what_speaks_for_the_pair() -> None:
    score = {"terms": {"continuity": 1000}, "travel_minutes": 12, "wishes": {"place": 2, "hours": -1}}
    assert offer_reasons(proposal(score)) == [
        "You know this unit",
        "It is a place you said you like",
        "About 12 minutes' drive from home",
        "We know you would rather not work at such hours: saying no is fine",
    ]


def test_the_card_tells_wishes_in_the_words_of_the_form(scene: Scene) -> None:
    row = scene.propose(scene.nurse(), scene.slot(), flags=("please_not",))
    row.score = {**row.score, "wishes": {"place": 2, "hours": -2}}
    card = card_of(row, {})
    assert card.notes[:2] == ("this place: gladly", "these hours: please not")
    assert card.flags == (flag_words("please_not"),)


def proposal(score: dict[str, Any]) -> ProposedPlacement:
    return ProposedPlacement(score=score)


@pytest.mark.parametrize(("responses", "said"), [(4, False), (5, True)])
def test_communication_is_said_only_to_who_may_read_their_own_band(responses: int, said: bool) -> None:
    score = {"terms": {"communication": 600}, "communication": {"responses": responses}}
    assert any("communicate" in words for words in offer_reasons(proposal(score))) == said
