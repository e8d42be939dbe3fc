"""Appeals, corrections and coaching as coordinators see and decide them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.clinicians.dnr import DnrStatus
from staffing.coaching.models import CoachingPlan, CoachingStatus
from staffing.db import Scope, db, use_scope, utc_now
from staffing.digests.corrections import ask_for_correction
from staffing.digests.models import CorrectionStatus, DataCorrection
from staffing.notifications.models import OutboxMessage
from staffing.placements.models import PlacementStatus
from staffing.ratings.appeals import file_appeal
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.models import Answer, CommunicationAnswer, CommunicationResponse, Dimension, RaterSource
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


@pytest.fixture
def appeal(scene: Scene) -> RatingAppeal:
    """A shift of yesterday, rated "Never" by a scheduler called Dana, appealed by who worked it."""
    world, me = scene.world, scene.nurse()
    slot = world.slot(scene.unit, start=utc_now() - timedelta(days=1), hours=8)
    placement = world.placement(slot, me, PlacementStatus.WORKED)
    dana = world.scheduler(scene.facility)
    dana.name = "Dana Scheduler"
    response = CommunicationResponse(
        facility_id=scene.facility.id,
        placement_id=placement.id,
        clinician_id=me.id,
        role_code="RN",
        setting=scene.unit.setting,
        source=RaterSource.FACILITY,
        rater=f"account:{dana.id}",
        worked_at=placement.ends_at,
        submitted_at=placement.ends_at,
    )
    response.answers = [CommunicationAnswer(dimension=Dimension.RESPECT, answer=Answer.NEVER)]
    db.session.add(response)
    db.session.commit()
    with use_scope(Scope.clinician(world.agency_id, me.id)):
        row = file_appeal(placement.id, "They mixed me up.", SYSTEM, utc_now())
        db.session.commit()
    return row


def test_an_appeal_is_read_with_its_responses_and_decided_in_words(
    coordinator: SignedInClient, appeal: RatingAppeal
) -> None:
    assert "appeals to decide" in coordinator.get("/admin/").text
    assert "They mixed me up." in coordinator.get("/admin/appeals/").text
    url = f"/admin/appeals/{appeal.id}/"
    page = coordinator.get(url).text
    for shown in ("They mixed me up.", "Dana Scheduler", "Was warm and polite, even when busy", "never"):
        assert shown in page
    coordinator.post(f"{url}decide/", data={"deed": "uphold", "words": " "})
    db.session.expire_all()
    assert appeal.status is AppealStatus.PENDING
    assert "Say why" in coordinator.get(url).text
    coordinator.post(f"{url}decide/", data={"deed": "uphold", "words": "You were not there."})
    db.session.expire_all()
    assert appeal.status is AppealStatus.UPHELD
    told = db.session.query(OutboxMessage).filter_by(kind="appeal_decided").one()
    assert "You were not there." in told.text
    assert "Dana" not in told.text
    assert coordinator.post(f"{url}decide/", data={"deed": "burn", "words": "x"}).status_code == 400
    assert "appeals to decide" not in coordinator.get("/admin/").text


def test_waiting_appeals_come_first_oldest_first(
    coordinator: SignedInClient, scene: Scene, appeal: RatingAppeal
) -> None:
    for days, status, reason in (
        (9, AppealStatus.DISMISSED, "Closed long ago."),
        (3, AppealStatus.PENDING, "Waits longest."),
    ):
        start = utc_now() - timedelta(days=days)
        placement = scene.world.placement(scene.world.slot(scene.unit, start=start, hours=1), scene.nurse())
        db.session.add(
            RatingAppeal(
                clinician_id=placement.clinician_id,
                placement_id=placement.id,
                facility_id=placement.facility_id,
                reason=reason,
                status=status,
                filed_at=start,
                decided_at=None if status is AppealStatus.PENDING else utc_now(),
            )
        )
    page = coordinator.get("/admin/appeals/").text
    order = [page.index(words) for words in ("Waits longest.", appeal.reason, "Closed long ago.")]
    assert order == sorted(order)


def test_a_correction_is_answered_in_words(coordinator: SignedInClient, scene: Scene) -> None:
    me = scene.nurse()
    db.session.commit()
    with use_scope(Scope.clinician(scene.world.agency_id, me.id)):
        row = ask_for_correction("My name is Reyes.", SYSTEM)
        db.session.commit()
    assert "corrections asked" in coordinator.get("/admin/").text
    assert "My name is Reyes." in coordinator.get("/admin/corrections/").text
    url = f"/admin/corrections/{row.id}/"
    assert "My name is Reyes." in coordinator.get(url).text
    coordinator.post(f"{url}answer/", data={"deed": "done", "answer": "Your name is Reyes now."})
    db.session.expire_all()
    kept = db.session.get_one(DataCorrection, row.id)
    assert (kept.status, kept.answer) == (CorrectionStatus.DONE, "Your name is Reyes now.")


def test_coaching_is_offered_before_a_do_not_return(coordinator: SignedInClient, scene: Scene) -> None:
    """From the request to the plan, to its end; without a plan, keeping the request needs a reason."""
    person = scene.nurse()
    row = scene.not_again(person, DnrStatus.REQUESTED)
    page = coordinator.get(f"/admin/do-not-return/details/?id={row.id}").text
    form = f"/admin/coaching/new/?clinician={person.id}&amp;dnr={row.id}"
    assert form in page
    coordinator.post(f"/admin/do-not-return/decide/?id={row.id}", data={"deed": "approve", "reason": ""})
    db.session.expire_all()
    assert row.status is DnrStatus.REQUESTED
    assert person.name in coordinator.get("/admin/coaching/").text
    today = utc_now().date()
    typed = {
        "clinician_id": str(person.id),
        "dnr_id": str(row.id),
        "dimension": "respect",
        "agreed": "To greet by name.",
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=5)).isoformat(),
        "setback_percent": "5",
    }
    assert (
        "at most"
        in coordinator.post("/admin/coaching/new/", data={**typed, "setback_percent": "11"}).text.lower()
    )
    coordinator.post("/admin/coaching/new/", data=typed)
    plan = db.session.query(CoachingPlan).one()
    assert (plan.dnr_id, plan.setback_percent, plan.dimension) == (row.id, 5, Dimension.RESPECT)
    assert "coaching plans to close soon" in coordinator.get("/admin/").text
    assert "To greet by name." in coordinator.get(f"/admin/coaching/{plan.id}/").text
    coordinator.post(f"/admin/coaching/{plan.id}/close/", data={"deed": "done", "outcome": "Greets."})
    coordinator.post(f"/admin/do-not-return/decide/?id={row.id}", data={"deed": "approve", "reason": ""})
    db.session.expire_all()
    assert (plan.status, row.status) == (CoachingStatus.DONE, DnrStatus.ACTIVE)
