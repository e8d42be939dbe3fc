"""The clinician's page on which they may say which groups they belong to."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.models import RoleName
from staffing.db import current_scope, transact, utc_now
from staffing.equity.answers import keep_answers, own_answers, withdraw
from staffing.equity.cells import FEWEST
from staffing.equity.forms import AboutYouForm
from staffing.equity.keys import person_key
from staffing.web.forms import BaseForm

pages = Blueprint("about_you", __name__, url_prefix="/clinician/about-you", template_folder="templates")
pages.before_request(guard(RoleName.CLINICIAN))


@pages.get("/")
def show() -> ResponseReturnValue:
    known = own_answers(_key())
    form = AboutYouForm(data={attribute.value: value for attribute, value in known.items()})
    return _page(form, has_answers=bool(known))


@pages.post("/")
def keep() -> ResponseReturnValue:
    form, key, today = AboutYouForm(), _key(), utc_now().date()
    if not form.validate_on_submit():
        return _page(form, has_answers=bool(own_answers(key))), 422
    transact(lambda: keep_answers(key, form.answers(), today))
    flash("Kept. It counts in sums only, and you can take it back here at any time.", "success")
    return redirect(url_for("about_you.show"), 303)


@pages.post("/withdraw")
def take_back() -> ResponseReturnValue:
    if not BaseForm().validate_on_submit():
        abort(400)
    key = _key()
    transact(lambda: withdraw(key))
    flash("Your answers are deleted.", "success")
    return redirect(url_for("about_you.show"), 303)


def _key() -> str:
    scope = current_scope()
    if scope.clinician_id is None:
        abort(403)
    return person_key(str(current_app.secret_key), scope.require_agency(), scope.clinician_id)


def _page(form: AboutYouForm, *, has_answers: bool) -> str:
    return render_template(
        "equity/about_you.html", form=form, removal=BaseForm(), has_answers=has_answers, fewest=FEWEST
    )
