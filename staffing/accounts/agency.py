"""The agency's own facts: what it is called, how it is reached, what its margin must bear."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from zoneinfo import available_timezones

from sqlalchemy import select

from staffing.accounts.models import Agency
from staffing.audit import Actor, record, snapshot
from staffing.db import db

HIGHEST_BP = 10_000


class InvalidAgency(ValueError):
    """Facts that cannot be kept; `field` names the one to change."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class AgencyDetails:
    """What an administrator decides. `timezone` is an IANA name; `_bp` are basis points (1500 = 15 %)."""

    name: str
    phone: str
    email: str
    timezone: str
    burden_bp: int
    margin_floor_bp: int


def update_agency(agency: Agency, details: AgencyDetails, by: Actor) -> Agency:
    """Keep the facts and write the audit row; raises InvalidAgency."""
    _check(agency, details)
    facts = asdict(details)
    before = snapshot(agency, *facts)
    for name, value in facts.items():
        setattr(agency, name, value)
    record(agency, "changed", by, before=before, after=facts)
    return agency


def _check(agency: Agency, details: AgencyDetails) -> None:
    if not details.name.strip():
        raise InvalidAgency("name", "The agency needs a name.")
    if details.timezone not in available_timezones():
        raise InvalidAgency("timezone", "Choose a time zone from the list.")
    for field in ("burden_bp", "margin_floor_bp"):
        if not 0 <= getattr(details, field) < HIGHEST_BP:
            raise InvalidAgency(field, "Enter a percentage from 0 to under 100.")
    same = select(Agency.id).where(Agency.name == details.name, Agency.id != agency.id)
    if db.session.scalar(same) is not None:
        raise InvalidAgency("name", "Another agency here has that name.")
