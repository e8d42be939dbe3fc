"""The page behind a one-time link: how somebody did, without sign-in, in under a minute on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staffing.db import Scope, transact, use_scope, utc_now
from staffing.feedback.answering import TooManyAnswers, answer, asks_for_comment, people_of
from staffing.feedback.forms import with_comment
from staffing.feedback.links import LinkClosed, NoSuchLink, check_open, find_link
from staffing.feedback.models import LinkStatus, RatingLink
from staffing.feedback.words import PAGE, names_of, private_words, role_words, shift_day
from staffing.placements.models import Placement
from staffing.ratings.forms import RateForm, rate_form
from staffing.ratings.items import ENGLISH, LANGUAGES
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.services import CannotRate

link_pages = Blueprint("rate", __name__, url_prefix="/r", template_folder="templates")


@link_pages.after_request
def keep_the_link_private(response: Response) -> Response:
    """The address is a key: it goes to no other site and into no cache or index."""
    # Not "no-referrer": over HTTPS the CSRF check wants to see that an answer comes from here.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


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
            return _over(closed)
        return _questions(link, _form(link, people)) if people else _closed("nobody", 410)


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
                return _closed("nobody", 410)
            if not form.validate_on_submit():
                return _questions(link, form), 422
            _kept(link.id, form)
            return redirect(url_for("rate.show", code=code, lang=form.language), 303)
        except LinkClosed as closed:
            return _over(closed)
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


def _language() -> str:
    """What the rater chose, else what the browser asks for, else English."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, ENGLISH)


def _form(link: RatingLink, people: Sequence[Placement]) -> RateForm:
    language, now = _language(), utc_now()
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
    )


def _over(closed: LinkClosed) -> ResponseReturnValue:
    """A used link says thank you: that is also what somebody sees who has just answered."""
    return _closed(closed.status, 200 if closed.status is LinkStatus.USED else 410)


def _closed(why: str, status: int) -> ResponseReturnValue:
    language = _language()
    return render_template("feedback/closed.html", why=why, words=PAGE[language], language=language), status
