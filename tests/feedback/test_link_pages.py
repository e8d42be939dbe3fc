"""The page behind a link: what it shows, keeps and refuses, in two languages, without sign-in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import db
from staffing.feedback.links import IssuedLink
from staffing.feedback.models import LinkChannel, LinkStatus, RatingComment, RatingLink
from staffing.placements.models import PlacementStatus
from staffing.policies.figures import save_figures
from staffing.ratings.items import FIRST_ITEMS, SPANISH
from staffing.ratings.models import CommunicationResponse, Dimension, RaterSource
from staffing.ratings.publishing import publish
from staffing.ratings.weights import FAMILY_WEIGHTS
from tests.clients import SignedInClient
from tests.feedback.scene import FACILITY_ANSWERS, PATIENT_ANSWERS, Scene, sent


@pytest.fixture
def stranger(client_for: Callable[[Account | None], SignedInClient]) -> SignedInClient:
    return client_for(None)


def path(issued: IssuedLink, query: str = "") -> str:
    return f"/r/{issued.code}{query}"


def kept() -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count(CommunicationResponse.id))) or 0


def test_the_page_names_the_first_name_role_unit_and_day_and_no_more(
    scene: Scene, stranger: SignedInClient
) -> None:
    issued, person = scene.patient_link(), scene.people[0].clinician
    page = stranger.get(path(issued))
    assert page.status_code == 200
    assert "How did Robin do?" in page.text
    assert "Registered nurse · 4 West · " in page.text
    for hidden in (person.last_name, scene.facility.name, scene.people[1].clinician.first_name, "checked"):
        assert hidden not in page.text
    assert page.text.count("<legend>") == page.text.count("</fieldset>") == 4
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert issued.link.status is LinkStatus.ISSUED
    assert kept() == 0


def test_answers_are_kept_once_and_the_page_says_thank_you(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.patient_link()
    reply = stranger.post(path(issued), data=sent(issued.link, PATIENT_ANSWERS))
    assert reply.status_code == 303
    thanks = stranger.get(reply.headers["Location"])
    assert (thanks.status_code, "Thank you!" in thanks.text) == (200, True)
    again = stranger.post(path(issued), data=sent(issued.link, PATIENT_ANSWERS))
    assert "Thank you!" in again.text
    assert kept() == 1


def test_spanish_when_chosen_and_when_the_browser_asks_for_it(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.patient_link()
    for page in (
        stranger.get(path(issued, "?lang=es")),
        stranger.get(path(issued), headers={"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}),
    ):
        assert '<html lang="es">' in page.text
        assert "¿Cómo lo hizo Robin?" in page.text
        assert all(
            line[SPANISH] in page.text
            for dimension, line in FIRST_ITEMS[RaterSource.PATIENT].items()
            if dimension in PATIENT_ANSWERS
        )
        assert "Por lo general" in page.text
    spanish, french = {"Accept-Language": "es"}, {"Accept-Language": "fr"}
    assert '<html lang="en">' in stranger.get(path(issued, "?lang=en"), headers=spanish).text
    assert '<html lang="en">' in stranger.get(path(issued, "?lang=xx"), headers=french).text


def test_a_line_left_out_is_said_beside_it_with_nothing_lost(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.patient_link()
    some = dict(list(PATIENT_ANSWERS.items())[:3])
    page = stranger.post(path(issued, "?lang=es"), data=sent(issued.link, some))
    assert page.status_code == 422
    assert page.text.count(" checked ") == 3
    assert f'id="p{issued.link.placement_id}-informed_patient-error"' in page.text
    assert "Elija una para Robin" in page.text
    nothing = stranger.post(path(issued), data={})
    assert nothing.text.count("field-error") == 4
    assert kept() == 0


@pytest.mark.parametrize("answer", ["ALWAYS", "5", "\x00", "٣", "x" * 5000])
def test_answers_outside_the_scale_are_refused(scene: Scene, stranger: SignedInClient, answer: str) -> None:
    issued = scene.patient_link()
    data = sent(issued.link, PATIENT_ANSWERS) | {f"p{issued.link.placement_id}-respect": answer}
    assert stranger.post(path(issued), data=data).status_code in {400, 422}
    assert kept() == 0


def test_a_page_opened_before_a_change_counts_as_what_it_asked(
    scene: Scene, stranger: SignedInClient
) -> None:
    before, after = scene.patient_link(), scene.patient_link()
    shown = re.search(r'name="questions"[^>]*value="(\d+)"', stranger.get(path(before)).text)
    assert shown is not None
    fewer = {source: dict(lines) for source, lines in FIRST_ITEMS.items()}
    del fewer[RaterSource.PATIENT][Dimension.INFORMED_PATIENT]
    publish(fewer, FAMILY_WEIGHTS, "shorter", SYSTEM, scene.now)
    stranger.post(path(before), data=sent(before.link, PATIENT_ANSWERS) | {"questions": shown.group(1)})
    stranger.post(path(after), data=sent(after.link, dict(list(PATIENT_ANSWERS.items())[:3])))
    versions = select(CommunicationResponse.questionnaire_version).order_by(CommunicationResponse.id)
    assert db.session.scalars(versions).all() == [1, 2]


@pytest.mark.parametrize("number", ["", "7", "-1", "99999999999", "٣", "1.0", "x"])
def test_an_unknown_version_is_the_one_in_force(scene: Scene, stranger: SignedInClient, number: str) -> None:
    issued = scene.patient_link()
    data = sent(issued.link, PATIENT_ANSWERS) | {"questions": number}
    assert stranger.post(path(issued), data=data).status_code == 303
    assert db.session.scalar(select(CommunicationResponse.questionnaire_version)) == 1


def test_nothing_is_kept_without_the_page_s_token(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.patient_link()
    reply = stranger.post(path(issued), data=sent(issued.link, PATIENT_ANSWERS), csrf=False)
    assert (reply.status_code, kept()) == (400, 0)


@pytest.mark.parametrize("code", ["NOPE", "0" * 12, "%00", "a'b", "x" * 400, "é"])
def test_unknown_links_are_not_found(scene: Scene, stranger: SignedInClient, code: str) -> None:
    own = {"REMOTE_ADDR": "203.0.113.5"}
    for method in ("GET", "POST"):
        page = stranger.open(f"/r/{code}", method=method, environ_overrides=own)
        assert page.status_code in {400, 404}
        if page.status_code == 404:
            assert "We do not know this link" in page.text


def test_who_tries_many_codes_is_slowed_down_and_others_are_not(
    scene: Scene, stranger: SignedInClient
) -> None:
    def tried(address: str) -> list[int]:
        from_there = {"REMOTE_ADDR": address}
        return [stranger.get("/r/NOPE", environ_overrides=from_there).status_code for _ in range(61)]

    assert tried("203.0.113.6") == [404] * 60 + [429]
    issued = scene.patient_link()
    assert stranger.get(path(issued), environ_overrides={"REMOTE_ADDR": "203.0.113.6"}).status_code == 429
    assert stranger.get(path(issued), environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 200


def test_expired_revoked_and_cancelled_are_told_kindly(scene: Scene, stranger: SignedInClient) -> None:
    expired, revoked, cancelled = (scene.patient_link() for _ in range(3))
    expired.link.expires_at = scene.now - timedelta(seconds=1)
    revoked.link.move_to(LinkStatus.REVOKED, SYSTEM, "card lost")
    assert "too old" in stranger.get(path(expired)).text
    assert stranger.post(path(expired), data=sent(expired.link, PATIENT_ANSWERS)).status_code == 410
    assert "This link is closed" in stranger.get(path(revoked)).text
    scene.world.placement(
        scene.world.slot(scene.unit, start=scene.now - timedelta(hours=40)), scene.world.clinician()
    )
    table = type(scene.people[0]).__table__
    db.session.execute(table.update().values(status=PlacementStatus.NO_SHOW))
    for page in (stranger.get(path(cancelled)), stranger.post(path(cancelled))):
        assert page.status_code == 410
        assert "nothing to rate" in page.text
    assert kept() == 0


def test_a_flood_is_turned_away_and_the_answers_stay_on_the_page(
    scene: Scene, stranger: SignedInClient
) -> None:
    save_figures({"patient_answers_an_hour": 1}, SYSTEM, scene.now)
    first, second = scene.patient_link(), scene.patient_link()
    stranger.post(path(first), data=sent(first.link, PATIENT_ANSWERS))
    turned = stranger.post(path(second), data=sent(second.link, PATIENT_ANSWERS))
    assert turned.status_code == 429
    assert turned.text.count(" checked ") == 4
    assert "try again in an hour" in turned.text
    assert kept() == 1


def test_a_facility_s_link_shows_everybody_of_the_shift(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.link(RaterSource.FACILITY, LinkChannel.EMAIL, account_id=scene.don.id)
    page = stranger.get(path(issued))
    assert "How did they do?" in page.text
    assert {"Robin", "Amal"} <= set(page.text.replace("<", " ").replace(">", " ").split())
    assert stranger.post(path(issued), data=sent(issued.link, FACILITY_ANSWERS)).status_code == 303
    assert kept() == 1


def test_no_box_for_comments_unless_the_agency_asks(scene: Scene, stranger: SignedInClient) -> None:
    off, on = scene.patient_link(), scene.patient_link()
    data = {"comment": "Call me: 214-555-0142"}
    assert "<textarea" not in stranger.get(path(off)).text
    stranger.post(path(off), data=sent(off.link, PATIENT_ANSWERS) | data)
    assert db.session.scalars(select(RatingComment)).all() == []
    save_figures({"comments": 1}, SYSTEM, scene.now)
    assert "<textarea" in stranger.get(path(on)).text
    too_long = stranger.post(path(on), data=sent(on.link, PATIENT_ANSWERS) | {"comment": "x" * 501})
    assert (too_long.status_code, "500 characters or fewer" in too_long.text) == (422, True)
    stranger.post(path(on), data=sent(on.link, PATIENT_ANSWERS) | data)
    comment = db.session.scalars(select(RatingComment)).one()
    assert (comment.status.value, comment.found) == ("waiting", ["phone"])


def test_no_address_of_the_rater_is_kept(scene: Scene, stranger: SignedInClient) -> None:
    issued = scene.patient_link()
    stranger.post(
        path(issued),
        data=sent(issued.link, PATIENT_ANSWERS),
        environ_overrides={"REMOTE_ADDR": "203.0.113.77"},
    )
    tables = (CommunicationResponse, RatingLink)
    rows = [row for table in tables for row in db.session.execute(select(table.__table__)).all()]
    assert len(rows) == 2
    assert "203.0.113.77" not in str(rows)
