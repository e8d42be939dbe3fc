"""Compliance files: licences, certifications, checks and health records, nearly all in good order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus, PsvMethod
from staffing.demo.catalogue import CERTIFICATION_YEARS, ROLE
from staffing.demo.chance import stream
from staffing.demo.people import Person
from staffing.demo.rows import Rows

EXPIRING_SOON = 0.03
"""Share of dated credentials that expire within 30 days."""
WARN_DAYS = 90
YEAR = 365
EXCLUSION_CHECKS = (("OIG_LEIE", PsvMethod.OIG_LEIE), ("TEXAS_OIG", PsvMethod.TEXAS_OIG))
REGISTRY_CHECKS = ("NAR", "EMR")
CHECKED_WITHIN = 18
"""Exclusion checks are this many days old at most when the demo is loaded."""
HEALTH = (("TB", 1), ("FLU", 1), ("N95", 1))


@dataclass(frozen=True)
class Paper:
    """One credential to be; `years` None means it has no end."""

    kind: CredentialKind
    code: str
    method: PsvMethod
    years: int | None
    state: str | None = None
    multistate: bool = False
    fresh: bool = False


def add_papers(rows: Rows, seed: int, person: Person, clinician_id: int, today: date) -> None:
    """Rows of one person's compliance file."""
    chance = stream(seed, "papers", person.number)
    for paper in _papers(person, chance):
        _add(rows, paper, clinician_id, today, chance)


def _papers(person: Person, chance: random.Random) -> Iterator[Paper]:
    role = ROLE[person.role]
    yield from _licences(person, chance)
    for code in person.certifications:
        years = CERTIFICATION_YEARS[code]
        yield Paper(CredentialKind.CERTIFICATION, code, PsvMethod.ISSUER, years)
    for code, method in EXCLUSION_CHECKS:
        yield Paper(CredentialKind.EXCLUSION_CHECK, code, method, None, fresh=True)
    if person.role == "CNA":
        for code in REGISTRY_CHECKS:
            yield Paper(CredentialKind.REGISTRY_CHECK, code, PsvMethod.REGISTRY, None)
    yield Paper(CredentialKind.BACKGROUND, "BACKGROUND", PsvMethod.DOCUMENT, None)
    if role.clinical:
        for code, years in HEALTH:
            yield Paper(CredentialKind.HEALTH, code, PsvMethod.DOCUMENT, years)


def _licences(person: Person, chance: random.Random) -> Iterator[Paper]:
    role = ROLE[person.role]
    if role.licence is None:
        return
    method = PsvMethod.NURSYS if role.compact else PsvMethod.STATE_BOARD
    home = "OK" if person.traveller and role.compact else "TX"
    multistate = role.compact and (home != "TX" or chance.random() < 0.85)
    yield Paper(CredentialKind.LICENCE, role.licence, method, 2, state=home, multistate=multistate)
    if role.code == "NP" and chance.random() < 0.5:
        yield Paper(CredentialKind.LICENCE, role.licence, method, 2, state="OK")


def _add(rows: Rows, paper: Paper, clinician_id: int, today: date, chance: random.Random) -> None:
    issued_on, expires_on = _dates(paper, today, chance)
    verified = datetime.combine(min(issued_on + timedelta(days=5), today), time(15), UTC)
    rows.add(
        Credential,
        clinician_id=clinician_id,
        kind=paper.kind,
        code=paper.code,
        number=f"{paper.state or ''}{chance.randint(100_000, 999_999)}",
        issuer="",
        state=paper.state,
        multistate=paper.multistate,
        issued_on=issued_on,
        expires_on=expires_on,
        status=_status(expires_on, today),
        psv_method=paper.method,
        psv_at=verified,
        created_at=verified,
        updated_at=verified,
    )


def _dates(paper: Paper, today: date, chance: random.Random) -> tuple[date, date | None]:
    if paper.fresh:
        return today - timedelta(days=chance.randint(0, CHECKED_WITHIN)), None
    if paper.years is None:
        return today - timedelta(days=chance.randint(10, 300)), None
    life = paper.years * YEAR
    soon = chance.random() < EXPIRING_SOON
    left = chance.randint(2, 29) if soon else chance.randint(31, life)
    return today - timedelta(days=life - left), today + timedelta(days=left)


def _status(expires_on: date | None, today: date) -> CredentialStatus:
    if expires_on is not None and (expires_on - today).days <= WARN_DAYS:
        return CredentialStatus.EXPIRING
    return CredentialStatus.VERIFIED
