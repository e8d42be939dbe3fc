"""Every response about one place, with what each of its answers adds to the score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.ratings.posterior import NEUTRAL_MEAN
from staffing.site_ratings.answers import DIMENSIONS, load_site_answers
from staffing.site_ratings.models import SiteDimension, SiteResponse


@dataclass(frozen=True)
class Part:
    """What an answer counts: `adds` = weight × (y − expected)."""

    weight: float
    cap_factor: float
    adds: float


@dataclass(frozen=True)
class TracedSiteResponse:
    """A response as coordinators read it; answers that count nothing (void, N/A) have no part."""

    response: SiteResponse
    clinician: str
    unit: str
    parts: Mapping[SiteDimension, Part]


def trace_site(facility_id: int, as_of: datetime, most: int) -> list[TracedSiteResponse]:
    """The latest `most` responses about a facility in scope, voided ones among them, newest first."""
    responses = db.session.scalars(
        select(SiteResponse)
        .where(SiteResponse.facility_id == facility_id)
        .order_by(SiteResponse.worked_at.desc(), SiteResponse.id.desc())
        .limit(most)
        .options(selectinload(SiteResponse.answers))
    ).all()
    people = _names(responses)
    units = {
        row.id: row.name for row in db.session.scalars(select(Unit).where(Unit.facility_id == facility_id))
    }
    parts = _parts(facility_id, as_of)
    return [
        TracedSiteResponse(one, people[one.clinician_id], units.get(one.unit_id, ""), parts.get(one.id, {}))
        for one in responses
    ]


def _names(responses: Sequence[SiteResponse]) -> dict[int, str]:
    wanted = {one.clinician_id for one in responses}
    return {row.id: row.name for row in db.session.scalars(select(Clinician).where(Clinician.id.in_(wanted)))}


def _parts(facility_id: int, as_of: datetime) -> dict[int, dict[SiteDimension, Part]]:
    """By response id."""
    answers = load_site_answers(as_of, [facility_id])
    decayed, factor = answers.weights(as_of)
    adds = decayed * factor * (answers.always - NEUTRAL_MEAN)
    found: dict[int, dict[SiteDimension, Part]] = {}
    for at, response_id in enumerate(answers.response_id.tolist()):
        part = Part(float(decayed[at] * factor[at]), float(factor[at]), float(adds[at]))
        found.setdefault(response_id, {})[DIMENSIONS[answers.dimension[at]]] = part
    return found
