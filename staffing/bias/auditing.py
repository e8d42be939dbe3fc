"""The rater audit: every detector over the last year's responses, each finding kept once a quarter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from staffing.audit import SYSTEM, record
from staffing.bias.bursts import find_bursts
from staffing.bias.collusion import find_collusion
from staffing.bias.duplicates import find_duplicates
from staffing.bias.expecting import outlook
from staffing.bias.findings import Finding
from staffing.bias.leniency import find_leniency
from staffing.bias.models import RatingFlag
from staffing.bias.responses import ResponseTable, load_responses
from staffing.db import db
from staffing.ratings.fits import fit_in_force


def audit_raters(now: datetime) -> int:
    """Look at everybody who rated; the number of new flags. A second look the same quarter adds nothing.

    Suspended raters and withheld responses are left out. Gaps between groups of clinicians are looked for
    by the equity audit, which alone knows groups (`gaps.find_group_gaps`, then `keep`).
    """
    table = load_responses(now)
    return keep(findings(table, fit_in_force(now).k), now) if len(table) else 0


def findings(table: ResponseTable, k: float) -> list[Finding]:
    """What the detectors that need nothing but responses find."""
    view = outlook(table, k)
    return [
        *find_leniency(table, view),
        *find_collusion(table, view),
        *find_duplicates(table),
        *find_bursts(table),
    ]


def keep(found: Iterable[Finding], now: datetime) -> int:
    """Flag what is new this quarter; a flag already there, decided or not, stays as it is."""
    today = now.astimezone(UTC).date()
    quarter = first_of_quarter(today)
    known = {
        tuple(row)
        for row in db.session.execute(
            select(RatingFlag.kind, RatingFlag.rater, RatingFlag.about).where(RatingFlag.quarter == quarter)
        )
    }
    new = [one for one in found if (one.kind, one.rater, one.about) not in known]
    return sum(_flag(one, quarter, today) for one in new)


def first_of_quarter(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _flag(one: Finding, quarter: date, today: date) -> bool:
    row = RatingFlag(
        kind=one.kind,
        rater=one.rater,
        about=one.about,
        clinician_id=one.clinician_id,
        quarter=quarter,
        found_on=today,
        figures=one.figures(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # another worker was quicker
        return False
    record(row, "found", SYSTEM, after={"kind": one.kind.value, "rater": one.rater, "about": one.about})
    return True
