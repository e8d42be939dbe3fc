"""Offers run out on time, and credentials that end take their offers with them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from staffing.clinicians.credentials import Credential, CredentialStatus
from staffing.db import db
from staffing.offers.services import check_credentials, expire_due, send_offer
from staffing.placements.models import OfferStatus
from tests.conftest import both_databases
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, kinds


@both_databases
def test_an_offer_runs_out_at_its_end_and_not_a_second_before(scene: Scene) -> None:
    offer = send_offer(scene.slot.id, scene.nurse().id, scene.by, NOW)
    assert expire_due(offer.expires_at - timedelta(seconds=1)) == 0
    assert offer.status is OfferStatus.OPEN
    assert expire_due(offer.expires_at) == 1
    assert offer.status is OfferStatus.EXPIRED
    assert expire_due(offer.expires_at) == 0
    assert kinds() == []  # it had not left, so it never does


def test_a_credential_that_ends_takes_its_open_offers_with_it(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    licence = _licence(robin.id)
    licence.expires_on = NOW.date() - timedelta(days=1)
    assert check_credentials(NOW) == 1
    assert licence.status is CredentialStatus.EXPIRED
    assert offer.status is OfferStatus.WITHDRAWN
    assert "credential_expired" in kinds()


def test_a_credential_that_still_holds_leaves_its_offers_alone(scene: Scene) -> None:
    robin, now = scene.nurse(), at(SHIFT_DAY - timedelta(days=14), 9)
    offer = send_offer(scene.slot.id, robin.id, scene.by, now)
    _licence(robin.id).expires_on = SHIFT_DAY + timedelta(days=1)
    assert check_credentials(now) == 0
    assert offer.status is OfferStatus.OPEN
    assert _licence(robin.id).status is CredentialStatus.EXPIRING


def test_an_offer_of_a_shift_the_credential_did_not_matter_for_stays(scene: Scene) -> None:
    robin = scene.nurse()
    extra = scene.world.credential(robin, _licence(robin.id).kind, "LVN", state="TX")
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    extra.expires_on = NOW.date() - timedelta(days=1)
    assert check_credentials(NOW) == 0
    assert offer.status is OfferStatus.OPEN
    assert at(SHIFT_DAY, 7) == scene.slot.starts_at


def _licence(clinician_id: int) -> Credential:
    return db.session.scalars(
        select(Credential).where(Credential.clinician_id == clinician_id, Credential.code == "RN")
    ).one()
