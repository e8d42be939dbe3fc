"""The rating audit's screen: what was found, what a decision would cost, and who may know."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from staffing.accounts.models import Account, RoleName
from staffing.bias.models import FlagStatus, RatingFlag
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now
from staffing.ratings.models import Answer
from staffing.ratings.suspending import suspensions_of
from tests.bias.staged import flag_about
from tests.clients import SignedInClient
from tests.factories import World
from tests.ratings.makers import rated

Clients = Callable[[Account | None], SignedInClient]
FLAGS = "/admin/rating-audit/"
WHY = {"reason": "Talked to the facility"}


@dataclass(frozen=True)
class Stage:
    person: Clinician
    scheduler: Account
    flag: RatingFlag

    @property
    def rater(self) -> str:
        return f"account:{self.scheduler.id}"

    @property
    def at(self) -> str:
        return f"{FLAGS}{self.flag.id}/"


@pytest.fixture
def stage(world: World) -> Stage:
    """One scheduler's nine Never about a person whom six others praise."""
    person, unit = world.clinician(), world.unit()
    scheduler = world.account(RoleName.FACILITY_SCHEDULER, name="Sigrid Strict")
    ago = (utc_now() - timedelta(days=400)).date()
    for turn in range(9):
        response = rated(world, person, unit, Answer.NEVER, rater=f"account:{scheduler.id}", days_ago=turn)
        response.worked_at = response.submitted_at = utc_now() - timedelta(days=turn, hours=1)
        other = rated(world, person, unit, rater=f"account:{900 + turn % 6}", days_ago=turn)
        other.worked_at = other.submitted_at = utc_now() - timedelta(days=turn, hours=1)
    flag = flag_about(person, f"account:{scheduler.id}")
    db.session.commit()
    assert flag.found_on > ago
    return Stage(person, scheduler, flag)


@pytest.fixture
def client(world: World, stage: Stage, client_for: Clients) -> SignedInClient:
    coordinator = world.coordinator()
    db.session.commit()
    return client_for(coordinator)


def shown_on(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return found[1]


def status() -> FlagStatus:
    db.session.rollback()
    return db.session.query(RatingFlag).one().status


def test_what_was_found_and_what_it_would_cost(stage: Stage, client: SignedInClient) -> None:
    page = client.get(stage.at).text
    assert f"Sigrid Strict says “Always” about {stage.person.name} in 100% of answers" in page
    assert "9 responses about 1 clinician would stop counting" in page
    assert page.count("<strong>Never</strong>") == 9
    assert "Sigrid Strict" in client.get(FLAGS).text
    assert "<strong>1</strong> rating flags to look at" in client.get("/admin/").text


def test_suspended_only_with_words_and_as_shown_then_lifted(stage: Stage, client: SignedInClient) -> None:
    shown = shown_on(client.get(stage.at).text)
    for given in (WHY, WHY | {"shown": "8"}, {"reason": "", "shown": shown}):
        client.post(f"{stage.at}decide/", data={"deed": "suspend", **given})
        assert status() is FlagStatus.OPEN
    client.post(f"{stage.at}decide/", data={"deed": "suspend", "shown": shown, **WHY})
    assert status() is FlagStatus.SUSPENDED
    assert suspensions_of(stage.rater)[-1].ends_at is None
    page = client.get(stage.at).text
    assert page.count("no: suspended rater") == 9
    assert "Lift the suspension" in page
    client.post(f"{stage.at}decide/", data={"deed": "lift", "reason": "A hard month"})
    assert status() is FlagStatus.DISMISSED
    assert suspensions_of(stage.rater)[-1].ends_at is not None
    story = client.get(stage.at).text
    for said in ("found", "suspended, Talked to the facility", "lifted, A hard month"):
        assert said in story


def test_dismissed_with_words(stage: Stage, client: SignedInClient) -> None:
    client.post(f"{stage.at}decide/", data={"deed": "dismiss", "reason": " "})
    assert status() is FlagStatus.OPEN
    client.post(f"{stage.at}decide/", data={"deed": "dismiss", **WHY})
    assert status() is FlagStatus.DISMISSED
    assert "rating flags to look at" not in client.get("/admin/").text


def test_export_has_the_figures(stage: Stage, client: SignedInClient) -> None:
    head, row, *_ = client.get(f"{FLAGS}export/csv/").text.splitlines()
    assert "Observed,Expected,Z,P," in head
    assert "Sigrid Strict says" in row
    assert ",9,1,0.5,4.8," in row


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (RoleName.COORDINATOR, 200),
        (RoleName.AGENCY_ADMINISTRATOR, 200),
        (RoleName.CREDENTIALING_SPECIALIST, 403),
        (RoleName.BILLING_MANAGER, 403),
        (RoleName.FACILITY_SCHEDULER, 403),
        (RoleName.CLINICIAN, 403),
    ],
)
def test_who_may_know(world: World, stage: Stage, client_for: Clients, role: RoleName, answer: int) -> None:
    account = world.account(role)
    db.session.commit()
    client = client_for(account)
    assert [client.get(at).status_code for at in (FLAGS, stage.at, f"{FLAGS}export/csv/")] == [answer] * 3
    assert "Sigrid" not in client.get("/admin/").text
