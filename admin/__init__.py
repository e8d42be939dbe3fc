"""The coordinators' screens: Flask-Admin, closed by default, every screen in one ordered list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask
from flask_admin import Admin

from admin.base import SecureView
from admin.review.screen import ReviewScreen
from admin.screens.agency import AgencyScreen
from admin.screens.appeals import AppealScreen
from admin.screens.availability import AvailabilityScreen
from admin.screens.catalogue import RoleScreen, SkillScreen
from admin.screens.clinicians import ClinicianScreen
from admin.screens.coaching import CoachingScreen
from admin.screens.comments import CommentScreen
from admin.screens.corrections import CorrectionScreen
from admin.screens.credentials import CredentialScreen
from admin.screens.dashboard import Dashboard
from admin.screens.do_not_return import DnrScreen
from admin.screens.emergency_overrides import EmergencyOverrideScreen
from admin.screens.equity import EquityScreen
from admin.screens.facilities import FacilityScreen
from admin.screens.facility_ratings import FacilityRatingScreen
from admin.screens.figures import FigureScreen
from admin.screens.holidays import HolidayScreen
from admin.screens.jobs import JobScreen
from admin.screens.kiosks import KioskScreen
from admin.screens.members import MemberScreen
from admin.screens.messages import MessageScreen
from admin.screens.next_offers import NextOfferScreen
from admin.screens.offers import OfferScreen
from admin.screens.orientations import OrientationScreen
from admin.screens.paste import PasteScreen
from admin.screens.pbj import PbjScreen
from admin.screens.pick import PickScreen
from admin.screens.placements import PlacementScreen
from admin.screens.questionnaire import QuestionScreen
from admin.screens.rate_cards import RateCardScreen
from admin.screens.rating_audit import RatingAuditScreen
from admin.screens.rating_codes import RatingCodeScreen
from admin.screens.reports import ReportScreen
from admin.screens.requests import RequestScreen
from admin.screens.runs import RunScreen
from admin.screens.score_imports import ScoreImportScreen
from admin.screens.service_recovery import RecoveryScreen
from admin.screens.slots import SlotScreen
from admin.screens.trail import AuditScreen
from admin.screens.units import UnitScreen
from admin.words import in_words
from staffing.web.headers import nonce

NAME = "Staffing Match"


@dataclass(frozen=True)
class Screen:
    """A screen's class, its endpoint (also its address under /admin/), its name and place in the menu."""

    view: type[SecureView]
    endpoint: str
    name: str
    category: str | None = None


SCREENS: tuple[Screen, ...] = (
    Screen(RunScreen, "runs", "Match runs", "Placing"),
    Screen(ReviewScreen, "review", "Review", "Placing"),
    Screen(NextOfferScreen, "next_offers", "Needs a next offer", "Placing"),
    Screen(OfferScreen, "offers", "Offers", "Placing"),
    Screen(EmergencyOverrideScreen, "emergency_overrides", "Emergency overrides", "Placing"),
    Screen(PlacementScreen, "placements", "Placements", "Placing"),
    Screen(RequestScreen, "requests", "Requests", "Demand"),
    Screen(SlotScreen, "slots", "Slots", "Demand"),
    Screen(PasteScreen, "paste", "Paste requests", "Demand"),
    Screen(PbjScreen, "pbj", "Payroll-Based Journal", "Demand"),
    Screen(FacilityScreen, "facilities", "Facilities", "Demand"),
    Screen(UnitScreen, "units", "Units", "Demand"),
    Screen(ClinicianScreen, "clinicians", "Clinicians", "People"),
    Screen(CredentialScreen, "credentials", "Credentials", "People"),
    Screen(DnrScreen, "do_not_return", "Do not return", "People"),
    Screen(OrientationScreen, "orientations", "Orientations", "People"),
    Screen(AvailabilityScreen, "availability", "Availability", "People"),
    Screen(MemberScreen, "members", "Accounts", "People"),
    Screen(RecoveryScreen, "service_recovery", "Service recovery", "Quality"),
    Screen(ReportScreen, "reports", "Reports", "Quality"),
    Screen(CommentScreen, "comments", "Comments", "Quality"),
    Screen(RatingCodeScreen, "rating_codes", "Rating codes", "Quality"),
    Screen(KioskScreen, "tablets", "Tablets", "Quality"),
    Screen(ScoreImportScreen, "score_imports", "Import scores", "Quality"),
    Screen(AppealScreen, "appeals", "Appeals", "Quality"),
    Screen(CoachingScreen, "coaching", "Coaching", "Quality"),
    Screen(CorrectionScreen, "corrections", "Corrections", "Quality"),
    Screen(FacilityRatingScreen, "facility_ratings", "Facility ratings", "Quality"),
    Screen(EquityScreen, "equity", "Equity", "Quality"),
    Screen(RatingAuditScreen, "rating_audit", "Rating audit", "Quality"),
    Screen(AgencyScreen, "agency", "Agency", "Agency"),
    Screen(RoleScreen, "staff_roles", "Staff roles", "Agency"),
    Screen(SkillScreen, "skills", "Skills", "Agency"),
    Screen(RateCardScreen, "rate_cards", "Rate cards", "Agency"),
    Screen(HolidayScreen, "holidays", "Holidays", "Agency"),
    Screen(FigureScreen, "figures", "Rules and figures", "Agency"),
    Screen(QuestionScreen, "questions", "Questions", "Agency"),
    Screen(AuditScreen, "audit", "Audit trail", "Agency"),
    Screen(MessageScreen, "messages", "Sent messages", "Agency"),
    Screen(JobScreen, "jobs", "Jobs", "Agency"),
    Screen(PickScreen, "pick", "Pick"),
)
"""Every screen, in the order of the menu; who may open it stands in `admin.access`."""


def install(app: Flask) -> None:
    """Add the coordinators' screens to `app` under /admin/."""
    app.register_blueprint(
        Blueprint(
            "coordinator_assets",
            __name__,
            template_folder="templates",
            static_folder="static",
            static_url_path="/static/admin",
        )
    )
    app.jinja_env.filters["words"] = in_words
    admin = Admin(
        app,
        name=NAME,
        index_view=Dashboard(name="Today", endpoint="admin", url="/admin"),
        csp_nonce_generator=nonce,
    )
    for screen in SCREENS:
        admin.add_view(
            screen.view(
                name=screen.name,
                endpoint=screen.endpoint,
                url=screen.endpoint.replace("_", "-"),
                category=screen.category,
            )
        )
