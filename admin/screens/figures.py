"""The agency's figures: work rules, offer times, cancellation fees. Changes are dated versions."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect
from flask_admin import expose
from sqlalchemy import select
from wtforms import BooleanField
from wtforms.validators import InputRequired, NumberRange

from admin.base import SecureView, write
from staffing.accounts.identity import current_actor
from staffing.db import db, utc_now
from staffing.policies.figures import Figures, changeable, figures_in_force, save_figures
from staffing.policies.models import RuleVersion
from staffing.web.fields import WholeNumberField
from staffing.web.forms import BaseForm

CHANGED_MEANWHILE = (
    "Somebody changed a figure while you were typing, so nothing was saved. These are the figures now."
)


def _field(name: str) -> Any:
    """A number, or a switch for what is only on or off."""
    facts = changeable()[name].metadata
    low, high = facts["low"], facts["high"]
    if (low, high) == (0, 1):
        return BooleanField(facts["label"])
    return WholeNumberField(
        facts["label"],
        validators=[InputRequired(), NumberRange(low, high)],
        description=f"{_unit(name)}{low:,} to {high:,}",
    )


def _unit(name: str) -> str:
    endings = {"_minutes": "Minutes, ", "_seconds": "Seconds, ", "_days": "Days, ", "_percent": "Percent, "}
    return next((words for ending, words in endings.items() if name.endswith(ending)), "")


FiguresForm = type("FiguresForm", (BaseForm,), {name: _field(name) for name in changeable()})
"""One field for each figure that can be changed."""


class FigureScreen(SecureView):
    intro = "What you save is in force from that moment; earlier versions stay on record."

    @expose("/", methods=("GET", "POST"))
    def index(self) -> Any:
        figures = figures_in_force(utc_now())
        form = FiguresForm(obj=figures)
        if form.validate_on_submit():
            changes = _changes(form, figures)
            if form.version.data != figures.version:
                flash(CHANGED_MEANWHILE, "error")
                return redirect(self.get_url(".index"))
            if not changes:
                flash("Nothing was different, so nothing was saved.")
            elif write(lambda: save_figures(changes, current_actor(), utc_now()), form):
                flash(
                    f"{len(changes)} figure{'s' if len(changes) > 1 else ''} in force from now on.", "success"
                )
                return redirect(self.get_url(".index"))
        versions = select(RuleVersion).order_by(RuleVersion.effective_at.desc()).limit(10)
        labels = {name: field.metadata["label"] for name, field in changeable().items()}
        return self.render(
            "screens/figures.html", form=form, versions=db.session.scalars(versions).all(), labels=labels
        )


def _changes(form: Any, figures: Figures) -> dict[str, int]:
    return {name: int(form[name].data) for name in changeable() if form[name].data != getattr(figures, name)}
