"""A scheduler of one Dallas hospital with two units, and a stranger's facility beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from staffing import clock
from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.facilities.models import Facility, Unit
from tests.clients import SignedInClient
from tests.factories import World

ZONE = "America/Chicago"


@dataclass(frozen=True)
class Desk:
    """Where the scheduler sits."""

    world: World
    facility: Facility
    ward: Unit
    icu: Unit
    account: Account
    client: SignedInClient


def soon(days: int, hour: int) -> datetime:
    """A Dallas hour some days from now."""
    day = clock.local_day(utc_now(), ZONE) + timedelta(days=days)
    return clock.to_utc(day, datetime(2026, 1, 1, hour, tzinfo=UTC).time(), ZONE, fold=clock.EARLIER)


@pytest.fixture
def desk(world: World, client_for: Callable[[Account | None], SignedInClient]) -> Desk:
    facility = world.facility(name="Bluebonnet General")
    ward, icu = world.unit(facility, name="4 West"), world.unit(facility, name="ICU")
    account = world.scheduler(facility)
    db.session.commit()
    return Desk(world, facility, ward, icu, account, client_for(account))
