"""Voluntary answers of the demo agency's people: seven in ten say something about themselves."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date

from staffing.demo.chance import stream
from staffing.demo.rows import Rows
from staffing.equity.choices import PREFER_NOT
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute, VoluntaryGroup

ANSWERING, RATHER_NOT = 0.70, 0.05
SHARES: Mapping[Attribute, Mapping[str, float]] = {
    Attribute.RACE_ETHNICITY: {
        "american_indian_alaska_native": 1,
        "asian": 13,
        "black": 21,
        "hispanic": 18,
        "middle_eastern_north_african": 1,
        "pacific_islander": 1,
        "white": 42,
        "several": 3,
    },
    Attribute.GENDER: {"woman": 82, "man": 17, "another": 1},
    Attribute.AGE_BAND: {"under_30": 18, "30_39": 28, "40_49": 24, "50_59": 18, "60_over": 12},
}
"""Relative frequencies: assumptions, near those of nursing and its support in Dallas–Fort Worth."""


def add_voluntary_answers(rows: Rows, seed: int, clinicians: Sequence[int], secret: str, today: date) -> None:
    """Rows of the answers. They follow their keys, so that their order says nothing about whose they are."""
    found = []
    for number, clinician_id in enumerate(clinicians):
        chance = stream(seed, "voluntary", number)
        if chance.random() < ANSWERING:
            key = person_key(secret, rows.agency_id, clinician_id)
            found += [(key, attribute, _answer(attribute, chance)) for attribute in Attribute]
    for key, attribute, value in sorted(found):
        rows.add(
            VoluntaryGroup, person_key=key, attribute=attribute, value=value, given_on=today.replace(day=1)
        )


def _answer(attribute: Attribute, chance: random.Random) -> str:
    if chance.random() < RATHER_NOT:
        return PREFER_NOT
    shares = SHARES[attribute]
    return chance.choices(list(shares), weights=list(shares.values()))[0]
