"""A coordinator's other deeds by the screens: paste, import, edit, bar, void, invite, offer next."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.dnr import DnrStatus
from staffing.clinicians.models import Clinician
from staffing.clock import local
from staffing.db import db, utc_now
from staffing.facilities.models import Setting
from staffing.notifications.models import OutboxMessage
from staffing.offers.services import CancelSide, cancel_placement
from staffing.placements.models import Offer, OfferStatus, PlacementStatus
from staffing.ratings.models import Answer, Dimension
from staffing.ratings.services import submit_facility_response
from staffing.ratings.weights import dimensions_asked
from staffing.requests.models import RequestSource, ShiftRequest
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
PBJ = "PROVNUM,WorkDate,Hrs_RN_ctr,Hrs_LPN_ctr,Hrs_CNA_ctr\n"


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def open_offer(scene: Scene, person: Clinician) -> Offer:
    later = utc_now() + timedelta(hours=4)
    return scene.world.offer(scene.slot(), person, sent_at=utc_now(), expires_at=later)


def test_the_next_candidate_is_one_click(coordinator: SignedInClient, scene: Scene) -> None:
    first, second = scene.nurse(), scene.nurse()
    slot = scene.slot()
    scene.world.offer(slot, first, status=OfferStatus.DECLINED)
    people = coordinator.get(f"/admin/next-offers/{slot.id}/people/")
    assert second.name in people.text
    assert first.name not in people.text
    coordinator.post(f"/admin/slots/{slot.id}/offer/", data={"clinician_id": str(second.id)})
    offer = db.session.query(Offer).filter_by(status=OfferStatus.OPEN).one()
    assert (offer.slot_id, offer.clinician_id) == (slot.id, second.id)


def test_a_slot_given_back_says_who_called_out(coordinator: SignedInClient, scene: Scene) -> None:
    person, slot = scene.nurse(), scene.slot()
    offer = scene.world.offer(slot, person, status=OfferStatus.ACCEPTED)
    placed = scene.world.placement(slot, person, offer_id=offer.id)
    cancel_placement(placed.id, CancelSide.CLINICIAN, Actor(None, "Casey"), "fever", utc_now())
    db.session.commit()
    page = coordinator.get("/admin/next-offers/").text
    assert f"{person.name}: clinician callout" in page
    assert f"{person.name}: accepted" not in page


@pytest.mark.parametrize(
    ("deed", "status", "offered"),
    [("approve", DnrStatus.ACTIVE, OfferStatus.WITHDRAWN), ("decline", DnrStatus.DECLINED, OfferStatus.OPEN)],
)
def test_a_do_not_return_is_decided(
    coordinator: SignedInClient, scene: Scene, deed: str, status: DnrStatus, offered: OfferStatus
) -> None:
    person = scene.nurse()
    offer, row = open_offer(scene, person), scene.not_again(person, DnrStatus.REQUESTED)
    coordinator.post(
        f"/admin/do-not-return/decide/?id={row.id}", data={"deed": deed, "reason": "Talked to both"}
    )
    db.session.expire_all()
    assert (row.status, offer.status) == (status, offered)


def test_a_new_do_not_return_takes_offers_back_and_names_placements(
    coordinator: SignedInClient, scene: Scene
) -> None:
    person = scene.nurse()
    offer, held = open_offer(scene, person), scene.world.placement(scene.slot(days=6), person)
    typed = {
        "clinician_id": str(person.id),
        "scope": "facility",
        "facility_id": str(scene.facility.id),
        "unit_id": "",
        "health_system_id": "",
        "side": "agency",
        "reason": "professional",
        "starts_on": utc_now().date().isoformat(),
    }
    answer = coordinator.post("/admin/do-not-return/new/", data=typed)
    shown = coordinator.get(answer.headers["Location"]).text
    assert "1 open offer taken back" in shown
    assert "Still placed on" in shown
    db.session.expire_all()
    assert (offer.status, held.status) == (OfferStatus.WITHDRAWN, PlacementStatus.CONFIRMED)
    assert "Still placed on" in coordinator.get(f"/admin/clinicians/details/?id={person.id}").text


def test_a_suspended_licence_takes_offers_back(coordinator: SignedInClient, scene: Scene) -> None:
    person = scene.nurse()
    offer = open_offer(scene, person)
    licence = (
        db.session.query(Credential).filter_by(clinician_id=person.id, kind=CredentialKind.LICENCE).one()
    )
    coordinator.post(f"/admin/credentials/refuse/?id={licence.id}", data={"reason": "The board says so"})
    db.session.expire_all()
    assert (licence.status, offer.status) == (CredentialStatus.SUSPENDED, OfferStatus.WITHDRAWN)


def rated(scene: Scene, person: Clinician) -> int:
    """The id of one response about a shift that has ended."""
    placement = scene.world.placement(scene.slot(days=-3), person, PlacementStatus.WORKED)
    scheduler = scene.world.scheduler(scene.facility)
    asked = dimensions_asked(person.primary_role.family, Setting.ON_SITE)
    answers = {**dict.fromkeys(asked, Answer.NOT_APPLICABLE), Dimension.RESPECT: Answer.ALWAYS}
    return submit_facility_response(placement.id, answers, scheduler.id, utc_now()).id


def test_a_response_is_traced_then_voided_with_its_reason(coordinator: SignedInClient, scene: Scene) -> None:
    person = scene.nurse()
    key = rated(scene, person)
    url = f"/admin/clinicians/details/?id={person.id}"
    before = coordinator.get(url).text
    assert "+0.20" in before  # weight 1 today, "Always" against the usual 0.80
    data = {"response_id": str(key), "reason": "Another person was meant"}
    coordinator.post(f"/admin/clinicians/void/?id={person.id}", data=data)
    after = coordinator.get(url).text
    assert "Another person was meant" in after
    assert "+0.20" not in after


def test_an_invitation_leaves_by_e_mail(coordinator: SignedInClient, scene: Scene) -> None:
    typed = {
        "name": "Dana Dean",
        "email": "dana@example.org",
        "role": "facility_scheduler",
        "facility_id": str(scene.facility.id),
        "clinician_id": "",
    }
    assert coordinator.post("/admin/members/invite/", data=typed).status_code == 200
    mail = db.session.query(OutboxMessage).filter_by(kind="invitation").one()
    assert mail.recipient == "dana@example.org"
    assert "/invitation/" in mail.text


def paste(scene: Scene, role: str = "RN") -> dict[str, str]:
    day = (utc_now() + timedelta(days=9)).date()
    rows = (
        "facility\tunit\trole\tdate\tstart\tend\theads\tnotes\n"
        f"{scene.facility.name}\t{scene.unit.name}\t{role}\t{day}\t07:00\t19:00\t2\t"
    )
    return {"rows": rows, "asked_by": "Dana"}


def test_pasted_rows_are_previewed_then_sent(coordinator: SignedInClient, scene: Scene) -> None:
    assert "All 1 rows can be sent" in coordinator.post("/admin/paste/", data=paste(scene)).text
    assert db.session.query(ShiftRequest).count() == 0
    coordinator.post("/admin/paste/", data=paste(scene) | {"send": "all"})
    made = db.session.query(ShiftRequest).one()
    assert (made.heads, made.asked_by) == (2, "Dana")


def test_pasted_rows_with_a_fault_send_nothing(coordinator: SignedInClient, scene: Scene) -> None:
    coordinator.post("/admin/paste/", data=paste(scene, role="ASTRONAUT") | {"send": "all"})
    assert db.session.query(ShiftRequest).count() == 0


def test_good_rows_may_be_sent_alone_and_the_others_stay_on_the_page(
    coordinator: SignedInClient, scene: Scene
) -> None:
    typed = paste(scene)
    typed["rows"] += "\n" + paste(scene, role="ASTRONAUT")["rows"].split("\n")[1]
    page = coordinator.post("/admin/paste/", data=typed)
    assert "Send the 1 good row alone" in page.text
    left = coordinator.post("/admin/paste/", data=typed | {"send": "good"}).text
    assert db.session.query(ShiftRequest).one().heads == 2
    assert "ASTRONAUT" in left
    assert "1 of 1 rows need a change" in left


def pbj(scene: Scene, rows: str) -> dict[str, object]:
    return {
        "file": (io.BytesIO((PBJ + rows).encode()), "pbj.csv"),
        "unit_id": str(scene.unit.id),
        "first": "2023-04-03",
        "last": "2023-04-04",
    }


def test_a_journal_is_previewed_then_imported(coordinator: SignedInClient, scene: Scene) -> None:
    rows = "675001,20230403,0,16,24\n675001,20230404,8,0,0\n"
    shown = coordinator.post("/admin/pbj/", data=pbj(scene, rows))
    assert "24.00 agency hours become 3 shifts" in shown.text
    assert db.session.query(ShiftRequest).count() == 0
    again = {**pbj(scene, rows), "send": "1", "rows": PBJ + rows}
    del again["file"]
    assert coordinator.post("/admin/pbj/", data=again).status_code == 302
    made = db.session.query(ShiftRequest).all()
    assert sum(row.heads for row in made) == 6
    assert {row.source for row in made} == {RequestSource.PBJ}
    assert all(row.starts_at > utc_now() for row in made)


def test_every_fault_of_a_journal_is_named_by_row(coordinator: SignedInClient, scene: Scene) -> None:
    shown = coordinator.post(
        "/admin/pbj/", data=pbj(scene, "675001,2023-99-01,0,0,0\n675001,20230404,x,0,0\n")
    )
    assert "row 2" in shown.text
    assert "row 3" in shown.text
    assert "Send" not in shown.text.split("<main")[1]


@pytest.mark.parametrize(("size", "refused"), [(2_000_000, False), (2_000_001, True)])
def test_a_large_journal_is_refused(
    coordinator: SignedInClient, scene: Scene, size: int, refused: bool
) -> None:
    rows = "675001,20230403,0,16,24\n675001,20230404,8,0,0\n"
    shown = coordinator.post("/admin/pbj/", data=pbj(scene, rows.ljust(size - len(PBJ), "\n")))
    assert ("larger than 2 MB" in shown.text) is refused


def edited(request: ShiftRequest, **changes: str) -> dict[str, str]:
    start, end = (local(at, "America/Chicago") for at in (request.starts_at, request.ends_at))
    return {
        "version": str(request.version),
        "unit_id": str(request.unit_id),
        "staff_role_id": str(request.staff_role_id),
        "day": f"{start:%Y-%m-%d}",
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}",
        "heads": str(request.heads),
        "priority": "routine",
        "setting": "on_site",
        "patient_contact": "most",
        **changes,
    }


def test_a_sent_request_is_edited_and_its_offer_taken_back(coordinator: SignedInClient, scene: Scene) -> None:
    offer = open_offer(scene, scene.nurse())
    request = db.session.get_one(ShiftRequest, offer.slot.request_id)
    url = f"/admin/requests/{request.id}/edit/"
    assert request.reference in coordinator.get(url).text
    later = local(request.ends_at - timedelta(hours=1), "America/Chicago")
    assert coordinator.post(url, data=edited(request, end=f"{later:%H:%M}")).status_code == 302
    db.session.expire_all()
    assert offer.status is OfferStatus.WITHDRAWN
    assert request.ends_at - request.starts_at == timedelta(hours=11)


def test_an_edit_from_a_stale_page_saves_nothing(coordinator: SignedInClient, scene: Scene) -> None:
    request = db.session.get_one(ShiftRequest, scene.slot().request_id)
    typed = edited(request, arrival_notes="Typed note", version="99")
    shown = coordinator.post(f"/admin/requests/{request.id}/edit/", data=typed)
    assert shown.status_code == 200
    assert "Typed note" in shown.text
