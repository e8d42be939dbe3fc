"""Who may rate whose hand-off, for how long, and that it comes once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.feedback.handoffs import GAP, MOST_A_SHIFT, handoffs, rate_handoff
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import Answer, CommunicationResponse, Dimension, RaterSource
from staffing.ratings.questionnaire import BUILT_IN
from staffing.ratings.services import CannotRate
from tests.clients import SignedInClient
from tests.factories import World
from tests.feedback.scene import Scene

ANSWERS = {
    Dimension.RESPECT: Answer.ALWAYS,
    Dimension.LISTENING: Answer.ALWAYS,
    Dimension.CLARITY: Answer.USUALLY,
    Dimension.TEAMWORK_HANDOFF: Answer.ALWAYS,
}


@pytest.fixture
def alone(world: World) -> Scene:
    """The scene with its second nurse on another day."""
    scene = Scene.make(world)
    table = Placement.__table__
    db.session.execute(
        table.update()
        .where(table.c.id == scene.people[1].id)
        .values(starts_at=scene.now - timedelta(days=9), ends_at=scene.now - timedelta(days=8))
    )
    db.session.expire_all()
    return scene


def worked(scene: Scene, name: str, after: timedelta, **facts: object) -> Clinician:
    """Somebody whose eight hours in the same unit began `after` the scene's shift ended."""
    start = scene.people[0].ends_at + after
    slot = scene.world.slot(scene.unit, start=start, hours=8)
    nurse = scene.world.clinician(first_name=name)
    scene.world.placement(slot, nurse, PlacementStatus.WORKED, **facts)
    return nurse


def left(scene: Scene, later: timedelta = timedelta()) -> list[str]:
    me = scene.people[0].clinician_id
    with use_scope(Scope.clinician(scene.world.agency_id, me)):
        return [one.colleague.clinician.first_name for one in handoffs(me, scene.now + later)]


def test_the_same_time_and_an_hour_before_or_after_in_the_same_unit(alone: Scene) -> None:
    shift, second = timedelta(hours=8), timedelta(seconds=1)
    worked(alone, "Before", -2 * shift - GAP)
    worked(alone, "TooEarly", -2 * shift - GAP - second)
    worked(alone, "After", GAP)
    worked(alone, "TooLate", GAP + second)
    later = timedelta(hours=10)
    assert left(alone, later) == ["Before", "After"]
    elsewhere = alone.world.slot(alone.world.unit(alone.facility), start=alone.people[0].starts_at, hours=8)
    alone.world.placement(elsewhere, alone.world.clinician(first_name="Elsewhere"), PlacementStatus.WORKED)
    absent = alone.world.slot(alone.unit, start=alone.people[0].starts_at, hours=8)
    alone.world.placement(absent, alone.world.clinician(first_name="Absent"), PlacementStatus.NO_SHOW)
    assert left(alone, later) == ["Before", "After"]


def test_fourteen_days_and_not_before_both_shifts_are_over(alone: Scene) -> None:
    worked(alone, "Ana", -timedelta(hours=8))
    over = timedelta(days=14) - timedelta(hours=1)
    assert left(alone, over - timedelta(seconds=1)) == ["Ana"]
    assert left(alone, over) == []
    worked(alone, "Still", timedelta())
    assert left(alone) == ["Ana"]


def test_the_three_nearest_in_time(alone: Scene) -> None:
    for minutes in (0, 10, 20, 30):
        worked(alone, f"In{minutes}", timedelta(minutes=minutes))
    assert left(alone, timedelta(hours=9)) == ["In0", "In10", "In20"]
    assert MOST_A_SHIFT == 3


def test_it_comes_once_and_only_from_who_was_there(scene: Scene) -> None:
    me, colleague = scene.people
    facts = (colleague.id, BUILT_IN, ANSWERS, scene.now)
    with use_scope(Scope.clinician(scene.world.agency_id, me.clinician_id)):
        response = rate_handoff(me.clinician_id, *facts)
        assert (response.source, response.rater) == (RaterSource.COLLEAGUE, f"clinician:{me.clinician_id}")
        assert handoffs(me.clinician_id, scene.now) == []
        with pytest.raises(CannotRate):
            rate_handoff(me.clinician_id, *facts)
        with pytest.raises(CannotRate):
            rate_handoff(me.clinician_id, me.id, BUILT_IN, ANSWERS, scene.now)
    stranger = scene.world.clinician()
    with use_scope(Scope.clinician(scene.world.agency_id, stranger.id)), pytest.raises(CannotRate):
        rate_handoff(stranger.id, *facts)


def test_my_shifts_ask_and_the_page_keeps_the_answers(
    scene: Scene, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    me, colleague = scene.people
    client = client_for(scene.world.sign_in_of(me.clinician))
    address = f"/clinician/handoffs/{colleague.id}"
    asked = client.get("/clinician/shifts").text
    assert "How was the hand-off with Amal?" in asked
    assert address in asked
    page = client.get(address).text
    assert page.count("<fieldset") == 4
    assert colleague.clinician.last_name not in page
    half = {f"p{colleague.id}-respect": "always"}
    assert "Choose one for Amal" in client.post(address, data=half).text
    whole = {f"p{colleague.id}-{one}": answer.value for one, answer in ANSWERS.items()}
    assert client.post(address, data=whole).status_code == 303
    assert "hand-off with" not in client.get("/clinician/shifts").text
    assert client.get(address).status_code == 404
    assert client.get(f"/clinician/handoffs/{me.id}").status_code == 404
    kept = db.session.scalars(select(CommunicationResponse)).one()
    assert kept.clinician_id == colleague.clinician_id
