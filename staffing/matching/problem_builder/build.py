"""Database → `solver.Problem`, in a number of statements that does not grow with the agency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from solver.entities import Pair
from solver.presets import preset
from solver.problem import Problem
from solver.times import to_minute
from staffing.accounts.models import Agency
from staffing.db import current_scope, db
from staffing.matching.options import Options
from staffing.matching.problem_builder.bars import Bars, load_bars
from staffing.matching.problem_builder.coaching import load_coaching
from staffing.matching.problem_builder.commitments import Held, as_commitment, load_commitments
from staffing.matching.problem_builder.communication import (
    DIMENSIONS,
    load_communication,
    slot_weights,
)
from staffing.matching.problem_builder.exploring import reserved
from staffing.matching.problem_builder.pairs import Decisions, as_pairs, load_decisions
from staffing.matching.problem_builder.people import Worth, choose_clinicians, load_people
from staffing.matching.problem_builder.places import Places, load_places, operating_states
from staffing.matching.problem_builder.rules import rule_settings
from staffing.matching.problem_builder.selection import Frame, Selection
from staffing.matching.problem_builder.shifts import (
    Needs,
    SlotFacts,
    load_needs,
    load_slots,
    mean_hourly_cents,
    open_shift,
)
from staffing.matching.problem_builder.wishes import load_history, load_wishes
from staffing.policies.figures import figures_in_force
from staffing.ratings.questionnaire import questionnaire_in_force


class NothingToBuild(ValueError):
    """No slot of the selection exists (or none is visible in this scope)."""


@dataclass(frozen=True, kw_only=True)
class Built:
    """The problem, and what is needed to speak about it in people's words.

    `dated`: (clinician id, slot id) → the rule behind a forbidden pair that is not a decision.
    """

    problem: Problem
    slots: dict[int, SlotFacts]
    held: dict[str, Held]
    places: Places
    dated: dict[tuple[int, int], str]


def build(selection: Selection) -> Built:
    """Build the problem of a selection; needs a scope with an agency. Raises NothingToBuild."""
    slots = load_slots(selection.slot_ids)
    if not slots:
        raise NothingToBuild("none of these slots exists")
    places, frame = load_places(), _frame(selection, slots)
    role_ids = {slot.staff_role_id for slot in slots} if selection.role_only else None
    clinicians = choose_clinicians(selection.clinician_ids, role_ids)
    held = load_commitments(
        clinicians, frame, ignoring=selection.ignoring, slot_ids={slot.id for slot in slots}
    )
    bars = load_bars(clinicians, slots, places, frame)
    worth = _worth(clinicians, slots, held, frame, selection.options) if selection.worth else Worth()
    explore = reserved(slots, selection.options.explore_percent, selection.seed)
    decisions = load_decisions([s.id for s in slots], clinicians) if selection.worth else Decisions()
    needs = load_needs({slot.request_id for slot in slots})
    known, weights = frozenset(clinicians), questionnaire_in_force(frame.now).weights
    problem = Problem(
        now_minute=to_minute(frame.now),
        horizon_start_minute=to_minute(frame.horizon[0]),
        horizon_end_minute=to_minute(frame.horizon[1]),
        dimensions=DIMENSIONS if selection.worth else (),
        roles=places.solver_roles,
        facilities=places.solver_facilities,
        units=places.solver_units,
        clinicians=load_people(clinicians, frame, places, bars, worth),
        slots=tuple(
            open_shift(
                slot,
                needs.get(slot.request_id, Needs()),
                places,
                frame.zone,
                slot_weights(slot, places.roles[slot.staff_role_id], weights) if selection.worth else (),
                known,
                slot.id in explore,
            )
            for slot in slots
        ),
        commitments=tuple(as_commitment(duty, places, frame.zone) for duty in held),
        do_not_return=tuple(bars.entries),
        compact_states=operating_states(frame.zone),
        settings=rule_settings(frame.figures, places.registry_roles),
        tiers=preset(selection.preset, *_on_top(slots, places, explore)),
        **_pairs(decisions, bars),
    )
    return Built(
        problem=problem,
        slots={slot.id: slot for slot in slots},
        held={duty.key: duty for duty in held},
        places=places,
        dated=bars.dated,
    )


def _frame(selection: Selection, slots: Sequence[SlotFacts]) -> Frame:
    agency_id = current_scope().require_agency()
    zone = db.session.execute(select(Agency.timezone).where(Agency.id == agency_id)).scalar_one()
    starts_at, ends_at = min(s.starts_at for s in slots), max(s.ends_at for s in slots)
    return Frame(
        now=selection.now,
        starts_at=starts_at,
        ends_at=ends_at,
        horizon=selection.horizon or (starts_at, ends_at),
        zone=zone,
        figures=figures_in_force(selection.now),
    )


def _pairs(decisions: Decisions, bars: Bars) -> dict[str, tuple[Pair, ...]]:
    forbidden = decisions.rejected | set(bars.dated)
    return {
        "published": as_pairs(decisions.published),
        "pinned": as_pairs(decisions.pinned),
        "forbidden": as_pairs(forbidden),
    }


def _on_top(slots: Sequence[SlotFacts], places: Places, explore: Collection[int]) -> list[str]:
    """What these slots ask for beside the preset's terms."""
    asked = any(places.units[slot.unit_id].minimum_communication is not None for slot in slots)
    return [*["unit_average"][:asked], *["exploration"][: bool(explore)]]


def _worth(
    clinicians: Sequence[int],
    slots: Sequence[SlotFacts],
    held: Sequence[Held],
    frame: Frame,
    options: Options,
) -> Worth:
    communication = load_communication(clinicians, frame.now, options.newcomer_floor)
    return Worth(
        communication=communication.vectors,
        little_rated=communication.little_rated,
        coaching=load_coaching(clinicians, frame),
        history=load_history(clinicians, {slot.unit_id for slot in slots}),
        wishes=load_wishes(clinicians),
        hourly_cents=_hourly_cents(held),
        role_cents=_role_cents(slots),
    )


def _hourly_cents(held: Sequence[Held]) -> dict[int, int]:
    """The regular rate an hour of those who hold anything (FLSA): pay of their duties over its hours."""
    duties: dict[int, list[Held]] = defaultdict(list)
    for duty in held:
        duties[duty.clinician_id].append(duty)
    return {clinician_id: mean_hourly_cents(own) for clinician_id, own in duties.items()}


def _role_cents(slots: Sequence[SlotFacts]) -> dict[int, int]:
    """The same over the slots of each role, for those who hold nothing yet."""
    asked: dict[int, list[SlotFacts]] = defaultdict(list)
    for slot in slots:
        asked[slot.staff_role_id].append(slot)
    return {role_id: mean_hourly_cents(those) for role_id, those in asked.items()}
