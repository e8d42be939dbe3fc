"""A run from start to proposal, with the real solver in its real child process."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from solver.engine import Progress
from solver.solution import Solution
from staffing.audit import SYSTEM, AuditEntry
from staffing.clinicians.models import Preference, PreferenceKind
from staffing.db import db, utc_now
from staffing.facilities.models import PatientContact
from staffing.jobs.models import JobStatus
from staffing.jobs.runner import JobFailed
from staffing.matching import handler
from staffing.matching.blobs import unpack_problem, unpack_solution
from staffing.matching.handler import run_now
from staffing.matching.models import MatchRun, ProposedPlacement, ProposedStatus, RunStatus, UnfilledSlot
from staffing.matching.period import open_slot_ids
from staffing.matching.persist import retire_begun
from staffing.matching.runs import BadRun, cancel_run, job_of, latest_run, run_progress, start_run
from staffing.requests.models import Slot, SlotStatus
from tests.conftest import both_databases
from tests.factories import World, at
from tests.matching.stage import DAY, Stage

TODAY = utc_now().date()
FIRST = TODAY + 3 * DAY
LAST = FIRST + 6 * DAY


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)


def slot_on(stage: Stage, day: int = 1, hour: int = 7, **facts: Any) -> Slot:
    return stage.slot(start=at(FIRST + timedelta(days=day), hour), hours=8, **facts)


def nurse(stage: Stage, **facts: Any) -> Any:
    person = stage.nurse(**facts)
    stage.checks_today(person)
    return person


def start(**options: Any) -> MatchRun:
    facts = {"first_day": FIRST, "last_day": LAST, "facility_ids": [], "preset": "balanced", **options}
    run = start_run(**facts, by=SYSTEM, now=utc_now(), seconds=2)
    db.session.commit()
    return run


def finished(**options: Any) -> MatchRun:
    run = start(**options)
    run_now(run.id)
    db.session.expire_all()
    return run


def rows_of(run: MatchRun) -> list[ProposedPlacement]:
    query = select(ProposedPlacement).where(ProposedPlacement.run_id == run.id)
    return list(db.session.scalars(query.order_by(ProposedPlacement.id)))


@both_databases
def test_a_run_leaves_one_proposal_with_scores_and_reasons(stage: Stage) -> None:
    filled, empty = slot_on(stage), slot_on(stage, role="CNA")
    best, other = nurse(stage), nurse(stage, home_lat=33.2)
    run = finished()
    assert (run.status, run.failure) == (RunStatus.FINISHED, None)
    (row,) = rows_of(run)
    assert (row.slot_id, row.clinician_id, row.status) == (filled.id, best.id, ProposedStatus.PROPOSED)
    assert row.score["intensity"] == "most"
    assert row.score["communication"] == {"mean": 0.8, "responses": 0, "raters": 0, "new": True}
    assert row.score["margin_bp"] == 2333
    assert row.score["overtime_cents"] == 0
    assert row.flags == ["new_communicator", "first_time_unit"]
    assert row.runner_up is not None
    assert row.runner_up["clinician_id"] == other.id
    assert row.runner_up["difference"] > 0
    assert row.runner_up["terms"]["travel"] > 0
    (unfilled,) = db.session.scalars(select(UnfilledSlot).where(UnfilledSlot.run_id == run.id))
    assert (unfilled.slot_id, unfilled.reasons) == (empty.id, {"role": 2})
    assert run.summary is not None
    assert (run.summary["filled"], run.summary["slots"], run.summary["status"]) == (1, 2, "optimal")
    assert run.summary["communication_mean"] == 0.8
    assert run.summary["complaints"] == []
    job = job_of(run)
    assert job is not None
    assert job.status is JobStatus.DONE


def test_a_dislike_is_no_bar_but_is_told(stage: Stage) -> None:
    slot, person = slot_on(stage), nurse(stage)
    wish = {"kind": PreferenceKind.FACILITY, "value": str(slot.facility_id), "weight": -2}
    db.session.add(Preference(clinician_id=person.id, **wish))
    (row,) = rows_of(finished())
    assert row.score["wishes"] == {"place": -2}
    assert "please_not" in row.flags


def test_what_was_solved_stays_readable(stage: Stage) -> None:
    slot, person = slot_on(stage), nurse(stage)
    run = finished()
    assert run.problem_blob is not None
    assert run.solution_blob is not None
    problem, solution = unpack_problem(run.problem_blob), unpack_solution(run.solution_blob)
    assert [one.id for one in problem.slots] == [f"s{slot.id}"]
    assert solution.placements[0].clinician_id == f"c{person.id}"
    assert (run.schema_version, len(run.problem_hash or "")) == (2, 64)
    assert run.weights == {term.term: term.weight for term in problem.tiers[-1].terms}


def test_start_and_end_are_in_the_audit_trail(stage: Stage) -> None:
    slot_on(stage)
    run = finished()
    query = select(AuditEntry).where(AuditEntry.entity == "match_run", AuditEntry.entity_id == run.id)
    entries = list(db.session.scalars(query.order_by(AuditEntry.id)))
    assert [entry.action for entry in entries] == ["started", "running", "finished"]
    assert entries[-1].after is not None
    assert entries[-1].after["problem_hash"] == run.problem_hash


def test_a_newer_run_makes_waiting_rows_stale_and_leaves_decided_ones(stage: Stage) -> None:
    slot_on(stage), slot_on(stage, day=3)
    nurse(stage)
    first = finished()
    kept, waiting = rows_of(first)
    kept.move_to(ProposedStatus.REJECTED, SYSTEM, "not this one")
    db.session.commit()
    nurse(stage)
    second = finished()
    assert [row.status for row in rows_of(first)] == [ProposedStatus.REJECTED, ProposedStatus.STALE]
    assert rows_of(first)[1].reason == f"Replaced by match run {second.id}"
    assert {row.slot_id for row in rows_of(second)} == {kept.slot_id, waiting.slot_id}
    assert (kept.slot_id, kept.clinician_id) not in {(r.slot_id, r.clinician_id) for r in rows_of(second)}


def test_a_lock_lasts_from_run_to_run(stage: Stage) -> None:
    slot_on(stage)
    far = nurse(stage, home_lat=33.1)
    (row,) = rows_of(finished())
    row.locked = True
    db.session.commit()
    nurse(stage)
    (again,) = rows_of(finished())
    assert (again.clinician_id, again.locked) == (far.id, True)


def test_what_was_filled_or_offered_meanwhile_is_left_out(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, offered, left = slot_on(stage), slot_on(stage, day=2), slot_on(stage, day=3)
    person = nurse(stage)
    plain = handler.outcome_of

    def meanwhile(*args: Any) -> Any:
        outcome = plain(*args)
        gone.move_to(SlotStatus.CANCELLED, SYSTEM)
        stage.world.offer(offered, person)
        db.session.commit()
        return outcome

    monkeypatch.setattr(handler, "outcome_of", meanwhile)
    assert [row.slot_id for row in rows_of(finished())] == [left.id]


def test_only_open_slots_of_the_period_and_facilities_are_matched(stage: Stage) -> None:
    wanted = slot_on(stage)
    slot_on(stage, day=-1), slot_on(stage, day=7)
    night = stage.slot(start=at(LAST, 23), hours=8)
    elsewhere = stage.world.unit(stage.world.facility())
    slot_on(stage, unit=elsewhere)
    stage.world.offer(slot_on(stage, day=2), nurse(stage))
    run = finished(facility_ids=[stage.facility.id])
    assert run.problem_blob is not None
    assert {slot.id for slot in unpack_problem(run.problem_blob).slots} == {f"s{wanted.id}", f"s{night.id}"}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"preset": "cheapest"}, "presets"),
        ({"last_day": FIRST - DAY}, "before the first"),
        ({"last_day": FIRST + 42 * DAY}, "at most 42"),
        ({"facility_ids": [4_711]}, "not in your agency"),
        ({"first_day": FIRST + 5 * DAY, "last_day": FIRST + 5 * DAY}, "no open shifts"),
    ],
)
def test_runs_that_make_no_sense_are_refused(stage: Stage, facts: dict[str, Any], message: str) -> None:
    slot_on(stage)
    with pytest.raises(BadRun, match=message):
        start(**facts)
    db.session.rollback()
    assert latest_run() is None


def test_slots_of_a_place_that_is_switched_off_are_not_matched(stage: Stage) -> None:
    on = slot_on(stage)
    closed_ward, closed_house = stage.world.unit(stage.facility, active=False), stage.world.facility()
    slot_on(stage, unit=closed_ward)
    slot_on(stage, unit=stage.world.unit(closed_house))
    closed_house.active = False
    db.session.flush()
    assert open_slot_ids(FIRST, LAST, [], utc_now()) == [on.id]
    assert open_slot_ids(FIRST, LAST, [closed_house.id], utc_now()) == []


def test_a_waiting_run_is_cancelled_at_once(stage: Stage) -> None:
    slot_on(stage)
    run = start()
    cancel_run(run, SYSTEM, utc_now())
    db.session.commit()
    assert run.status is RunStatus.CANCELLED
    run_now(run.id)
    assert (run.status, rows_of(run)) == (RunStatus.CANCELLED, [])


def test_cancel_keeps_the_best_plan(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wish comes while the search runs; the child's plan is stopped early and kept."""
    slot_on(stage)
    nurse(stage)
    run = start()
    plain = handler.solve_in_child

    def asked_early(*args: Any) -> Solution:
        cancel_run(run, SYSTEM, utc_now())
        db.session.commit()
        return plain(*args)

    monkeypatch.setattr(handler, "solve_in_child", asked_early)
    monkeypatch.setattr("staffing.matching.solving.solve", slow_solve)
    run_now(run.id)
    assert run.status is RunStatus.CANCELLED
    assert len(rows_of(run)) == 1


