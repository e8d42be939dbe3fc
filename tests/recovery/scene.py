"""A worked shift that somebody can rate or tell about, and the people around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from staffing.accounts.models import Account
from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import Answer, CommunicationResponse, Dimension
from staffing.ratings.services import submit_facility_response
from staffing.recovery.cases import open_for_report
from staffing.recovery.models import FeedbackReport, RecoveryCase, ReportKind, ReportNature
from staffing.recovery.reports import Moment, report_by_facility
from tests.factories import World
from tests.ratings.test_services import BEDSIDE

COMPLAINT = Moment(ReportKind.COMPLAINT, ReportNature.PROFESSIONAL, "Left the desk without a word.")
INCIDENT = Moment(ReportKind.INCIDENT, ReportNature.CLINICAL, "A dose was given an hour late.")
COMPLIMENT = Moment(ReportKind.COMPLIMENT, None, "Took the time to explain everything twice.")


def complaint_about(placement: Placement, words: str) -> RecoveryCase:
    """A complaint nobody in particular made, and its case; `words` are its text and what was told."""
    report = FeedbackReport(
        facility_id=placement.facility_id,
        clinician_id=placement.clinician_id,
        placement_id=placement.id,
        kind=COMPLAINT.kind,
        nature=COMPLAINT.nature,
        text=words,
    )
    db.session.add(report)
    db.session.flush()
    case = open_for_report(report, placement, utc_now())
    case.told, case.told_at = words, utc_now()
    return case


@dataclass(frozen=True)
class Scene:
    world: World
    facility: Facility
    don: Account
    coordinator: Account
    placement: Placement

    @classmethod
    def make(cls, world: World) -> Scene:
        facility = world.facility()
        slot = world.slot(world.unit(facility), start=utc_now() - timedelta(hours=9), hours=8)
        placement = world.placement(slot, world.clinician(), PlacementStatus.WORKED)
        made = cls(world, facility, world.scheduler(facility), world.coordinator(), placement)
        db.session.commit()
        return made

    @property
    def by(self) -> Actor:
        return Actor(self.coordinator.id, self.coordinator.name)

    def rate(self, **answers: Answer) -> CommunicationResponse:
        given = BEDSIDE | {Dimension(name): answer for name, answer in answers.items()}
        return submit_facility_response(self.placement.id, given, self.don.id, utc_now())

    def tell(self, moment: Moment) -> FeedbackReport:
        report = report_by_facility(self.placement.id, moment, self.don.id, utc_now())
        db.session.flush()
        return report
