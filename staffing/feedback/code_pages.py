"""A scheduler hands out codes: cards to print, links for a follow-up message; unused ones are closed."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.db import transact, utc_now
from staffing.feedback.hand_out_forms import HandOutForm, hand_out_form
from staffing.feedback.handing_out import hand_out_all, revoke_unused, shift_to_hand_out
from staffing.feedback.links import CannotIssue
from staffing.feedback.models import LinkChannel
from staffing.feedback.sheets import links_file, sheet

code_pages = Blueprint("rating_codes_of", __name__, url_prefix="/facility/codes", template_folder="templates")
code_pages.before_request(guard(RoleName.FACILITY_SCHEDULER))


@code_pages.route("/<reference>", methods=["GET", "POST"])
def hand_out(reference: str) -> ResponseReturnValue:
    """Whom to hand out codes about. A POST answers with the new codes at once: they cannot be had back."""
    found = shift_to_hand_out(reference, utc_now()) or abort(404)
    shift, people = found
    form = hand_out_form(people)
    if people and form.validate_on_submit():
        try:
            return _made(form, reference)
        except CannotIssue as refusal:
            form.form_errors.append(str(refusal))
    return render_template("feedback/hand_out.html", request=shift, people=people, form=form)


@code_pages.post("/<reference>/<int:placement_id>/close")
def close(reference: str, placement_id: int) -> ResponseReturnValue:
    """Lost or left over: the unused codes of one person's shift open nothing any more."""
    _request, people = shift_to_hand_out(reference, utc_now()) or abort(404)
    if placement_id not in {one.placement.id for one in people}:
        abort(404)
    closed = transact(lambda: revoke_unused(placement_id, current_actor()))
    flash(f"{closed} unused code{'' if closed == 1 else 's'} closed.", "success")
    return redirect(url_for("rating_codes_of.hand_out", reference=reference), 303)


def _made(form: HandOutForm, reference: str) -> ResponseReturnValue:
    people, count = form.people.data or [], form.count.data or 0
    card = request.form.get("as") == "cards"
    channel = LinkChannel.CARD if card else LinkChannel.SHARED
    by, now = current_actor(), utc_now()
    issued = transact(lambda: hand_out_all(people, count, channel, by, now))
    if request.form.get("as") == "file":
        return links_file(issued, reference)
    return sheet(channel, issued, url_for("rating_codes_of.hand_out", reference=reference))
