"""What a match run, or a quarter, brought each clinician. Kept in memory only, to make sums of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from statistics import median

from sqlalchemy import or_, select

from staffing.clinicians.models import AvailabilityException, AvailabilityPattern, Clinician
from staffing.db import db
from staffing.equity.cells import Shape
from staffing.equity.sums import Facts
from staffing.matching.models import MatchRun, ProposedPlacement
from staffing.matching.pool import pool_of
from staffing.placements.models import Offer, Placement
from staffing.ratings.scores import score_book

PROPOSED, OFFERED, PLACED = "proposed", "offered", "placed"
MORE_OFFERS, MORE_SHIFTS = "more_offers", "more_shifts"
RUN_AT_FIRST = Shape({PROPOSED: ()})
"""Before its offers are answered, a run's report is about proposals only."""
RUN_SETTLED = Shape({PROPOSED: (), OFFERED: (PROPOSED,), PLACED: (PROPOSED, OFFERED)})
MORE_THAN_THE_MIDDLE = {MORE_OFFERS: OFFERED, MORE_SHIFTS: PLACED}


def facts_of_run(run: MatchRun) -> dict[int, Facts] | None:
    """Eligible: no rule kept them from at least one slot. None where the run's problem was not kept.

    Offered: an offer was made of a proposal of the run. Placed: such an offer was accepted, whatever became
    of the shift later.
    """
    pool = pool_of(run)
    if pool is None or run.finished_at is None:
        return None
    of_run = select(ProposedPlacement.clinician_id).where(ProposedPlacement.run_id == run.id)
    placed = of_run.join(Placement, Placement.offer_id == ProposedPlacement.offer_id)
    people = {
        PROPOSED: set(db.session.scalars(of_run)),
        OFFERED: set(db.session.scalars(of_run.where(ProposedPlacement.offer_id.is_not(None)))),
        PLACED: set(db.session.scalars(placed)),
    }
    return _facts(pool.considered, pool.able, people, run.finished_at)


def facts_of_period(start: datetime, end: datetime) -> dict[int, Facts]:
    """Eligible: active, and with free time on record that may fall into the period.

    Offered: an offer was sent in it. Placed: a shift of theirs began in it, whatever became of that shift.
    In a quarter nearly everybody gets something, so it also says who got more than the middle person did
    (the "scoring rate" of New York City's Local Law 144).
    """
    joined = select(Clinician.id).where(Clinician.active, Clinician.created_at < end)
    dated = select(AvailabilityException.clinician_id).where(
        AvailabilityException.available,
        AvailabilityException.starts_at < end,
        AvailabilityException.ends_at > start,
    )
    free = joined.where(
        or_(Clinician.id.in_(select(AvailabilityPattern.clinician_id)), Clinician.id.in_(dated))
    )
    able = set(db.session.scalars(free))
    sent = select(Offer.clinician_id).where(Offer.sent_at >= start, Offer.sent_at < end)
    begun = select(Placement.clinician_id).where(Placement.starts_at >= start, Placement.starts_at < end)
    offers, shifts = Counter(db.session.scalars(sent)), Counter(db.session.scalars(begun))
    people = {
        OFFERED: set(offers),
        MORE_OFFERS: above_the_middle(offers, able),
        PLACED: set(shifts),
        MORE_SHIFTS: above_the_middle(shifts, able),
    }
    return _facts(set(db.session.scalars(joined)), able, people, end)


def shape_of_period(facts: Mapping[int, Facts]) -> Shape:
    """What a quarter's tables hold; where most got nothing, "more than the middle person" adds nothing."""
    parts: dict[str, tuple[str, ...]] = {OFFERED: (), PLACED: ()}
    for more, plain in MORE_THAN_THE_MIDDLE.items():
        if any(
            (more in fact.outcomes) != (plain in fact.outcomes) for fact in facts.values() if fact.eligible
        ):
            parts[more] = (plain,)
    return Shape(parts)


def above_the_middle(counts: Mapping[int, int], people: Collection[int]) -> set[int]:
    """Those of `people` whose count is above the median of them all."""
    middle = median(counts.get(person, 0) for person in people) if people else 0
    return {person for person in people if counts.get(person, 0) > middle}


def _facts(
    people: Collection[int], able: Collection[int], outcomes: Mapping[str, set[int]], as_of: datetime
) -> dict[int, Facts]:
    book = score_book(as_of)
    return {
        person.clinician_id: Facts(
            eligible=person.clinician_id in able,
            outcomes=frozenset(name for name, reached in outcomes.items() if person.clinician_id in reached),
            communication=book.overall(
                person.clinician_id, person.family, book.main_setting(person.clinician_id)
            ),
        )
        for person in book.people
        if person.clinician_id in people
    }
