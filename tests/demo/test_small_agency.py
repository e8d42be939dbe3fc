"""Loading the demo agency, at small size: the same for the same seed, on both databases; rolled forward."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from staffing.accounts.models import Agency
from staffing.clinicians.credentials import Credential, CredentialKind
from staffing.clinicians.models import Clinician
from staffing.db import Base, Scope, db, transact, use_scope
from staffing.demo.load import demo_agency, load
from staffing.demo.roll import keep_ahead, roll_forward
from staffing.demo.sizes import SMALL
from staffing.facilities.models import HealthSystem
from staffing.requests.models import Slot, SlotStatus
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
