"""The fee for cancelling, on both sides of each boundary."""

from __future__ import annotations

from datetime import timedelta

import pytest

from staffing.policies.figures import Figures, save_figures
from staffing.requests.fees import cancellation_fee, fee_minutes
from staffing.requests.models import RequestSource, SlotStatus
from staffing.requests.services import submit
from tests.factories import NOW
from tests.requests.conftest import BY, Asking

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("notice", "minutes"),
    [
        (24 * HOUR, 0),
        (24 * HOUR - SECOND, 120),
        (4 * HOUR, 120),
        (4 * HOUR - SECOND, 240),
        (MINUTE, 240),
        (-HOUR, 240),
    ],
)
def test_notice_decides_the_fee(notice: timedelta, minutes: int) -> None:
    assert fee_minutes(NOW + notice, NOW, Figures()) == minutes


def test_only_people_who_accepted_cost_anything(asking: Asking) -> None:
    (request,) = submit(asking(heads=3), BY, RequestSource.FORM, NOW)
    late = request.starts_at - 5 * HOUR
    assert cancellation_fee(request, late).bill_cents == 0
    for slot in request.slots[:2]:
        slot.move_to(SlotStatus.FILLED, BY)
    fee = cancellation_fee(request, late)
    assert (fee.people, fee.minutes) == (2, 120)
    assert (fee.pay_cents, fee.bill_cents) == (2 * 2 * 4400, 2 * 2 * 6600)


def test_the_agencys_own_figures_are_used(asking: Asking) -> None:
    (request,) = submit(asking(heads=1), BY, RequestSource.FORM, NOW)
    request.slots[0].move_to(SlotStatus.FILLED, BY)
    save_figures({"cancel_free_minutes": 2_880}, BY, NOW)
    assert cancellation_fee(request, request.starts_at - 30 * HOUR).minutes == 120
