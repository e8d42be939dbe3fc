"""Keeping a compliance file: credentials added, verified at the primary source, and moved by their dates."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from staffing import clock
from staffing.accounts.models import Agency
from staffing.audit import SYSTEM, Actor, record, snapshot
from staffing.clinicians.credentials import CHECKS, Credential, CredentialKind, CredentialStatus, PsvMethod
from staffing.clinicians.details import InvalidDetails
from staffing.clinicians.expiry_notices import FIRST_WARNING, warn
from staffing.clinicians.models import Clinician
from staffing.db import current_scope, db

STATE_KINDS = frozenset({CredentialKind.LICENCE})
LAST_YEAR = 2100
"""A match counts the days after a credential ends; the calendar itself ends in 9999."""


@dataclass(frozen=True, kw_only=True)
class CredentialDetails:
    """A licence, certification, check or health record, as it stands on paper."""

    kind: CredentialKind
    code: str
    issued_on: date
    expires_on: date | None = None
    number: str = ""
    issuer: str = ""
    state: str | None = None
    multistate: bool = False
    evidence: str = ""


def add_credential(clinician: Clinician, details: CredentialDetails, by: Actor) -> Credential:
    """Put a credential on file, unverified; raises InvalidDetails."""
    _check(details)
    credential = Credential(clinician_id=clinician.id, **asdict(details))
    db.session.add(credential)
    record(credential, "added", by, after=snapshot(credential, "kind", "code", "state", "expires_on"))
    return credential


def renew_credential(credential: Credential, details: CredentialDetails, by: Actor) -> Credential:
    """Put new paper in place of the old; it has to be verified again. Raises InvalidDetails."""
    _check(details)
    before = snapshot(credential, "issued_on", "expires_on", "number", "state")
    for name, value in asdict(details).items():
        setattr(credential, name, value)
    record(credential, "renewed", by, before=before, after=snapshot(credential, *before))
    if credential.status is not CredentialStatus.UNVERIFIED:
        credential.move_to(CredentialStatus.UNVERIFIED, by, "new paper")
    credential.psv_method = credential.psv_at = credential.psv_by_id = None
    return credential


def verify(
    credential: Credential, method: PsvMethod, by: Actor, now: datetime, *, evidence: str = ""
) -> Credential:
    """Note primary source verification: how, when, by whom.

    Raises InvalidDetails for one that has ended, and for a check dated ahead: it would stay fresh for years.
    """
    today = _today(now)
    if credential.kind in CHECKS and credential.issued_on > today:
        raise InvalidDetails({"issued_on": "This check lies ahead; put the day it was made on file first."})
    if credential.expires_on is not None and credential.expires_on < today:
        raise InvalidDetails({"expires_on": "This has already ended; put the renewal on file first."})
    credential.psv_method, credential.psv_at, credential.psv_by_id = method, now, by.user_id
    credential.evidence = evidence or credential.evidence
    if credential.status in {CredentialStatus.VERIFIED, CredentialStatus.EXPIRING}:
        record(credential, "verified_again", by, after={"method": method.value})
    else:
        credential.move_to(CredentialStatus.VERIFIED, by, facts={"method": method.value})
    _move_by_date(credential, today)
    return credential


def suspend(credential: Credential, reason: str, by: Actor) -> Credential:
    """Take a credential out of use until it is verified again; raises IllegalTransition."""
    credential.move_to(CredentialStatus.SUSPENDED, by, reason)
    return credential


def reject(credential: Credential, reason: str, by: Actor) -> Credential:
    """Refuse paper that does not hold; raises IllegalTransition."""
    credential.move_to(CredentialStatus.REJECTED, by, reason)
    return credential


def expire_credentials(now: datetime) -> set[int]:
    """Move credentials by their dates and warn 90, 60, 30, 14 and 7 days ahead.

    Returns the ids of clinicians who lost one: their open offers must be looked at again
    (`staffing.offers.services.check_credentials` does both).
    """
    today = _today(now)
    lost: set[int] = set()
    for credential, clinician in _ending(today):
        if _move_by_date(credential, today):
            lost.add(credential.clinician_id)
        if clinician.active:
            warn(credential, clinician, today, now)
    return lost


def _move_by_date(credential: Credential, today: date) -> bool:
    """Bring the status in line with the dates; True when the credential has just ended."""
    if credential.expires_on is None:
        return False
    days = (credential.expires_on - today).days
    if days < 0 and credential.can_move_to(CredentialStatus.EXPIRED):
        credential.move_to(CredentialStatus.EXPIRED, SYSTEM, "its date has passed")
        return True
    if days <= FIRST_WARNING and credential.status is CredentialStatus.VERIFIED:
        credential.move_to(CredentialStatus.EXPIRING, SYSTEM, f"{days} days left")
    return False


def _ending(today: date) -> list[tuple[Credential, Clinician]]:
    """Credentials in use whose last day is at most 90 days ahead, with their people."""
    in_use = (CredentialStatus.UNVERIFIED, CredentialStatus.VERIFIED, CredentialStatus.EXPIRING)
    rows = db.session.execute(
        select(Credential, Clinician)
        .join(Clinician, Clinician.id == Credential.clinician_id)
        .where(Credential.status.in_(in_use), Credential.expires_on.is_not(None))
        .where(Credential.expires_on <= date.fromordinal(today.toordinal() + FIRST_WARNING))
        .order_by(Credential.clinician_id, Credential.id)
    )
    return [(credential, clinician) for credential, clinician in rows]


def _check(details: CredentialDetails) -> None:
    errors: dict[str, str] = {}
    if not details.code:
        errors["code"] = "Say what it is, for example RN or BLS."
    if details.expires_on is not None and details.expires_on < details.issued_on:
        errors["expires_on"] = "The end cannot lie before the day it was issued."
    if details.expires_on is not None and details.expires_on.year > LAST_YEAR:
        errors["expires_on"] = "Leave this empty for what never ends."
    if details.kind in STATE_KINDS and not details.state:
        errors["state"] = "A licence belongs to a state."
    if details.multistate and details.kind not in STATE_KINDS:
        errors["multistate"] = "Only a licence can be multistate."
    if errors:
        raise InvalidDetails(errors)


def _today(now: datetime) -> date:
    """The agency's own day."""
    agency = db.session.get_one(Agency, current_scope().require_agency())
    return clock.local_day(now, agency.timezone)
