"""Reports of runs and quarters: who is eligible, what is counted, and when a report is made."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.equity.answers import keep_answers
from staffing.equity.facts import above_the_middle, facts_of_period, facts_of_run, shape_of_period
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute, EquityReport
from staffing.equity.reports import (
    is_settled,
    make_due_reports,
    next_quarter,
    quarter_of,
    quarters_due,
    report_on_run,
)
from staffing.equity.sums import Facts
from staffing.matching.blobs import SCHEMA_VERSION, pack_problem
from staffing.matching.models import MatchRun, ProposedPlacement, ProposedStatus, RunStatus
from staffing.matching.problem_builder import Selection, build
from staffing.placements.models import OfferStatus, PlacementStatus
from staffing.requests.models import Slot
from tests.factories import NOW, World, at
from tests.matching.stage import DAY, MONDAY, Stage

SECRET = "a-secret-for-tests-only-0123456789"


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def finished(stage: Stage, slots: list[Slot], **facts: Any) -> MatchRun:
    """A run over these slots that has just been solved, its problem kept."""
    blob, fingerprint = pack_problem(build(Selection(now=NOW, slot_ids=[slot.id for slot in slots])).problem)
    return stage.world._add(
        MatchRun(
            **{
                "status": RunStatus.FINISHED,
                "first_day": MONDAY,
                "last_day": MONDAY,
                "preset": "balanced",
                "weights": {},
                "limits": {},
                "finished_at": NOW,
                "problem_blob": blob,
                "problem_hash": fingerprint,
                "schema_version": SCHEMA_VERSION,
                **facts,
            }
        )
    )


def propose(run: MatchRun, slot: Slot, clinician: Clinician, **facts: Any) -> ProposedPlacement:
    row = ProposedPlacement(
        run_id=run.id,
        slot_id=slot.id,
        facility_id=slot.facility_id,
        clinician_id=clinician.id,
        score={},
        **facts,
    )
    db.session.add(row)
    db.session.flush()
    return row


def test_a_run_s_facts_follow_the_person_from_proposal_to_placement(stage: Stage) -> None:
    slots = stage.request(heads=3).slots
    able, offered, placed = (stage.nurse() for _ in range(3))
    away, other_work = stage.nurse(always_available=False), stage.nurse(role="BILLER")
    run = finished(stage, slots)
    propose(run, slots[0], able)
    asked, accepted = stage.world.offer(slots[1], offered), stage.world.offer(slots[2], placed)
    propose(run, slots[1], offered, status=ProposedStatus.APPROVED, offer_id=asked.id)
    propose(run, slots[2], placed, status=ProposedStatus.APPROVED, offer_id=accepted.id)
    stage.world.placement(slots[2], placed, offer_id=accepted.id)
    facts = facts_of_run(run)
    assert facts is not None
    assert {person: set(fact.outcomes) for person, fact in facts.items() if fact.eligible} == {
        able.id: {"proposed"},
        offered.id: {"proposed", "offered"},
        placed.id: {"proposed", "offered", "placed"},
    }
    assert not facts[away.id].eligible
    assert other_work.id not in facts or not facts[other_work.id].eligible
    assert facts[able.id].communication == pytest.approx(0.8)


def test_a_run_whose_problem_was_not_kept_has_no_report(stage: Stage) -> None:
    stage.nurse()
    run = finished(stage, [stage.slot()], problem_blob=None)
    assert facts_of_run(run) is None
    assert report_on_run(run.id, SECRET, NOW) is None


@pytest.mark.parametrize(
    ("status", "offer", "later", "settled"),
    [
        (ProposedStatus.PROPOSED, None, 0, False),
        (ProposedStatus.PROPOSED, None, 8, True),  # the day after its last
        (ProposedStatus.REJECTED, None, 0, True),
        (ProposedStatus.APPROVED, None, 0, False),
        (ProposedStatus.APPROVED, OfferStatus.OPEN, 0, False),
        (ProposedStatus.APPROVED, OfferStatus.DECLINED, 0, True),
    ],
)
def test_a_run_is_settled_when_nothing_of_it_waits(
    stage: Stage, status: ProposedStatus, offer: OfferStatus | None, later: int, settled: bool
) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    run = finished(stage, [slot])
    made = None if offer is None else stage.world.offer(slot, nurse, status=offer).id
    propose(run, slot, nurse, status=status, offer_id=made)
    assert is_settled(run, NOW + timedelta(days=later)) is settled


def reports() -> list[EquityReport]:
    db.session.expire_all()
    return db.session.query(EquityReport).order_by(EquityReport.id).all()


def test_a_run_is_reported_on_twice_and_then_left_alone(stage: Stage) -> None:
    nurse, slot = stage.nurse(), stage.slot()
    run = finished(stage, [slot])
    proposal = propose(run, slot, nurse)
    make_due_reports(SECRET, NOW)
    make_due_reports(SECRET, NOW + timedelta(hours=1))
    (first,) = reports()
    assert (first.run_id, first.tables["final"], first.tables["outcomes"]) == (run.id, False, ["proposed"])
    assert first.made_at == NOW
    proposal.move_to(ProposedStatus.REJECTED, stage.by)
    db.session.commit()
    for hours in (2, 3):
        make_due_reports(SECRET, NOW + timedelta(hours=hours))
    (second,) = reports()
    assert second.tables["final"]
    assert second.tables["outcomes"] == ["proposed", "offered", "placed"]
    assert second.made_at == NOW + timedelta(hours=2)


def test_a_quarter_counts_offers_sent_and_shifts_begun_in_it(stage: Stage) -> None:
    start, end = at(date(2026, 7, 1), 0), at(date(2026, 10, 1), 0)
    first, last, early, late = (stage.nurse() for _ in range(4))
    never_free = stage.nurse(always_available=False)
    gone = stage.nurse(active=False)
    for person, sent in ((first, start), (last, end - DAY), (early, start - DAY), (late, end), (gone, start)):
        slot = stage.slot(start=sent)
        stage.world.offer(slot, person, sent_at=sent)
        stage.world.placement(slot, person, PlacementStatus.NO_SHOW)
    for person in (first, last, early, late, never_free, gone):
        person.created_at = start - 90 * DAY
    db.session.flush()
    facts = facts_of_period(start, end)
    both = frozenset({"offered", "more_offers", "placed", "more_shifts"})
    assert {person: fact.outcomes for person, fact in facts.items() if fact.eligible} == {
        first.id: both,
        last.id: both,
        early.id: frozenset(),
        late.id: frozenset(),
    }
    assert not facts[never_free.id].eligible
    assert gone.id not in facts


def test_above_the_middle_counts_those_who_got_nothing_too() -> None:
    assert above_the_middle({1: 5, 2: 3, 3: 3, 9: 50}, {1, 2, 3, 4, 5}) == {1}
    assert above_the_middle({1: 1}, {1, 2, 3}) == {1}
    assert above_the_middle({}, {1, 2}) == above_the_middle({}, set()) == set()


def test_the_middle_person_is_left_out_where_most_got_nothing() -> None:
    def facts(*each: str) -> dict[int, Facts]:
        return {at: Facts(True, frozenset(names.split()), 0.8) for at, names in enumerate(each)}

    few = facts("offered more_offers placed", "placed", "placed more_shifts")
    assert shape_of_period(few).parts == {"offered": (), "placed": (), "more_shifts": ("placed",)}


def test_quarters_begin_where_calendars_say() -> None:
    days = (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 12, 31))
    assert [quarter_of(day).month for day in days] == [1, 1, 4, 10]
    assert next_quarter(date(2026, 10, 1)) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 10, 1, 4, tzinfo=UTC), [("2026-07-01", "2026-09-01")]),  # still September in Dallas
        (datetime(2026, 10, 31, 12, tzinfo=UTC), [("2026-07-01", "2026-10-01")]),
        (
            datetime(2026, 11, 2, 12, tzinfo=UTC),
            [("2026-07-01", "2026-10-01"), ("2026-10-01", "2026-11-01")],
        ),
        (datetime(2027, 1, 2, 12, tzinfo=UTC), [("2026-07-01", "2026-10-01"), ("2026-10-01", "2027-01-01")]),
    ],
)
def test_quarters_are_reported_on_month_by_month(
    stage: Stage, now: datetime, due: list[tuple[str, str]]
) -> None:
    """Two nurses worked, in August and in October; nothing happened in spring."""
    for day in (date(2026, 8, 3), date(2026, 10, 5)):
        stage.world.placement(stage.slot(start=at(day, 7)), stage.nurse(), PlacementStatus.WORKED)
    assert [(str(first), str(until)) for first, until in quarters_due(now)] == due


def test_a_quarter_s_report_is_remade_each_month_and_final_at_its_end(stage: Stage) -> None:
    stage.world.placement(stage.slot(start=at(date(2026, 10, 5), 7)), stage.nurse(), PlacementStatus.WORKED)
    seen = []
    for month, day in ((11, 2), (11, 30), (12, 1), (13, 1), (13, 20)):
        now = at(date(2026 + month // 13, (month - 1) % 12 + 1, day), 12)
        make_due_reports(SECRET, now)
        (report,) = reports()
        seen.append((report.tables["until"], report.tables["final"], report.made_at == now))
    assert seen == [
        ("2026-11-01", False, True),
        ("2026-11-01", False, False),
        ("2026-12-01", False, True),
        ("2027-01-01", True, True),
        ("2027-01-01", True, False),
    ]


def test_what_is_stored_holds_no_small_figure_and_no_person(stage: Stage) -> None:
    people = [stage.nurse() for _ in range(23)]
    for number, person in enumerate(people):
        key = person_key(SECRET, stage.world.agency_id, person.id)
        keep_answers(key, {Attribute.GENDER: "woman" if number < 11 else "man"}, NOW.date())
    run = finished(stage, [stage.slot()])
    make_due_reports(SECRET, NOW)
    (report,) = reports()
    assert report.run_id == run.id
    rows = {row["group"]: row for row in report.tables["attributes"]["gender"]}
    assert {group: row["eligible"] for group, row in rows.items()} == {
        "woman": None,  # hidden beside two empty groups, whose sum readers would know
        "man": 12,
        "another": None,
        "not_stated": None,
    }
    assert rows["man"]["communication"]["mean"] == pytest.approx(0.8)
    assert rows["woman"]["communication"] is None
    assert rows["man"]["outcomes"]["proposed"]["count"] is None
    assert rows["another"]["outcomes"]["proposed"]["verdict"] == "too_few"
