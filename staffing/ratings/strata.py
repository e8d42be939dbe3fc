"""Strata as codes and as names: role × setting × rater source × dimension."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable
from staffing.ratings.models import RaterSource
from staffing.ratings.posterior import Ints

STRATA_PER_ROLE = len(SETTINGS) * len(SOURCES) * len(DIMENSIONS)
FACILITY = SOURCES.index(RaterSource.FACILITY)
PLACE: dict[str, int] = {
    name: place for names in (SETTINGS, SOURCES, DIMENSIONS) for place, name in enumerate(names)
}
"""Position of each setting, source and dimension by its name."""


def stratum_names(roles: Sequence[str], code: int) -> tuple[str, str, str, str]:
    """Role, setting, source and dimension of a stratum's code."""
    rest, dimension = divmod(code, len(DIMENSIONS))
    rest, source = divmod(rest, len(SOURCES))
    role, setting = divmod(rest, len(SETTINGS))
    return roles[role], SETTINGS[setting], SOURCES[source], DIMENSIONS[dimension]


def rater_span(table: AnswerTable) -> int:
    """What a rater's code is multiplied by before the stratum is added."""
    return len(table.roles) * STRATA_PER_ROLE


def rater_keys(table: AnswerTable, pairs: Ints) -> list[str]:
    """`rater|role|setting|dimension` of raters and facility strata coded as one number each."""
    raters, strata = np.divmod(pairs, rater_span(table))
    named = {code: _without_source(table.roles, code) for code in np.unique(strata).tolist()}
    return [
        f"{table.raters[rater]}|{named[stratum]}"
        for rater, stratum in zip(raters.tolist(), strata.tolist(), strict=True)
    ]


def _without_source(roles: Sequence[str], code: int) -> str:
    role, setting, _source, dimension = stratum_names(roles, code)
    return f"{role}|{setting}|{dimension}"
