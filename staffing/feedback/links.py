"""One-time links: issued for a worked shift, opened by their code, used once, expired, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from flask import current_app
from sqlalchemy import select

from staffing.audit import SYSTEM, Actor, record
from staffing.clinicians.models import RoleFamily
from staffing.db import Scope, db, transact, use_scope
from staffing.facilities.models import PatientContact, Setting
from staffing.feedback.codes import hash_of, new_code
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.placements.models import HOLDING, Placement
from staffing.policies.figures import Figures, figures_in_force
from staffing.ratings.finished import BEFORE_THE_END, RATE_WITHIN
from staffing.ratings.models import RaterSource
from staffing.requests.models import Slot

CHUNK = 500
"""Links expired in one transaction; the rest follow at the next run."""


class CannotIssue(ValueError):
    """No link for this; the message is fit to show."""


class NoSuchLink(LookupError):
    """No link has this code."""


class LinkClosed(ValueError):
    """The link was used, has expired or was revoked: `became` says which."""

    def __init__(self, status: LinkStatus) -> None:
        self.became = status
        super().__init__(f"this link is {status}")


@dataclass(frozen=True)
class IssuedLink:
    """A new link with its code, which is known at this moment only."""

    link: RatingLink
    code: str

    @property
    def address(self) -> str:
        return f"{current_app.config['SETTINGS'].public_url}/r/{self.code}"


def sources_of(slot: Slot) -> frozenset[RaterSource]:
    """Who can say something about this shift: patients where there is contact, callers on calls and bills."""
    request, found = slot.request, {RaterSource.FACILITY, RaterSource.COLLEAGUE}
    if request.patient_contact is not PatientContact.HARDLY:
        found.add(RaterSource.PATIENT)
    office = slot.staff_role.family is RoleFamily.BILLING_FRONT_DESK
    if office or request.explains_bills or request.setting is Setting.VIRTUAL:
        found.add(RaterSource.CALLER)
    return frozenset(found)


def issue(
    placement: Placement,
    source: RaterSource,
    channel: LinkChannel,
    by: Actor,
    now: datetime,
    *,
    account_id: int | None = None,
    clinician_id: int | None = None,
    lasts: timedelta | None = None,
) -> IssuedLink:
    """A link for one answer to one shift, good from now on until some days after the shift.

    `account_id` is the scheduler or `clinician_id` the colleague it is for; a patient's, a caller's and a
    charge nurse's name nobody. `lasts` ends it sooner. Raises CannotIssue.
    """
    if placement.status not in HOLDING:
        raise CannotIssue("Nobody worked this shift.")
    if source not in sources_of(placement.slot):
        raise CannotIssue(f"On this shift there is no {source} to ask.")
    if clinician_id == placement.clinician_id:
        raise CannotIssue("Nobody rates their own shift.")
    expires_at = _expires_at(placement, source, figures_in_force(now), now)
    if expires_at <= now:
        raise CannotIssue("This shift was too long ago to rate.")
    if lasts is not None:
        expires_at = min(expires_at, now + lasts)
    code = new_code()
    link = RatingLink(
        facility_id=placement.facility_id,
        placement_id=placement.id,
        source=source,
        channel=channel,
        code_hash=hash_of(code),
        rater_account_id=account_id,
        rater_clinician_id=clinician_id,
        issued_at=now,
        issued_by_id=by.user_id,
        expires_at=expires_at,
    )
    db.session.add(link)
    record(link, "issued", by, after={"placement_id": placement.id, "source": source.value})
    return IssuedLink(link, code)


def _expires_at(placement: Placement, source: RaterSource, figures: Figures, now: datetime) -> datetime:
    """Days after the shift, or after today where it is over; never later than the shift can be rated."""
    days = figures.patient_link_days if source in BEFORE_THE_END else figures.team_link_days
    good_until = max(now, placement.ends_at) + timedelta(days=days)
    return min(good_until, placement.ends_at + RATE_WITHIN)


def find_link(code: str) -> RatingLink:
    """The link of a code, whoever holds it; raises NoSuchLink. The caller then acts for its facility only."""
    with use_scope(Scope.system()):
        link = db.session.scalar(select(RatingLink).where(RatingLink.code_hash == hash_of(code)))
    if link is None:
        raise NoSuchLink
    return link


def check_open(link: RatingLink, now: datetime) -> None:
    """Raises LinkClosed, also where the time is up and the row does not say so yet."""
    if link.status is not LinkStatus.ISSUED:
        raise LinkClosed(link.status)
    if now >= link.expires_at:
        raise LinkClosed(LinkStatus.EXPIRED)


def open_for_good(link_id: int, now: datetime) -> RatingLink:
    """The link, locked until the end of the transaction and still unused; raises LinkClosed.

    Two answers sent at the same moment come here one after the other.
    """
    link = db.session.scalars(
        select(RatingLink)
        .where(RatingLink.id == link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    check_open(link, now)
    return link


def expire_due(now: datetime) -> int:
    """Close the scope's links whose time is up; returns how many. Answering checks the time itself."""
    return transact(partial(_expire, now))


def _expire(now: datetime) -> int:
    links = db.session.scalars(
        select(RatingLink)
        .where(RatingLink.status == LinkStatus.ISSUED, RatingLink.expires_at <= now)
        .order_by(RatingLink.expires_at, RatingLink.id)
        .limit(CHUNK)
        .with_for_update(skip_locked=True)
    ).all()
    for link in links:
        link.move_to(LinkStatus.EXPIRED, SYSTEM, "no answer in time")
    return len(links)
