"""Scores brought along from another system: kept with their origin, withdrawn whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from staffing.audit import Actor, record
from staffing.db import db
from staffing.ratings.imported import ImportedScore, ScoreImport
from staffing.ratings.importing.mapping import ScoreMapping
from staffing.ratings.importing.planning import PlannedScore

SHORTEST, LONGEST = 3, 300
LONGEST_ORIGIN = 120


class CannotImport(ValueError):
    """Nothing was brought in or withdrawn; the message is fit to show."""


@dataclass(frozen=True)
class Provenance:
    """Where a file comes from: `origin` in the coordinator's words, `data` its bytes."""

    origin: str
    file_name: str
    data: bytes
    mapping: ScoreMapping


def sha256_of(data: bytes) -> str:
    """64 hex digits that stand for the file's bytes."""
    return hashlib.sha256(data).hexdigest()


def earlier_import(sha256: str) -> ScoreImport | None:
    """The import of the very same file that still stands, if any."""
    return db.session.scalar(
        select(ScoreImport)
        .where(ScoreImport.sha256 == sha256, ScoreImport.withdrawn_at.is_(None))
        .order_by(ScoreImport.id.desc())
        .limit(1)
    )


def import_scores(
    scores: Sequence[PlannedScore], came: Provenance, counts: bool, by: Actor, now: datetime
) -> ScoreImport:
    """Keep all of `scores`; with `counts` they enter scores as one rater. Raises CannotImport."""
    origin = came.origin.strip()
    if not scores:
        raise CannotImport("There is no good row to bring in.")
    if not SHORTEST <= len(origin) <= LONGEST_ORIGIN:
        raise CannotImport(f"Say where the scores come from in {SHORTEST} to {LONGEST_ORIGIN} characters.")
    row = ScoreImport(
        origin=origin,
        file_name=came.file_name[-200:],
        sha256=sha256_of(came.data),
        mapping=came.mapping.as_json(),
        counts=counts,
        imported_at=now,
        imported_by_id=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(_kept(score, row.id) for score in scores)
    facts = {"origin": origin, "rows": len(scores), "counts": counts, "sha256": row.sha256}
    record(row, "imported", by, after=facts)
    return row


def withdraw_import(import_id: int, reason: str, by: Actor, now: datetime) -> ScoreImport:
    """Take a whole import out of every score from `now` on; its rows stay on record. Raises CannotImport."""
    row = db.session.scalar(select(ScoreImport).where(ScoreImport.id == import_id).with_for_update())
    if row is None:
        raise CannotImport("This import does not exist.")
    if row.withdrawn_at is not None:
        raise CannotImport("This import is withdrawn already.")
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= LONGEST:
        raise CannotImport(f"Say why in {SHORTEST} to {LONGEST} characters.")
    row.withdrawn_at, row.withdrawn_by_id, row.withdraw_reason = now, by.user_id, reason
    record(row, "withdrawn", by, reason=reason)
    return row


def rows_of(import_id: int, most: int) -> tuple[Sequence[ImportedScore], int]:
    """The first `most` rows of an import by line, and how many there are."""
    mine = ImportedScore.import_id == import_id
    rows = db.session.scalars(
        select(ImportedScore).where(mine).order_by(ImportedScore.line).limit(most)
    ).all()
    return rows, db.session.scalar(select(func.count(ImportedScore.id)).where(mine)) or 0


def _kept(score: PlannedScore, import_id: int) -> ImportedScore:
    return ImportedScore(
        import_id=import_id,
        line=score.line,
        clinician_id=score.clinician_id,
        role_code=score.role_code,
        setting=score.setting,
        source=score.source,
        dimension=score.dimension,
        answers=score.answers,
        always=score.always,
        period_end=score.period_end,
    )
