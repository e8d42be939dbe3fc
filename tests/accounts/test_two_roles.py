"""An account with several roles acts for one party only: the one its rows are read for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from staffing.accounts.models import Account, RoleName
from staffing.accounts.sessions import role_rows
from staffing.db import db
from staffing.placements.models import Offer, OfferStatus
from tests.clients import SignedInClient
from tests.factories import World, at
from tests.offers.scene import SHIFT_DAY

ClientFor = Callable[[Account | None], SignedInClient]


def both(world: World, first: RoleName, second: RoleName) -> Account:
    account = world.account(first)
    account.roles = role_rows([first, second])
    db.session.flush()
    return account


def an_offer(world: World) -> Offer:
    unit = world.unit()
    return world.offer(world.slot(unit, start=at(SHIFT_DAY, 7)), world.clinician(oriented=(unit.facility,)))


def test_a_coordinator_who_also_nurses_cannot_answer_other_peoples_offers(
    world: World, client_for: ClientFor
) -> None:
    offer = an_offer(world)
    client = client_for(both(world, RoleName.COORDINATOR, RoleName.CLINICIAN))
    assert client.get("/").location == "/admin/"
    assert client.get(f"/clinician/offers/{offer.id}").status_code == 403
    answer = client.post(f"/clinician/offers/{offer.id}/accept", data={"key": "a-key-made-up"})
    assert answer.status_code == 403
    db.session.expire_all()
    assert offer.status is OfferStatus.OPEN


def test_a_scheduler_who_also_nurses_stays_on_the_facilitys_pages(
    world: World, client_for: ClientFor, app: Flask
) -> None:
    offer = an_offer(world)
    account = both(world, RoleName.FACILITY_SCHEDULER, RoleName.CLINICIAN)
    assert client_for(account).get("/").location == "/facility/"
    assert client_for(account).get(f"/clinician/offers/{offer.id}").status_code == 403
