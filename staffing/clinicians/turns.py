"""One writer at a time about one clinician, where no unique key says "once"."""

from __future__ import annotations

from sqlalchemy import select

from staffing.clinicians.models import Clinician
from staffing.db import db


def take_turns(clinician_id: int) -> None:
    """Wait for whoever is deciding about this person; held until the end of the transaction."""
    turn = select(Clinician.id).where(Clinician.id == clinician_id).with_for_update(key_share=True)
    db.session.scalars(turn).one_or_none()
