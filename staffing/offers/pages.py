"""The clinician's own pages: offers and shifts."""

from __future__ import annotations

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.accounts.guards import guard
from staffing.accounts.identity import current_actor
from staffing.accounts.models import RoleName
from staffing.db import current_scope, db, transact, utc_now
from staffing.feedback.handoffs import handoffs
from staffing.offers.calendars import shift_calendar
from staffing.offers.communication import own_communication
from staffing.offers.earning import standing
from staffing.offers.errors import KeyReused, NoSuchRow, OfferClosed, OfferRefused
from staffing.offers.forms import AcceptForm, DeclineForm, ReleaseForm
from staffing.offers.link_pages import calendar_response
from staffing.offers.locking import visible
from staffing.offers.refusals import refusal, take_back_unfit
from staffing.offers.services import CancelSide, accept, cancellation_cost, decline, release
from staffing.offers.views import ShiftView, is_answerable, offer_view, shift_view, whole_offer_view
from staffing.offers.words import coordinator_of
from staffing.placements import queries
from staffing.placements.models import AnswerChannel, DeclineReason, Offer, Placement, PlacementStatus
from staffing.site_ratings.waiting import waiting_for_word
from staffing.web.errors import error_page

pages = Blueprint("clinician", __name__, url_prefix="/clinician", template_folder="templates")
pages.before_request(guard(RoleName.CLINICIAN))


@pages.errorhandler(NoSuchRow)
def not_there(_error: NoSuchRow) -> ResponseReturnValue:
    return error_page(404)


@pages.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("clinician.offers"))


@pages.get("/offers")
def offers() -> ResponseReturnValue:
    """Offers to answer, and what became of earlier ones."""
    now = utc_now()
    waiting = [offer_view(offer, now) for offer in queries.open_offers(now)]
    return render_template("offers/offers.html", waiting=waiting, closed=queries.closed_offers(now))


@pages.get("/offers/<int:offer_id>")
def offer(offer_id: int) -> ResponseReturnValue:
    return _offer_page(visible(Offer, offer_id), DeclineForm())


@pages.post("/offers/<int:offer_id>/accept")
def accept_offer(offer_id: int) -> ResponseReturnValue:
    form, now, by = AcceptForm(), utc_now(), current_actor()
    if not form.validate_on_submit():
        abort(400)
    try:
        done = transact(lambda: accept(offer_id, by, AnswerChannel.SIGNED_IN, now, key=form.key.data))
    except OfferRefused as error:
        take_back_unfit(offer_id, error, now)
        return _closed(visible(Offer, offer_id), error, 409)
    except KeyReused:
        abort(422)
    flash("You are confirmed. Thank you!", "success")
    return redirect(url_for("clinician.shift", placement_id=done.placement_id), 303)


@pages.post("/offers/<int:offer_id>/decline")
def decline_offer(offer_id: int) -> ResponseReturnValue:
    form, now, by = DeclineForm(), utc_now(), current_actor()
    if not form.validate_on_submit():
        return _offer_page(visible(Offer, offer_id), form, 422)
    reason, note = DeclineReason(form.reason.data), form.note.data or ""
    try:
        transact(lambda: decline(offer_id, reason, note, by, AnswerChannel.SIGNED_IN, now))
    except OfferRefused as error:
        return _closed(visible(Offer, offer_id), error, 409)
    flash("Thank you for telling us. It changes nothing about your score.", "success")
    return redirect(url_for("clinician.offers"), 303)


@pages.get("/shifts")
def shifts() -> ResponseReturnValue:
    now = utc_now()
    past = queries.past_shifts(now)
    return render_template(
        "offers/shifts.html",
        upcoming=queries.upcoming_shifts(now),
        past=past,
        waiting=waiting_for_word(past, now),
        handoffs=handoffs(current_scope().clinician_id, now),
    )


@pages.get("/shifts/<int:placement_id>")
def shift(placement_id: int) -> ResponseReturnValue:
    """Where to go and whom to ask for."""
    return render_template("offers/shift.html", view=_shift(placement_id), **_standing(placement_id))


@pages.get("/shifts/<int:placement_id>/shift.ics")
def calendar(placement_id: int) -> ResponseReturnValue:
    return calendar_response(shift_calendar(visible(Placement, placement_id), utc_now()))


@pages.route("/shifts/<int:placement_id>/release", methods=["GET", "POST"])
def release_shift(placement_id: int) -> ResponseReturnValue:
    """Give a shift back, with what follows from it shown first."""
    form, now, by = ReleaseForm(), utc_now(), current_actor()
    placement = visible(Placement, placement_id)
    cost = cancellation_cost(placement, CancelSide.CLINICIAN, now)
    if form.validate_on_submit() and form.agrees_to(cost.consequence):
        try:
            transact(lambda: release(placement_id, by, form.reason.data, now))
        except OfferRefused as error:
            flash(error.sentence, "error")
        else:
            flash("You are no longer down for this shift. Thank you for telling us.", "success")
        return redirect(url_for("clinician.shifts"), 303)
    form.show(cost.consequence)
    return render_template("offers/release.html", view=_shift(placement_id), cost=cost, form=form)


@pages.get("/communication")
def communication() -> ResponseReturnValue:
    """The clinician's own band, what is asked, who sees it, and what it does; never a single response."""
    now = utc_now()
    return render_template("offers/communication.html", mine=own_communication(now), standing=standing(now))


def _shift(placement_id: int) -> ShiftView:
    placement = visible(Placement, placement_id)
    offer = db.session.get(Offer, placement.offer_id) if placement.offer_id else None
    return shift_view(placement, offer, utc_now())


def _standing(placement_id: int) -> dict[str, bool]:
    placement = visible(Placement, placement_id)
    holds = placement.status in {PlacementStatus.ACCEPTED, PlacementStatus.CONFIRMED}
    return {"ahead": holds and utc_now() < placement.starts_at}


def _offer_page(found: Offer, form: DeclineForm, status: int = 200) -> ResponseReturnValue:
    now = utc_now()
    placement = queries.placement_of_offer(found.id)
    if placement is not None:
        return redirect(url_for("clinician.shift", placement_id=placement.id))
    if not is_answerable(found, now):
        return _closed(found, OfferClosed(found.status), 200)
    page = render_template(
        "offers/offer.html",
        view=whole_offer_view(found, now),
        form=form,
        key=secrets.token_urlsafe(16),
        accept_url=url_for("clinician.accept_offer", offer_id=found.id),
        decline_url=url_for("clinician.decline_offer", offer_id=found.id),
    )
    return page, status


def _closed(found: Offer, error: OfferRefused, status: int) -> ResponseReturnValue:
    name, phone = coordinator_of(found, found.agency_id)
    return render_template("offers/closed.html", refusal=refusal(error), name=name, phone=phone), status
