"""The page behind a one-time link: how somebody did, without sign-in, in under a minute on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, make_response, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from staffing.db import Scope, transact, use_scope, utc_now
from staffing.feedback.answering import TooManyAnswers, answer, asks_for_comment, people_of
from staffing.feedback.forms import with_comment
from staffing.feedback.language import language_wanted
from staffing.feedback.links import LinkClosed, NoSuchLink, check_open, find_link
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.feedback.private import keep_the_link_private
from staffing.feedback.words import KIOSK, PAGE, names_of, private_words, role_words, shift_day
from staffing.placements.models import Placement
from staffing.ratings.forms import RateForm, rate_form
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.services import CannotRate

SECONDS_OF_THANKS = 10
KIOSK_KEPT = "kiosk"
"""Where a tablet's own session keeps its address."""

link_pages = Blueprint("rate", __name__, url_prefix="/r", template_folder="templates")
link_pages.after_request(keep_the_link_private)


@link_pages.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """The questions, or why there are none. Looking changes nothing."""
    with _opened(code) as link:
        if link is None:
            return _closed("unknown", 404)
        try:
            check_open(link, utc_now())
            people = people_of(link, utc_now())
        except LinkClosed as closed:
            return _over(closed, link)
        return _questions(link, _form(link, people)) if people else _closed("nobody", 410, _tablet(link))


@link_pages.post("/<code>")
def send(code: str) -> ResponseReturnValue:
    """Keep the answers and use the link up; the page it leads to says thank you."""
    with _opened(code) as link:
        if link is None:
            return _closed("unknown", 404)
        try:
            check_open(link, utc_now())
            form = _form(link, people_of(link, utc_now()))
            if not form.people:
                return _closed("nobody", 410, _tablet(link))
            if not form.validate_on_submit():
                return _questions(link, form), 422
            _kept(link.id, form)
            return redirect(url_for("rate.show", code=code, lang=form.language), 303)
        except LinkClosed as closed:
            return _over(closed, link)
        except CannotRate as refusal:
            flooded = isinstance(refusal, TooManyAnswers)
            form.form_errors.append(PAGE[form.language]["too_many" if flooded else "refused"])
            return _questions(link, form), 429 if flooded else 409


def _kept(link_id: int, form: RateForm) -> None:
    comment = form.comment.data if "comment" in form else ""
    transact(lambda: answer(link_id, form.answers(), form.asked, comment or "", utc_now()))


@contextmanager
def _opened(code: str) -> Iterator[RatingLink | None]:
    """The link under the scope of its facility, so that nothing else can be read; None for an unknown one."""
    try:
        link = find_link(code)
    except NoSuchLink:
        yield None
        return
    with use_scope(Scope.facilities(link.agency_id, frozenset({link.facility_id}))):
        yield link


def _form(link: RatingLink, people: Sequence[Placement]) -> RateForm:
    language, now = language_wanted(), utc_now()
    kind = with_comment(language) if asks_for_comment(people, now) else RateForm
    return rate_form(people, questionnaire_in_force(now), link.source, language, kind)


def _questions(link: RatingLink, form: RateForm) -> str:
    first, words = form.people[0].slot, PAGE[form.language]
    zone = first.request.facility.timezone
    return render_template(
        "feedback/questions.html",
        form=form,
        words=words,
        language=form.language,
        names=names_of(form.people),
        roles={person.id: role_words(person.slot, form.language) for person in form.people},
        unit=first.request.unit.name,
        day=shift_day(first.starts_at, zone, form.language),
        private=words[private_words(link.source, form.people)],
        tablet=_tablet(link),
    )


def _tablet(link: RatingLink) -> str:
    """Where a unit's tablet goes after an answer, or when nobody gives one; empty on anybody's own phone."""
    key = session.get(KIOSK_KEPT) if link.channel is LinkChannel.KIOSK else None
    return url_for("kiosk.show", token=key) if key else ""


def _over(closed: LinkClosed, link: RatingLink) -> ResponseReturnValue:
    """A used link says thank you: that is also what somebody sees who has just answered."""
    return _closed(closed.became, 200 if closed.became is LinkStatus.USED else 410, _tablet(link))


def _closed(why: str, status: int, tablet: str = "") -> ResponseReturnValue:
    language = language_wanted()
    back = KIOSK[language]["back"]
    page = render_template(
        "feedback/closed.html", why=why, words=PAGE[language], language=language, tablet=tablet, back=back
    )
    response = make_response(page, status)
    if tablet:
        response.headers["Refresh"] = f"{SECONDS_OF_THANKS}; url={tablet}"
    return response
