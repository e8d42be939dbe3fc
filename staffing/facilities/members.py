"""Who schedules for a facility."""

from __future__ import annotations

from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.db import db
from staffing.facilities.models import FacilityMember


def schedules_for(account_id: int, facility_id: int) -> bool:
    """Whether an account in use schedules for a facility."""
    mine = (
        select(FacilityMember.id)
        .join(Account, Account.id == FacilityMember.account_id)
        .where(
            FacilityMember.account_id == account_id, FacilityMember.facility_id == facility_id, Account.active
        )
    )
    return db.session.scalar(mine) is not None
