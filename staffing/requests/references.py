"""References people can read over the phone, like R-7KQ2M."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from staffing.db import Scope, current_scope, db, use_scope
from staffing.requests.models import ShiftRequest

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0, 1, I, L, O or U: nothing that sounds or looks like something else."""
LENGTH = 5


def new_reference() -> str:
    """A reference no request of the agency has.

    Looked up across the agency, because a facility's own scope would not see the others' references.
    """
    with use_scope(Scope.system(current_scope().require_agency())):
        while True:
            reference = "R-" + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            taken = select(ShiftRequest.id).where(ShiftRequest.reference == reference)
            if db.session.scalar(taken) is None:
                return reference
