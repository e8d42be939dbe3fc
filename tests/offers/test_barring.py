"""A new bar on somebody takes back the offers it forbids, and names the placements it speaks against."""

from __future__ import annotations

from datetime import timedelta

from staffing.clinicians.credential_services import suspend
from staffing.clinicians.credentials import Credential, CredentialKind
from staffing.clinicians.dnr import DnrReason, DnrScope, DnrSide
from staffing.clinicians.dnr_services import DnrDetails, add_dnr, decline_dnr, request_dnr
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.offers.services import send_offer, withdraw_barred
from staffing.placements.models import OfferStatus, PlacementStatus
from tests.conftest import both_databases
from tests.factories import NOW
from tests.offers.scene import Scene


def barred_here(scene: Scene, robin: Clinician) -> DnrDetails:
    return DnrDetails(
        clinician_id=robin.id,
        scope=DnrScope.FACILITY,
        side=DnrSide.FACILITY,
        reason=DnrReason.PROFESSIONAL,
        starts_on=NOW.date(),
        facility_id=scene.slot.facility_id,
    )


@both_databases
def test_a_do_not_return_takes_the_open_offer_with_it(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    add_dnr(barred_here(scene, robin), scene.by)
    barred = withdraw_barred(robin.id, scene.by, NOW)
    assert (barred.withdrawn, barred.broken) == ((offer,), ())
    assert offer.status is OfferStatus.WITHDRAWN


def test_a_declined_request_leaves_offers_alone(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    decline_dnr(request_dnr(barred_here(scene, robin), scene.by), scene.by, "Not justified")
    assert withdraw_barred(robin.id, scene.by, NOW).withdrawn == ()
    assert offer.status is OfferStatus.OPEN


def test_a_suspended_licence_names_the_placement_and_keeps_it(scene: Scene) -> None:
    robin = scene.nurse()
    placement = scene.world.placement(scene.slot, robin)
    licence = db.session.query(Credential).filter_by(clinician_id=robin.id, kind=CredentialKind.LICENCE).one()
    suspend(licence, "The board says so", scene.by)
    (broken,) = withdraw_barred(robin.id, scene.by, NOW).broken
    assert broken.placement is placement
    assert [found.rule for found in broken.blockers] == ["licence"]
    assert placement.status is PlacementStatus.CONFIRMED


def test_notice_that_has_run_down_takes_nothing_back(scene: Scene) -> None:
    robin = scene.nurse()
    offer = send_offer(scene.slot.id, robin.id, scene.by, NOW)
    late = scene.slot.starts_at - timedelta(minutes=30)
    assert withdraw_barred(robin.id, scene.by, late).withdrawn == ()
    assert offer.status is OfferStatus.OPEN
