"""A unit's tablet: who has a tile, what a tap gives, how it is switched off, and what it never shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import db
from staffing.facilities.models import PatientContact
from staffing.feedback import kiosks
from staffing.feedback.kiosks import (
    AFTER_THE_SHIFT,
    MOST_AN_HOUR,
    AddressedKiosk,
    CannotMake,
    KioskBusy,
    NoSuchKiosk,
    find_kiosk,
    make_kiosk,
    on_shift,
    readdress,
    switch,
    tap,
)
from staffing.feedback.links import CannotIssue
from staffing.feedback.models import LinkChannel, RatingKiosk, RatingLink
from staffing.placements.models import PlacementStatus
from staffing.ratings.models import RaterSource
from tests.clients import SignedInClient
from tests.feedback.scene import PATIENT_ANSWERS, Scene, sent


@pytest.fixture
def made(scene: Scene) -> AddressedKiosk:
    found = make_kiosk(scene.unit.id, "Elevator", SYSTEM)
    db.session.flush()
    return found


def names(kiosk: RatingKiosk, now: datetime) -> set[str]:
    return {one.clinician.first_name for one in on_shift(kiosk, now)}


def test_tiles_show_who_is_on_shift_or_was_within_four_hours(scene: Scene, made: AddressedKiosk) -> None:
    person, kiosk = scene.people[0], made.kiosk
    gone = person.ends_at + AFTER_THE_SHIFT
    assert names(kiosk, person.starts_at) == {"Robin", "Amal"}
    assert names(kiosk, person.starts_at - timedelta(seconds=1)) == set()
    assert names(kiosk, gone - timedelta(seconds=1)) == {"Robin", "Amal"}
    assert names(kiosk, gone) == set()


def test_no_tile_for_other_units_little_contact_and_those_who_did_not_come(
    scene: Scene, made: AddressedKiosk
) -> None:
    world, start = scene.world, scene.now - timedelta(hours=2)
    other = world.slot(world.unit(scene.facility), start=start)
    quiet = world.slot(scene.unit, start=start, patient_contact=PatientContact.HARDLY)
    absent = world.slot(scene.unit, start=start)
    here = world.slot(scene.unit, start=start)
    world.placement(other, world.clinician(first_name="Other"))
    world.placement(quiet, world.clinician(first_name="Quiet"))
    world.placement(absent, world.clinician(first_name="Absent"), PlacementStatus.NO_SHOW)
    world.placement(here, world.clinician(first_name="Here"), PlacementStatus.CHECKED_IN)
    assert names(made.kiosk, scene.now) == {"Robin", "Amal", "Here"}


def test_a_tap_gives_a_patient_s_link_for_some_minutes(scene: Scene, made: AddressedKiosk) -> None:
    issued = tap(made.kiosk.id, scene.people[0].id, scene.now)
    assert (issued.link.source, issued.link.channel) == (RaterSource.PATIENT, LinkChannel.KIOSK)
    assert issued.link.expires_at == scene.now + kiosks.LINK_LASTS
    with pytest.raises(CannotIssue):
        tap(made.kiosk.id, scene.people[0].id + 999, scene.now)
    switch(made.kiosk.id, False, SYSTEM)
    with pytest.raises(CannotIssue):
        tap(made.kiosk.id, scene.people[0].id, scene.now)


def test_taps_are_limited_in_any_hour(scene: Scene, made: AddressedKiosk) -> None:
    for _ in range(MOST_AN_HOUR):
        tap(made.kiosk.id, scene.people[0].id, scene.now)
    with pytest.raises(KioskBusy):
        tap(made.kiosk.id, scene.people[1].id, scene.now + timedelta(minutes=59))
    assert tap(made.kiosk.id, scene.people[1].id, scene.now + timedelta(hours=1))


def test_units_without_patients_and_foreign_units_have_no_tablet(scene: Scene) -> None:
    desk = scene.world.unit(scene.facility, patient_contact=PatientContact.HARDLY)
    for unit_id in (desk.id, 987_654):
        with pytest.raises(CannotMake):
            make_kiosk(unit_id, "x", SYSTEM)
    for name in ("", " ", "x" * 81):
        with pytest.raises(CannotMake):
            make_kiosk(scene.unit.id, name, SYSTEM)


def test_a_new_address_closes_the_old_one_and_only_hashes_are_kept(
    scene: Scene, made: AddressedKiosk
) -> None:
    assert find_kiosk(made.key).id == made.kiosk.id
    again = readdress(made.kiosk.id, SYSTEM)
    db.session.flush()
    assert find_kiosk(again.key).id == made.kiosk.id
    with pytest.raises(NoSuchKiosk):
        find_kiosk(made.key)
    row = db.session.execute(select(RatingKiosk.__table__)).one()
    assert again.key not in str(row)


def test_a_patient_taps_rates_and_the_tablet_goes_back(
    scene: Scene, made: AddressedKiosk, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    db.session.commit()
    tablet = client_for(None)
    tiles = tablet.get(f"/k/{made.key}")
    assert "Who took care of you?" in tiles.text
    assert "Registered nurse" in tiles.text
    for hidden in (scene.people[0].clinician.last_name, scene.facility.name):
        assert hidden not in tiles.text
    assert tiles.headers["Refresh"] == "300"
    assert tiles.headers["X-Robots-Tag"] == "noindex"
    assert "¿Quién le atendió?" in tablet.get(f"/k/{made.key}?lang=es").text
    tapped = tablet.post(f"/k/{made.key}?lang=es", data={"person": str(scene.people[0].id)})
    assert tapped.status_code == 303
    questions = tablet.get(tapped.headers["Location"])
    assert "¿Cómo lo hizo Robin?" in questions.text
    assert f'data-idle-to="/k/{made.key}"' in questions.text
    link = db.session.scalars(select(RatingLink)).one()
    answered = tablet.post(tapped.headers["Location"], data=sent(link, PATIENT_ANSWERS))
    thanks = tablet.get(answered.headers["Location"])
    assert "¡Gracias!" in thanks.text
    assert thanks.headers["Refresh"] == f"10; url=/k/{made.key}"


def test_a_code_on_anybody_s_own_phone_leads_to_no_tablet(
    scene: Scene, made: AddressedKiosk, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    card = scene.patient_link()
    db.session.commit()
    phone = client_for(None)
    phone.post(f"/k/{made.key}", data={"person": str(scene.people[0].id)})
    page = phone.get(f"/r/{card.code}")
    assert "data-idle-to" not in page.text
    assert "Refresh" not in page.headers


@pytest.mark.parametrize("person", ["", "x", "٣", "-1", "99999999999", "987654"])
def test_taps_on_nobody_make_no_link(
    scene: Scene,
    made: AddressedKiosk,
    client_for: Callable[[Account | None], SignedInClient],
    person: str,
) -> None:
    db.session.commit()
    reply = client_for(None).post(f"/k/{made.key}", data={"person": person})
    assert reply.status_code == 409
    assert "choose again" in reply.text
    assert client_for(None).post("/k/unknown", data={"person": person}).status_code == 404
    assert db.session.scalars(select(RatingLink)).all() == []


def test_schedulers_make_switch_and_readdress_their_own_only(
    scene: Scene, client_for: Callable[[Account | None], SignedInClient]
) -> None:
    client = client_for(scene.don)
    page = client.post("/facility/kiosks/", data={"unit_id": str(scene.unit.id), "name": "Elevator"})
    address = re.search(r'value="http[^"]+(/k/[\w-]+)"', page.text)
    assert address is not None
    stranger = client_for(None)
    assert stranger.get(address.group(1)).status_code == 200
    kiosk_id = db.session.scalars(select(RatingKiosk.id)).one()
    elsewhere = client_for(scene.world.scheduler(scene.world.facility()))
    for deed in ("off", "on", "address"):
        assert elsewhere.post(f"/facility/kiosks/{kiosk_id}/{deed}").status_code == 404
    assert "Elevator" not in elsewhere.get("/facility/kiosks/").text
    client.post(f"/facility/kiosks/{kiosk_id}/off")
    off = stranger.get(address.group(1))
    assert (off.status_code, "switched off" in off.text, "Robin" in off.text) == (410, True, False)
    client.post(f"/facility/kiosks/{kiosk_id}/on")
    assert stranger.get(address.group(1)).status_code == 200
    client.post(f"/facility/kiosks/{kiosk_id}/address")
    assert stranger.get(address.group(1)).status_code == 404
