"""The clinician's own record: digests, appeals, corrections and what they take along."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM, AuditEntry
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope, utc_now
from staffing.digests.corrections import CannotCorrect, answer_correction, ask_for_correction
from staffing.digests.models import CorrectionStatus, DataCorrection, Digest
from staffing.digests.own_data import TABLES
from staffing.facilities.models import Unit
from staffing.notifications.models import OutboxMessage
from staffing.ratings.appeals import file_appeal
from staffing.ratings.exclusions import AppealStatus, RatingAppeal
from staffing.ratings.models import Answer
from staffing.site_ratings.models import SiteAnswer, SiteDimension, SiteResponse
from tests.clients import SignedInClient
from tests.factories import NOW, World
from tests.ratings.makers import rated, worked

Clients = Callable[[Account | None], SignedInClient]
LINE = {"dimension": "clarity", "own": 64, "usual": 84, "level": "growing", "trend": "down"}
CONTENT = {
    "band": "growing",
    "label": "Growing communicator",
    "band_before": "Steady communicator",
    "responses": 12,
    "peers": 9,
    "lines": [LINE | {"dimension": "respect", "own": 85, "level": "steady"}, LINE],
    "too_few": ["listening"],
    "to_try": {"clarity": "Ask them to say it back."},
}


@pytest.fixture
def unit(world: World) -> Unit:
    return world.unit()


@pytest.fixture
def me(world: World) -> Clinician:
    return world.clinician(first_name="=Ana")


@pytest.fixture
def client(world: World, me: Clinician, client_for: Clients) -> SignedInClient:
    return client_for(world.sign_in_of(me))


@pytest.fixture
def my_scope(world: World, me: Clinician) -> Iterator[None]:
    with use_scope(Scope.clinician(world.agency_id, me.id)):
        yield


def test_digests_page_before_the_first_and_after(world: World, me: Clinician, client: SignedInClient) -> None:
    assert "No digest yet" in client.get("/clinician/digests").text
    other = world.clinician()
    db.session.add(
        Digest(clinician_id=me.id, month=NOW.date().replace(day=1), new_responses=7, content=CONTENT)
    )
    shown = {**CONTENT, "to_try": {"clarity": "Of somebody else."}}
    db.session.add(
        Digest(clinician_id=other.id, month=NOW.date().replace(day=1), new_responses=7, content=shown)
    )
    page = client.get("/clinician/digests").text
    assert page.index("What goes well") < page.index("What may help") < page.index("say it back")
    assert "Of somebody else" not in page
    assert "Too few answers to say anything yet: listening" in page


def test_an_appeal_from_the_page_and_taken_back(
    world: World, me: Clinician, unit: Unit, client: SignedInClient
) -> None:
    unrated = worked(world, me, unit, ended=utc_now() - timedelta(hours=5))
    with_answers = worked(world, me, unit, ended=utc_now() - timedelta(days=1))
    page = client.get("/clinician/appeals").text
    assert all(f'value="{one.id}"' in page for one in (unrated, with_answers))
    sent = client.post("/clinician/appeals", data={"placement_id": unrated.id, "reason": "Mixed up."})
    assert sent.status_code == 303
    row = db.session.scalars(select(RatingAppeal)).one()
    assert row.status is AppealStatus.PENDING
    assert f'value="{unrated.id}"' not in client.get("/clinician/appeals").text
    client.post(f"/clinician/appeals/{row.id}/withdraw")
    db.session.refresh(row)
    assert row.status is AppealStatus.WITHDRAWN
    assert client.post(f"/clinician/appeals/{row.id}/withdraw").status_code == 303
    assert "answered already" in client.get("/clinician/appeals").text


def test_refused_appeals_say_why_and_keep_what_was_typed(
    world: World, me: Clinician, unit: Unit, client: SignedInClient, client_for: Clients
) -> None:
    own = worked(world, me, unit, ended=utc_now() - timedelta(hours=5))
    neighbour = world.clinician()
    foreign = worked(world, neighbour, unit, ended=utc_now() - timedelta(hours=5))
    short = client.post("/clinician/appeals", data={"placement_id": own.id, "reason": "x"})
    assert "between 3 and 1,000" in short.text
    client.post("/clinician/appeals", data={"placement_id": foreign.id, "reason": "Not my shift."})
    assert db.session.scalars(select(RatingAppeal)).all() == []
    client.post("/clinician/appeals", data={"placement_id": own.id, "reason": "Mixed up."})
    row = db.session.scalars(select(RatingAppeal)).one()
    other = client_for(world.sign_in_of(neighbour))
    assert other.post(f"/clinician/appeals/{row.id}/withdraw").status_code == 404


def test_a_correction_is_asked_answered_and_told(world: World, me: Clinician, client: SignedInClient) -> None:
    client.post("/clinician/my-data", data={"what": "My second name is Reyes."})
    row = db.session.scalars(select(DataCorrection)).one()
    with pytest.raises(CannotCorrect):
        answer_correction(row, done=True, answer=" ", by=SYSTEM, now=utc_now())
    answer_correction(row, done=False, answer="Please show your licence.", by=SYSTEM, now=utc_now())
    db.session.commit()
    assert row.status is CorrectionStatus.REFUSED
    assert "Please show your licence." in db.session.scalars(select(OutboxMessage)).one().text
    assert "Please show your licence." in client.get("/clinician/my-data").text


@pytest.mark.usefixtures("my_scope")
def test_five_corrections_wait_at_most(me: Clinician) -> None:
    for number in range(5):
        ask_for_correction(f"Line {number} is wrong.", SYSTEM)
    with pytest.raises(CannotCorrect, match="Five"):
        ask_for_correction("Line 6 is wrong.", SYSTEM)


def test_what_is_taken_along(world: World, me: Clinician, unit: Unit, client: SignedInClient) -> None:
    """Own rows only, no response and no rater, formulas harmless, nothing cached, and it is on record."""
    secret = rated(world, me, unit, rater="account:4711")
    place = {"facility_id": unit.facility_id, "placement_id": secret.placement_id, "unit_id": unit.id}
    said = SiteResponse(clinician_id=me.id, worked_at=NOW, **place)
    said.answers = [SiteAnswer(dimension=SiteDimension.SAFETY, answer=Answer.USUALLY)]
    db.session.add(said)
    worked(world, world.clinician(), world.unit(name="Elsewhere"), ended=NOW - timedelta(days=9))
    db.session.commit()
    with use_scope(Scope.clinician(world.agency_id, me.id)):
        file_appeal(secret.placement_id, "-1+2 mixed up", SYSTEM, NOW)
        db.session.commit()
    reply = client.post("/clinician/my-data/export")
    assert (reply.mimetype, reply.headers["Cache-Control"]) == ("application/zip", "private, no-store")
    archive = zipfile.ZipFile(io.BytesIO(reply.data))
    assert set(archive.namelist()) == {"README.txt", "data.json", *(f"{name}.csv" for name in TABLES)}
    everything = json.loads(archive.read("data.json"))
    assert everything["profile"][0]["first_name"] == "=Ana"
    assert len(everything["credentials"]) >= 3
    assert [one["unit"] for one in everything["placements"]] == [unit.name]
    assert everything["appeals"][0]["status"] == "pending"
    assert [one["answer"] for one in everything["places_rated"]] == ["usually"]
    rows = {name: list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode()))) for name in TABLES}
    assert rows["profile"][0]["first_name"] == "'=Ana"
    assert rows["appeals"][0]["reason"] == "'-1+2 mixed up"
    whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"4711" not in whole
    assert b"Elsewhere" not in whole
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.entity == "clinician")).all()
    assert "own_data_exported" in actions
    assert client.get("/clinician/my-data/export").status_code == 405
