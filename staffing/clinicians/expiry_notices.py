"""Telling clinicians in good time that a credential ends."""

from __future__ import annotations

from datetime import date, datetime

from staffing.clinicians.credentials import Credential
from staffing.clinicians.models import Clinician
from staffing.notifications import messages
from staffing.notifications.messages import Person
from staffing.web.filters import day

WARNING_DAYS = (7, 14, 30, 60, 90)
FIRST_WARNING = WARNING_DAYS[-1]


def warn(credential: Credential, clinician: Clinician, today: date, now: datetime) -> None:
    """Queue the warning that is due, each once for a given end; nothing for a credential without one."""
    if credential.expires_on is None:
        return
    left = (credential.expires_on - today).days
    to = Person(clinician.first_name, clinician.email)
    name, ends = str(credential), day(credential.expires_on)
    ref = f"{credential.id}/{credential.expires_on.isoformat()}"
    if left < 0:
        messages.credential_expired(ref, to, name, ends, now)
        return
    threshold = next((days for days in WARNING_DAYS if left <= days), None)
    if threshold is not None:
        messages.credential_expiring(f"{ref}/{threshold}", to, name, ends, left, now)
