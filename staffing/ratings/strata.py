"""Strata as codes and as names: role × setting × rater source × dimension."""

from __future__ import annotations

from collections.abc import Sequence

from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable
from staffing.ratings.models import RaterSource

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


def source_of(code: int) -> int:
    """Position in SOURCES of a stratum's source; `code` may carry a rater above it."""
    return code // len(DIMENSIONS) % len(SOURCES)


def rater_span(table: AnswerTable) -> int:
    """What a rater's code is multiplied by before the stratum is added."""
    return len(table.roles) * STRATA_PER_ROLE


def rater_key(table: AnswerTable, pair: int) -> str:
    """`rater|role|setting|dimension` of a rater and facility stratum coded as one number."""
    rater, stratum = divmod(pair, rater_span(table))
    role, setting, _source, dimension = stratum_names(table.roles, stratum)
    return "|".join((table.raters[rater], role, setting, dimension))
