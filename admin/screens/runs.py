"""Match runs: start one, watch it, stop it, see what it came to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import abort, redirect
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from wtforms import DateField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from admin.base import SecureView, row_id, write
from admin.cells import agency_zone
from admin.choices import facility_choices
from admin.progress_picture import picture
from staffing.accounts.identity import current_actor
from staffing.db import db, utc_now
from staffing.matching.models import MatchRun
from staffing.matching.runs import PRESETS, cancel_run, run_progress, start_run
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
            "picture": picture(progress["history"]),
        }
