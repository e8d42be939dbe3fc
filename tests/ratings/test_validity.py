"""Which responses count at an instant, on both sides of each boundary."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import literal, select

from staffing.db import db
from staffing.ratings.models import CommunicationResponse
from staffing.ratings.validity import Withheld, in_force, valid_at, why_withheld
from tests.conftest import both_databases
from tests.factories import NOW, World
from tests.ratings.makers import rated

MOMENT = timedelta(seconds=1)


def fate(at: datetime) -> tuple[bool, str | None]:
    """Whether the only response counts at `at`, and why not."""
    counts, why = db.session.execute(
        select(valid_at(at), why_withheld(at)).select_from(CommunicationResponse)
    ).one()
    return bool(counts), why


@both_databases
def test_from_the_answer_until_the_void(world: World) -> None:
    response = rated(world, world.clinician(), world.unit())
    response.submitted_at = NOW
    response.voided_at, response.void_reason = NOW + timedelta(hours=1), "Wrong person"
    db.session.flush()
    assert fate(NOW - MOMENT) == (False, None)
    assert fate(NOW) == (True, None)
    assert fate(NOW + timedelta(hours=1) - MOMENT) == (True, None)
    assert fate(NOW + timedelta(hours=1)) == (False, Withheld.VOID)


@both_databases
@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (None, None, False),
        (None, MOMENT, False),
        (MOMENT, None, False),
        (timedelta(0), None, True),
        (timedelta(0), timedelta(0), False),
        (timedelta(0), MOMENT, True),
        (-MOMENT, timedelta(0), False),
    ],
)
def test_in_force_from_since_until_before_until(
    world: World, since: timedelta | None, until: timedelta | None, holds: bool
) -> None:
    kind = CommunicationResponse.voided_at.type
    ends = [literal(None if end is None else NOW + end, kind) for end in (since, until)]
    assert bool(db.session.scalar(select(in_force(*ends, NOW)))) is holds
