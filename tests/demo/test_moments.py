"""The demo's reports and cases: few, of every kind, and true to the rules of their lifecycles."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select

from staffing.accounts.models import Agency
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.demo.told import REPORTS
from staffing.recovery.due import due_at
from staffing.recovery.models import CaseCause, CaseStatus, FeedbackReport, RecoveryCase, ReportKind
from staffing.recovery.queries import compliments_of
from tests.factories import NOW


def test_six_reports_and_their_cases(small_agency: Agency) -> None:
    reports = db.session.scalars(select(FeedbackReport)).all()
    assert Counter(one.kind for one in reports) == {
        ReportKind.COMPLAINT: 2,
        ReportKind.INCIDENT: 2,
        ReportKind.COMPLIMENT: 2,
    }
    assert len({one.clinician_id for one in reports[: len(REPORTS)]}) == len(REPORTS)
    cases = db.session.scalars(select(RecoveryCase).order_by(RecoveryCase.id)).all()
    causes = Counter(one.cause for one in cases)
    assert causes[CaseCause.COMPLAINT] == 2
    assert causes[CaseCause.NEVER_ON_RESPECT] <= 2
    assert CaseStatus.TOLD in {one.status for one in cases}
    for case in cases:
        assert case.due_at == due_at(case.created_at, small_agency.id)
        assert (case.told is None) == (case.status is CaseStatus.OPEN)
        assert (case.outcome is None) == (case.status is not CaseStatus.CLOSED)
        assert all(at <= NOW for at in (case.created_at, case.told_at, case.closed_at) if at)


def test_the_clinician_of_the_tour_has_a_compliment(small_agency: Agency) -> None:
    first = db.session.scalars(select(Clinician).where(Clinician.account_id.is_not(None))).all()
    assert [len(compliments_of(one.id)) for one in first] == [1]
