"""Table screens: writes by services, typed values kept, scope, exports, a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from staffing.accounts.models import Account
from staffing.audit import AuditEntry
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope, utc_now
from staffing.facilities.models import Facility
from staffing.offers.services import CancelSide, cancellation_cost
from staffing.placements.models import Offer, OfferStatus, Placement, PlacementStatus
from staffing.policies.figures import changeable, figures_in_force
from staffing.rates.models import Holiday
from staffing.requests.favourites import Favourite
from staffing.requests.models import RequestStatus, ShiftRequest
from staffing.web.spreadsheets import harmless
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.factories import World
from tests.review.scene import Scene
from tests.statements import counted

ClientFor = Callable[[Account | None], SignedInClient]


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def facility_form(facility: Facility, **changes: str) -> dict[str, str]:
    return {
        "version": str(facility.version),
        "name": facility.name,
        "kind": facility.kind.value,
        "health_system_id": "",
        "state": "TX",
        "lat": "32.79",
        "lng": "-96.80",
        "timezone": "America/Chicago",
        "active": "y",
        **changes,
    }


def test_a_change_goes_through_the_service_and_is_audited(coordinator: SignedInClient, scene: Scene) -> None:
    url = f"/admin/facilities/edit/?id={scene.facility.id}"
    assert coordinator.post(url, data=facility_form(scene.facility, city="Plano")).status_code == 302
    db.session.expire_all()
    assert scene.facility.city == "Plano"
    assert db.session.query(AuditEntry).filter_by(entity="facility", action="changed").count() == 1


@both_databases
def test_a_stale_form_saves_nothing_and_keeps_what_was_typed(scene: Scene, client_for: ClientFor) -> None:
    coordinator = client_for(scene.world.coordinator())
    form = facility_form(scene.facility, city="Typed City")
    scene.facility.city = "Meanwhile"
    db.session.commit()
    response = coordinator.post(f"/admin/facilities/edit/?id={scene.facility.id}", data=form)
    assert response.status_code == 200
    assert b"Typed City" in response.data
    assert b"Somebody changed this row" in response.data
    db.session.expire_all()
    assert scene.facility.city == "Meanwhile"


def test_a_refusal_stands_beside_its_field(coordinator: SignedInClient, scene: Scene) -> None:
    other = scene.world.facility()
    response = coordinator.post("/admin/facilities/new/", data=facility_form(other, city="Typed City"))
    assert b"already a facility called" in response.data
    assert b"Typed City" in response.data


def test_fields_outside_the_form_cannot_be_set(coordinator: SignedInClient, scene: Scene) -> None:
    form = facility_form(scene.facility, agency_id="99", id="77", city="Plano")
    coordinator.post(f"/admin/facilities/edit/?id={scene.facility.id}", data=form)
    db.session.expire_all()
    assert scene.facility.agency_id == scene.world.agency_id


def test_another_agency_s_rows_are_nowhere(coordinator: SignedInClient, scene: Scene) -> None:
    starts_at = scene.slot().starts_at
    other = World.create("Other Agency")
    with use_scope(Scope.agency(other.agency.id)):
        foreign, person = other.facility(name="Foreign Hospital"), other.clinician(last_name="Foreigner")
        slot = other.slot(other.unit(foreign), start=starts_at)
        keys = (foreign.id, person.id, slot.id)
        account = other.coordinator().name
        db.session.commit()
    facility_id, person_id, slot_id = keys
    for url in (
        f"/admin/facilities/details/?id={facility_id}",
        f"/admin/facilities/edit/?id={facility_id}",
        f"/admin/clinicians/details/?id={person_id}",
        f"/admin/slots/{slot_id}/",
        f"/admin/availability/?id={person_id}",
    ):
        assert coordinator.get(url).status_code == 404, url
    assert b"Foreign" not in coordinator.get("/admin/facilities/").data
    assert b"Foreign" not in coordinator.get("/admin/units/new/").data
    assert b"Foreign" not in coordinator.get("/admin/credentials/new/").data
    assert account.encode() not in coordinator.get("/admin/members/").data
    assert b"1 facility" in coordinator.get("/admin/facilities/").data


def test_lists_take_the_same_queries_for_one_row_and_for_many(
    coordinator: SignedInClient, scene: Scene
) -> None:
    urls = ["/admin/slots/", "/admin/units/", "/admin/offers/", "/admin/rate-cards/", "/admin/credentials/"]
    urls += ["/admin/requests/", "/admin/placements/", "/admin/do-not-return/", "/admin/orientations/"]
    urls += ["/admin/review/?pile=look", "/admin/"]

    def fill(count: int) -> None:
        for number in range(count):
            person, slot = scene.nurse(), scene.slot(days=3 + number)
            scene.world.offer(slot, person)
            scene.world.unit(scene.world.facility())
            scene.propose(person, scene.slot(days=3 + number, hour=3), flags=("long_drive",))
            scene.world.placement(scene.slot(days=20 + number), person)

    def queries() -> dict[str, int]:
        found = {}
        for url in urls:
            coordinator.get(url)
            with counted() as seen:
                assert coordinator.get(url).status_code == 200
            found[url] = len(seen)
        return found

    fill(2)
    few = queries()
    fill(8)
    assert queries() == few


def test_export_is_plain_and_harmless(coordinator: SignedInClient, scene: Scene) -> None:
    scene.world.facility(name="=HYPERLINK(evil)")
    response = coordinator.get("/admin/facilities/export/csv/")
    assert response.mimetype == "text/csv"
    assert "'=HYPERLINK(evil)" in response.text
    assert "<" not in response.text


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-12.50", "-12.50"),
        ("+1 (214)", "'+1 (214)"),
        ("plain", "plain"),
        (None, ""),
    ],
)
def test_formula_cells(cell: str | None, written: str) -> None:
    assert harmless(cell) == written


def test_holidays_come_and_go(coordinator: SignedInClient, scene: Scene) -> None:
    coordinator.post("/admin/holidays/new/", data={"on_date": "2026-12-25", "name": "Christmas Day"})
    row = db.session.query(Holiday).one()
    coordinator.post("/admin/holidays/delete/", data={"id": str(row.id)})
    assert db.session.query(Holiday).count() == 0


def test_a_credential_is_verified_at_its_source(coordinator: SignedInClient, scene: Scene) -> None:
    person = scene.nurse()
    row = scene.world.credential(
        person, CredentialKind.CERTIFICATION, "BLS", status=CredentialStatus.UNVERIFIED, psv_at=None
    )
    coordinator.post(f"/admin/credentials/verify/?id={row.id}", data={"method": "issuer"})
    assert "Verified. It counts" in coordinator.get(f"/admin/credentials/details/?id={row.id}").text
    db.session.expire_all()
    assert db.session.get_one(Credential, row.id).status is CredentialStatus.VERIFIED


def test_figures_are_saved_as_a_version(coordinator: SignedInClient, scene: Scene) -> None:
    figures = figures_in_force(utc_now())
    typed = {name: str(getattr(figures, name)) for name in changeable()} | {"undo_seconds": "90"}
    typed["version"] = figures.version
    assert coordinator.post("/admin/figures/", data=typed).status_code == 302
    assert figures_in_force(utc_now()).undo_seconds == 90


def test_a_phoned_yes_places_and_a_phoned_no_is_kept(coordinator: SignedInClient, scene: Scene) -> None:
    later = utc_now() + timedelta(hours=4)
    yes = scene.world.offer(scene.slot(), scene.nurse(), sent_at=utc_now(), expires_at=later)
    no = scene.world.offer(scene.slot(days=5), scene.nurse(), sent_at=utc_now(), expires_at=later)
    assert "/placements/" in coordinator.post(f"/admin/offers/{yes.id}/yes/").headers["Location"]
    coordinator.post(f"/admin/offers/{no.id}/no/", data={"reason": "pay", "note": "too little"})
    db.session.expire_all()
    assert (yes.status, no.status) == (OfferStatus.ACCEPTED, OfferStatus.DECLINED)
    assert no.decline_note == "too little"


def test_offer_by_hand_and_take_it_back(coordinator: SignedInClient, scene: Scene) -> None:
    slot, person = scene.slot(), scene.nurse()
    coordinator.post(f"/admin/slots/{slot.id}/offer/", data={"clinician_id": str(person.id)})
    offer = db.session.query(Offer).one()
    coordinator.post(f"/admin/offers/{offer.id}/withdraw/", data={"reason": ""})
    db.session.expire_all()
    assert offer.status is OfferStatus.WITHDRAWN


def test_an_offer_to_whom_a_rule_bars_says_which(coordinator: SignedInClient, scene: Scene) -> None:
    slot, person = scene.slot(), scene.world.clinician("CNA", oriented=(scene.facility,))
    url = f"/admin/slots/{slot.id}/offer/"
    coordinator.post(url, data={"clinician_id": str(person.id)})
    assert b"no longer fits" in coordinator.get(f"/admin/slots/{slot.id}/").data
    assert db.session.query(Offer).count() == 0


def test_cancelling_shows_its_cost_and_opens_the_slot(coordinator: SignedInClient, scene: Scene) -> None:
    placement = scene.world.placement(scene.slot(), scene.nurse())
    assert b"Free of charge" in coordinator.get(f"/admin/placements/{placement.id}/").data
    url, typed = f"/admin/placements/{placement.id}/cancel/", {"side": "facility", "reason": "census"}
    coordinator.post(url, data=typed | {"shown": "2 h are billed"})
    db.session.expire_all()
    assert db.session.get_one(Placement, placement.id).status is PlacementStatus.CONFIRMED
    cost = cancellation_cost(placement, CancelSide.FACILITY, utc_now())
    coordinator.post(url, data=typed | {"shown": cost.consequence})
    db.session.expire_all()
    assert db.session.get_one(Placement, placement.id).status is PlacementStatus.FACILITY_CANCELLATION


def test_cancelling_a_request_asks_again_when_its_fee_has_changed(
    coordinator: SignedInClient, scene: Scene
) -> None:
    request = scene.slot().request
    url = f"/admin/requests/{request.id}/cancel/"
    for shown, status in (("4500", RequestStatus.OPEN), ("0", RequestStatus.CANCELLED)):
        coordinator.post(url, data={"reason": "census", "shown": shown})
        db.session.expire_all()
        assert request.status is status


def test_a_request_is_entered_with_who_asked(coordinator: SignedInClient, scene: Scene) -> None:
    typed = {
        "unit_id": str(scene.unit.id),
        "staff_role_id": str(scene.world.roles["RN"].id),
        "day": (date.today() + timedelta(days=5)).isoformat(),  # noqa: DTZ011  # any day ahead will do
        "start": "07:00",
        "end": "19:00",
        "heads": "2",
        "priority": "routine",
        "patient_contact": "most",
        "asked_by": "Pat at the desk",
        "how": "phone",
    }
    liked = scene.nurse()
    db.session.add(Favourite(facility_id=scene.facility.id, clinician_id=liked.id))
    db.session.commit()
    url = f"/admin/requests/enter/?facility={scene.facility.id}"
    assert re.search(
        rf'<input[^>]*checked[^>]*name="preferred_clinician_ids"[^>]*value="{liked.id}"',
        coordinator.get(url).text,
    )
    typed["preferred_clinician_ids"] = str(liked.id)
    priced = coordinator.post(url, data=typed)
    assert b"billed for 2 heads" in priced.data
    before = db.session.query(ShiftRequest).count()
    assert coordinator.post(url, data={**typed, "send": "1"}).status_code == 302
    made = db.session.query(ShiftRequest).order_by(ShiftRequest.id.desc()).first()
    assert made is not None
    assert db.session.query(ShiftRequest).count() == before + 1
    assert (made.asked_by, made.source.value) == ("Pat at the desk", "phone")
    assert made.preferred_clinician_ids == [liked.id]


def test_clinicians_are_taken_on_in_hours_and_miles(coordinator: SignedInClient, scene: Scene) -> None:
    typed = {
        "first_name": "Alex",
        "last_name": "Newcomer",
        "primary_role_id": str(scene.world.roles["RN"].id),
        "employment": "per_diem",
        "state_of_residence": "TX",
        "home_lat": "32.8",
        "home_lng": "-96.8",
        "timezone": "America/Chicago",
        "miles": "20",
        "hours_week": "40",
        "hours_wanted": "24",
        "notice_hours": "2",
        "over_18": "y",
        "languages": "en",
    }
    assert coordinator.post("/admin/clinicians/new/", data=typed).status_code == 302
    made = db.session.query(Clinician).filter_by(last_name="Newcomer").one()
    assert (made.max_distance_m, made.max_minutes_week) == (32187, 2400)


def test_an_invitation_ties_the_account_to_its_place(coordinator: SignedInClient, scene: Scene) -> None:
    typed = {"name": "Sam Scheduler", "email": "sam@example.org", "role": "facility_scheduler"}
    assert b"Choose the facility" in coordinator.post("/admin/members/invite/", data=typed).data
    typed["facility_id"] = str(scene.facility.id)
    response = coordinator.post("/admin/members/invite/", data=typed)
    assert b"/invitation/" in response.data
    assert b"exists already" in coordinator.post("/admin/members/invite/", data=typed).data


def test_a_stale_page_of_figures_does_not_undo_a_colleagues_change(
    coordinator: SignedInClient, scene: Scene
) -> None:
    shown = figures_in_force(utc_now())
    typed = {name: str(getattr(shown, name)) for name in changeable()} | {"version": shown.version}
    coordinator.post("/admin/figures/", data=typed | {"rest_minutes": "660"})
    later = coordinator.post("/admin/figures/", data=typed | {"undo_seconds": "90"})
    assert "so nothing was saved" in coordinator.get(later.location).text
    now = figures_in_force(utc_now() + timedelta(seconds=5))
    assert (now.rest_minutes, now.undo_seconds) == (660, 60)


@pytest.mark.parametrize("far", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_time_is_refused_beside_its_field(
    coordinator: SignedInClient, scene: Scene, far: str
) -> None:
    """A credential that "never ends" in 9999 would stop every match: there is no day after it."""
    person = scene.nurse()
    pages = {
        "/admin/runs/": {"first_day": far, "last_day": far, "preset": "balanced"},
        f"/admin/availability/stretch/?id={person.id}": {"first": far, "last": far, "available": "no"},
        "/admin/credentials/new/": {
            "clinician_id": person.id,
            "kind": "certification",
            "code": "BLS",
            "issued_on": "2026-01-01",
            "expires_on": far,
        },
    }
    for page, typed in pages.items():
        assert coordinator.post(page, data=typed).status_code in {200, 302}
    assert db.session.query(Credential).filter_by(code="BLS").count() == 0


def test_editing_a_clinician_keeps_every_language_they_chose_themselves(
    scene: Scene, client_for: ClientFor, coordinator: SignedInClient
) -> None:
    """The two forms offer the same languages; one that only the clinician's offered was lost on saving."""
    person = scene.nurse(languages=["en", "fa", "yo"])
    page = coordinator.get(f"/admin/clinicians/edit/?id={person.id}").text
    ticked = re.findall(r'<input checked[^>]*name="languages"[^>]*value="(\w+)"', page)
    assert ticked == ["en", "fa", "yo"]
