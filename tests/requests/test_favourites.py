"""People a facility would like again."""

from __future__ import annotations

from typing import Any

from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.favourites import ask_again, favourites_of, stop_asking
from staffing.requests.models import RequestSource
from staffing.requests.services import submit
from tests.factories import NOW, World
from tests.requests.conftest import BY, Asking


def test_a_wish_is_kept_once_and_can_be_forgotten(world: World, ward: Unit) -> None:
    nurse, here = world.clinician(), frozenset({ward.facility_id})
    wish = ask_again(ward.facility_id, nurse.id, BY)
    assert ask_again(ward.facility_id, nurse.id, BY) is wish
    assert favourites_of(here) == {(ward.facility_id, nurse.id)}
    stop_asking(ward.facility_id, nurse.id, BY)
    stop_asking(ward.facility_id, nurse.id, BY)
    db.session.flush()
    assert favourites_of(here) == set()


def test_requests_that_name_nobody_ask_for_whom_the_facility_would_like_again(
    world: World, ward: Unit, asking: Asking
) -> None:
    liked, elsewhere, other = world.clinician(), world.clinician(), world.clinician()
    ask_again(ward.facility_id, liked.id, BY)
    ask_again(world.facility().id, elsewhere.id, BY)

    def wished(**facts: Any) -> list[int]:
        (request,) = submit(asking(**facts), BY, RequestSource.WEEK_GRID, NOW)
        return request.preferred_clinician_ids

    assert wished() == [liked.id]
    assert wished(preferred_clinician_ids=()) == []
    assert wished(preferred_clinician_ids=(other.id,)) == [other.id]
