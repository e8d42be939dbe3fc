"""Idempotent replies: the same request, sent twice, is done once and answered twice."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from staffing.db import current_scope, db
from staffing.offers.errors import KeyReused
from staffing.placements.models import IdempotentReply


def reserve(who: str, key: str, request: dict[str, Any], now: datetime) -> IdempotentReply:
    """The reply kept under (who, key), written now if it is the first; `status_code` None means not done yet.

    Raises KeyReused when the key was used for another request.
    """
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    db.session.execute(
        dialect.insert(IdempotentReply)
        .values(
            agency_id=current_scope().require_agency(),
            who=who,
            key=key,
            request_hash=fingerprint,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["who", "key"])
    )
    reply = db.session.scalars(
        select(IdempotentReply)
        .where(IdempotentReply.who == who, IdempotentReply.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if reply.request_hash != fingerprint:
        raise KeyReused(f"{who} sent key {key!r} with another request")
    return reply
