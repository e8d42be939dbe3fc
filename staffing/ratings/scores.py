"""Everybody's communication scores at one instant, or one person's: the same path for both."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from staffing.clinicians.models import Clinician, RoleFamily, StaffRole
from staffing.db import current_scope, db
from staffing.ratings.answers import load_answers
from staffing.ratings.book import Person, ScoreBook
from staffing.ratings.fits import Fit, fit_in_force
from staffing.ratings.posterior import Floats, posterior
from staffing.ratings.questionnaire import questionnaire_in_force
from staffing.ratings.tally import Tally, stacked, tally
from staffing.ratings.weighing import weigh

__all__ = ["ScoreBook", "score_book"]

BATCH = 500
"""Clinicians whose answers are held at a time: memory does not grow with the agency."""

_clinicians: Any = Clinician.__table__
_roles: Any = StaffRole.__table__


def score_book(
    as_of: datetime, clinician_ids: Collection[int] | None = None, *, without: str | None = None
) -> ScoreBook:
    """The scores of these clinicians (all of the agency by default) at `as_of`, one query per BATCH.

    Needs a scope with an agency, and reads the whole agency's responses even in a narrower one. Ids the
    agency does not know are left out. People without responses stand at the prior mean of their role.
    A person's score depends on nobody else's answers but through the fit, so after a new response asking
    for that one person is the update. `without` leaves out a rater (as the cap counts them): what would
    hold if they were suspended, under the same fit.
    """
    people, fit = _people(clinician_ids), fit_in_force(as_of)
    batches = [people[first : first + BATCH] for first in range(0, len(people), BATCH)] or [[]]
    sums = stacked([_tally(batch, fit, as_of, without) for batch in batches])
    return _book(as_of, people, fit, sums)


def _tally(people: Sequence[Person], fit: Fit, as_of: datetime, without: str | None) -> Tally:
    ids = np.array([person.clinician_id for person in people], dtype=np.int64)
    table = load_answers(as_of, ids.tolist())
    if without in table.raters:
        table = table.only(table.rater != table.raters.index(without))
    return tally(weigh(table, fit, ids, as_of), len(people))


def _people(clinician_ids: Collection[int] | None) -> list[Person]:
    query = (
        select(_clinicians.c.id, _roles.c.code, _roles.c.family)
        .join(_roles, _roles.c.id == _clinicians.c.primary_role_id)
        .where(_clinicians.c.agency_id == current_scope().require_agency())
        .order_by(_clinicians.c.id)
    )
    if clinician_ids is not None and len(clinician_ids) <= BATCH:
        query = query.where(_clinicians.c.id.in_(clinician_ids))
    rows = db.session.execute(query).all()
    wanted = None if clinician_ids is None else set(clinician_ids)
    return [Person(id_, code, RoleFamily(family)) for id_, code, family in rows if _in(wanted, id_)]


def _in(wanted: set[int] | None, clinician_id: int) -> bool:
    return wanted is None or clinician_id in wanted


def _book(as_of: datetime, people: Sequence[Person], fit: Fit, sums: Tally) -> ScoreBook:
    prior = _priors(people, fit)
    return ScoreBook(
        as_of=as_of,
        fitted_on=fit.fitted_on,
        k=fit.k,
        people=tuple(people),
        prior=prior,
        posterior=posterior(fit.k, prior, sums.n, sums.surprise),
        answers=sums.answers,
        raters=sums.raters,
        responses_of=sums.responses_of,
        raters_of=sums.raters_of,
        weights=questionnaire_in_force(as_of).weights,
    )


def _priors(people: Sequence[Person], fit: Fit) -> Floats:
    roles = sorted({person.role for person in people})
    place = {role: at for at, role in enumerate(roles)}
    rows = np.array([place[person.role] for person in people], dtype=np.int64)
    return fit.prior_means(roles)[rows]
