"""Messages about service-recovery cases: to the owner, and to the facility when it has been told."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from staffing.accounts.models import Account, Agency
from staffing.db import db
from staffing.facilities.models import FacilityMember
from staffing.notifications import messages
from staffing.notifications.messages import Person
from staffing.recovery.due import due_words
from staffing.recovery.models import CaseCause, RecoveryCase

CAUSES = {
    CaseCause.NEVER_ON_RESPECT: "somebody answered “Never” on respect",
    CaseCause.COMPLAINT: "a complaint came in",
}


def tell_owner(case: RecoveryCase, now: datetime) -> None:
    """The case is yours: where, why and until when. Names and words stay on the screen."""
    owner, agency = case.owner, db.session.get_one(Agency, case.agency_id)
    if owner is None:
        return
    messages.recovery_case_yours(
        f"{case.id}/{owner.id}/{int(now.timestamp())}",
        Person(owner.name, owner.email),
        case.facility.name,
        CAUSES[case.cause],
        due_words(case.due_at, agency.timezone),
        f"{current_app.config['SETTINGS'].public_url}/admin/service-recovery/{case.id}/",
        now,
    )


def tell_facility(case: RecoveryCase, said: str, by: Account, now: datetime) -> None:
    """What was said, in writing, to everybody who schedules there."""
    agency = db.session.get_one(Agency, case.agency_id)
    schedulers = db.session.scalars(
        select(Account)
        .join(FacilityMember, FacilityMember.account_id == Account.id)
        .where(FacilityMember.facility_id == case.facility_id, Account.active)
        .order_by(Account.id)
    )
    for account in schedulers:
        messages.recovery_told(
            f"{case.id}/{account.id}/{int(now.timestamp())}",
            Person(account.name, account.email),
            case.facility.name,
            said,
            by.name,
            by.phone or agency.phone,
            now,
        )
