"""Rating audit: raters whose answers look wrong, the figures that say so, and what a person decides."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request
from flask_admin import expose
from sqlalchemy import case

from admin import cells
from admin.base import COST_CHANGED, TableView, row_id, write
from admin.filters import ChoiceFilter, FromDay
from admin.trails import trail_of
from admin.words import choices_of
from staffing.accounts.identity import current_actor
from staffing.bias import deciding as services
from staffing.bias.effects import Consequence, if_suspended
from staffing.bias.evidence import evidence_of
from staffing.bias.models import FlagKind, FlagStatus, RatingFlag
from staffing.bias.words import names_of, sentence
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.ratings.suspending import suspensions_of

FIGURES = ("n", "observed", "expected", "z", "p", "q")
DEEDS = {
    "dismiss": (services.dismiss, "Dismissed. The reason stays in the trail."),
    "suspend": (services.suspend_rater, "Suspended. Nothing this rater answered counts from now on."),
    "lift": (services.lift_suspension, "Lifted. What this rater answered counts again."),
}


def _found(_view: Any, _context: Any, row: RatingFlag, _name: str) -> str:
    return g.sentences[row.id]  # type: ignore[no-any-return]


def _chance(_view: Any, _context: Any, row: RatingFlag, name: str) -> str:
    """q as a share of such flags."""
    share = row.figures[name]
    return "below 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _figure(_view: Any, _context: Any, row: RatingFlag, name: str) -> str:
    value = row.figures[name]
    return cells.DASH if value is None else f"{value:.3g}"


class RatingAuditScreen(TableView):
    table = RatingFlag
    one, many = "flag", "flags"
    intro = (
        "Looked for several times a day in the last year's answers. A flag changes no score: a person "
        "decides, and only a suspended rater stops counting. Who a rater is stays with you; facilities "
        "and clinicians never see it."
    )
    column_list = ("found_on", "kind", "finding", "n", "q", "status", "decision")
    column_labels = {"found_on": "Found", "kind": "Looks like", "n": "Responses", "q": "False by chance"}
    column_formatters = {
        "finding": _found,
        "n": _figure,
        "q": _chance,
        "status": cells.status_cell,
    }
    column_export_list = ("found_on", "kind", "finding", *FIGURES, "status", "decision")
    column_formatters_export = {"finding": _found, **dict.fromkeys(FIGURES, _figure)}
    column_sortable_list = ("found_on", "status")
    column_filters = (
        ChoiceFilter(RatingFlag.status, "Status", choices_of(FlagStatus)),
        ChoiceFilter(RatingFlag.kind, "Looks like", choices_of(FlagKind)),
        FromDay(RatingFlag.found_on, "Found"),
    )

    def get_list(self, *args: Any, **kwargs: Any) -> Any:
        count, rows = super().get_list(*args, **kwargs)
        g.sentences = _sentences(rows)
        return count, rows

    def _apply_sorting(self, query: Any, joins: Any, sort_column: Any, sort_desc: Any) -> Any:
        """Unless asked otherwise: open flags first, then suspended raters; the newest on top."""
        if sort_column is not None:
            return super()._apply_sorting(query, joins, sort_column, sort_desc)
        first = case((RatingFlag.status == FlagStatus.OPEN, 0), else_=1)
        rest = case((RatingFlag.status == FlagStatus.SUSPENDED, 0), else_=1)
        return query.order_by(first, rest, RatingFlag.found_on.desc(), RatingFlag.id.desc()), joins

    def row_url(self, row: RatingFlag) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row, now = self.get_one(key), utc_now()
        suspensions = suspensions_of(row.rater)
        effect = if_suspended(row.rater, now) if row.status is FlagStatus.OPEN else None
        return self.render(
            "screens/rating_flag.html",
            row=row,
            sentence=_sentences([row])[row.id],
            rater=names_of({row.rater})[row.rater],
            effect=effect,
            shown=None if effect is None else _shown(effect),
            evidence=evidence_of(row, now),
            trail=trail_of(row, *suspensions),
        )

    @expose("/<key>/decide/", methods=("POST",))
    def decide(self, key: str) -> Any:
        one, deed, why = row_id(key), request.form.get("deed", ""), request.form.get("reason", "")
        row = self.get_one(one)
        if deed == "suspend" and request.form.get("shown") != _shown(if_suspended(row.rater, utc_now())):
            flash(COST_CHANGED, "error")
        elif deed in DEEDS:
            service, done = DEEDS[deed]
            if write(lambda: service(one, why, current_actor(), utc_now()).id):
                flash(done, "success")
        return redirect(self.get_url(".details", key=one))


def _shown(effect: Consequence) -> str:
    """What the consequence came to when the page was made, to notice that it changed since."""
    moved = (f"{one.clinician.id} {one.before:.2f} {one.after:.2f}" for one in effect.moved)
    return ", ".join((str(effect.responses), *moved))


def _sentences(rows: Any) -> dict[int, str]:
    """What was found, by flag; names are read in one query a kind of rater."""
    raters = names_of({row.rater for row in rows})
    ids = {row.clinician_id for row in rows if row.clinician_id}
    people = {one.id: one.name for one in db.session.query(Clinician).filter(Clinician.id.in_(ids))}
    return {row.id: sentence(row, raters[row.rater], people.get(row.clinician_id, "")) for row in rows}
