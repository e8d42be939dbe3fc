"""Service recovery and reports on the coordinators' screens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account, RoleName
from staffing.db import Scope, db, use_scope, utc_now
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.models import Answer
from staffing.ratings.services import void_response
from staffing.recovery.models import CaseStatus, FeedbackReport, RecoveryCase, ReportKind
from staffing.recovery.queries import compliments_of
from tests.clients import SignedInClient
from tests.factories import World
from tests.recovery.scene import COMPLAINT, COMPLIMENT, INCIDENT, Scene

Clients = Callable[[Account | None], SignedInClient]
CASES, REPORTS = "/admin/service-recovery/", "/admin/reports/"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene.make(world)


@pytest.fixture
def client(scene: Scene, client_for: Clients) -> SignedInClient:
    return client_for(scene.coordinator)


def only_case() -> RecoveryCase:
    db.session.rollback()
    return db.session.scalars(select(RecoveryCase).order_by(RecoveryCase.id)).all()[-1]


def test_a_case_from_take_to_reopened(scene: Scene, client: SignedInClient) -> None:
    scene.rate(respect=Answer.NEVER)
    other = scene.world.coordinator()
    db.session.commit()
    at = f"{CASES}{only_case().id}/"
    for deed, data, status in (
        ("assign", {"owner": str(other.id)}, CaseStatus.OPEN),
        ("take", {}, CaseStatus.OPEN),
        ("close", {"said": "Too early."}, CaseStatus.OPEN),
        ("told", {"said": "We are sorry."}, CaseStatus.TOLD),
        ("close", {"said": "Coaching agreed."}, CaseStatus.CLOSED),
        ("told", {"said": "More."}, CaseStatus.CLOSED),
        ("reopen", {"said": "They called again."}, CaseStatus.TOLD),
        ("nonsense", {}, CaseStatus.TOLD),
    ):
        assert client.post(f"{at}step/", data=data | {"deed": deed}).status_code == 302
        assert only_case().status is status, deed
    assert only_case().owner_id == scene.coordinator.id
    page = client.get(at).text
    for said in ("We are sorry.", "They called again.", "Never"):
        assert said in page


def test_open_ones_come_first_and_overdue_is_said(scene: Scene, client: SignedInClient) -> None:
    people = [scene.world.clinician(last_name=name) for name in ("Closedlong", "Waiting", "Overdue")]
    now = utc_now()
    for person, due in zip(people, (-3, 1, -1), strict=True):
        report = scene.tell(COMPLAINT)
        case = db.session.scalars(select(RecoveryCase).where(RecoveryCase.report_id == report.id)).one()
        case.clinician_id, case.due_at = person.id, now + timedelta(days=due)
        if person is people[0]:
            case.move_to(CaseStatus.TOLD, scene.by)
            case.outcome = "Done."
            case.move_to(CaseStatus.CLOSED, scene.by)
    db.session.commit()
    page = client.get(CASES).text
    assert page.index("Overdue") < page.index("Waiting") < page.index("Closedlong")
    assert page.count('data-status="overdue"') == 1
    late = client.get(f"{CASES}?flt0_to_do_is=overdue").text
    assert "Sample" not in late
    assert ("Overdue" in late, "Waiting" in late, "Closedlong" in late) == (True, False, False)
    open_ones = client.get(f"{CASES}?flt0_to_do_is=open").text
    assert ("Waiting" in open_ones, "Closedlong" in open_ones) == (True, False)
    own = client.get(f"{CASES}?flt0_owner_is={scene.coordinator.id}").text
    assert "Waiting" in own
    today = client.get("/admin/").text
    assert "<strong>2</strong> open in service recovery, 1 overdue" in today
    assert "Waiting" in client.get(f"{CASES}export/csv/").text


def test_a_voided_and_an_appealed_response_say_so(scene: Scene, client: SignedInClient) -> None:
    response = scene.rate(respect=Answer.NEVER)
    db.session.commit()
    at = f"{CASES}{only_case().id}/"
    plain = client.get(at).text
    assert "voided" not in plain
    assert "appeal about this shift" not in plain
    void_response(response.id, "Rated the wrong person.", scene.by, utc_now())
    db.session.add(
        RatingAppeal(
            clinician_id=response.clinician_id,
            placement_id=response.placement_id,
            facility_id=response.facility_id,
            reason="It was not me.",
        )
    )
    db.session.commit()
    page = client.get(at).text
    assert "Rated the wrong person." in page
    assert "appeal about this shift is pending" in page
    appeal = db.session.scalars(select(RatingAppeal)).one()
    appeal.decided_at = utc_now()
    appeal.move_to(AppealStatus.DISMISSED, scene.by)
    db.session.commit()
    assert "appeal about this shift" not in client.get(at).text


def test_a_report_by_phone(scene: Scene, client: SignedInClient) -> None:
    data = {
        "facility_id": str(scene.facility.id),
        "clinician_id": str(scene.placement.clinician_id),
        "on": scene.placement.starts_at.date().isoformat(),
        "kind": "complaint",
        "nature": "professional",
        "text": "They waited an hour for Mrs. Smith's call.",
    }
    assert client.post(f"{REPORTS}new/", data=data | {"on": "2098-01-01"}).status_code == 200
    assert client.post(f"{REPORTS}new/", data=data).status_code == 302
    (report,) = db.session.scalars(select(FeedbackReport))
    assert (report.kind, report.reported_by_id) == (ReportKind.COMPLAINT, scene.coordinator.id)
    page = client.get(f"{REPORTS}{report.id}/").text
    assert "may hold: name" in page
    assert f"{CASES}{only_case().id}/" in page
    client.post(f"{REPORTS}{report.id}/step/", data={"deed": "close", "said": "Done."})
    assert "closed and reopened with it" in client.get(f"{REPORTS}{report.id}/").text


def test_a_compliment_is_passed_on_and_taken_back(scene: Scene, client: SignedInClient) -> None:
    key, person = scene.tell(COMPLIMENT).id, scene.placement.clinician_id
    db.session.commit()
    for deed, said, seen in (
        ("look", "", 0),
        ("share", "", 0),
        ("share", "You explain everything twice.", 1),
        ("reopen", "It named a patient.", 0),
        ("close", "Kept here.", 0),
    ):
        client.post(f"{REPORTS}{key}/step/", data={"deed": deed, "said": said})
        db.session.rollback()
        assert len(compliments_of(person)) == seen, deed
    assert "Kept here." in client.get(f"{REPORTS}{key}/").text


def test_only_those_who_place_come_in(scene: Scene, client_for: Clients) -> None:
    key = scene.tell(INCIDENT).id
    for role, code in ((RoleName.BILLING_MANAGER, 403), (RoleName.AGENCY_ADMINISTRATOR, 200)):
        account = scene.world.account(role)
        db.session.commit()
        for path in (CASES, REPORTS, f"{REPORTS}{key}/"):
            assert client_for(account).get(path).status_code == code
    foreign = World.create("Another Agency")
    with use_scope(Scope.agency(foreign.agency_id)):
        stranger = foreign.coordinator()
        db.session.commit()
    assert client_for(stranger).get(f"{REPORTS}{key}/").status_code == 404
