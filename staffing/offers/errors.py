"""Why an offer could not be sent or answered, each with a sentence a person may read."""

from __future__ import annotations

from collections.abc import Sequence

from staffing.matching.verdicts import Blocker
from staffing.placements.models import OfferStatus


class OfferRefused(Exception):
    """Nothing was done; `sentence` says why, kindly. A page answers 409."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class NoSuchRow(LookupError):
    """The offer or placement does not exist, or not for whoever asks. A page answers 404."""


class NotEligible(OfferRefused):
    """A hard rule speaks against this person for this shift now; `blockers` says which and why."""

    def __init__(self, blockers: Sequence[Blocker]) -> None:
        self.blockers = list(blockers)
        super().__init__(
            "This shift no longer fits: " + "; ".join(blocker.text for blocker in blockers) + "."
        )


class SlotTaken(OfferRefused):
    """The slot is filled or cancelled."""

    def __init__(self) -> None:
        super().__init__("This shift has just been filled.")


class TooLate(OfferRefused):
    """The shift starts too soon for anyone to answer an offer."""

    def __init__(self) -> None:
        super().__init__("This shift starts too soon to offer it now; please call instead.")


class AlreadyOffered(OfferRefused):
    """This person has an open offer of this slot."""

    def __init__(self) -> None:
        super().__init__("This person already has an open offer for this shift.")


CLOSED = {
    OfferStatus.OPEN: "This offer has run out.",
    OfferStatus.EXPIRED: "This offer has run out.",
    OfferStatus.DECLINED: "You have already said no to this offer.",
    OfferStatus.WITHDRAWN: "This offer has been taken back.",
    OfferStatus.ACCEPTED: "You have already said yes to this offer.",
}


class OfferClosed(OfferRefused):
    """The offer can no longer be answered; `where` is its status (open: its time is up)."""

    def __init__(self, status: OfferStatus) -> None:
        self.where = status
        super().__init__(CLOSED[status])


class KeyReused(ValueError):
    """An idempotency key came back with another request. A page answers 422."""
