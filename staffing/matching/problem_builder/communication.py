"""Posterior means per clinician and weights per slot: the vectors by which the match weighs communication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from staffing.matching.problem_builder.places import RoleFacts
from staffing.matching.problem_builder.shifts import SlotFacts
from staffing.ratings.answers import DIMENSIONS as ASKED
from staffing.ratings.answers import SETTINGS
from staffing.ratings.bands import NEW_BELOW_RATERS
from staffing.ratings.posterior import Bools, Floats
from staffing.ratings.scores import score_book
from staffing.ratings.weights import WeightTable, dimension_weights

CELLS = tuple((setting, dimension) for setting in SETTINGS for dimension in ASKED)
DIMENSIONS = tuple(f"{setting.value}.{dimension.value}" for setting, dimension in CELLS)
"""Names of the vector's entries, for example "on_site.respect"."""

WEIGHT_SCALE = 1_000
MEAN_DECIMALS = 5


@dataclass(frozen=True)
class Communication:
    """`vectors`: means in the order of DIMENSIONS by clinician id. `little_rated`: who has few raters."""

    vectors: dict[int, tuple[float, ...]]
    little_rated: frozenset[int]


def load_communication(
    clinician_ids: Sequence[int], now: datetime, newcomer_floor: int | None
) -> Communication:
    """Each clinician's posterior means; the prior mean where nobody answered.

    Somebody with fewer than five raters counts at no less than the prior in any dimension, and at no less
    than the floor (percent) where there is one: a first bad answer or two say little.
    """
    book = score_book(now, clinician_ids)
    little = book.raters_of < NEW_BELOW_RATERS
    means = lifted(book.means, book.prior, little, newcomer_floor)
    rows = np.round(means.reshape(len(book.people), len(DIMENSIONS)), MEAN_DECIMALS).tolist()
    people = [person.clinician_id for person in book.people]
    return Communication(
        vectors={person: tuple(row) for person, row in zip(people, rows, strict=True)},
        little_rated=frozenset(person for person, few in zip(people, little.tolist(), strict=True) if few),
    )


def lifted(means: Floats, prior: Floats, little_rated: Bools, newcomer_floor: int | None) -> Floats:
    """[clinician, setting, dimension] means as the match counts them."""
    least = np.maximum(prior, (newcomer_floor or 0) / 100)
    return np.where(little_rated[:, None, None], np.maximum(means, least), means)


def slot_weights(slot: SlotFacts, role: RoleFacts, table: WeightTable) -> tuple[int, ...]:
    """The slot's weights in the order of DIMENSIONS, whole thousandths: its setting's cells only.

    `table` is the one of the questionnaire in force.
    """
    shares = dimension_weights(
        role.family,
        slot.setting,
        patients_read_up=slot.patients_read_up,
        explains_bills=slot.explains_bills,
        table=table,
    )
    return tuple(
        round(WEIGHT_SCALE * shares.get(dimension, 0)) if setting is slot.setting else 0
        for setting, dimension in CELLS
    )
