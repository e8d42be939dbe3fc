"""Addresses and fields from outside never break a page, on either database."""

from __future__ import annotations

import pytest

from tests.conftest import both_databases
from tests.facility_pages.conftest import Desk

HUGE = "99999999999999999999"


@both_databases
def test_no_address_breaks_a_page(desk: Desk) -> None:
    for path in (
        "requests/R-%27--",
        f"requests/{'R' * 3000}",
        f"requests/new?unit={HUGE}",
        "requests/new?copy=%F0%9F%92%A5",
        f"requests/unit-defaults?unit_id={HUGE}",
        f"requests/estimate?unit_id={HUGE}&heads={HUGE}&day=9999-12-31&start=07:00&end=03:00",
        f"requests/?q={'%25' * 200}&page={HUGE}",
        "requests/?q=%5C",
        f"placements/{HUGE}/not-again",
        f"week?unit={HUGE}",
        "week?week=9999-12-31",
        f"week?row={HUGE}-0700-1900&role=x&kind=y",
        "?from=9999-12-31",
    ):
        answer = desk.client.get(f"/facility/{path}")
        assert answer.status_code in {200, 404}, path


@both_databases
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", HUGE])
def test_days_at_the_ends_of_time_are_refused_beside_a_field(desk: Desk, day: str) -> None:
    typed = {
        "unit_id": desk.ward.id,
        "staff_role_id": desk.world.roles["RN"].id,
        "day": day,
        "start": "19:00",
        "end": "07:00",
        "heads": "1",
        "priority": "routine",
        "repeat_until": "9999-12-31",
    }
    answer = desk.client.post("/facility/requests/new", data=typed)
    assert answer.status_code == 200
    assert "field-error" in answer.text
