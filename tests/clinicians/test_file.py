"""A clinician's file: facts, roles, credentials and do-not-return, each change audited."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from staffing.audit import SYSTEM, Actor, AuditEntry, IllegalTransition
from staffing.clinicians.credential_services import (
    CredentialDetails,
    add_credential,
    expire_credentials,
    reject,
    renew_credential,
    suspend,
    verify,
)
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus, PsvMethod
from staffing.clinicians.details import ClinicianDetails, InvalidDetails
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide, DnrStatus
from staffing.clinicians.dnr_services import (
    DnrDetails,
    add_dnr,
    approve_dnr,
    decline_dnr,
    lift_dnr,
    request_dnr,
)
from staffing.clinicians.models import PreferenceKind
from staffing.clinicians.npi import is_valid_npi
from staffing.clinicians.preference_views import save_wishes, wish_rows
from staffing.clinicians.services import add_note, create_clinician, set_skills, update_clinician
from staffing.db import db
from staffing.notifications.models import OutboxMessage
from tests.factories import NOW, World

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("npi", "valid"),
    [
        ("1234567893", True),
        ("1234567890", False),
        ("123456789", False),
        ("12345678930", False),
        ("123456789a", False),
        ("١٢٣٤٥٦٧٨٩٣", False),
    ],
)
def test_npi_check_digit(npi: str, valid: bool) -> None:
    assert is_valid_npi(npi) is valid


def details(world: World, **facts: object) -> ClinicianDetails:
    base = {
        "first_name": "Robin",
        "last_name": "Sample",
        "primary_role_id": world.roles["RN"].id,
        "state_of_residence": "TX",
        "home_lat": 32.8,
        "home_lng": -96.8,
    }
    return ClinicianDetails(**{**base, **facts})  # type: ignore[arg-type]  # mixed keyword facts


def test_a_new_clinician_may_work_their_primary_role(world: World) -> None:
    robin = create_clinician(details(world, npi="1234567893", languages=("en", "es")), SYSTEM)
    db.session.expire_all()
    assert [row.staff_role_id for row in robin.roles] == [world.roles["RN"].id]
    assert robin.languages == ["en", "es"]


def test_every_fault_is_named_at_once(world: World) -> None:
    with pytest.raises(InvalidDetails) as refused:
        create_clinician(details(world, first_name="", npi="1234567890", state_of_residence="Texas"), SYSTEM)
    assert set(refused.value.errors) == {"first_name", "npi", "state_of_residence"}


def test_only_what_changed_is_audited(world: World) -> None:
    robin = world.clinician()
    update_clinician(robin, {"phone": "(214) 555-0199", "city": "Dallas"}, SYSTEM)
    update_clinician(robin, {"city": "Dallas"}, SYSTEM)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "updated")).one()
    assert entry.after == {"phone": "(214) 555-0199"}
    with pytest.raises(InvalidDetails):
        update_clinician(robin, {"account_id": 1}, SYSTEM)


def test_skills_come_from_the_list(world: World) -> None:
    robin = world.clinician()
    set_skills(robin, [world.skills["WOUND"].id], SYSTEM)
    with pytest.raises(InvalidDetails):
        set_skills(robin, [10**6], SYSTEM)


def test_notes_have_an_author_and_words(world: World) -> None:
    by = Actor(world.coordinator().id, "Coordinator")
    note = add_note(world.clinician(), " Prefers text messages. ", by)
    assert (note.text, note.author_id) == ("Prefers text messages.", by.user_id)
    with pytest.raises(InvalidDetails):
        add_note(world.clinician(), "  ", by)


LICENCE = CredentialDetails(
    kind=CredentialKind.LICENCE,
    code="RN",
    state="TX",
    issued_on=date(2025, 1, 1),
    expires_on=date(2027, 6, 1),
)


def test_a_credential_counts_once_somebody_verified_it(world: World) -> None:
    by = Actor(world.coordinator().id, "Coordinator")
    paper = add_credential(world.clinician(file_complete=False), LICENCE, by)
    assert paper.status is CredentialStatus.UNVERIFIED
    verify(paper, PsvMethod.NURSYS, by, NOW)
    assert (paper.status, paper.psv_method) == (CredentialStatus.VERIFIED, PsvMethod.NURSYS)
    assert (paper.psv_at, paper.psv_by_id) == (NOW, by.user_id)
    suspend(paper, "board order", by)
    verify(paper, PsvMethod.STATE_BOARD, by, NOW)
    renew_credential(paper, LICENCE, by)
    assert (paper.status, paper.psv_at) == (CredentialStatus.UNVERIFIED, None)
    reject(paper, "not legible", by)
    with pytest.raises(IllegalTransition):
        suspend(paper, "again", by)


def test_a_check_counts_from_its_day_and_none_lies_ahead(world: World) -> None:
    def check(day: date) -> Credential:
        details = CredentialDetails(kind=CredentialKind.EXCLUSION_CHECK, code="OIG_LEIE", issued_on=day)
        return add_credential(world.clinician(), details, SYSTEM)

    today = NOW.date()
    assert verify(check(today), PsvMethod.OIG_LEIE, SYSTEM, NOW).status is CredentialStatus.VERIFIED
    ahead = check(today + timedelta(days=1))
    with pytest.raises(InvalidDetails) as refused:
        verify(ahead, PsvMethod.OIG_LEIE, SYSTEM, NOW)
    assert set(refused.value.errors) == {"issued_on"}
    assert ahead.status is CredentialStatus.UNVERIFIED


def test_faults_of_a_credential_are_named(world: World) -> None:
    wrong = CredentialDetails(
        kind=CredentialKind.LICENCE, code="", issued_on=date(2026, 1, 2), expires_on=date(2026, 1, 1)
    )
    with pytest.raises(InvalidDetails) as refused:
        add_credential(world.clinician(), wrong, SYSTEM)
    assert set(refused.value.errors) == {"code", "expires_on", "state"}


@pytest.mark.parametrize(
    ("days_left", "status", "warned"),
    [
        (91, CredentialStatus.VERIFIED, []),
        (90, CredentialStatus.EXPIRING, ["90"]),
        (61, CredentialStatus.EXPIRING, ["90"]),
        (60, CredentialStatus.EXPIRING, ["60"]),
        (7, CredentialStatus.EXPIRING, ["7"]),
        (0, CredentialStatus.EXPIRING, ["7"]),
        (-1, CredentialStatus.EXPIRED, [None]),
    ],
)
def test_credentials_move_by_their_dates(
    world: World, days_left: int, status: CredentialStatus, warned: list[str | None]
) -> None:
    robin = world.clinician(file_complete=False)
    ends = TODAY + timedelta(days=days_left)
    paper = world.credential(robin, CredentialKind.LICENCE, "RN", state="TX", expires_on=ends)
    for _ in range(2):
        lost = expire_credentials(NOW)
    assert paper.status is status
    refs = [row.ref.split("/")[2:] for row in db.session.scalars(select(OutboxMessage))]
    assert refs == [[] if days is None else [days] for days in warned]
    assert lost == set()


def test_a_lost_credential_is_reported_once(world: World) -> None:
    robin = world.clinician(file_complete=False)
    world.credential(robin, CredentialKind.LICENCE, "RN", state="TX", expires_on=TODAY - timedelta(days=1))
    assert expire_credentials(NOW) == {robin.id}
    assert expire_credentials(NOW) == set()


def bar(world: World, **facts: object) -> DnrDetails:
    base = {
        "clinician_id": world.clinician().id,
        "scope": DnrScope.FACILITY,
        "side": DnrSide.FACILITY,
        "reason": DnrReason.PROFESSIONAL,
        "starts_on": TODAY,
        "facility_id": world.facility().id,
    }
    return DnrDetails(**{**base, **facts})  # type: ignore[arg-type]  # mixed keyword facts


def test_a_facilitys_wish_waits_for_a_person_to_decide(world: World) -> None:
    wanted = bar(world)
    row = request_dnr(wanted, SYSTEM)
    assert row.status is DnrStatus.REQUESTED
    assert request_dnr(wanted, SYSTEM) is row
    approve_dnr(row, SYSTEM)
    lift_dnr(row, SYSTEM, "talked it over", TODAY)
    assert (row.status, row.ends_on) == (DnrStatus.LIFTED, TODAY)
    assert request_dnr(wanted, SYSTEM) is not row


def test_a_declined_wish_stays_declined(world: World) -> None:
    row = request_dnr(bar(world), SYSTEM)
    decline_dnr(row, SYSTEM, "a scheduling mix-up, not the nurse")
    with pytest.raises(IllegalTransition):
        approve_dnr(row, SYSTEM)


def test_a_coordinators_bar_stands_at_once_and_settles_a_wish(world: World) -> None:
    wanted = bar(world)
    row = request_dnr(wanted, SYSTEM)
    assert add_dnr(wanted, SYSTEM) is row
    assert row.status is DnrStatus.ACTIVE


@pytest.mark.parametrize("scope", [DnrScope.UNIT, DnrScope.SYSTEM])
def test_the_scope_names_its_place(world: World, scope: DnrScope) -> None:
    with pytest.raises(InvalidDetails):
        add_dnr(bar(world, scope=scope), SYSTEM)


def test_wishes_are_kept_and_forgotten(world: World) -> None:
    facility = world.facility()
    robin = world.clinician(oriented=(facility,))
    save_wishes(robin, {"shift_kind-night": -2, f"facility-{facility.id}": 2}, SYSTEM)
    shown = {name: weight for _k, _t, rows in wish_rows(robin) for name, _label, weight in rows}
    assert (shown["shift_kind-night"], shown[f"facility-{facility.id}"]) == (-2, 2)
    save_wishes(robin, {"shift_kind-night": 0}, SYSTEM)
    kinds = {kind: rows for kind, _title, rows in wish_rows(robin)}
    assert all(weight == 0 for _name, _label, weight in kinds[PreferenceKind.SHIFT_KIND])
    assert any(weight == 2 for _name, _label, weight in kinds[PreferenceKind.FACILITY])
