"""What weighed answers add up to, per clinician, setting and dimension."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable
from staffing.ratings.posterior import Floats, Ints
from staffing.ratings.weighing import CELLS, Weighed


@dataclass(frozen=True)
class Tally:
    """Sums of some clinicians; [clinician, setting, dimension] unless said otherwise."""

    n: Floats
    """Σ w."""
    surprise: Floats
    """Σ w (y − e)."""
    answers: Ints
    """Counted answers, unweighted; one axis more for SOURCES."""
    raters: Ints
    responses_of: Ints
    """Valid responses per clinician (one rater, one shift), see `responses`."""
    raters_of: Ints
    """Raters per clinician."""


def tally(weighed: Weighed, people: int) -> Tally:
    """The sums of `people` clinicians, those without answers included."""
    table, size = weighed.table, people * CELLS
    shape = (people, len(SETTINGS), len(DIMENSIONS))
    by_source = weighed.group * len(SOURCES) + table.source
    answers = sums(by_source, table.count, size * len(SOURCES)).astype(np.int64)
    return Tally(
        n=sums(weighed.group, weighed.weight, size).reshape(shape),
        surprise=sums(weighed.group, weighed.surprise, size).reshape(shape),
        answers=answers.reshape(*shape, len(SOURCES)),
        raters=distinct(weighed.group, table.rater, size).reshape(shape),
        responses_of=responses(table, weighed.clinician, people),
        raters_of=distinct(weighed.clinician, table.rater, people),
    )


def stacked(tallies: Sequence[Tally]) -> Tally:
    """The sums of all their clinicians, in the order given; at least one tally."""
    return Tally(
        **{
            column.name: np.concatenate([getattr(one, column.name) for one in tallies])
            for column in fields(Tally)
        }
    )


def responses(table: AnswerTable, owner: Ints, owners: int) -> Ints:
    """How many responses the rows of each owner come from.

    An imported sum does not say which answers were given together: it stands for as many responses as its
    most answered dimension has answers, the fewest there can have been.
    """
    given, brought = table.response_id >= 0, np.flatnonzero(table.response_id < 0)
    here = distinct(owner[given], table.response_id[given], owners)
    if brought.size == 0:
        return here
    parts = np.stack([owner, table.rater, table.setting, table.source, table.day])[:, brought]
    surveys, survey_of = np.unique(parts, axis=1, return_inverse=True)
    most = np.zeros(surveys.shape[1])
    np.maximum.at(most, survey_of.reshape(-1), table.count[brought])
    return here + sums(surveys[0], most, owners).astype(np.int64)


def sums(owner: Ints, value: Floats, owners: int) -> Floats:
    return np.bincount(owner, weights=value, minlength=owners).astype(np.float64)


def distinct(owner: Ints, value: Ints, owners: int) -> Ints:
    """How many distinct values each owner has."""
    if owner.size == 0:
        return np.zeros(owners, dtype=np.int64)
    low, span = int(value.min()), int(np.ptp(value)) + 1
    met = np.unique(owner * span + (value - low))
    return np.asarray(np.bincount(met // span, minlength=owners), dtype=np.int64)
