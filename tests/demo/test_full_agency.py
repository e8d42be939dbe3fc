"""The figures the demo agency promises, at full size."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import current_app
from sqlalchemy import func, select
from stdnum import luhn

from solver.engine import solve
from solver.limits import Limits
from solver.problem import Problem
from staffing.accounts.demo_accounts import DEMO_EMAILS
from staffing.accounts.models import Account, Agency
from staffing.audit import AuditEntry
from staffing.clinicians.models import Clinician, StaffRole
from staffing.db import db
from staffing.db.guards import missing_guards
from staffing.demo.bench import demo_problem, import_pbj_week
from staffing.demo.people import NEWCOMER_DAYS
from staffing.demo.sizes import FULL
from staffing.equity.models import VoluntaryGroup
from staffing.equity.reports import report_on_quarter
from staffing.facilities.models import Facility, FacilityMember, Setting, Unit, UnitKind
from staffing.matching.problem_builder import Selection, build
from staffing.placements.models import HOLDING, Offer, Placement, PlacementStatus
from staffing.ratings.bands import Audience, BandName
from staffing.ratings.scores import score_book
from staffing.recovery.cases import open_and_overdue
from staffing.recovery.models import RecoveryCase
from staffing.requests.models import ShiftRequest, Slot, SlotStatus
from staffing.site_ratings.bands import site_band
from staffing.site_ratings.scores import site_scores
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("full_agency")
FILL_SECONDS = 60


def test_facilities_and_people_are_as_many_as_promised() -> None:
    kinds = Counter(db.session.scalars(select(Facility.kind)))
    assert kinds == FULL.facilities
    assert db.session.scalar(select(func.count(Clinician.id))) == 600


def test_seven_in_ten_say_something_about_themselves_and_a_report_has_figures() -> None:
    keys = db.session.scalar(select(func.count(VoluntaryGroup.person_key.distinct())))
    assert keys is not None
    assert 0.66 <= keys / 600 <= 0.74
    report = report_on_quarter(date(2026, 10, 1), date(2026, 11, 1), str(current_app.secret_key), NOW)
    shown = [row["group"] for row in report.tables["attributes"]["gender"] if row["eligible"] is not None]
    db.session.rollback()
    assert shown == ["woman", "man"]


def test_two_weeks_ahead_about_1200_slots_with_virtual_and_back_office_among_them() -> None:
    rows = db.session.execute(
        select(ShiftRequest.setting, StaffRole.clinical, Slot.starts_at)
        .join(Slot, Slot.request_id == ShiftRequest.id)
        .join(StaffRole, Slot.staff_role_id == StaffRole.id)
        .where(Slot.status == SlotStatus.OPEN)
    ).all()
    assert 1_100 <= len(rows) <= 1_300
    assert 0.04 <= sum(setting is Setting.VIRTUAL for setting, _, _ in rows) / len(rows) <= 0.10
    assert sum(not clinical for _, clinical, _ in rows) >= 50
    assert all(NOW < starts_at < NOW + timedelta(days=15) for _, _, starts_at in rows)


def test_fifty_two_weeks_were_worked_and_rated() -> None:
    first, last = db.session.execute(
        select(func.min(Placement.starts_at), func.max(Placement.starts_at)).where(
            Placement.status == PlacementStatus.WORKED
        )
    ).one()
    assert last - first > timedelta(weeks=51)
    book = score_book(NOW)
    ids = [person.clinician_id for person in book.people]
    known = sum(book.band(who, Audience.COORDINATOR).name is not BandName.NEW for who in ids)
    banded = sum(book.band(who, Audience.FACILITY).name is not BandName.NEW for who in ids)
    coached = sum(bool(book.coaching(who)) for who in ids)
    assert known / len(ids) >= 0.60
    assert banded / len(ids) >= 0.40
    assert 0.04 <= coached / len(ids) <= 0.06


def test_clinicians_have_said_how_most_places_are_and_places_differ() -> None:
    bands = [site_band(score.overall) for score in site_scores(NOW).values()]
    assert len(bands) >= 35
    assert bands.count(BandName.NEW) <= 8
    assert min(bands.count(one) for one in (BandName.GROWING, BandName.STEADY, BandName.STRONG)) >= 4


def test_a_tenth_are_newcomers() -> None:
    since = NOW - timedelta(days=NEWCOMER_DAYS + 1)
    joined = db.session.scalar(select(func.count(Clinician.id)).where(Clinician.created_at >= since))
    assert joined == 60


def test_the_last_four_weeks_have_every_record_and_a_usual_fill() -> None:
    since, until = NOW - timedelta(weeks=4), NOW - timedelta(days=1)
    slots = dict(
        db.session.execute(
            select(Slot.status, func.count())
            .where(Slot.starts_at.between(since, until))
            .group_by(Slot.status)
        ).all()
    )
    unfilled = slots[SlotStatus.EXPIRED_UNFILLED]
    assert 0.72 <= 1 - unfilled / sum(slots.values()) <= 0.88
    recent = Placement.starts_at.between(since, until)
    without_offer = select(func.count(Placement.id)).where(recent, Placement.offer_id.is_(None))
    assert db.session.scalar(without_offer) == 0
    outcomes = dict(
        db.session.execute(
            select(Placement.status, func.count()).where(recent).group_by(Placement.status)
        ).all()
    )
    total = sum(outcomes.values())
    assert 0.03 <= outcomes[PlacementStatus.CLINICIAN_CALLOUT] / total <= 0.08
    assert 0.04 <= outcomes[PlacementStatus.FACILITY_CANCELLATION] / total <= 0.09
    for entity in ("shift_request", "offer", "placement"):
        assert db.session.scalar(select(func.count()).where(AuditEntry.entity == entity)) > 1_000


def test_acceptance_is_about_seventy_per_cent() -> None:
    answers = Counter(db.session.scalars(select(Offer.status)))
    assert 0.65 <= answers["accepted"] / sum(answers.values()) <= 0.85


def test_no_one_was_in_two_places_and_everybody_rested_ten_hours() -> None:
    rows = db.session.execute(
        select(Placement.clinician_id, Placement.starts_at, Placement.ends_at)
        .where(Placement.status.in_(HOLDING))
        .order_by(Placement.clinician_id, Placement.starts_at)
    ).all()
    for (who, _, ended), (next_who, begins, _) in pairwise(rows):
        assert who != next_who or begins - ended >= timedelta(hours=10)
    assert missing_guards(db.session.connection()) == []


def test_people_are_fictional() -> None:
    people = db.session.scalars(select(Clinician)).all()
    npis = [person.npi for person in people if person.npi]
    assert len(set(npis)) == len(npis) > 400
    assert all(npi.startswith("19999") and luhn.is_valid(f"80840{npi}") for npi in npis)
    assert all(" 555-01" in person.phone and person.email.endswith("@example.org") for person in people)
    assert len({(person.first_name, person.last_name) for person in people}) == 600


def test_only_the_three_demo_accounts_have_passwords() -> None:
    with_password = select(Account.email).where(Account.password.is_not(None))
    assert set(db.session.scalars(with_password)) == DEMO_EMAILS


def test_the_demo_people_have_something_to_show(full_agency: Agency) -> None:
    clinician = db.session.scalars(select(Clinician).where(Clinician.account_id.is_not(None))).one()
    worked = select(func.count(Placement.id)).where(Placement.clinician_id == clinician.id)
    assert db.session.scalar(worked) >= 40
    scheduler = select(Account.id).where(Account.email == "facility@demo.example").scalar_subquery()
    kinds = db.session.scalars(
        select(Facility.kind).join(FacilityMember).where(FacilityMember.account_id == scheduler)
    )
    assert set(kinds) == {"acute", "skilled_nursing"}


def test_of_four_service_recovery_cases_one_is_overdue() -> None:
    assert db.session.scalar(select(func.count(RecoveryCase.id))) == 4
    assert open_and_overdue(NOW) == (2, 1)


def _filled(problem: Problem) -> set[str]:
    """Slot ids of a plan that fills as much as it can (the first tier alone)."""
    best = solve(replace(problem, tiers=problem.tiers[:1]), Limits(seconds=FILL_SECONDS, workers=2, seed=1))
    return {pair.slot_id for pair in best.placements}


@pytest.mark.timeout(240)
def test_a_plan_of_maximal_fill_reaches_88_to_94_per_cent_and_70_to_80_of_the_hard_slots() -> None:
    problem = demo_problem(NOW)
    filled = _filled(problem)
    intensive = {
        f"u{unit_id}" for unit_id in db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.ICU))
    }
    hard = {slot.id for slot in problem.slots if slot.night or slot.unit_id in intensive}
    assert 0.88 <= len(filled) / len(problem.slots) <= 0.94
    assert 0.70 <= len(filled & hard) / len(hard) <= 0.80


@pytest.mark.timeout(240)
def test_the_real_week_can_be_filled_80_to_95_per_cent() -> None:
    problem = build(Selection(now=NOW, slot_ids=import_pbj_week(NOW))).problem
    filled = _filled(problem)
    db.session.rollback()
    assert len(problem.slots) == 225
    assert 0.80 <= len(filled) / len(problem.slots) <= 0.95
