"""Codes a facility hands out about a shift: on printed cards, or as links for a follow-up message."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor
from staffing.clinicians.models import RoleFamily
from staffing.db import db
from staffing.facilities.models import Setting
from staffing.feedback.links import CannotIssue, IssuedLink, issue, sources_of
from staffing.feedback.models import LinkChannel, LinkStatus, RatingLink
from staffing.placements.models import HOLDING, Placement
from staffing.policies.figures import figures_in_force
from staffing.ratings.finished import BEFORE_THE_END
from staffing.ratings.models import RaterSource
from staffing.requests.models import ShiftRequest, Slot

MOST_OPEN = 30
"""Codes of one person's shift that may be out and unused at the same time."""
HANDED_OUT = (LinkChannel.CARD, LinkChannel.SHARED)


@dataclass(frozen=True)
class OnShift:
    """Somebody whom patients or callers of a shift can be asked about, and how many codes are out."""

    placement: Placement
    unused: int

    @property
    def room(self) -> int:
        """How many more codes may be made now."""
        return max(0, MOST_OPEN - self.unused)

    @property
    def takes_cards(self) -> bool:
        return source_on_cards(self.placement.slot) is not None

    @property
    def takes_links(self) -> bool:
        return source_of_links(self.placement.slot) is not None


def source_on_cards(slot: Slot) -> RaterSource | None:
    """Patients on site hold a card in their hand; nobody else does."""
    on_site = slot.request.setting is Setting.ON_SITE
    return RaterSource.PATIENT if on_site and RaterSource.PATIENT in sources_of(slot) else None


def source_of_links(slot: Slot) -> RaterSource | None:
    """Who gets the facility's follow-up message: the patient of a virtual visit, whoever called else."""
    sources = sources_of(slot)
    office = slot.staff_role.family is RoleFamily.BILLING_FRONT_DESK
    if slot.request.setting is Setting.VIRTUAL and not office and RaterSource.PATIENT in sources:
        return RaterSource.PATIENT
    return RaterSource.CALLER if RaterSource.CALLER in sources else None


def people_on(placements: Iterable[Placement]) -> list[OnShift]:
    """Those of `placements` about whom codes can be handed out, with what is out."""
    people = [one for one in placements if source_on_cards(one.slot) or source_of_links(one.slot)]
    out = _unused([one.id for one in people])
    return [OnShift(one, out.get(one.id, 0)) for one in people]


def shift_to_hand_out(reference: str, now: datetime) -> tuple[ShiftRequest, list[OnShift]] | None:
    """The scope's request of that reference with who is there or was lately; None where there is none."""
    request = db.session.scalar(select(ShiftRequest).where(ShiftRequest.reference == reference))
    if request is None:
        return None
    mine = _placements().where(Slot.request_id == request.id).order_by(Slot.head)
    return request, people_on(one for one in db.session.scalars(mine) if is_on_time(one, now))


def on_shift_of(placement_id: int, now: datetime) -> OnShift | None:
    """One person's shift in scope, where codes can be handed out about it now."""
    found = db.session.scalar(_placements().where(Placement.id == placement_id))
    people = people_on([found]) if found is not None and is_on_time(found, now) else []
    return people[0] if people else None


def is_on_time(placement: Placement, now: datetime) -> bool:
    """Running, or over for less than patients have to answer."""
    over_for = now - placement.ends_at
    held = placement.status in HOLDING and placement.starts_at <= now
    return held and over_for.total_seconds() < 86_400 * figures_in_force(now).patient_link_days


def hand_out(
    placement_id: int, count: int, channel: LinkChannel, by: Actor, now: datetime
) -> list[IssuedLink]:
    """`count` new codes about one person's shift, known at this moment only. Raises CannotIssue."""
    # The row is the lock: two sheets asked for at once would not see each other's codes.
    mine = _placements().where(Placement.id == placement_id).with_for_update(of=Placement)
    placement = db.session.scalar(mine)
    if placement is None or not is_on_time(placement, now):
        raise CannotIssue("Codes are for a shift that is running or was worked in the last days.")
    card = channel is LinkChannel.CARD
    source = source_on_cards(placement.slot) if card else source_of_links(placement.slot)
    if source is None:
        raise CannotIssue("On this shift there is nobody to hand these to.")
    _check_room(placement, count)
    return [issue(placement, source, channel, by, now) for _ in range(count)]


def hand_out_all(
    placement_ids: Collection[int], count: int, channel: LinkChannel, by: Actor, now: datetime
) -> list[IssuedLink]:
    """`count` codes about each of several people, all or none."""
    return [one for key in sorted(placement_ids) for one in hand_out(key, count, channel, by, now)]


def revoke_unused(placement_id: int, by: Actor) -> int:
    """Close the codes handed out about one person's shift that nobody used; returns how many."""
    links = db.session.scalars(
        _handed_out(select(RatingLink))
        .where(RatingLink.placement_id == placement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for link in links:
        link.move_to(LinkStatus.REVOKED, by, "unused codes closed")
    return len(links)


def _check_room(placement: Placement, count: int) -> None:
    out = _unused([placement.id]).get(placement.id, 0)
    if not 1 <= count <= MOST_OPEN - out:
        name = placement.clinician.first_name
        raise CannotIssue(
            f"At most {MOST_OPEN} unused codes at a time: {out} are out for {name}. Close those first."
            if out
            else f"Ask for 1 to {MOST_OPEN} codes."
        )


def _unused(placement_ids: Sequence[int]) -> dict[int, int]:
    counted = _handed_out(select(RatingLink.placement_id, func.count()))
    mine = counted.where(RatingLink.placement_id.in_(placement_ids)).group_by(RatingLink.placement_id)
    return {row[0]: row[1] for row in db.session.execute(mine)}


def _handed_out(query: Any) -> Any:
    return query.where(
        RatingLink.status == LinkStatus.ISSUED,
        RatingLink.channel.in_(HANDED_OUT),
        RatingLink.source.in_(BEFORE_THE_END),
    )


def _placements() -> Select[Placement]:
    request = joinedload(Placement.slot).joinedload(Slot.request)
    return (
        select(Placement)
        .join(Slot, Slot.id == Placement.slot_id)
        .options(
            request.joinedload(ShiftRequest.unit),
            request.joinedload(ShiftRequest.facility),
            joinedload(Placement.slot).joinedload(Slot.staff_role),
            joinedload(Placement.clinician),
        )
    )
