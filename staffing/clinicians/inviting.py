"""Inviting somebody: an account, the place it belongs to, and the message with its link."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from staffing.accounts.invitations import LIFE, invitation_link, invite
from staffing.accounts.models import Account, Agency, RoleName
from staffing.audit import Actor, record
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Facility
from staffing.facilities.services import add_member
from staffing.notifications.messages import Person, invitation


class CannotInvite(ValueError):
    """The invitation lacks something; `field` names what to fill in."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


def invite_member(
    name: str,
    email: str,
    role: RoleName,
    by: Actor,
    now: datetime,
    *,
    facility_id: int | None = None,
    clinician_id: int | None = None,
) -> Account:
    """Make the account, tie it to its facility or clinician's file, and queue the e-mail with its link.

    Raises CannotInvite, EmailTaken.
    """
    if role is RoleName.FACILITY_SCHEDULER and facility_id is None:
        raise CannotInvite("facility_id", "Choose the facility they schedule for.")
    if role is RoleName.CLINICIAN and clinician_id is None:
        raise CannotInvite("clinician_id", "Choose whose file this account opens.")
    account = invite(name, email, [role], by, now)
    db.session.flush()
    if role is RoleName.FACILITY_SCHEDULER:
        facility = db.session.scalars(select(Facility).where(Facility.id == facility_id)).one()
        add_member(facility, account, by)
    if role is RoleName.CLINICIAN:
        _open_file(account, clinician_id, by)
    _tell(account, now)
    return account


def _tell(account: Account, now: datetime) -> None:
    agency = db.session.get_one(Agency, account.agency_id)
    invitation(
        f"account:{account.id}",
        Person(account.name, account.email),
        agency.name,
        agency.phone,
        invitation_link(account),
        LIFE.days,
        now,
    )


def _open_file(account: Account, clinician_id: int | None, by: Actor) -> None:
    person = db.session.scalars(select(Clinician).where(Clinician.id == clinician_id)).one()
    if person.account_id is not None:
        raise CannotInvite("clinician_id", f"{person.name} has an account already.")
    person.account_id = account.id
    record(person, "account_linked", by, after={"account_id": account.id})
