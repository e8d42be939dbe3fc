"""How long an offer stays open, and when its reminder goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from staffing.policies.figures import Figures


@dataclass(frozen=True)
class OfferLife:
    """Instants of an offer, UTC."""

    sent_at: datetime
    remind_at: datetime
    expires_at: datetime


def offer_life(sent_at: datetime, starts_at: datetime, figures: Figures) -> OfferLife | None:
    """min(4 h, or 1 h if the shift starts in < 24 h; start − 15 min); None when that leaves no time.

    The reminder goes half-way.
    """
    soon = starts_at - sent_at < timedelta(minutes=figures.offer_soon_minutes)
    minutes = figures.offer_life_soon_minutes if soon else figures.offer_life_minutes
    last_call = starts_at - timedelta(minutes=figures.offer_before_start_minutes)
    expires_at = min(sent_at + timedelta(minutes=minutes), last_call)
    if expires_at <= sent_at:
        return None
    return OfferLife(sent_at, sent_at + (expires_at - sent_at) / 2, expires_at)
