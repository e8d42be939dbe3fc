"""Finding the rate card in force for a facility, a role and a kind of unit on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from staffing.db import db
from staffing.facilities.models import Facility, UnitKind
from staffing.rates.models import RateCard


class NoRateCard(LookupError):
    """The agency has not agreed a rate for this role, unit and day."""

    def __init__(self, facility: Facility, staff_role_id: int, day: date) -> None:
        self.facility_id, self.staff_role_id, self.day = facility.id, staff_role_id, day
        super().__init__(
            f"There is no agreed rate for this role at {facility.name} on {day:%B} {day.day}, {day.year}. "
            "Please call your coordinator."
        )


def card_for(facility: Facility, staff_role_id: int, unit_kind: UnitKind, day: date) -> RateCard:
    """The card in force on `day`: one for the unit's kind before a general one; raises NoRateCard."""
    cards = db.session.scalars(
        select(RateCard).where(
            RateCard.facility_id == facility.id,
            RateCard.staff_role_id == staff_role_id,
            or_(RateCard.unit_kind == unit_kind, RateCard.unit_kind.is_(None)),
            RateCard.effective_from <= day,
            or_(RateCard.effective_until.is_(None), RateCard.effective_until >= day),
        )
    )
    best = max(cards, key=lambda card: (card.unit_kind is not None, card.effective_from), default=None)
    if best is None:
        raise NoRateCard(facility, staff_role_id, day)
    return best
