"""What a clinician keeps up to date, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from staffing import clock
from staffing.accounts.models import Account
from staffing.clinicians.availability import availability_windows
from staffing.clinicians.calendar_views import first_monday, painted_weeks
from staffing.clinicians.models import Clinician
from staffing.clinicians.services import weekly_pattern
from staffing.db import db, utc_now
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def robin(world: World) -> Clinician:
    return world.clinician(always_available=False)


@pytest.fixture
def phone(world: World, robin: Clinician, client_for: ClientFor) -> SignedInClient:
    return client_for(world.sign_in_of(robin))


def profile(robin: Clinician, **changes: object) -> dict[str, object]:
    return {
        "version": robin.version,
        "email": robin.email,
        "phone": robin.phone,
        "max_hours_week": 60,
        "wanted_hours_week": 24,
        "max_miles": 45,
        "notice_hours": 2,
        "languages": ["en"],
        **changes,
    }


def test_figures_left_as_shown_stay_to_the_metre(robin: Clinician, phone: SignedInClient) -> None:
    assert phone.post("/clinician/profile", data=profile(robin, phone="(214) 555-0177")).status_code == 303
    db.session.expire_all()
    assert (robin.phone, robin.max_distance_m) == ("(214) 555-0177", 72_000)


def test_limits_are_written_in_metres_and_minutes(robin: Clinician, phone: SignedInClient) -> None:
    changes = {"max_miles": 30, "max_hours_week": 36, "notice_hours": 12, "languages": ["en", "es"]}
    phone.post("/clinician/profile", data=profile(robin, **changes))
    db.session.expire_all()
    assert (robin.max_distance_m, robin.max_minutes_week, robin.min_notice_minutes) == (48_280, 2_160, 720)
    assert robin.languages == ["en", "es"]


def test_a_stale_profile_is_not_saved(robin: Clinician, phone: SignedInClient) -> None:
    answer = phone.post("/clinician/profile", data=profile(robin, version=robin.version + 1, phone="1"))
    assert answer.status_code == 409
    db.session.expire_all()
    assert robin.phone != "1"


@pytest.mark.parametrize("hours", ["0", "169", "NaN", "1e400", "٤٠", ""])
def test_impossible_hours_are_refused_beside_the_field(
    robin: Clinician, phone: SignedInClient, hours: str
) -> None:
    page = phone.post("/clinician/profile", data=profile(robin, max_hours_week=hours))
    assert page.status_code == 200
    assert "max_hours_week-error" in page.get_data(as_text=True)


def test_painting_keeps_what_was_ticked(robin: Clinician, phone: SignedInClient) -> None:
    monday = first_monday(robin, utc_now())
    ticked = [f"{monday + timedelta(days=8)}-night", f"{monday + timedelta(days=9)}-day"]
    data = {"monday": monday.isoformat(), "free": ticked}
    assert phone.post("/clinician/availability/weeks", data=data).status_code == 303
    db.session.expire_all()
    free = [cell.key for _day, cells in painted_weeks(robin, monday) for cell in cells if cell.free]
    assert free == ticked
    start, end = clock.day_bounds(monday + timedelta(days=8), robin.timezone)
    (window,) = availability_windows([robin.id], start, end + timedelta(days=2))[robin.id]
    assert window[1] - window[0] == timedelta(hours=16)


def test_the_usual_week_and_the_same_again(robin: Clinician, phone: SignedInClient) -> None:
    phone.post("/clinician/availability/usual", data={"free": ["0-day", "6-night"]})
    db.session.expire_all()
    assert [(w.weekday, w.starts_minute, w.ends_minute) for w in weekly_pattern(robin)] == [
        (0, 0, 900),
        (6, 1_380, 1_440),
    ]
    monday = first_monday(robin, utc_now())
    phone.post(
        "/clinician/availability/weeks",
        data={"monday": monday.isoformat(), "free": [f"{monday + timedelta(days=3)}-evening"]},
    )
    next_week = monday + timedelta(days=7)
    phone.post("/clinician/availability/same", data={"monday": next_week.isoformat()})
    db.session.expire_all()
    free = [cell.key for _day, cells in painted_weeks(robin, next_week, 1) for cell in cells if cell.free]
    assert free == [f"{monday + timedelta(days=10)}-evening"]


def test_not_available_today(world: World, client_for: ClientFor) -> None:
    kim = world.clinician()
    assert client_for(world.sign_in_of(kim)).post("/clinician/availability/away-today").status_code == 303
    now = utc_now() + timedelta(seconds=1)
    _, midnight = clock.day_bounds(clock.local_day(now, kim.timezone), kim.timezone)
    windows = availability_windows([kim.id], now, midnight + timedelta(days=1))[kim.id]
    assert windows == [(midnight, midnight + timedelta(days=1))]


@pytest.mark.parametrize("monday", ["", "2020-01-06", "not a day"])
def test_weeks_nobody_was_shown_are_not_painted(phone: SignedInClient, monday: str) -> None:
    assert phone.post("/clinician/availability/weeks", data={"monday": monday}).status_code == 409


def test_wishes_are_saved(robin: Clinician, phone: SignedInClient) -> None:
    page = phone.get("/clinician/preferences").get_data(as_text=True)
    assert "Night shifts" in page
    refused = phone.post("/clinician/preferences", data={"shift_kind-night": "9"})
    assert refused.status_code == 200


def test_credentials_are_there_to_read(world: World, client_for: ClientFor) -> None:
    kim = world.clinician()
    words = client_for(world.sign_in_of(kim)).get("/clinician/credentials").get_data(as_text=True)
    assert "RN TX" in words
    assert "Verified" in words
