"""Loading the demo agency, at small size: the same for the same seed, on both databases; rolled forward."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from staffing.accounts.models import Agency
from staffing.audit import AuditEntry
from staffing.clinicians.credentials import Credential, CredentialKind, CredentialStatus
from staffing.clinicians.models import Clinician
from staffing.db import Base, Scope, db, transact, use_scope
from staffing.demo.load import demo_agency, load
from staffing.demo.roll import keep_ahead, roll_forward
from staffing.demo.sizes import SMALL
from staffing.facilities.models import Facility, FacilityMember, HealthSystem
from staffing.rates.models import RateCard
from staffing.requests.models import ShiftRequest, Slot, SlotStatus
from tests.conftest import both_databases
from tests.demo.conftest import quiet
from tests.factories import NOW

SECRET = {"password", "fs_uniquifier", "created_at", "updated_at"}
WRITTEN_BY_SERVICES = {"audit_entry", "rating_fit", "agency", "role"}


def digest() -> str:
    """A fingerprint of every row the generator writes, without secrets and clocks."""
    sums = hashlib.sha256()
    for table in Base.metadata.sorted_tables:
        if table.name in WRITTEN_BY_SERVICES:
            continue
        columns = [column for column in table.c if column.name not in SECRET]
        for row in db.session.execute(select(*columns).order_by(*columns[:1])):
            sums.update(repr((table.name, *row)).encode())
    return sums.hexdigest()


def _open_slots() -> int:
    return db.session.scalar(select(func.count(Slot.id)).where(Slot.status == SlotStatus.OPEN)) or 0


def _digest_of(seed: int) -> str:
    agency_id = transact(lambda: load(SMALL, NOW, quiet, seed=seed).id)
    with use_scope(Scope.system(agency_id)):
        found = digest()
    db.session.remove()
    return found


def test_the_same_seed_and_day_give_the_same_agency(app: Flask, sqlite_store: Any) -> None:
    digests = []
    for seed in (1, 1, 2):
        sqlite_store.reset()
        digests.append(_digest_of(seed))
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


@both_databases
def test_rows_can_be_added_after_loading(small_agency: Agency) -> None:
    assert db.session.scalar(select(func.count(Clinician.id))) == 40
    db.session.add(HealthSystem(name="Another Health"))
    db.session.flush()
    assert demo_agency() is not None


def test_rolling_on_the_day_of_loading_changes_nothing(small_agency: Agency) -> None:
    before = digest()
    assert roll_forward(small_agency, NOW + timedelta(hours=3)) == 0
    assert digest() == before


@pytest.mark.parametrize(("days", "whole"), [(1, False), (13, False), (14, True), (60, True)])
def test_two_weeks_are_always_ahead(small_agency: Agency, days: int, whole: bool) -> None:
    later, before = NOW + timedelta(days=days), _open_slots()
    added = roll_forward(small_agency, later)
    assert added > 0
    assert _open_slots() == before + added
    newest = db.session.scalar(select(func.max(Slot.starts_at)))
    assert timedelta(days=13) < newest - later < timedelta(days=15)
    ahead = select(func.count(Slot.id)).where(Slot.starts_at > later + timedelta(hours=18))
    assert (db.session.scalar(ahead) == added) is whole
    assert roll_forward(small_agency, later) == 0


def test_rolling_repeats_the_monthly_checks_and_renews_what_ends(small_agency: Agency) -> None:
    later = NOW + timedelta(days=60)
    roll_forward(small_agency, later)
    checks = select(func.min(Credential.issued_on)).where(Credential.kind == CredentialKind.EXCLUSION_CHECK)
    assert db.session.scalar(checks) >= later.date() - timedelta(days=14)
    ending = select(func.min(Credential.expires_on))
    assert db.session.scalar(ending) >= later.date() + timedelta(days=20)


def test_renewed_papers_say_so_in_the_trail(small_agency: Agency) -> None:
    refused, ended = _papers(CredentialKind.EXCLUSION_CHECK), _papers(CredentialKind.CERTIFICATION)
    long_ago = NOW.date() - timedelta(days=30)
    refused.status, refused.issued_on = CredentialStatus.REJECTED, long_ago
    ended.status, ended.issued_on = CredentialStatus.EXPIRED, NOW.date() - timedelta(days=732)
    ended.expires_on = NOW.date() - timedelta(days=2)
    db.session.commit()
    roll_forward(small_agency, NOW + timedelta(days=3))
    assert (refused.status, refused.issued_on, _said_of(refused)) == (CredentialStatus.REJECTED, long_ago, [])
    today = NOW.date() + timedelta(days=3)
    assert (ended.issued_on, ended.expires_on) == (today, today + timedelta(days=730))
    assert _said_of(ended) == ["renewed", "unverified", "verified"]


def _papers(kind: CredentialKind) -> Credential:
    return db.session.scalars(
        select(Credential).where(Credential.kind == kind).order_by(Credential.id).limit(1)
    ).one()


def _said_of(paper: Credential) -> list[str]:
    trail = select(AuditEntry.action).where(
        AuditEntry.entity == "credential", AuditEntry.entity_id == paper.id, AuditEntry.actor_name == "system"
    )
    return list(db.session.scalars(trail.order_by(AuditEntry.id)))


def test_checks_of_aides_never_grow_too_old(small_agency: Agency) -> None:
    for days in range(100, 500, 100):
        roll_forward(small_agency, NOW + timedelta(days=days))
        oldest = select(func.min(Credential.issued_on)).where(
            Credential.kind == CredentialKind.REGISTRY_CHECK
        )
        assert db.session.scalar(oldest) >= (NOW + timedelta(days=days)).date() - timedelta(days=300)


def test_a_request_moved_far_ahead_does_not_stand_for_the_days_between(small_agency: Agency) -> None:
    moved = db.session.scalars(select(ShiftRequest).order_by(ShiftRequest.starts_at.desc()).limit(1)).one()
    moved.starts_at += timedelta(days=40)
    moved.ends_at += timedelta(days=40)
    db.session.commit()
    assert roll_forward(small_agency, NOW) == 0
    assert roll_forward(small_agency, NOW + timedelta(days=1)) > 0


def test_places_without_schedulers_or_rates_are_left_out(small_agency: Agency) -> None:
    hospital, other = db.session.scalars(select(Facility).order_by(Facility.id).limit(2))
    for member in db.session.scalars(select(FacilityMember).where(FacilityMember.facility_id == hospital.id)):
        db.session.delete(member)
    for card in db.session.scalars(select(RateCard).where(RateCard.facility_id == other.id)):
        card.effective_until = NOW.date() + timedelta(days=15)
    db.session.commit()
    assert roll_forward(small_agency, NOW + timedelta(days=3)) > 0
    new = select(Slot).where(Slot.starts_at > NOW + timedelta(days=15), Slot.status == SlotStatus.OPEN)
    days_of = {(slot.facility_id, slot.starts_at.date()) for slot in db.session.scalars(new)}
    assert hospital.id not in {facility_id for facility_id, _ in days_of}
    assert {day for facility_id, day in days_of if facility_id == other.id} <= {
        NOW.date() + timedelta(days=15),
        NOW.date() + timedelta(days=16),  # an evening start of the 15th, by UTC
    }


def test_the_worker_rolls_the_demo_forward_and_leaves_other_agencies_alone(small_agency: Agency) -> None:
    before = _open_slots()
    keep_ahead(NOW + timedelta(days=3))
    assert _open_slots() > before
    own = Agency(name="Somebody's own")
    db.session.add(own)
    db.session.commit()
    with use_scope(Scope.system(own.id)):
        keep_ahead(NOW + timedelta(days=30))
        assert _open_slots() == 0
