"""Codes on cards and in follow-up messages: whom about, how many, shown once, closed when unused."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import db
from staffing.facilities.models import PatientContact, Setting
from staffing.feedback.codes import hash_of
from staffing.feedback.handing_out import (
    MOST_OPEN,
    hand_out,
    is_on_time,
    people_on,
    revoke_unused,
    source_of_links,
    source_on_cards,
)
from staffing.feedback.links import CannotIssue
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.feedback.qr import qr_svg
from staffing.placements.models import PlacementStatus
from staffing.ratings.models import RaterSource
from tests.clients import SignedInClient
from tests.factories import World
from tests.feedback.scene import PATIENT_ANSWERS, Scene, sent


def made() -> int:
    return db.session.scalar(select(func.count(RatingLink.id))) or 0


@pytest.mark.parametrize(
    ("role", "facts", "card", "link"),
    [
        ("RN", {}, RaterSource.PATIENT, None),
        ("RN", {"patient_contact": PatientContact.SOME}, RaterSource.PATIENT, None),
        ("RN", {"patient_contact": PatientContact.HARDLY}, None, None),
        ("RN", {"explains_bills": True}, RaterSource.PATIENT, RaterSource.CALLER),
        ("TRIAGE_RN", {"setting": Setting.VIRTUAL}, None, RaterSource.PATIENT),
        (
            "TRIAGE_RN",
            {"setting": Setting.VIRTUAL, "patient_contact": PatientContact.HARDLY},
            None,
            RaterSource.CALLER,
        ),
        ("BILLER", {"patient_contact": PatientContact.HARDLY}, None, RaterSource.CALLER),
        ("BILLER", {"setting": Setting.VIRTUAL}, None, RaterSource.CALLER),
    ],
)
def test_cards_are_for_patients_on_site_and_links_for_callers_and_virtual_visits(
    world: World, role: str, facts: dict[str, object], card: RaterSource | None, link: RaterSource | None
) -> None:
    scene = Scene.make(world)
    slot = world.slot(scene.unit, role, start=scene.now - timedelta(hours=3), **facts)
    assert (source_on_cards(slot), source_of_links(slot)) == (card, link)


def test_codes_are_for_a_shift_that_is_running_or_was_lately(scene: Scene) -> None:
    person = scene.people[0]
    last = person.ends_at + timedelta(days=7)
    assert is_on_time(person, person.starts_at)
    assert not is_on_time(person, person.starts_at - timedelta(seconds=1))
    assert is_on_time(person, last - timedelta(seconds=1))
    assert not is_on_time(person, last)
    with pytest.raises(CannotIssue, match="running"):
        hand_out(person.id, 1, LinkChannel.CARD, SYSTEM, last)
    table = type(person).__table__
    db.session.execute(table.update().values(status=PlacementStatus.NO_SHOW))
    db.session.expire_all()
    assert not is_on_time(person, scene.now)


def test_at_most_thirty_unused_codes_a_person(scene: Scene) -> None:
    first, second = scene.people
    issued = hand_out(first.id, MOST_OPEN, LinkChannel.CARD, SYSTEM, scene.now)
    assert len({one.code for one in issued}) == MOST_OPEN
    assert {one.link.code_hash for one in issued} == {hash_of(one.code) for one in issued}
    with pytest.raises(CannotIssue, match="Robin"):
        hand_out(first.id, 1, LinkChannel.CARD, SYSTEM, scene.now)
    for count in (0, MOST_OPEN + 1):
        with pytest.raises(CannotIssue, match="1 to 30"):
            hand_out(second.id, count, LinkChannel.CARD, SYSTEM, scene.now)
    issued[0].link.used_at = scene.now
    issued[0].link.move_to(LinkStatus.USED, SYSTEM)
    assert hand_out(first.id, 1, LinkChannel.CARD, SYSTEM, scene.now)
    assert [one.unused for one in people_on(scene.people)] == [MOST_OPEN, 0]


def test_closing_leaves_used_codes_other_people_s_and_the_facility_s_own(scene: Scene) -> None:
    first, second = scene.people
    used, unused = hand_out(first.id, 2, LinkChannel.CARD, SYSTEM, scene.now)
    used.link.used_at = scene.now
    used.link.move_to(LinkStatus.USED, SYSTEM)
    other = hand_out(second.id, 1, LinkChannel.CARD, SYSTEM, scene.now)[0]
    nurse = scene.link(RaterSource.FACILITY, LinkChannel.SHARED)
    db.session.flush()
    assert revoke_unused(first.id, SYSTEM) == 1
    states = [one.link.status for one in (used, unused, other, nurse)]
    assert states == [LinkStatus.USED, LinkStatus.REVOKED, LinkStatus.ISSUED, LinkStatus.ISSUED]


def test_a_scheduler_prints_cards_and_a_patient_s_code_works(
    scene: Scene, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    client, address = client_for(scene.don), f"/facility/codes/{scene.reference}"
    assert "Cards to print" in client.get(address).text
    people = [str(one.id) for one in scene.people]
    page = client.post(address, data={"people": people, "count": "2", "as": "cards"})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.text.count('class="hand-card"') == page.text.count('<svg role="img"') == 4
    assert "How did Robin, your registered nurse, do?" in page.text
    assert "¿Cómo le atendió Amal?" in page.text
    assert scene.people[0].clinician.last_name not in page.text
    assert "style=" not in page.text
    typed = re.findall(r"/r/((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4})", page.text)
    assert len(set(typed)) == 4
    stranger = client_for(None)
    link = db.session.scalars(select(RatingLink).where(RatingLink.code_hash == hash_of(typed[0]))).one()
    assert stranger.post(f"/r/{typed[0]}", data=sent(link, PATIENT_ANSWERS)).status_code == 303
    assert typed[0] not in client.get(address).text
    assert "not used yet" in client.get(address).text
    assert client.post(f"{address}/{people[0]}/close").status_code == 303
    assert "1 unused code closed." in client.get(address).text


def test_links_to_copy_and_as_a_file_for_a_virtual_shift(
    world: World, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    scene = Scene.make(world, setting=Setting.VIRTUAL)
    client, address = client_for(scene.don), f"/facility/codes/{scene.reference}"
    assert "Cards to print" not in client.get(address).text
    data = {"people": [str(scene.people[0].id)], "count": "3"}
    page = client.post(address, data=data | {"as": "links"})
    assert page.text.count("data-copy=") == 3
    file = client.post(address, data=data | {"as": "file"})
    assert file.headers["Content-Disposition"] == f"attachment; filename=links-{scene.reference}.csv"
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert [row["person"] for row in rows] == ["Robin"] * 3
    assert len({row["link"] for row in rows}) == 3
    assert all(row["shift_start"][-6] in "+-" for row in rows)
    assert {link.source for link in db.session.scalars(select(RatingLink))} == {RaterSource.PATIENT}
    refused = client.post(address, data=data | {"as": "cards"})
    assert "nobody to hand these to" in refused.text
    assert made() == 6


@pytest.mark.parametrize("count", ["0", "31", "", "٣", "1e3", "-1"])
def test_counts_out_of_range_make_nothing(
    scene: Scene, client_for: Callable[[Account | None], SignedInClient], count: str
) -> None:
    data = {"people": [str(scene.people[0].id)], "count": count, "as": "cards"}
    page = client_for(scene.don).post(f"/facility/codes/{scene.reference}", data=data)
    assert "field-error" in page.text
    assert made() == 0


def test_other_facilities_hand_out_nothing_here(
    scene: Scene, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    elsewhere = client_for(scene.world.scheduler(scene.world.facility()))
    address = f"/facility/codes/{scene.reference}"
    assert elsewhere.get(address).status_code == 404
    assert elsewhere.post(f"{address}/{scene.people[0].id}/close").status_code == 404
    own = Scene.make(scene.world)
    foreign = {"people": [str(scene.people[0].id)], "count": "1", "as": "cards"}
    client_for(own.don).post(f"/facility/codes/{own.reference}", data=foreign)
    assert made() == 0


def test_the_qr_code_is_plain_and_says_what_it_is() -> None:
    drawn = str(qr_svg("https://x.example/r/K7QD2M9X4TAB", 'a "card" <b>'))
    assert drawn.startswith('<svg role="img" aria-label="a &#34;card&#34; &lt;b&gt;"')
    assert not re.search(r"style=|<script|<style|onload", drawn)
