"""One-time links: what is kept, who may get one, how long they live, and that they work once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from staffing.audit import SYSTEM, AuditEntry, IllegalTransition
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import PatientContact, Setting
from staffing.feedback.answering import TooManyAnswers, answer
from staffing.feedback.codes import ALPHABET, LENGTH, as_typed, in_groups
from staffing.feedback.links import (
    CannotIssue,
    LinkClosed,
    NoSuchLink,
    check_open,
    expire_due,
    find_link,
    issue,
    sources_of,
)
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.placements.models import PlacementStatus
from staffing.policies.figures import save_figures
from staffing.ratings.models import CommunicationResponse, Dimension, RaterSource
from staffing.ratings.questionnaire import BUILT_IN
from staffing.ratings.scores import score_book
from staffing.ratings.services import AlreadyRated, CannotRate, submit_facility_response
from staffing.ratings.trace import trace
from tests.conftest import both_databases
from tests.factories import World
from tests.feedback.scene import FACILITY_ANSWERS, PATIENT_ANSWERS, Scene
from tests.races import all_at_once
from tests.ratings.makers import rated

PATIENT, CALLER = RaterSource.PATIENT, RaterSource.CALLER
FACILITY, COLLEAGUE = RaterSource.FACILITY, RaterSource.COLLEAGUE


def answered(scene: Scene, link: RatingLink, **facts: object) -> CommunicationResponse:
    answers = FACILITY_ANSWERS if link.source is FACILITY else PATIENT_ANSWERS
    return answer(link.id, {link.placement_id: answers}, BUILT_IN, "", facts.get("now", scene.now))[0]  # type: ignore[arg-type]


def responses() -> int:
    return db.session.scalar(select(func.count(CommunicationResponse.id))) or 0


def test_a_code_is_long_enough_and_forgives_reading() -> None:
    assert len(ALPHABET) == 32
    assert 5 * LENGTH >= 50
    assert as_typed(" k7qd-2m9x-oil0 ") == "K7QD2M9X0110"
    assert in_groups("K7QD2M9X4TAB") == "K7QD-2M9X-4TAB"


def test_only_a_keyed_hash_is_kept(scene: Scene) -> None:
    issued = scene.patient_link()
    kept = {column.name: getattr(issued.link, column.name) for column in RatingLink.__table__.columns}
    assert issued.code not in str(kept)
    assert len(issued.link.code_hash) == 64
    assert issued.address.endswith(f"/r/{issued.code}")
    assert find_link(issued.code.lower()).id == issued.link.id
    with pytest.raises(NoSuchLink):
        find_link(issued.code[:-1])


def test_a_patient_is_nobody_and_weighs_with_the_others_of_the_shift(scene: Scene) -> None:
    one, two = scene.patient_link().link, scene.patient_link().link
    first, second = answered(scene, one), answered(scene, two)
    assert (first.source, first.rater, second.rater) == (PATIENT, f"link:{one.id}", f"link:{two.id}")
    assert first.pooled_as == second.pooled_as == f"shift:{one.placement_id}"
    assert (one.status, one.used_at, one.response_id) == (LinkStatus.USED, scene.now, first.id)
    entry = db.session.scalars(
        select(AuditEntry).where(
            AuditEntry.entity == "communication_response", AuditEntry.entity_id == first.id
        )
    ).one()
    assert (entry.actor_id, entry.actor_name) == (None, "patient or family (by link)")


def test_however_many_patients_of_a_shift_answer_they_weigh_as_one_rater(scene: Scene) -> None:
    person, unit = scene.people[0].clinician, scene.unit
    for number in range(3):
        rated(scene.world, person, unit, rater=f"account:{number}", days_ago=2)  # not during the scene
    for _ in range(5):
        answered(scene, scene.patient_link().link)
    later = scene.now + timedelta(hours=2)
    book, traced = score_book(later, [person.id]), trace(person.id, later)
    assert (book.responses(person.id), book.raters_of.tolist()) == (8, [4])
    respect = [
        (one.source, line.weight)
        for one in traced
        for line in one.answers
        if line.dimension is Dimension.RESPECT
    ]
    patients = sum(weight for source, weight in respect if source is PATIENT)
    assert patients == pytest.approx(sum(weight for _source, weight in respect) / 4)


def test_a_scheduler_is_the_same_rater_by_link_and_signed_in(scene: Scene) -> None:
    link = scene.link(FACILITY, LinkChannel.EMAIL, account_id=scene.don.id).link
    assert answered(scene, link).rater == f"account:{scene.don.id}"
    with pytest.raises(AlreadyRated):
        submit_facility_response(scene.people[0].id, FACILITY_ANSWERS, scene.don.id, scene.now)


def test_one_facility_link_rates_everybody_of_the_shift(scene: Scene) -> None:
    link = scene.link(FACILITY, LinkChannel.EMAIL, account_id=scene.don.id).link
    both = {person.id: FACILITY_ANSWERS for person in scene.people}
    assert len(answer(link.id, both, BUILT_IN, "", scene.now)) == 2
    assert responses() == 2


def test_a_patient_s_link_rates_one_person_only(scene: Scene) -> None:
    link = scene.patient_link().link
    with pytest.raises(CannotRate):
        answer(link.id, {scene.people[1].id: PATIENT_ANSWERS}, BUILT_IN, "", scene.now)
    with pytest.raises(CannotRate):
        answer(link.id, {}, BUILT_IN, "", scene.now)
    with pytest.raises(CannotRate, match="each line"):
        answer(link.id, {link.placement_id: FACILITY_ANSWERS}, BUILT_IN, "", scene.now)


def test_a_scheduler_who_left_cannot_rate(scene: Scene) -> None:
    link = scene.link(FACILITY, LinkChannel.EMAIL, account_id=scene.don.id).link
    scene.don.active = False
    with pytest.raises(LinkClosed):
        answered(scene, link)


def test_once(scene: Scene) -> None:
    link = scene.patient_link().link
    answered(scene, link)
    with pytest.raises(LinkClosed) as closed:
        answered(scene, link)
    assert closed.value.became is LinkStatus.USED
    assert responses() == 1


@both_databases
def test_two_answers_at_the_same_moment_are_one(app: Flask, world: World) -> None:
    scene = Scene.make(world)
    link = scene.patient_link().link
    key, placement, now = link.id, link.placement_id, scene.now
    seen = all_at_once(
        app,
        world.agency_id,
        [lambda: answer(key, {placement: PATIENT_ANSWERS}, BUILT_IN, "", now)] * 4,
        (LinkClosed,),
    )
    assert seen == {"done": 1, "LinkClosed": 3}
    assert responses() == 1


@pytest.mark.parametrize(("source", "days"), [(PATIENT, 7), (CALLER, 7), (COLLEAGUE, 30), (FACILITY, 30)])
def test_how_long_each_lives(world: World, source: RaterSource, days: int) -> None:
    scene = Scene.make(world, explains_bills=True)
    ended = scene.people[0].ends_at
    link = scene.link(source, LinkChannel.CARD, now=ended).link
    assert link.expires_at == ended + timedelta(days=days)
    check_open(link, link.expires_at - timedelta(seconds=1))
    with pytest.raises(LinkClosed):
        check_open(link, link.expires_at)


def test_the_agency_s_figure_counts_and_thirty_days_after_the_shift_all_is_over(scene: Scene) -> None:
    save_figures({"patient_link_days": 2}, SYSTEM, scene.now)
    assert scene.patient_link().link.expires_at == scene.now + timedelta(days=2)
    late = scene.people[0].ends_at + timedelta(days=29)
    assert scene.patient_link(now=late).link.expires_at == late + timedelta(days=1)
    with pytest.raises(CannotIssue, match="too long ago"):
        scene.patient_link(now=late + timedelta(days=1))


def test_the_duty_closes_what_has_run_out_and_nothing_else(scene: Scene) -> None:
    old, young = scene.patient_link().link, scene.link(FACILITY, LinkChannel.SHARED).link
    at_the_end = old.expires_at
    assert expire_due(at_the_end - timedelta(seconds=1)) == 0
    assert expire_due(at_the_end) == 1
    assert (old.status, young.status) == (LinkStatus.EXPIRED, LinkStatus.ISSUED)
    assert expire_due(at_the_end) == 0


def test_a_revoked_link_is_closed(scene: Scene) -> None:
    link = scene.patient_link().link
    link.move_to(LinkStatus.REVOKED, SYSTEM, "card lost")
    with pytest.raises(LinkClosed):
        answered(scene, link)
    with pytest.raises(IllegalTransition):
        link.move_to(LinkStatus.USED, SYSTEM)


def test_who_has_something_to_say(world: World) -> None:
    unit = world.unit(patient_contact=PatientContact.HARDLY)
    quiet = world.slot(unit, start=Scene.make(world).now)
    assert sources_of(quiet) == {FACILITY, COLLEAGUE}
    desk = world.slot(unit, "BILLER", start=quiet.starts_at)
    virtual = world.slot(world.unit(setting=Setting.VIRTUAL), start=quiet.starts_at)
    assert sources_of(desk) == {FACILITY, COLLEAGUE, CALLER}
    assert sources_of(virtual) == {FACILITY, COLLEAGUE, PATIENT, CALLER}


def test_no_link_where_nobody_met_anybody(world: World) -> None:
    scene = Scene.make(world, patient_contact=PatientContact.HARDLY)
    with pytest.raises(CannotIssue, match="no patient"):
        scene.patient_link()
    gone = world.placement(
        world.slot(scene.unit, start=scene.now - timedelta(hours=30)),
        world.clinician(),
        PlacementStatus.NO_SHOW,
    )
    with pytest.raises(CannotIssue, match="Nobody worked"):
        issue(gone, FACILITY, LinkChannel.SHARED, SYSTEM, scene.now)
    with pytest.raises(CannotIssue, match="own shift"):
        scene.link(COLLEAGUE, LinkChannel.EMAIL, clinician_id=scene.people[0].clinician_id)


def test_patients_rate_from_the_start_of_the_shift_on_and_the_facility_from_its_end(world: World) -> None:
    scene = Scene.make(world)
    running = world.placement(
        world.slot(scene.unit, start=scene.now - timedelta(hours=2), hours=8), world.clinician()
    )
    patient = issue(running, PATIENT, LinkChannel.KIOSK, SYSTEM, scene.now).link
    facility = issue(running, FACILITY, LinkChannel.SHARED, SYSTEM, scene.now).link
    early = running.starts_at - timedelta(seconds=1)
    with pytest.raises(CannotRate):
        answered(scene, patient, now=early)
    assert answered(scene, patient, now=running.starts_at).worked_at == running.starts_at
    with pytest.raises(CannotRate):
        answered(scene, facility, now=running.ends_at - timedelta(seconds=1))
    assert answered(scene, facility, now=running.ends_at).worked_at == running.ends_at


def test_one_shift_meets_only_so_many_patients_in_an_hour(scene: Scene) -> None:
    save_figures({"patient_answers_an_hour": 2}, SYSTEM, scene.now)
    links = [scene.patient_link().link for _ in range(3)]
    answered(scene, links[0])
    answered(scene, links[1])
    with pytest.raises(TooManyAnswers):
        answered(scene, links[2], now=scene.now + timedelta(minutes=59, seconds=59))
    assert links[2].status is LinkStatus.ISSUED
    answered(scene, links[2], now=scene.now + timedelta(hours=1))


def test_another_facility_s_scope_does_not_reach_the_link(scene: Scene) -> None:
    issued, other = scene.patient_link(), scene.world.facility()
    assert find_link(issued.code).facility_id == scene.facility.id
    with use_scope(Scope.facilities(scene.world.agency_id, frozenset({other.id}))):
        assert db.session.scalars(select(RatingLink)).all() == []
