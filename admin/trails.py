"""The audit trail of a few rows, for the screen that tells their story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from staffing.audit import AuditEntry
from staffing.db import db


def trail_of(*rows: Any) -> Sequence[AuditEntry]:
    """What was done to these rows, first things first."""
    own = or_(*((AuditEntry.entity == row.__tablename__) & (AuditEntry.entity_id == row.id) for row in rows))
    return db.session.scalars(select(AuditEntry).where(own).order_by(AuditEntry.at, AuditEntry.id)).all()
