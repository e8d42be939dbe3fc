"""Coordinators' screens about collecting: comments, codes, tablets, imported scores."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM, AuditEntry
from staffing.db import db, utc_now
from staffing.feedback.answering import answer
from staffing.feedback.models import CommentStatus, RatingComment, RatingKiosk, RatingLink
from staffing.feedback.screening import pieces
from staffing.policies.figures import figures_in_force, save_figures
from staffing.ratings.imported import ImportedScore, ScoreImport
from staffing.ratings.questionnaire import BUILT_IN
from tests.clients import SignedInClient
from tests.factories import World
from tests.feedback.scene import PATIENT_ANSWERS, Scene
from tests.web.page_forms import forms_on

ClientFor = Callable[[Account | None], SignedInClient]
TEXT = "Call me at 214-555-0142, Robin was kind"
NEW = "/admin/score-imports/upload/"


@pytest.fixture
def collected(world: World) -> Scene:
    return Scene.make(world)


@pytest.fixture
def client(world: World, client_for: ClientFor) -> SignedInClient:
    return client_for(world.coordinator())


@pytest.fixture
def comment(collected: Scene) -> RatingComment:
    save_figures({"comments": 1}, SYSTEM, collected.now - timedelta(minutes=1))
    link = collected.patient_link().link
    db.session.flush()
    answer(link.id, {link.placement_id: PATIENT_ANSWERS}, BUILT_IN, TEXT, collected.now)
    db.session.commit()
    return db.session.scalars(select(RatingComment)).one()


def of_person(scene: Scene) -> str:
    return f"/admin/clinicians/details/?id={scene.people[0].clinician_id}"


# Comments


def test_the_menu_has_comments_once_the_agency_asks_for_them(
    collected: Scene, client: SignedInClient
) -> None:
    link = 'href="/admin/comments/"'
    assert link not in client.get("/admin/runs/").text
    save_figures({"comments": 1}, SYSTEM, collected.now)
    db.session.commit()
    assert link in client.get("/admin/runs/").text


def test_a_comment_waits_is_marked_and_is_read_after_release_only(
    collected: Scene, client: SignedInClient, comment: RatingComment
) -> None:
    assert "Robin was kind" not in client.get(of_person(collected)).text
    assert collected.facility.name in client.get("/admin/comments/").text
    page = client.get(f"/admin/comments/{comment.id}/").text
    assert "<mark>214-555-0142</mark>" in page
    assert client.post(f"/admin/comments/{comment.id}/decide/", data={"deed": "release"}).status_code == 302
    assert "Robin was kind" in client.get(of_person(collected)).text
    hidden = {"deed": "hide", "reason": "a phone number"}
    client.post(f"/admin/comments/{comment.id}/decide/", data={"deed": "hide", "reason": " "})
    db.session.expire_all()
    assert comment.status is CommentStatus.RELEASED
    client.post(f"/admin/comments/{comment.id}/decide/", data=hidden)
    client.post(f"/admin/comments/{comment.id}/decide/", data={"deed": "release"})
    db.session.expire_all()
    assert (comment.status, comment.decision) == (CommentStatus.HIDDEN, "a phone number")
    assert "Robin was kind" not in client.get(of_person(collected)).text


def test_nobody_else_reads_a_released_comment(
    collected: Scene, client: SignedInClient, client_for: ClientFor, comment: RatingComment
) -> None:
    client.post(f"/admin/comments/{comment.id}/decide/", data={"deed": "release"})
    person = client_for(collected.world.sign_in_of(collected.people[0].clinician))
    for address in ("/clinician/communication", "/clinician/shifts"):
        assert "Robin was kind" not in person.get(address).text
    scheduler = client_for(collected.don)
    for address in ("/facility/rate/", f"/facility/requests/{collected.reference}"):
        assert "Robin was kind" not in scheduler.get(address).text


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("", []),
        ("kind and quick", []),
        ("Mrs. Ortiz said: 214-555-0142", ["Mrs. Ortiz", "214-555-0142"]),
        ("born 12/24/1950, ana@example.org", ["12/24/1950,", "ana@example.org"]),
    ],
)
def test_what_the_screening_found_is_marked_and_no_letter_is_lost(text: str, marked: list[str]) -> None:
    cut = pieces(text)
    assert "".join(words for words, _kind in cut) == text
    assert [words.rstrip(",") for words, kind in cut if kind] == [words.rstrip(",") for words in marked]


def test_comments_are_a_switch_among_the_figures(world: World, client: SignedInClient) -> None:
    (form,) = [
        one
        for one in forms_on("/admin/figures/", client.get("/admin/figures/").text)
        if "comments" in one.fields
    ]
    page = client.get("/admin/figures/").text
    assert re.search(
        r'<input[^>]*type="checkbox"[^>]*name="comments"|name="comments"[^>]*type="checkbox"', page
    )
    numbers = dict(re.findall(r'name="(\w+)"[^>]*type="number"[^>]*value="(-?\d+)"', page))
    numbers |= dict(re.findall(r'id="\w+"[^>]*name="(\w+)"[^>]*value="(-?\d+)"', page))
    typed = {**form.fields, **numbers}
    client.post("/admin/figures/", data={**typed, "comments": "y"})
    db.session.expire_all()
    assert figures_in_force(utc_now() + timedelta(seconds=2)).comments == 1


# Codes and tablets


def test_coordinators_print_cards_and_close_them(collected: Scene, client: SignedInClient) -> None:
    key = collected.people[0].id
    address = f"/admin/rating-codes/for/{key}/"
    assert address in client.get(f"/admin/placements/{key}/").text
    page = client.post(address, data={"people": str(key), "count": "2", "as": "cards"})
    assert page.text.count('class="hand-card"') == 2
    assert "2 unused codes out" in client.get(address).text
    listed = client.get("/admin/rating-codes/").text
    assert "code_hash" not in listed
    client.post(f"/admin/rating-codes/close/{key}/")
    assert "0 unused codes out" in client.get(address).text
    assert {link.status.value for link in db.session.scalars(select(RatingLink))} == {"revoked"}


def test_coordinators_keep_tablets(collected: Scene, client: SignedInClient, client_for: ClientFor) -> None:
    made = client.post("/admin/tablets/make/", data={"unit_id": str(collected.unit.id), "name": "Lobby"})
    first = re.search(r'value="http[^"]+(/k/[\w-]+)"', made.text)
    assert first is not None
    stranger, key = client_for(None), db.session.scalars(select(RatingKiosk.id)).one()
    assert stranger.get(first.group(1)).status_code == 200
    client.post(f"/admin/tablets/{key}/step/", data={"deed": "off"})
    assert stranger.get(first.group(1)).status_code == 410
    client.post(f"/admin/tablets/{key}/step/", data={"deed": "on"})
    again = client.post(f"/admin/tablets/{key}/step/", data={"deed": "address"})
    second = re.search(r'value="http[^"]+(/k/[\w-]+)"', again.text)
    assert second is not None
    assert [stranger.get(one.group(1)).status_code for one in (first, second)] == [404, 200]
    assert client.post("/admin/tablets/987654/step/", data={"deed": "off"}).status_code == 404


# Imported scores


def fields_of(page: str) -> dict[str, str]:
    (form,) = [one for one in forms_on(NEW, page) if "kept" in one.fields]
    chosen = {
        name: found.group(1)
        for name in form.fields
        if (select_of := re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.S))
        and (found := re.search(r'<option selected value="([^"]*)"', select_of.group(0)))
    }
    kept = re.search(r'name="kept"[^>]*value="([^"]*)"', page)
    assert kept is not None
    hidden = {"kept": kept.group(1), "file_name": "scores.csv", "origin": "patient survey"}
    return {**{name: "" for name in form.fields if name.startswith(("column", "fixed"))}, **chosen, **hidden}


def uploaded(client: SignedInClient, *rows: str) -> dict[str, str]:
    text = "\r\n".join(("email,dimension,n,always,period_end", *rows))
    file = (io.BytesIO(text.encode()), "scores.csv")
    page = client.post(NEW, data={"file": file}, content_type="multipart/form-data")
    assert page.status_code == 200
    return fields_of(page.text)


def test_a_file_is_mapped_previewed_and_brought_in_then_withdrawn(
    collected: Scene, client: SignedInClient
) -> None:
    person = collected.people[0].clinician
    day = (utc_now() - timedelta(days=30)).date()
    fields = uploaded(client, f"{person.email},respect,40,22,{day}")
    assert (fields["column_clinician"], fields["known_by"], fields["fixed_source"]) == (
        "email",
        "email",
        "patient",
    )
    preview = client.post(NEW, data=fields)
    assert "22 of 40" in preview.text
    assert db.session.scalar(select(func.count(ScoreImport.id))) == 0
    assert client.post(NEW, data={**fields, "counts": "y", "send": "all"}).status_code == 302
    made = db.session.scalars(select(ScoreImport)).one()
    assert (made.counts, made.file_name, made.mapping["known_by"]) == (True, "scores.csv", "email")
    shown = client.get(of_person(collected)).text
    assert "patient survey" in shown
    assert "22 of 40" in shown
    assert "Coordinator" in client.get("/admin/score-imports/").text.split("<tbody>")[1]
    assert "very same file" in client.post(NEW, data=fields).text
    client.post(f"/admin/score-imports/{made.id}/withdraw/", data={"reason": "wrong quarter"})
    assert "wrong quarter" in client.get(f"/admin/score-imports/{made.id}/").text
    actions = select(AuditEntry.action).where(AuditEntry.entity == "score_import").order_by(AuditEntry.id)
    assert db.session.scalars(actions).all() == ["imported", "withdrawn"]


def test_bad_rows_are_left_out_only_when_asked(collected: Scene, client: SignedInClient) -> None:
    person = collected.people[0].clinician
    day = (utc_now() - timedelta(days=30)).date()
    rows = (
        f"{person.email},respect,40,22,{day}",
        f"=1+1,respect,40,22,{day}",
        f"{person.email},respect,x,1,{day}",
    )
    fields = uploaded(client, *rows)
    preview = client.post(NEW, data=fields).text
    assert "Line 3: nobody is known by “=1+1”" in preview
    assert "leave 2 out" in preview
    assert "nothing was brought in" in client.post(NEW, data={**fields, "send": "all"}).text
    assert db.session.scalar(select(func.count(ImportedScore.id))) == 0
    assert client.post(NEW, data={**fields, "send": "good"}).status_code == 302
    assert db.session.scalar(select(func.count(ImportedScore.id))) == 1
    assert not db.session.scalars(select(ScoreImport)).one().counts


@pytest.mark.parametrize("kept", ["", "!!!", "=", "/w==", "x" * 5])
def test_what_is_no_file_is_refused_kindly(client: SignedInClient, kept: str) -> None:
    page = client.post(NEW, data={"kept": kept})
    assert page.status_code == 200
    assert 'class="error"' in page.text
    assert db.session.scalar(select(func.count(ScoreImport.id))) == 0
