"""Prices of demo slots, from the same rate cards and the same arithmetic as every other slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from staffing.db import db
from staffing.demo.demand import ZONE, Asked
from staffing.facilities.models import UnitKind
from staffing.rates.models import Holiday, RateCard
from staffing.rates.pricing import SHORT_NOTICE, Quote, price

DAY = timedelta(days=1)


class PriceBook:
    """Every card and holiday of the agency, and each distinct price worked out once."""

    def __init__(self, roles: Mapping[str, int]) -> None:
        self._roles = roles
        self._cards: dict[tuple[int, int, UnitKind | None], list[RateCard]] = defaultdict(list)
        for card in db.session.scalars(select(RateCard)):
            self._cards[card.facility_id, card.staff_role_id, card.unit_kind].append(card)
        self._holidays = frozenset[date](db.session.scalars(select(Holiday.on_date)))
        self._known: dict[tuple[object, ...], Quote] = {}

    def covers(self, asked: Asked) -> bool:
        """Whether a rate is agreed for it."""
        return self._card(asked) is not None

    def quote(self, asked: Asked) -> Quote:
        """What one head pays and bills."""
        card = self._card(asked)
        if card is None:
            raise LookupError(f"no rate card for {asked.role} at facility {asked.facility_id}")
        holidays = frozenset({asked.day, asked.day + DAY} & self._holidays)
        short = asked.starts_at - asked.posted_at < SHORT_NOTICE
        length = asked.ends_at - asked.starts_at
        special = (asked.day, holidays) if holidays else asked.day.weekday()
        key = (card.id, asked.kind, length, special, asked.charge, short)
        if key not in self._known:
            self._known[key] = price(
                card,
                asked.starts_at,
                asked.ends_at,
                zone=ZONE,
                holidays=holidays,
                charge=asked.charge,
                posted_at=asked.posted_at,
            )
        return self._known[key]

    def _card(self, asked: Asked) -> RateCard | None:
        """The card in force on the day: one for the unit's kind before a general one."""
        role_id = self._roles.get(asked.role, 0)
        for kind in (asked.unit.plan.kind, None):
            for card in self._cards.get((asked.facility_id, role_id, kind), ()):
                if card.effective_from <= asked.day <= (card.effective_until or asked.day):
                    return card
        return None
