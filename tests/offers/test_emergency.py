"""Emergency overrides: the 24 h rule lifted to 16 h for one pair, asked by one person, granted by another."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from staffing.audit import SYSTEM, Actor, AuditEntry, IllegalTransition
from staffing.clinicians.credentials import Credential, CredentialKind
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.matching.verdicts import blockers, hours_under_override, people_under_override
from staffing.notifications.models import OutboxMessage
from staffing.offers.emergency import (
    NoNeed,
    NotAnEmergency,
    OverrideRefused,
    SamePerson,
    ask,
    grant,
    refuse,
    take_back,
)
from staffing.offers.hours import hours_of_offer
from staffing.offers.services import NotEligible, SlotTaken, accept, broken_placements, release, send_offer
from staffing.placements.emergency import EmergencyOverride, OverrideStatus
from staffing.placements.models import AnswerChannel, OfferStatus
from staffing.placements.rolling import roll_forward
from staffing.requests.models import Slot
from tests.conftest import both_databases
from tests.factories import NOW, at
from tests.offers.scene import SHIFT_DAY, Scene, placements

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
KEY = "a-key-made-with-the-page"


def boss(scene: Scene) -> Actor:
    """A second person."""
    second = scene.world.coordinator()
    return Actor(second.id, second.name)


def double(scene: Scene) -> tuple[Clinician, Slot]:
    """8 h held from 07:00, 8 h to give from 01:00 the next day: 14 h within 24."""
    robin = scene.nurse()
    scene.world.placement(scene.another_slot(at(SHIFT_DAY, 7), hours=8), robin)
    return robin, scene.another_slot(at(SHIFT_DAY + timedelta(days=1), 1), hours=8)


def asked(scene: Scene, robin: Clinician, slot: Slot) -> EmergencyOverride:
    return ask(slot.id, robin.id, "Two called out, nobody else", scene.by, NOW)


def granted(scene: Scene, robin: Clinician, slot: Slot) -> EmergencyOverride:
    return grant(asked(scene, robin, slot).id, boss(scene), NOW)


def rules(robin: Clinician, slot: Slot, now: datetime = NOW) -> list[str]:
    return [found.rule for found in blockers(robin, slot, now=now)]


@pytest.mark.parametrize(
    ("minutes", "before", "under"),
    [
        (750, [], None),
        (751, ["day_hours"], 751),
        (960, ["day_hours"], 960),
        (961, ["day_hours"], None),
    ],
)
def test_from_12_and_a_half_to_16_hours(
    scene: Scene, minutes: int, before: list[str], under: int | None
) -> None:
    robin, slot = scene.nurse(), scene.another_slot(at(SHIFT_DAY, 6), hours=minutes / 60)
    assert rules(robin, slot) == before
    hours = hours_under_override(robin, slot, now=NOW)
    assert (hours and hours.minutes) == under
    if hours is not None:
        granted(scene, robin, slot)
        assert rules(robin, slot) == []
    elif before:
        with pytest.raises(NotAnEmergency, match="16 h 1 min on duty"):
            asked(scene, robin, slot)
    else:
        with pytest.raises(NoNeed):
            asked(scene, robin, slot)


def test_an_offer_under_a_granted_override_is_sent_and_accepted(scene: Scene) -> None:
    robin, slot = double(scene)
    row = asked(scene, robin, slot)
    with pytest.raises(NotEligible):
        send_offer(slot.id, robin.id, scene.by, NOW)
    grant(row.id, boss(scene), NOW)
    offer = send_offer(slot.id, robin.id, scene.by, NOW)
    hours = hours_of_offer(offer, NOW)
    assert hours is not None
    assert (hours.minutes, hours.usual, hours.limit) == (14 * 60, 750, 960)
    with use_scope(Scope.clinician(scene.world.agency_id, robin.id)):
        assert hours_of_offer(offer, NOW) == hours
    assert hours_of_offer(offer, slot.starts_at - HOUR) == hours
    for message in db.session.scalars(select(OutboxMessage)):
        for words in (message.text, message.html):
            assert "14 h on duty within 24 hours" in words
            assert "a no has no penalty" in words
    accept(offer.id, scene.by, AnswerChannel.PHONE, NOW, key=KEY)
    assert len(placements()) == 2
    assert broken_placements(robin, NOW) == ()
    with pytest.raises(OverrideRefused, match="release"):
        take_back(row.id, "Changed our minds", scene.by, NOW)


def test_every_other_rule_still_holds(scene: Scene) -> None:
    robin, slot = double(scene)
    row = granted(scene, robin, slot)
    offer = send_offer(slot.id, robin.id, scene.by, NOW)
    licence = db.session.query(Credential).filter_by(clinician_id=robin.id, kind=CredentialKind.LICENCE).one()
    licence.expires_on = SHIFT_DAY
    with pytest.raises(NotEligible) as barred:
        accept(offer.id, scene.by, AnswerChannel.PHONE, NOW, key=KEY)
    assert [found.rule for found in barred.value.blockers] == ["licence"]
    assert row.status is OverrideStatus.GRANTED


def test_an_override_does_not_help_where_another_rule_speaks_too(scene: Scene) -> None:
    robin = scene.nurse()
    scene.world.placement(scene.another_slot(at(SHIFT_DAY, 7), hours=8), robin)
    early = scene.another_slot(at(SHIFT_DAY + timedelta(days=1), 0), hours=8)
    assert set(rules(robin, early)) == {"rest", "day_hours"}
    with pytest.raises(NotAnEmergency, match="9 h"):
        asked(scene, robin, early)


def test_the_override_is_for_this_pair_alone(scene: Scene) -> None:
    robin, slot = double(scene)
    granted(scene, robin, slot)
    other = scene.another_slot(slot.starts_at, hours=8)
    casey = scene.nurse()
    scene.world.placement(scene.another_slot(at(SHIFT_DAY, 7), hours=8), casey)
    assert rules(robin, other) == ["day_hours"]
    assert rules(casey, slot) == ["day_hours"]


@both_databases
def test_who_asked_cannot_decide(scene: Scene) -> None:
    """Neither by the service nor by writing the row."""
    robin, slot = double(scene)
    row = asked(scene, robin, slot)
    for decision in (lambda: grant(row.id, scene.by, NOW), lambda: refuse(row.id, "No", scene.by, NOW)):
        with pytest.raises(SamePerson, match="invite a second"):
            decision()
    assert rules(robin, slot) == ["day_hours"]
    db.session.commit()
    stamp = "0" if db.engine.dialect.name == "sqlite" else "now()"
    for deciding in ("decided_by_id = asked_by_id", "decided_by_id = NULL"):
        with pytest.raises(DBAPIError):
            db.session.execute(
                text(f"UPDATE emergency_override SET status = 'granted', decided_at = {stamp}, {deciding}")
            )
        db.session.rollback()


@both_databases
def test_one_live_override_a_pair(scene: Scene) -> None:
    robin, slot = double(scene)
    first = asked(scene, robin, slot)
    with pytest.raises(OverrideRefused, match="asked for already"):
        asked(scene, robin, slot)
    refuse(first.id, "Ask the float pool first", boss(scene), NOW)
    again = asked(scene, robin, slot)
    facts = {"slot_id": slot.id, "clinician_id": robin.id, "facility_id": slot.facility_id}
    db.session.commit()
    db.session.add(
        EmergencyOverride(**facts, reason="Past the service", duty_minutes=1, asked_by_id=again.asked_by_id)
    )
    with pytest.raises(DBAPIError):
        db.session.flush()


@pytest.mark.parametrize("blank", ["", "  \n "])
def test_a_reason_and_a_person_are_needed(scene: Scene, blank: str) -> None:
    robin, slot = double(scene)
    with pytest.raises(OverrideRefused, match="Say why"):
        ask(slot.id, robin.id, blank, scene.by, NOW)
    with pytest.raises(OverrideRefused, match="Only a person"):
        ask(slot.id, robin.id, "Because", SYSTEM, NOW)
    row = asked(scene, robin, slot)
    with pytest.raises(OverrideRefused, match="Say why"):
        refuse(row.id, blank, boss(scene), NOW)
    with pytest.raises(OverrideRefused, match="Only a person"):
        grant(row.id, SYSTEM, NOW)


def test_a_refused_one_lets_nothing_through_and_is_final(scene: Scene) -> None:
    robin, slot = double(scene)
    row, second = asked(scene, robin, slot), boss(scene)
    refuse(row.id, "Ask the float pool first", second, NOW)
    assert (row.decided_by_id, row.decision_reason) == (second.user_id, "Ask the float pool first")
    with pytest.raises(NotEligible):
        send_offer(slot.id, robin.id, scene.by, NOW)
    with pytest.raises(IllegalTransition):
        grant(row.id, second, NOW)


def test_the_rules_are_run_again_when_it_is_granted(scene: Scene) -> None:
    robin, slot = double(scene)
    row, second = asked(scene, robin, slot), boss(scene)
    scene.world.placement(scene.another_slot(slot.ends_at + 9 * HOUR, hours=4), robin)
    with pytest.raises(NotAnEmergency, match="10 h needed"):
        grant(row.id, second, NOW)
    assert row.status is OverrideStatus.ASKED


def test_a_filled_shift_is_neither_asked_for_nor_granted(scene: Scene) -> None:
    robin, slot = double(scene)
    row, second = asked(scene, robin, slot), boss(scene)
    scene.world.placement(slot, scene.nurse())
    with pytest.raises(SlotTaken):
        grant(row.id, second, NOW)
    with pytest.raises(SlotTaken):
        ask(slot.id, scene.nurse().id, "Still", scene.by, NOW)


def test_taking_it_back_takes_the_offer_with_it(scene: Scene) -> None:
    robin, slot = double(scene)
    row = granted(scene, robin, slot)
    offer = send_offer(slot.id, robin.id, scene.by, NOW)
    take_back(row.id, "Somebody rested was found", scene.by, NOW)
    assert (row.status, offer.status) == (OverrideStatus.WITHDRAWN, OfferStatus.WITHDRAWN)
    assert rules(robin, slot) == ["day_hours"]


def test_it_is_over_when_the_shift_starts(scene: Scene) -> None:
    robin, slot = double(scene)
    row = granted(scene, robin, slot)
    waiting = asked(scene, casey := scene.nurse(), scene.another_slot(slot.starts_at, hours=13))
    start = slot.starts_at
    assert rules(robin, slot, start - 3 * HOUR) == []
    assert "day_hours" in rules(robin, slot, start)
    roll_forward(start - MINUTE)
    assert (row.status, waiting.status) == (OverrideStatus.GRANTED, OverrideStatus.ASKED)
    roll_forward(start)
    assert (row.status, waiting.status) == (OverrideStatus.EXPIRED, OverrideStatus.EXPIRED)
    assert casey.id == waiting.clinician_id
    with pytest.raises(SlotTaken):
        grant(waiting.id, boss(scene), start)


def test_one_that_was_worked_under_stays_granted(scene: Scene) -> None:
    robin, slot = double(scene)
    row = granted(scene, robin, slot)
    offer = send_offer(slot.id, robin.id, scene.by, NOW)
    accept(offer.id, scene.by, AnswerChannel.PHONE, NOW, key=KEY)
    roll_forward(slot.ends_at)
    assert row.status is OverrideStatus.GRANTED


def test_one_whose_shift_was_given_back_expires(scene: Scene) -> None:
    robin, slot = double(scene)
    row = granted(scene, robin, slot)
    offer = send_offer(slot.id, robin.id, scene.by, NOW)
    done = accept(offer.id, scene.by, AnswerChannel.PHONE, NOW, key=KEY)
    release(done.placement_id, scene.by, "Unwell", NOW)
    roll_forward(slot.starts_at)
    assert row.status is OverrideStatus.EXPIRED


def test_the_trail_has_both_persons_the_reason_and_the_hours(scene: Scene) -> None:
    robin, slot = double(scene)
    row, second = asked(scene, robin, slot), boss(scene)
    grant(row.id, second, NOW)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.entity == "emergency_override").order_by(AuditEntry.id)
    ).all()
    assert [(entry.action, entry.actor_id, entry.reason) for entry in entries] == [
        ("asked", scene.by.user_id, "Two called out, nobody else"),
        ("granted", second.user_id, None),
    ]
    assert entries[0].after == {"slot_id": slot.id, "clinician_id": robin.id, "duty_minutes": 840}
    assert entries[1].after == {"status": "granted", "duty_minutes": 840}


def test_people_whom_only_the_hours_keep_away_are_found(scene: Scene) -> None:
    robin, slot = double(scene)
    scene.nurse()
    barred = scene.nurse(over_18=False)
    scene.world.placement(scene.another_slot(at(SHIFT_DAY, 7), hours=8), barred)
    found = people_under_override(slot, now=NOW)
    assert {key: hours.minutes for key, hours in found.items()} == {robin.id: 840}
