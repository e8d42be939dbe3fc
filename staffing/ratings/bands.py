"""What each audience may see of a score: kind words for a band, and from how many responses on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NEW_BELOW_RATERS = 5
FACILITY_FROM_RESPONSES = 10
CLINICIAN_FROM_RESPONSES = 5
BAND_MARGIN = 0.04
"""How far a mean stands from its own prior to leave "steady": on real counts about a quarter each way."""
COACHING_MARGIN = 0.10
COACHING_FROM_RATERS = 10


class Audience(StrEnum):
    COORDINATOR = "coordinator"
    FACILITY = "facility"
    CLINICIAN = "clinician"


class BandName(StrEnum):
    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    STRONG = "strong"


LABELS = {
    BandName.GROWING: "Growing communicator",
    BandName.STEADY: "Steady communicator",
    BandName.STRONG: "Strong communicator",
}
NEW_LABELS = {
    Audience.COORDINATOR: "New",
    Audience.FACILITY: "New to us",
    Audience.CLINICIAN: "Too early to say",
}


@dataclass(frozen=True)
class Band:
    """A band with what it rests on. Mean and P10–P90 are None for everybody but the coordinator."""

    name: BandName
    label: str
    responses: int
    """Valid responses, unweighted: one rater's answers about one shift."""
    raters: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def band_name(mean: float, prior: float) -> BandName:
    """Strong from 0.04 above the prior of the same role, growing below 0.04 under it, else steady."""
    if mean >= prior + BAND_MARGIN:
        return BandName.STRONG
    return BandName.GROWING if mean < prior - BAND_MARGIN else BandName.STEADY


def is_new(audience: Audience, *, responses: int, raters: int) -> bool:
    """Whether there is too little to show this audience a band."""
    if audience is Audience.COORDINATOR:
        return raters < NEW_BELOW_RATERS
    if audience is Audience.FACILITY:
        return responses < FACILITY_FROM_RESPONSES
    return responses < CLINICIAN_FROM_RESPONSES


def needs_coaching(high: float, prior: float, raters: int) -> bool:
    """P90 < μ − 0.10 with at least 10 raters: a hint for a talk, never an exclusion."""
    return raters >= COACHING_FROM_RATERS and high < prior - COACHING_MARGIN
