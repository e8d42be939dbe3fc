"""Why this person, in sentences the clinician may read on the offer."""

from __future__ import annotations

from typing import Any

from staffing.matching.models import ProposedPlacement
from staffing.ratings.bands import CLINICIAN_FROM_RESPONSES

WORTH_SAYING = 600
"""Points of a term (0 to 1000) from which it is a reason."""

SENTENCES: dict[str, str] = {
    "communication": "You communicate well, and this unit asks for it",
    "continuity": "You know this unit",
    "fairness": "You have had fewer offers than others lately",
}

LIKED = {"place": "It is a place you said you like", "hours": "These are hours you said you like"}
DISLIKED = {
    "place": "We know you would rather not work here: saying no is fine",
    "hours": "We know you would rather not work at such hours: saying no is fine",
}


def offer_reasons(row: ProposedPlacement) -> list[str]:
    """Sentences from what spoke for the pair, their own dislikes last; never a figure of anybody else.

    Nothing is said of communication while the person has no band of their own to read: the sentence would
    tell them one of the first few answers.
    """
    points: dict[str, Any] = row.score.get("terms", {})
    heard = row.score.get("communication", {}).get("responses", 0)
    quiet = {"communication"} if heard < CLINICIAN_FROM_RESPONSES else set()
    said = [
        text
        for term, text in SENTENCES.items()
        if term not in quiet and (points.get(term) or 0) >= WORTH_SAYING
    ]
    wishes: dict[str, int] = row.score.get("wishes", {})
    said += [LIKED[about] for about, weight in wishes.items() if weight > 0]
    minutes = row.score.get("travel_minutes")
    if minutes is not None and minutes <= 30:
        said.append(f"About {minutes} minutes' drive from home")
    return said + [DISLIKED[about] for about, weight in wishes.items() if weight < 0]