def slow_solve(problem: Any, limits: Any, report: Any, should_stop: Any) -> Solution:
    """The real solve, held back until it is asked to stop."""
    from dataclasses import replace
    from threading import Event

    from solver.engine import solve
    from solver.solution import Status

    pause = Event()
    while not should_stop():
        pause.wait(0.01)
    return replace(solve(problem, limits, report), status=Status.STOPPED)


def test_progress_before_during_and_after(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    slot_on(stage)
    nurse(stage)
    run = start()
    waiting = run_progress(run)
    assert (waiting["status"], waiting["active"], waiting["phase"]) == ("queued", True, "waiting")
    seen: list[dict[str, Any]] = []

    def talkative(problem: Any, limits: Any, memory: int, attend: Any) -> Solution:
        for filled in range(2):
            attend(Progress(seconds=filled, tier="fill", filled=filled, objective=filled, bound=1.0))
            seen.append(run_progress(run))
        return plain(problem, limits, memory, attend)

    plain = handler.solve_in_child
    monkeypatch.setattr(handler, "solve_in_child", talkative)
    run_now(run.id)
    assert [(one["phase"], one["filled"], one["slots"]) for one in seen] == [
        ("solving", 0, 1),
        ("solving", 1, 1),
    ]
    after = run_progress(run)
    assert (after["status"], after["active"], after["phase"]) == ("finished", False, "finished")
    assert after["history"][:2] == [[0, 0, 0, 1.0, "fill"], [1, 1, 1, 1.0, "fill"]]
    json.dumps(after)


def test_a_failed_solve_is_told_and_changes_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    slot_on(stage)
    nurse(stage)
    first = finished()

    def broken(*_: object) -> Solution:
        raise JobFailed("The solver ran out of memory (500 MB).")

    monkeypatch.setattr(handler, "solve_in_child", broken)
    second = finished()
    assert (second.status, second.failure) == (RunStatus.FAILED, "The solver ran out of memory (500 MB).")
    assert [row.status for row in rows_of(first)] == [ProposedStatus.PROPOSED]


def test_a_run_whose_slots_are_all_gone_finishes_empty(stage: Stage) -> None:
    slot = slot_on(stage)
    run = start()
    slot.move_to(SlotStatus.CANCELLED, SYSTEM)
    db.session.commit()
    run_now(run.id)
    assert (run.status, rows_of(run)) == (RunStatus.FINISHED, [])


def test_proposals_are_stale_once_their_shift_begins(stage: Stage) -> None:
    slot = slot_on(stage)
    nurse(stage)
    (row,) = rows_of(finished())
    assert retire_begun(slot.starts_at - timedelta(seconds=1)) == 0
    assert retire_begun(slot.starts_at) == 1
    assert (row.status, row.reason) == (ProposedStatus.STALE, "The shift has begun")


def test_quiet_shifts_ask_nobody_to_look_at_newcomers(stage: Stage) -> None:
    slot_on(stage, patient_contact=PatientContact.SOME)
    nurse(stage)
    (row,) = rows_of(finished())
    assert row.flags == ["first_time_unit"]


def test_days_are_the_facilitys_own(stage: Stage) -> None:
    """22:30 in El Paso is 23:30 in Dallas, and still the same day."""
    west = stage.world.facility(timezone="America/Denver")
    start_at = at(LAST, 23, 30)
    stage.slot(unit=stage.world.unit(west), start=start_at, hours=8)
    assert isinstance(LAST, date)
    run = start()
    assert run.status is RunStatus.QUEUED
