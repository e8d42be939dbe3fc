"""A Dallas ward that asks for night nurses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from staffing.audit import Actor
from staffing.facilities.models import Unit
from staffing.requests.details import RequestDetails
from tests.factories import World

BY = Actor(None, "Dana Whitfield")
Asking = Callable[..., RequestDetails]


@pytest.fixture
def ward(world: World) -> Unit:
    return world.unit(world.facility())


@pytest.fixture
def asking(world: World, ward: Unit) -> Asking:
    """Details of a good request; keywords change them."""

    def make(**facts: Any) -> RequestDetails:
        return RequestDetails(
            **{
                "unit_id": ward.id,
                "staff_role_id": world.roles["RN"].id,
                "day": date(2026, 12, 1),
                "start": time(19),
                "end": time(7),
                "heads": 2,
                **facts,
            }
        )

    return make
