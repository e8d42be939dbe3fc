"""One shift worked by two nurses an hour ago, in a unit full of patients, and the links to rate it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from staffing.accounts.models import Account
from staffing.audit import SYSTEM
from staffing.db import utc_now
from staffing.facilities.models import Facility, Unit
from staffing.feedback.links import IssuedLink, issue
from staffing.feedback.models import LinkChannel, RatingLink
from staffing.placements.models import Placement, PlacementStatus
from staffing.ratings.models import Answer, Dimension, RaterSource
from tests.factories import World

PATIENT_ANSWERS = {
    Dimension.RESPECT: Answer.ALWAYS,
    Dimension.LISTENING: Answer.USUALLY,
    Dimension.CLARITY: Answer.ALWAYS,
    Dimension.INFORMED_PATIENT: Answer.NOT_APPLICABLE,
}
FACILITY_ANSWERS = {**PATIENT_ANSWERS, Dimension.TEAMWORK_HANDOFF: Answer.SOMETIMES}


@dataclass(frozen=True)
class Scene:
    """`now` is an hour after the shift's end, by the real clock, which pages go by."""

    world: World
    facility: Facility
    unit: Unit
    don: Account
    people: tuple[Placement, ...]
    now: datetime

    @classmethod
    def make(cls, world: World, **facts: Any) -> Scene:
        facility, now = world.facility(), utc_now()
        unit = world.unit(facility, name="4 West")
        don = world.scheduler(facility)
        request = world.request(
            unit, start=now - timedelta(hours=9), hours=8, heads=2, entered_by_id=don.id, **facts
        )
        nurses = (world.clinician(first_name="Robin"), world.clinician(first_name="Amal"))
        people = tuple(
            world.placement(slot, nurse, PlacementStatus.WORKED)
            for slot, nurse in zip(request.slots, nurses, strict=True)
        )
        return cls(world, facility, unit, don, people, now)

    @property
    def reference(self) -> str:
        return self.people[0].slot.request.reference

    def patient_link(self, **facts: Any) -> IssuedLink:
        return self.link(RaterSource.PATIENT, LinkChannel.CARD, **facts)

    def link(self, source: RaterSource, channel: LinkChannel, **facts: Any) -> IssuedLink:
        return issue(self.people[0], source, channel, SYSTEM, facts.pop("now", self.now), **facts)


def sent(link: RatingLink, answers: dict[Dimension, Answer]) -> dict[str, str]:
    """The fields of a form that rates the link's own placement."""
    return {f"p{link.placement_id}-{one}": answer.value for one, answer in answers.items()}
