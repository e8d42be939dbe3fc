"""What a digest says: each dimension against colleagues of the same role, and against the digest before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from staffing.digests.suggestions import suggestion
from staffing.facilities.models import Setting
from staffing.ratings.bands import CLINICIAN_FROM_RESPONSES, Audience, BandName, band_name
from staffing.ratings.book import Person, ScoreBook
from staffing.ratings.models import Dimension
from staffing.ratings.weights import dimensions_asked

PEERS_FROM = 5
"""Rated colleagues below which the role's usual (the prior mean) stands in for their median."""
STEADY_WITHIN = 1
"""Percentage points a figure may move between two digests and still be called steady."""

Content = dict[str, Any]


def compared(book: ScoreBook, person: Person, earlier: Mapping[str, Any] | None) -> Content:
    """JSON-ready content: the own band, a line a dimension, what to try. Percentages are whole.

    `earlier` is the content of the person's digest before. A dimension with fewer than five answers has no
    figure: too few voices to speak of. One with fewer than five new ones stays as it was in the digest
    before: the difference would tell a single answer.
    """
    setting = book.main_setting(person.clinician_id)
    peers = _peers(book, person)
    before = _lines_of(earlier, setting)
    asked = dimensions_asked(person.family, setting, table=book.weights)
    lines = [
        _line(book, person.clinician_id, setting, dimension, peers, before.get(dimension.value))
        for dimension in asked
        if book.score(person.clinician_id, setting, dimension).answers >= CLINICIAN_FROM_RESPONSES
    ]
    band = book.band(person.clinician_id, Audience.CLINICIAN)
    return {
        "setting": setting.value,
        "band": band.name.value,
        "label": band.label,
        "band_before": (earlier or {}).get("label"),
        "responses": band.responses,
        "peers": len(peers) if len(peers) >= PEERS_FROM else 0,
        "lines": sorted(lines, key=lambda line: line["usual"] - line["own"]),
        "too_few": [dimension.value for dimension in asked if not _holds(lines, dimension)],
        "to_try": {
            line["dimension"]: suggestion(Dimension(line["dimension"]), person.family)
            for line in lines
            if line["level"] == BandName.GROWING.value
        },
    }


def _lines_of(earlier: Mapping[str, Any] | None, setting: Setting) -> dict[str, Content]:
    """The earlier digest's lines by dimension, where it spoke of the same setting."""
    if earlier is None or earlier.get("setting") != setting:
        return {}
    return {line["dimension"]: line for line in earlier["lines"]}


def usual(
    book: ScoreBook, peers: Sequence[int], setting: Setting, dimension: Dimension, prior: float
) -> float:
    """The median of the colleagues' means; the role's prior mean where too few of them are rated."""
    if len(peers) < PEERS_FROM:
        return prior
    return median(book.mean(peer, setting, dimension) for peer in peers)


def _peers(book: ScoreBook, person: Person) -> list[int]:
    """Colleagues of the same role with enough responses to have a band of their own."""
    return [
        other.clinician_id
        for other in book.people
        if other.role == person.role
        and other.clinician_id != person.clinician_id
        and book.responses(other.clinician_id) >= CLINICIAN_FROM_RESPONSES
    ]


def _line(
    book: ScoreBook,
    clinician_id: int,
    setting: Setting,
    dimension: Dimension,
    peers: Sequence[int],
    before: Content | None,
) -> Content:
    score = book.score(clinician_id, setting, dimension)
    if before is not None and score.answers - before["answers"] < CLINICIAN_FROM_RESPONSES:
        return {**before, "trend": None, "as_before": True}
    theirs = usual(book, peers, setting, dimension, score.prior)
    own = round(100 * score.mean)
    return {
        "dimension": dimension.value,
        "own": own,
        "usual": round(100 * theirs),
        "level": band_name(score.mean, theirs).value,
        "trend": None if before is None else _trend(own - before["own"]),
        "answers": score.answers,
        "as_before": False,
    }


def _trend(points: int) -> str:
    if abs(points) <= STEADY_WITHIN:
        return "steady"
    return "up" if points > 0 else "down"


def _holds(lines: Sequence[Content], dimension: Dimension) -> bool:
    return any(line["dimension"] == dimension.value for line in lines)
