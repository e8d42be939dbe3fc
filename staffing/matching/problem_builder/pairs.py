"""What was decided about pairs before: locks, rejections, refusals, and the plan as it was proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select

from solver.entities import Pair
from staffing.db import db
from staffing.matching.models import ProposedPlacement, ProposedStatus
from staffing.matching.problem_builder.keys import clinician_key, slot_key
from staffing.placements.models import Offer, OfferStatus, Placement, PlacementStatus

RowPair = tuple[int, int]
"""(clinician id, slot id)"""

NOT_AGAIN = (OfferStatus.DECLINED, OfferStatus.EXPIRED)
"""Offers after which this person is not asked about the same slot by a match again."""


@dataclass(frozen=True)
class Decisions:
    """Earlier decisions about the problem's slots."""

    published: frozenset[RowPair] = frozenset()
    pinned: frozenset[RowPair] = frozenset()
    rejected: frozenset[RowPair] = frozenset()


def load_decisions(slot_ids: Collection[int], clinician_ids: Collection[int]) -> Decisions:
    """Three statements. A lock holds while its pair waits (of two on a slot the newer) and no no followed."""
    rows = db.session.execute(
        select(
            ProposedPlacement.clinician_id,
            ProposedPlacement.slot_id,
            ProposedPlacement.status,
            ProposedPlacement.locked,
        )
        .where(ProposedPlacement.slot_id.in_(slot_ids), ProposedPlacement.status != ProposedStatus.STALE)
        .order_by(ProposedPlacement.id)
    ).all()
    everybody = frozenset(clinician_ids)
    known = [row for row in rows if row.clinician_id in everybody]
    rejected = {(row[0], row[1]) for row in known if row.status is ProposedStatus.REJECTED}
    rejected |= {pair for pair in _refused(slot_ids) if pair[0] in everybody}
    standing = [row for row in known if row.status is not ProposedStatus.REJECTED]
    waiting = [row for row in standing if row.status is ProposedStatus.PROPOSED]
    locked = {row.slot_id: (row[0], row[1]) for row in waiting if row.locked}
    return Decisions(
        published=frozenset((row[0], row[1]) for row in standing),
        pinned=frozenset(set(locked.values()) - rejected),
        rejected=frozenset(rejected),
    )


def as_pairs(pairs: Iterable[RowPair]) -> tuple[Pair, ...]:
    """The solver's pairs, in a steady order."""
    return tuple(
        Pair(clinician_id=clinician_key(clinician), slot_id=slot_key(slot))
        for clinician, slot in sorted(pairs)
    )


def _refused(slot_ids: Collection[int]) -> set[RowPair]:
    offers = select(Offer.clinician_id, Offer.slot_id).where(
        Offer.slot_id.in_(slot_ids), Offer.status.in_(NOT_AGAIN)
    )
    callouts = select(Placement.clinician_id, Placement.slot_id).where(
        Placement.slot_id.in_(slot_ids), Placement.status == PlacementStatus.CLINICIAN_CALLOUT
    )
    return {(row[0], row[1]) for query in (offers, callouts) for row in db.session.execute(query)}
