"""Who may own a service-recovery case, and whose it is to begin with."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from staffing.accounts.models import Account, Role, RoleName
from staffing.db import db
from staffing.placements.models import Offer, Placement

OWNING = (RoleName.COORDINATOR, RoleName.AGENCY_ADMINISTRATOR)


def possible_owners(agency_id: int) -> Sequence[Account]:
    """The agency's people who place clinicians: coordinators first, each in the order they joined."""
    accounts = db.session.scalars(
        select(Account)
        .where(Account.agency_id == agency_id, Account.active, Account.roles.any(Role.name.in_(OWNING)))
        .order_by(Account.id)
    ).all()
    return sorted(accounts, key=lambda one: RoleName.COORDINATOR not in one.role_names)


def first_owner(placement: Placement | None, taken_down_by: int | None, agency_id: int) -> Account | None:
    """Who sent the offer of that shift, who entered its request, who took the report down, or the first.

    None only where nobody at the agency could own it.
    """
    owners = possible_owners(agency_id)
    known = {one.id: one for one in owners}
    for account_id in (*_knew(placement), taken_down_by):
        if account_id in known:
            return known[account_id]
    return owners[0] if owners else None


def _knew(placement: Placement | None) -> tuple[int | None, ...]:
    if placement is None:
        return ()
    sender = db.session.scalar(select(Offer.sent_by_id).where(Offer.id == placement.offer_id))
    return sender, placement.slot.request.entered_by_id
