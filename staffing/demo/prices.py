"""Prices of demo slots, from the same rate cards and the same arithmetic as every other slot."""

from __future__ import annotations

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
        cards = db.session.scalars(select(RateCard).where(RateCard.effective_until.is_(None)))
        self._cards: dict[tuple[int, int, UnitKind | None], RateCard] = {
            (card.facility_id, card.staff_role_id, card.unit_kind): card for card in cards
        }
        self._holidays = frozenset[date](db.session.scalars(select(Holiday.on_date)))
        self._known: dict[tuple[object, ...], Quote] = {}

    def quote(self, asked: Asked) -> Quote:
        """What one head pays and bills."""
        role_id = self._roles[asked.role]
        card = self._cards.get(
            (asked.facility_id, role_id, asked.unit.plan.kind),
            self._cards.get((asked.facility_id, role_id, None)),
        )
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
