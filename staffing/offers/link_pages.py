"""The page behind the link in a message: one offer, without sign-in, and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from staffing.audit import Actor
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.offers.calendars import shift_calendar
from staffing.offers.errors import KeyReused, OfferClosed, OfferRefused
from staffing.offers.forms import AcceptForm, DeclineForm
from staffing.offers.links import BadLink, offer_id_of
from staffing.offers.refusals import refusal, take_back_unfit
from staffing.offers.services import accept, decline
from staffing.offers.views import is_answerable, shift_view, whole_offer_view
from staffing.offers.words import coordinator_of
from staffing.placements.models import AnswerChannel, DeclineReason, Offer
from staffing.placements.queries import placement_of_offer

link = Blueprint("offer_link", __name__, url_prefix="/o", template_folder="templates", static_folder="static")


@link.after_request
def keep_the_link_private(response: Response) -> Response:
    """The address is a key: it goes to no other site and into no cache."""
    # Not "no-referrer": over HTTPS the CSRF check wants to see that an answer comes from here.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@link.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    """The offer, or what became of it. Looking changes nothing."""
    with _opened(token) as offer:
        now = utc_now()
        if now >= offer.expires_at:
            return _closed(offer, OfferClosed(offer.status), 410)
        placement = placement_of_offer(offer.id)
        if placement is not None:
            return render_template(
                "offers/link_confirmed.html", view=shift_view(placement, offer, now), token=token
            )
        if not is_answerable(offer, now):
            return _closed(offer, OfferClosed(offer.status), 410)
        return _question(offer, token, DeclineForm())


@link.post("/<token>/accept")
def accept_offer(token: str) -> ResponseReturnValue:
    form = AcceptForm()
    with _opened(token) as offer:
        if not form.validate_on_submit():
            abort(400)
        now, by = utc_now(), _actor(offer)
        try:
            transact(lambda: accept(offer.id, by, AnswerChannel.LINK, now, key=form.key.data))
        except OfferRefused as error:
            take_back_unfit(offer.id, error, now)
            return _closed(offer, error, 409)
        except KeyReused:
            abort(422)
    return redirect(url_for("offer_link.show", token=token), 303)


@link.post("/<token>/decline")
def decline_offer(token: str) -> ResponseReturnValue:
    form = DeclineForm()
    with _opened(token) as offer:
        if not form.validate_on_submit():
            return _question(offer, token, form), 422
        now, by, reason = utc_now(), _actor(offer), DeclineReason(form.reason.data)
        try:
            transact(lambda: decline(offer.id, reason, form.note.data or "", by, AnswerChannel.LINK, now))
        except OfferRefused as error:
            return _closed(offer, error, 409)
        return render_template("offers/declined.html")


@link.get("/<token>/shift.ics")
def calendar(token: str) -> ResponseReturnValue:
    with _opened(token) as offer:
        now, placement = utc_now(), placement_of_offer(offer.id)
        if placement is None or now >= offer.expires_at:
            abort(404)
        return calendar_response(shift_calendar(placement, now))


def calendar_response(body: bytes) -> Response:
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="shift.ics"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@contextmanager
def _opened(token: str) -> Iterator[Offer]:
    """The offer a link names, under the scope of the one person it was sent to; 404 for any other link."""
    try:
        offer_id = offer_id_of(token)
    except BadLink:
        abort(404)
    with use_scope(Scope.system()):
        offer = db.session.get(Offer, offer_id)
    if offer is None:
        abort(404)
    with use_scope(Scope.clinician(offer.agency_id, offer.clinician_id)):
        yield offer


def _actor(offer: Offer) -> Actor:
    return Actor(offer.clinician.account_id, offer.clinician.name)


def _question(offer: Offer, token: str, form: DeclineForm) -> str:
    return render_template(
        "offers/link_offer.html",
        view=whole_offer_view(offer, utc_now()),
        form=form,
        key=secrets.token_urlsafe(16),
        accept_url=url_for("offer_link.accept_offer", token=token),
        decline_url=url_for("offer_link.decline_offer", token=token),
    )


def _closed(offer: Offer, error: OfferRefused, status: int) -> ResponseReturnValue:
    name, phone = coordinator_of(None, offer.agency_id)
    return render_template("offers/link_closed.html", refusal=refusal(error), name=name, phone=phone), status
