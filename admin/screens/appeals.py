"""Appeals: clinicians ask to look at the ratings of a shift again; a person decides, in words for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import abort, flash, redirect, request
from flask_admin import expose
from sqlalchemy import case, select
from sqlalchemy.orm import joinedload, selectinload

from admin import cells
from admin.base import TableView, row_id, write
from admin.filters import ChoiceFilter
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.accounts.models import Account
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.facilities.models import Facility
from staffing.placements.models import Placement
from staffing.ratings.appeals import decide_appeal
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.models import CommunicationResponse
from staffing.ratings.questionnaire import Questions, questionnaire
from staffing.requests.models import Slot

OUTCOMES = {"uphold": True, "dismiss": False}


def _person(view: AppealScreen, _context: Any, row: RatingAppeal, _name: str) -> str:
    return str(view.named_row("clinician_id", row))


def _facility(view: AppealScreen, _context: Any, row: RatingAppeal, _name: str) -> str:
    return str(view.named_row("facility_id", row))


class AppealScreen(TableView):
    table = RatingAppeal
    one, many = "appeal", "appeals"
    intro = (
        "A clinician asks to look at what was said about one shift. Until you decide, it does not count. "
        "Waiting ones come first, oldest first."
    )
    named: ClassVar = {"clinician_id": Clinician, "facility_id": Facility}
    column_list = ("clinician_id", "facility_id", "filed_at", "reason", "status", "decided_at")
    column_labels = {"clinician_id": "Clinician", "facility_id": "Facility", "filed_at": "Asked"}
    column_formatters = {"clinician_id": _person, "facility_id": _facility, "status": cells.status_cell}
    column_formatters_export = {"clinician_id": _person, "facility_id": _facility}
    column_sortable_list = ("filed_at", "status", "decided_at")
    column_filters = (ChoiceFilter(RatingAppeal.status, "Status", choices_of(AppealStatus)),)

    def get_query(self) -> Any:
        waiting_first = case((RatingAppeal.status == AppealStatus.PENDING, 0), else_=1)
        return super().get_query().order_by(waiting_first, RatingAppeal.filed_at, RatingAppeal.id)

    def called(self, row: RatingAppeal) -> str:
        return f"of {_person(self, None, row, '')}"

    def row_url(self, row: RatingAppeal) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        responses = _responses(row)
        return self.render(
            "screens/appeal.html",
            model=row,
            placement=_placement(row.placement_id),
            responses=responses,
            asked=_asked(responses),
            raters=_raters(responses),
            decider=db.session.get(Account, row.decided_by_id) if row.decided_by_id else None,
        )

    @expose("/<key>/decide/", methods=("POST",))
    def decide(self, key: str) -> Any:
        one, words = row_id(key), request.form.get("words", "")
        outcome = OUTCOMES.get(request.form.get("deed", ""))
        if outcome is None:
            abort(400)
        self.get_one(one)
        if write(
            lambda: decide_appeal(one, upheld=outcome, words=words, by=current_actor(), now=utc_now()).id
        ):
            flash("Decided. The clinician is told in your words.", "success")
        return redirect(self.get_url(".details", key=one))


def _placement(placement_id: int) -> Placement:
    slot = joinedload(Placement.slot)
    return db.session.scalars(
        select(Placement)
        .where(Placement.id == placement_id)
        .options(slot.joinedload(Slot.facility), slot.joinedload(Slot.unit), slot.joinedload(Slot.staff_role))
    ).one()


def _responses(row: RatingAppeal) -> Sequence[CommunicationResponse]:
    query = select(CommunicationResponse).where(CommunicationResponse.placement_id == row.placement_id)
    return db.session.scalars(
        query.options(selectinload(CommunicationResponse.answers)).order_by(CommunicationResponse.id)
    ).all()


def _asked(responses: Sequence[CommunicationResponse]) -> dict[int, Questions | None]:
    """The wording each response answered, by version."""
    return {number: questionnaire(number) for number in {one.questionnaire_version for one in responses}}


def _raters(responses: Sequence[CommunicationResponse]) -> dict[str, str]:
    """Names of raters who signed in; strangers stay strangers."""
    ids = {
        one.rater: int(one.rater.removeprefix("account:"))
        for one in responses
        if one.rater.startswith("account:")
    }
    query = select(Account.id, Account.name).where(Account.id.in_(ids.values()))
    names = {row.id: row.name for row in db.session.execute(query)}
    return {code: names.get(account_id, code) for code, account_id in ids.items()}
