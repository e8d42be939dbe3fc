"""Credentials as the solver needs them: papers with their validity, checks with their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from solver.entities import Credential as Paper
from solver.entities import ScreeningCheck
from staffing.clinicians.credentials import CHECKS, VALID_STATUSES, Credential, CredentialStatus
from staffing.db import db
from staffing.matching.problem_builder.selection import day_minute

DAY = timedelta(days=1)
HITS = frozenset({CredentialStatus.REJECTED, CredentialStatus.SUSPENDED})
"""A check in one of these was not passed."""


@dataclass
class File:
    """One clinician's compliance file."""

    papers: list[Paper] = field(default_factory=list)
    checks: dict[str, tuple[date, CredentialStatus]] = field(default_factory=dict)

    def screenings(self, zone: str) -> tuple[ScreeningCheck, ...]:
        """When each check was last passed; it counts until the end of its day.

        A later check that was not passed leaves none.
        """
        return tuple(
            ScreeningCheck(kind=kind, checked_minute=max(0, day_minute(day + DAY, zone) - 1))
            for kind, (day, status) in sorted(self.checks.items())
            if status in VALID_STATUSES
        )


def load_files(clinician_ids: Sequence[int], zone: str) -> dict[int, File]:
    """One statement; people without any credential get an empty file."""
    rows = db.session.execute(
        select(
            Credential.clinician_id,
            Credential.kind,
            Credential.code,
            Credential.status,
            Credential.state,
            Credential.multistate,
            Credential.issued_on,
            Credential.expires_on,
        )
        .where(Credential.clinician_id.in_(clinician_ids))
        .order_by(Credential.clinician_id, Credential.issued_on, Credential.id)
    )
    files: dict[int, File] = defaultdict(File)
    for row in rows:
        file = files[row.clinician_id]
        if row.kind not in CHECKS:
            file.papers.append(_paper(row, zone))
        elif row.status in VALID_STATUSES or row.status in HITS:
            file.checks[row.code] = (row.issued_on, row.status)
    return files


def _paper(row: Any, zone: str) -> Paper:
    """A paper is valid through its last day: its end is the first minute of the day after.

    Minutes count from 1970; an older licence is as good as one of that year.
    """
    after = None if row.expires_on is None else row.expires_on + DAY
    return Paper(
        kind=row.code,
        status=row.status.value,
        state=row.state,
        multistate=row.multistate,
        valid_from_minute=max(0, day_minute(row.issued_on, zone)),
        expires_minute=None if after is None else max(0, day_minute(after, zone)),
    )
