"""What coordinators read: the field's words for every code, and what happened to what."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

import pytest

from admin.words import choices_of, in_words
from staffing.accounts.models import Account, RoleName
from staffing.clinicians.credentials import CredentialKind, CredentialStatus, PsvMethod
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus
from staffing.clinicians.models import Employment, RoleFamily, SkillKind
from staffing.db import db
from staffing.facilities.models import FacilityKind, JourneyStep, PatientContact, Setting, UnitKind
from staffing.notifications.models import MessageStatus
from staffing.placements.models import AnswerChannel, DeclineReason, OfferStatus, PlacementStatus
from staffing.rates.models import Holiday
from staffing.requests.models import Priority, RequestSource, RequestStatus, SlotStatus
from tests.clients import SignedInClient
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
SHOWN: tuple[type[StrEnum], ...] = (
    *(AnswerChannel, CredentialKind, CredentialStatus, DeclineReason, DnrReason, DnrScope, DnrSide),
    *(DnrStatus, Employment, FacilityKind, JourneyStep, MessageStatus, OfferStatus, PatientContact),
    *(PlacementStatus, Priority, PsvMethod, RequestSource, RequestStatus, RoleFamily, RoleName),
    *(Setting, SkillKind, SlotStatus, UnitKind),
)
RAW = re.compile(r"_|\b(ed|icu|nicu|or pacu|pbj|oig|leie|ltach|med surg)\b")


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def said(client: SignedInClient, answer: object) -> str:
    """The messages on the page an answer leads to."""
    page = client.get(answer.headers["Location"]).text  # type: ignore[attr-defined]
    return re.sub(r"<[^>]+>|\s+", " ", page.split('id="messages"')[1].split("</div>")[0])


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
def test_no_choice_is_shown_as_a_code(kind: type[StrEnum]) -> None:
    assert [words for _, words in choices_of(kind) if not words or RAW.search(words)] == []


def test_a_code_without_words_of_its_own_loses_its_underscores() -> None:
    assert (in_words("clinician_callout"), in_words(None)) == ("clinician callout", "")


def test_lists_filters_and_exports_say_words(coordinator: SignedInClient, scene: Scene) -> None:
    scene.world.unit(scene.facility, kind=UnitKind.OR_PACU)
    page = coordinator.get("/admin/units/").text.split("<main")[1]
    assert '<td data-label="Kind">OR and PACU</td>' in page
    assert '<option value="ed">emergency department</option>' in page
    assert "OR and PACU" in coordinator.get("/admin/units/export/csv/").text


def test_an_export_holds_no_drawing(coordinator: SignedInClient, scene: Scene) -> None:
    scene.slot()
    lines = coordinator.get("/admin/requests/export/csv/").text
    assert "open" in lines
    assert "<" not in lines


def test_the_trail_says_words_and_keeps_what_was_typed(coordinator: SignedInClient, scene: Scene) -> None:
    typed = {"name": "Dana", "email": "dana_dean@example.org", "role": "billing_manager"}
    coordinator.post("/admin/members/invite/", data=typed)
    coordinator.post("/admin/agency/", data=agency(email="dana_dean@example.org"))
    page = coordinator.get("/admin/audit/").text
    assert "margin floor bp" in page
    assert "dana_dean@example.org" in page


def agency(**changes: str) -> dict[str, str]:
    return {
        "name": "Prairie Staffing",
        "timezone": "America/Denver",
        "burden": "15",
        "margin_floor": "20",
        **changes,
    }


def test_what_happened_is_said_by_name(coordinator: SignedInClient, scene: Scene) -> None:
    unit = {
        "facility_id": str(scene.facility.id),
        "name": "ICU East",
        "kind": "icu",
        "setting": "on_site",
        "journey_step": "bedside",
        "patient_contact": "most",
        "active": "y",
    }
    assert "Unit ICU East added." in said(coordinator, coordinator.post("/admin/units/new/", data=unit))
    edited = coordinator.post(
        f"/admin/units/edit/?id={scene.unit.id}", data=unit | {"version": "1", "name": "ICU West"}
    )
    assert "Unit ICU West saved." in said(coordinator, edited)
    db.session.add(Holiday(on_date=date(2026, 12, 25), name="Christmas Day"))
    db.session.flush()
    key = str(db.session.query(Holiday).one().id)
    removed = coordinator.post("/admin/holidays/delete/", data={"id": key})
    assert "Holiday Christmas Day removed." in said(coordinator, removed)
    person = scene.nurse(first_name="Ada", last_name="Park")
    oriented = {
        "clinician_id": str(person.id),
        "facility_id": str(scene.facility.id),
        "completed_on": "2026-01-05",
    }
    answer = coordinator.post("/admin/orientations/new/", data=oriented)
    assert f"Orientation of Ada Park at {scene.facility.name} added." in said(coordinator, answer)


def test_a_refused_form_says_what_is_wrong_and_nothing_else(
    coordinator: SignedInClient, scene: Scene
) -> None:
    page = coordinator.post("/admin/holidays/new/", data={"on_date": "", "name": "Christmas Day"}).text
    assert "This field is required." in page
    assert "record" not in page.lower().split("<main")[1]
