"""Papers of the demo agency renewed as its people would: paper by paper, through the credential services."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime, timedelta

from sqlalchemy import Select, and_, or_, select

from staffing.audit import SYSTEM
from staffing.clinicians.credential_services import CredentialDetails, renew_credential, verify
from staffing.clinicians.credentials import VALID_STATUSES, Credential, CredentialKind, CredentialStatus
from staffing.db import db

REPEATED_AFTER = {
    CredentialKind.EXCLUSION_CHECK: timedelta(days=14),
    CredentialKind.REGISTRY_CHECK: timedelta(days=300),
}
"""Checks older than this are made again, well before they are too old for a shift."""
RENEW_WITHIN = timedelta(days=20)
"""Whatever ends within this is renewed."""
SHORTEST = timedelta(days=365)
"""A renewed paper lasts as long as the old one did, and a year at least."""


def renew_papers(today: date, now: datetime) -> None:
    """Repeat old checks and renew what is about to end; what was refused or suspended stays as it is."""
    for paper in db.session.scalars(_due(today)).all():
        _renew(paper, today, now)


def _due(today: date) -> Select[Credential]:
    """Papers that were verified once, in the order of their ids."""
    old = (
        and_(Credential.kind == kind, Credential.issued_on < today - after)
        for kind, after in REPEATED_AFTER.items()
    )
    usable = (*VALID_STATUSES, CredentialStatus.EXPIRED)
    return (
        select(Credential)
        .where(
            Credential.status.in_(usable),
            Credential.psv_method.is_not(None),
            or_(Credential.expires_on < today + RENEW_WITHIN, *old),
        )
        .order_by(Credential.id)
    )


def _renew(paper: Credential, today: date, now: datetime) -> None:
    """New paper from today, verified the way the old one was."""
    method = paper.psv_method
    assert method is not None
    facts = {field.name: getattr(paper, field.name) for field in fields(CredentialDetails)}
    ends = None if paper.expires_on is None else today + max(paper.expires_on - paper.issued_on, SHORTEST)
    renew_credential(paper, CredentialDetails(**{**facts, "issued_on": today, "expires_on": ends}), SYSTEM)
    verify(paper, method, SYSTEM, now)
