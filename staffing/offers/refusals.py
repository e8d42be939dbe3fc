"""A refused answer in kind words, with what to do next."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from staffing.audit import SYSTEM
from staffing.db import transact
from staffing.matching.verdicts import Blocker
from staffing.offers.errors import NotEligible, OfferClosed, OfferRefused
from staffing.offers.expiring import PAPER_RULES
from staffing.offers.withdrawing import withdraw

TOO_CLOSE = frozenset(
    {"overlap", "rest", "day_hours", "week_hours", "own_hours", "night_to_day", "site_change"}
    | {"consecutive_days", "consecutive_nights", "long_days"}
)
NEXT = "You need to do nothing. New offers come to you by e-mail, and you can call us at any time."


@dataclass(frozen=True)
class Refusal:
    """What the page says instead of the thanks it meant to say."""

    title: str
    sentence: str
    next_step: str = NEXT


def refusal(error: OfferRefused) -> Refusal:
    if isinstance(error, NotEligible):
        return Refusal("This shift does not fit any more", conflict(error.blockers))
    if isinstance(error, OfferClosed):
        return Refusal("This offer is closed", error.sentence)
    return Refusal("Someone was a little faster", f"{error.sentence} Thank you for being ready.")


def take_back_unfit(offer_id: int, error: OfferRefused, now: datetime) -> None:
    """An offer its person can no longer accept is withdrawn at once, so that the shift moves on."""
    if isinstance(error, NotEligible):
        with suppress(OfferClosed):  # somebody else has just closed it
            transact(lambda: withdraw(offer_id, SYSTEM, conflict(error.blockers), now))


def conflict(blockers: Collection[Blocker]) -> str:
    """What stands against a shift, for the clinician: no list and no other person is named."""
    rules = {found.rule for found in blockers}
    if rules & TOO_CLOSE:
        return "It lies too close to another shift of yours, and you need your rest between shifts."
    if rules & PAPER_RULES:
        return "One of your credentials does not cover it; a coordinator can tell you which."
    if "availability" in rules:
        return "You have told us that you are not available then."
    return "Something has changed since we sent it; a coordinator can tell you more."
