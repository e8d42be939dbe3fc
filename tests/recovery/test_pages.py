"""Tell us about a shift: what a facility tells and sees, and what it never sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.db import db, utc_now
from staffing.ratings.models import Answer
from staffing.recovery import cases
from staffing.recovery.models import FeedbackReport, RecoveryCase, ReportKind, ReportStatus
from staffing.recovery.reports import share
from tests.clients import SignedInClient
from tests.recovery.scene import COMPLAINT, COMPLIMENT, INCIDENT, Scene

Clients = Callable[[Account | None], SignedInClient]
PAGE = "/facility/tell/"
WORDS = {"kind": "complaint", "nature": "professional", "text": "Left the desk without a word."}


def stored() -> list[FeedbackReport]:
    db.session.expire_all()
    return list(db.session.scalars(select(FeedbackReport).order_by(FeedbackReport.id)))


def test_told_it_is_kept_and_its_case_shown(scene: Scene, client_for: Clients) -> None:
    client, person = client_for(scene.don), scene.placement.clinician.name
    url = f"{PAGE}{scene.placement.id}"
    assert url in client.get(PAGE).text
    assert "checked" not in client.get(url).text
    assert client.post(url, data=WORDS).status_code == 302
    page = client.get(PAGE).text
    assert "Thank you" in page
    assert f"Your complaint about {person}" in page
    assert f"Complaint about {person}" in page
    assert scene.coordinator.name in page
    assert "You hear by" in page
    (report,) = stored()
    assert (report.kind, report.status) == (ReportKind.COMPLAINT, ReportStatus.RECEIVED)
    (case,) = db.session.scalars(select(RecoveryCase))
    cases.tell(case.id, "We have spoken with her & him.", scene.by, utc_now())
    cases.close(case.id, "Between us: coaching.", scene.by, utc_now())
    db.session.commit()
    page = client.get(PAGE).text
    assert "We have spoken with her &amp; him." in page
    assert "You hear by" not in page
    assert "coaching" not in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": ""}, "Choose one of the three."),
        ({"nature": ""}, "Choose one of the two."),
        ({"nature": "other"}, "Choose one of the two."),
        ({"text": "Rude"}, "Say it in 5 to 2000 characters."),
        ({"text": ""}, "Say in a few words what happened."),
    ],
)
def test_half_told_it_is_asked_again(
    scene: Scene, client_for: Clients, change: dict[str, str], told: str
) -> None:
    page = client_for(scene.don).post(f"{PAGE}{scene.placement.id}", data=WORDS | change)
    assert page.status_code == 200
    assert told in page.text
    assert stored() == []


def test_a_compliment_needs_no_nature(scene: Scene, client_for: Clients) -> None:
    data = {"kind": "compliment", "text": "Lovely with families."}
    assert client_for(scene.don).post(f"{PAGE}{scene.placement.id}", data=data).status_code == 302
    assert stored()[0].nature is None


def test_a_case_from_an_answer_names_nobody_but_its_owner(scene: Scene, client_for: Clients) -> None:
    scene.rate(respect=Answer.NEVER)
    db.session.commit()
    client = client_for(scene.don)
    before, _, after = client.get(PAGE).text.partition("Which shift is it about?")
    assert "How somebody was treated on a shift here" in before
    assert scene.coordinator.name in before
    assert scene.placement.clinician.last_name not in before
    assert "Never" not in before
    assert scene.placement.clinician.last_name in after


def test_a_facility_sees_nothing_of_another(scene: Scene, client_for: Clients) -> None:
    scene.tell(COMPLAINT)
    db.session.commit()
    other = client_for(scene.world.scheduler(scene.world.facility()))
    page = other.get(PAGE).text
    assert scene.placement.clinician.last_name not in page
    assert "What we are putting right" not in page
    assert other.get(f"{PAGE}{scene.placement.id}").status_code == 404
    assert other.post(f"{PAGE}{scene.placement.id}", data=WORDS).status_code == 404
    assert len(stored()) == 1


def test_what_a_coordinator_took_down_is_not_listed_as_theirs(scene: Scene, client_for: Clients) -> None:
    scene.tell(INCIDENT).reported_by_id = scene.coordinator.id
    db.session.commit()
    assert "What you told us" not in client_for(scene.don).get(PAGE).text


def test_shifts_are_listed_from_their_start_for_thirty_days(scene: Scene, client_for: Clients) -> None:
    world, unit, now = scene.world, scene.placement.slot.unit, utc_now()
    minute = timedelta(minutes=1)
    starts = (now - minute, now + 10 * minute, now - timedelta(days=30) - minute, now - timedelta(days=29))
    made = [world.placement(world.slot(unit, start=start, hours=4), world.clinician()).id for start in starts]
    db.session.commit()
    client = client_for(scene.don)
    page = client.get(PAGE).text
    assert [f'"{PAGE}{one}"' in page for one in made] == [True, False, False, True]
    answers = [client.get(f"{PAGE}{one}").status_code for one in made]
    assert answers == [200, 404, 200, 200]


def test_the_way_there(scene: Scene, client_for: Clients) -> None:
    db.session.commit()
    client = client_for(scene.don)
    assert PAGE in client.get("/facility/rate/").text
    reference = scene.placement.slot.request.reference
    assert f"{PAGE}{scene.placement.id}" in client.get(f"/facility/requests/{reference}").text


def test_only_facility_schedulers_come_in(scene: Scene, client_for: Clients) -> None:
    for account in (scene.coordinator, scene.world.sign_in_of(scene.placement.clinician)):
        db.session.commit()
        assert client_for(account).get(PAGE).status_code == 403
    assert client_for(None).get(PAGE).status_code == 302


def test_the_clinician_reads_what_was_passed_on_and_not_from_whom(scene: Scene, client_for: Clients) -> None:
    report, person = scene.tell(COMPLIMENT), scene.placement.clinician
    account = scene.world.sign_in_of(person)
    db.session.commit()
    client = client_for(account)
    assert "Compliments passed on" not in client.get("/clinician/communication").text
    share(report.id, "You explain everything twice & kindly.", scene.by, utc_now())
    db.session.commit()
    page = client.get("/clinician/communication").text
    assert "You explain everything twice &amp; kindly." in page
    assert scene.facility.name in page
    assert scene.don.name not in page
