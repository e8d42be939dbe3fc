"""Posterior means per clinician and weights per slot: the vectors by which the match weighs communication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from staffing.matching.problem_builder.places import RoleFacts
from staffing.matching.problem_builder.shifts import SlotFacts
from staffing.ratings.answers import DIMENSIONS as ASKED
from staffing.ratings.answers import SETTINGS
from staffing.ratings.scores import score_book
from staffing.ratings.weights import WeightTable, dimension_weights

CELLS = tuple((setting, dimension) for setting in SETTINGS for dimension in ASKED)
DIMENSIONS = tuple(f"{setting.value}.{dimension.value}" for setting, dimension in CELLS)
"""Names of the vector's entries, for example "on_site.respect"."""

WEIGHT_SCALE = 1_000
MEAN_DECIMALS = 5


def communication_vectors(clinician_ids: Sequence[int], now: datetime) -> dict[int, tuple[float, ...]]:
    """Each clinician's posterior means in the order of DIMENSIONS; the prior mean where nobody answered."""
    book = score_book(now, clinician_ids)
    means = np.round(book.means.reshape(len(book.people), len(DIMENSIONS)), MEAN_DECIMALS).tolist()
    return {person.clinician_id: tuple(row) for person, row in zip(book.people, means, strict=True)}


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
