"""People a facility would like again."""

from __future__ import annotations

from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.favourites import ask_again, favourites_of, stop_asking
from tests.factories import World
from tests.requests.conftest import BY


def test_a_wish_is_kept_once_and_can_be_forgotten(world: World, ward: Unit) -> None:
    nurse, here = world.clinician(), frozenset({ward.facility_id})
    wish = ask_again(ward.facility_id, nurse.id, BY)
    assert ask_again(ward.facility_id, nurse.id, BY) is wish
    assert favourites_of(here) == {(ward.facility_id, nurse.id)}
    stop_asking(ward.facility_id, nurse.id, BY)
    stop_asking(ward.facility_id, nurse.id, BY)
    db.session.flush()
    assert favourites_of(here) == set()
