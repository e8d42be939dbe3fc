"""Offers and placements: everything another room may ask of this one."""

from staffing.offers.answering import Acceptance, accept, decline
from staffing.offers.barring import Barred, Broken, broken_placements, withdraw_barred
from staffing.offers.cancelling import cancel_placement, release
from staffing.offers.costs import CancellationCost, CancelSide, cancellation_cost
from staffing.offers.errors import (
    AlreadyOffered,
    KeyReused,
    NoSuchRow,
    NotEligible,
    OfferClosed,
    OfferRefused,
    SlotTaken,
    TooLate,
)
from staffing.offers.expiring import check_credentials, expire_due, withdraw_uncovered
from staffing.offers.sending import send_offer, undo_send
from staffing.offers.waiting import needing_next_offer, next_candidates
from staffing.offers.withdrawing import withdraw

__all__ = [
    "Acceptance",
    "AlreadyOffered",
    "Barred",
    "Broken",
    "CancelSide",
    "CancellationCost",
    "KeyReused",
    "NoSuchRow",
    "NotEligible",
    "OfferClosed",
    "OfferRefused",
    "SlotTaken",
    "TooLate",
    "accept",
    "broken_placements",
    "cancel_placement",
    "cancellation_cost",
    "check_credentials",
    "decline",
    "expire_due",
    "needing_next_offer",
    "next_candidates",
    "release",
    "send_offer",
    "undo_send",
    "withdraw",
    "withdraw_barred",
    "withdraw_uncovered",
]
