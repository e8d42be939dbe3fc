"""A unit's tablet, without sign-in: tiles of who is on shift, a tap leads to the questions, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from staffing.db import Scope, transact, use_scope, utc_now
from staffing.feedback.kiosks import KioskBusy, NoSuchKiosk, find_kiosk, on_shift, tap
from staffing.feedback.language import language_wanted
from staffing.feedback.link_pages import KIOSK_KEPT
from staffing.feedback.links import CannotIssue
from staffing.feedback.models import RatingKiosk
from staffing.feedback.private import keep_the_link_private
from staffing.feedback.words import KIOSK, names_of, role_words
from staffing.web.fields import WHOLE

SECONDS_OF_TILES = 300
"""After this the tiles are read anew: people come and go, and a form's token ages."""

kiosk_pages = Blueprint("kiosk", __name__, url_prefix="/k", template_folder="templates")
kiosk_pages.after_request(keep_the_link_private)


@kiosk_pages.get("/<token>")
def show(token: str) -> ResponseReturnValue:
    with _opened(token) as kiosk:
        return _tiles(kiosk)


@kiosk_pages.post("/<token>")
def ask(token: str) -> ResponseReturnValue:
    """A tap on a tile: a one-time link, and its questions."""
    with _opened(token) as kiosk:
        chosen = request.form.get("person", "")
        if kiosk is None or not kiosk.active or not WHOLE.fullmatch(chosen):
            return _tiles(kiosk, "gone", 409)
        try:
            issued = transact(lambda: tap(kiosk.id, int(chosen), utc_now()))
        except KioskBusy:
            return _tiles(kiosk, "busy", 429)
        except CannotIssue:
            return _tiles(kiosk, "gone", 409)
    session[KIOSK_KEPT] = token
    return redirect(url_for("rate.show", code=issued.code, lang=language_wanted()), 303)


@contextmanager
def _opened(token: str) -> Iterator[RatingKiosk | None]:
    """The tablet under the scope of its facility; None for an address nobody knows."""
    try:
        kiosk = find_kiosk(token)
    except NoSuchKiosk:
        yield None
        return
    with use_scope(Scope.facilities(kiosk.agency_id, frozenset({kiosk.facility_id}))):
        yield kiosk


def _tiles(kiosk: RatingKiosk | None, trouble: str = "", status: int = 200) -> ResponseReturnValue:
    language = language_wanted()
    if kiosk is None:
        status = 404
    elif not kiosk.active:
        status = 410
    people = on_shift(kiosk, utc_now()) if kiosk is not None and kiosk.active else ()
    page = render_template(
        "feedback/kiosk.html",
        on=status not in {404, 410},
        people=people,
        names=names_of(people),
        roles={person.id: role_words(person.slot, language) for person in people},
        trouble=trouble,
        words=KIOSK[language],
        language=language,
    )
    response = Response(page, status)
    response.headers["Refresh"] = str(SECONDS_OF_TILES)
    return response
