"""What a facility is told after it asks: by when it hears, and whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from staffing.accounts.models import Account, Agency, Role, RoleName
from staffing.db import db
from staffing.offers.life import offer_life
from staffing.policies.figures import figures_in_force
from staffing.requests.models import ShiftRequest

REVIEW_WITHIN = timedelta(hours=1)
"""A coordinator sends the first offers within the hour."""


@dataclass(frozen=True)
class Contact:
    """The coordinator to call; the agency's own name and line where nobody has one."""

    name: str
    phone: str


def hear_by(request: ShiftRequest, now: datetime) -> datetime:
    """When the facility hears at the latest: a coordinator's hour and the life of the first offers."""
    asked = now + REVIEW_WITHIN
    life = offer_life(asked, request.starts_at, figures_in_force(now))
    return life.expires_at if life else min(asked, request.starts_at)


def contact_of(agency_id: int) -> Contact:
    """The agency's coordinator with the longest standing, else the agency."""
    agency = db.session.get_one(Agency, agency_id)
    coordinator = db.session.scalars(
        select(Account)
        .join(Account.roles)
        .where(Account.agency_id == agency_id, Account.active, Role.name == RoleName.COORDINATOR)
        .order_by(Account.id)
        .limit(1)
    ).first()
    if coordinator is None:
        return Contact(agency.name, agency.phone)
    return Contact(coordinator.name, coordinator.phone or agency.phone)
