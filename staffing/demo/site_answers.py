"""What clinicians said of the places they worked at: each place with strong and weak sides of its own."""

from __future__ import annotations

import math
from collections.abc import Iterable

from staffing.demo.chance import stream
from staffing.demo.ledger import Ledger
from staffing.demo.records import Worked
from staffing.demo.responses import ANSWERED_AFTER, drawn_answer
from staffing.site_ratings.models import SiteAnswer, SiteDimension, SiteResponse

SHARE = 0.10
"""Shifts after which the clinician says something."""
PLACE_SPREAD, SIDE_SPREAD = 0.7, 0.35
"""Standard deviations, in logits, between places and between the sides of one place."""
USUAL = math.log(0.8 / 0.2)


def add_site_responses(ledger: Ledger, worked: Iterable[Worked]) -> None:
    """Rows of what was said after some of the worked shifts."""
    tendencies: dict[tuple[int, SiteDimension], float] = {}
    speaks = stream(ledger.seed, "site speaks")
    for shift in worked:
        if speaks.random() < SHARE:
            _add(ledger, shift, tendencies)


def _add(ledger: Ledger, shift: Worked, tendencies: dict[tuple[int, SiteDimension], float]) -> None:
    asked = shift.asked
    chance = stream(ledger.seed, "site", asked.reference, shift.placement_id)
    response_id = ledger.rows.add(
        SiteResponse,
        facility_id=asked.facility_id,
        clinician_id=shift.clinician_id,
        placement_id=shift.placement_id,
        unit_id=asked.unit.id,
        worked_at=asked.ends_at,
        submitted_at=asked.ends_at + ANSWERED_AFTER * chance.random(),
    )
    for dimension in SiteDimension:
        key = (asked.facility_id, dimension)
        if key not in tendencies:
            tendencies[key] = _tendency(ledger.seed, *key)
        answer = drawn_answer(tendencies[key], chance)
        ledger.rows.add(SiteAnswer, response_id=response_id, dimension=dimension, answer=answer)


def _tendency(seed: int, facility_id: int, dimension: SiteDimension) -> float:
    """Log odds of "Always" about one side of a place."""
    place = stream(seed, "welcome", facility_id).gauss(0, PLACE_SPREAD)
    return USUAL + place + stream(seed, "welcome", facility_id, dimension).gauss(0, SIDE_SPREAD)
