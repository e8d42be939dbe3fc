"""Match runs: start one, watch it, stop it, see what it came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import abort, redirect
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import DateField, Field, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional

from admin.base import SecureView, row_id, write
from admin.cells import agency_zone
from admin.choices import facility_choices
from admin.progress_picture import picture
from admin.review.cards import TERMS
from staffing.accounts.identity import current_actor
from staffing.db import db, utc_now
from staffing.facilities.models import Unit
from staffing.matching.models import MatchRun
from staffing.matching.options import EXPLORE, FLOORS, Options
from staffing.matching.runs import PRESETS, cancel_run, run_progress, start_run
from staffing.web.fields import WholeNumberField
from staffing.web.forms import BaseForm

SHOWN = 30
DEFAULT_DAYS = 13
PRESET_WORDS = {
    "balanced": "Balanced: communication counts most",
    "continuity": "Continuity: the same people in the same units",
    "economy": "Economy: drives and overtime count more",
}


class RunForm(BaseForm):
    """Which shifts to match, and what counts."""

    first_day = DateField("First day", validators=[InputRequired()])
    last_day = DateField("Last day", validators=[InputRequired()])
    preset = SelectField("What counts", choices=[(name, PRESET_WORDS.get(name, name)) for name in PRESETS])
    facility_ids = SelectMultipleField(
        "Facilities",
        choices=facility_choices,
        coerce=int,
        validators=[Optional()],
        description="None chosen: all.",
    )
    newcomer_floor = WholeNumberField(
        "Newcomers count at no less than (percent “Always”)",
        validators=[Optional(), NumberRange(FLOORS[0], FLOORS[-1])],
        description="People with fewer than five raters. Empty: what is usual for their role.",
    )
    explore_percent = WholeNumberField(
        "Shifts reserved for them (percent)",
        validators=[Optional(), NumberRange(EXPLORE[0], EXPLORE[-1])],
        description=f"0 to {EXPLORE[-1]}, by lot; never critical shifts or ones that ask for somebody.",
    )

    @property
    def advanced(self) -> tuple[Field, ...]:
        """What most runs leave alone."""
        return self.newcomer_floor, self.explore_percent

    @property
    def options(self) -> Options:
        return Options(
            newcomer_floor=self.newcomer_floor.data, explore_percent=self.explore_percent.data or 0
        )


class RunScreen(SecureView):
    intro = "A run proposes who works which open shift. Nothing is offered before you have reviewed it."

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        today = utc_now().astimezone(agency_zone()).date()
        form = RunForm(data={"first_day": today, "last_day": today + timedelta(days=DEFAULT_DAYS)})
        if form.validate_on_submit():
            run = write(lambda: self._start(form).id, form)
            if run:
                return redirect(self.get_url(".details", key=run))
        query = select(MatchRun).order_by(MatchRun.id.desc()).limit(SHOWN)
        runs = db.session.scalars(query.options(selectinload(MatchRun.started_by))).all()
        return self.render("screens/runs.html", form=form, runs=runs)

    def _start(self, form: RunForm) -> MatchRun:
        return start_run(
            form.first_day.data,
            form.last_day.data,
            form.facility_ids.data or (),
            form.preset.data,
            current_actor(),
            utc_now(),
            options=form.options,
        )

    @expose("/<key>/")
    def details(self, key: str) -> str:
        return self.render("screens/run.html", **self._facts(self._run(key)))

    @expose("/<key>/progress/")
    def progress(self, key: str) -> str:
        """The moving part of a run's page, asked for every second until the run is over."""
        return self.render("screens/run_progress.html", **self._facts(self._run(key)))

    @expose("/<key>/cancel/", methods=("POST",))
    def cancel(self, key: str) -> Any:
        write(lambda: (cancel_run(self._run(key), current_actor(), utc_now()), True))
        return redirect(self.get_url(".details", key=row_id(key)))

    def _run(self, key: str) -> MatchRun:
        query = select(MatchRun).where(MatchRun.id == row_id(key))
        return db.session.scalars(query).one_or_none() or abort(404)

    def _facts(self, run: MatchRun) -> dict[str, Any]:
        progress = run_progress(run)
        return {
            "run": run,
            "progress": progress,
            "summary": run.summary or {},
            "options": Options.of(run.options),
            "term_words": TERMS,
            "units_below": _units_below(run.summary or {}),
            "picture": picture(progress["history"]),
        }


def _units_below(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Units whose people stay under the average the facility asks for, the farthest first."""
    below = [row for row in summary.get("unit_averages", ()) if 100 * row["average"] < row["minimum"]]
    ids = [row["unit_id"] for row in below]
    query = select(Unit).where(Unit.id.in_(ids)).options(selectinload(Unit.facility))
    unit_of = {unit.id: unit for unit in db.session.scalars(query)}
    rows = [{**row, "unit": unit_of[row["unit_id"]]} for row in below if row["unit_id"] in unit_of]
    return sorted(rows, key=lambda row: float(100 * row["average"] - row["minimum"]))
