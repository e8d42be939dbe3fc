"""Everybody's communication scores at one instant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select

from staffing.clinicians.models import Clinician, RoleFamily, StaffRole
from staffing.db import current_scope, db
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, load_answers
from staffing.ratings.book import Person, ScoreBook
from staffing.ratings.fits import Fit, fit_in_force
from staffing.ratings.posterior import Floats, Ints, posterior
from staffing.ratings.weighing import CELLS, Weighed, weigh

__all__ = ["ScoreBook", "score_book"]

_clinicians: Any = Clinician.__table__
_roles: Any = StaffRole.__table__


def score_book(as_of: datetime, clinician_ids: Collection[int] | None = None) -> ScoreBook:
    """The scores of these clinicians (all of the agency by default) at `as_of`, in a few bulk queries.

    Needs a scope with an agency, and reads the whole agency's responses even in a narrower one. Ids the
    agency does not know are left out. People without responses stand at the prior mean of their role.
    """
    people = _people(clinician_ids)
    fit = fit_in_force(as_of)
    ids = np.array([person.clinician_id for person in people], dtype=np.int64)
    table = load_answers(as_of, None if clinician_ids is None else ids.tolist())
    return _book(as_of, people, fit, weigh(table, fit, ids, as_of))


def _people(clinician_ids: Collection[int] | None) -> list[Person]:
    query = (
        select(_clinicians.c.id, _roles.c.code, _roles.c.family)
        .join(_roles, _roles.c.id == _clinicians.c.primary_role_id)
        .where(_clinicians.c.agency_id == current_scope().require_agency())
        .order_by(_clinicians.c.id)
    )
    rows = db.session.execute(query).all()
    wanted = None if clinician_ids is None else set(clinician_ids)
    return [Person(id_, code, RoleFamily(family)) for id_, code, family in rows if _in(wanted, id_)]


def _in(wanted: set[int] | None, clinician_id: int) -> bool:
    return wanted is None or clinician_id in wanted


def _book(as_of: datetime, people: Sequence[Person], fit: Fit, weighed: Weighed) -> ScoreBook:
    shape = (len(people), len(SETTINGS), len(DIMENSIONS))
    size = len(people) * CELLS
    prior = _priors(people, fit)
    n = np.bincount(weighed.group, weights=weighed.weight, minlength=size).reshape(shape)
    surprise = np.bincount(weighed.group, weights=weighed.surprise, minlength=size).reshape(shape)
    by_source = weighed.group * len(SOURCES) + weighed.table.source
    return ScoreBook(
        as_of=as_of,
        fitted_on=fit.fitted_on,
        k=fit.k,
        people=tuple(people),
        prior=prior,
        posterior=posterior(fit.k, prior, n, surprise),
        answers=np.bincount(by_source, minlength=size * len(SOURCES)).reshape(*shape, len(SOURCES)),
        raters=_distinct(weighed.group, weighed.table.rater, size).reshape(shape),
        responses_of=_distinct(weighed.clinician, weighed.table.response_id, len(people)),
        raters_of=_distinct(weighed.clinician, weighed.table.rater, len(people)),
    )


def _priors(people: Sequence[Person], fit: Fit) -> Floats:
    roles = sorted({person.role for person in people})
    place = {role: at for at, role in enumerate(roles)}
    rows = np.array([place[person.role] for person in people], dtype=np.int64)
    return fit.prior_means(roles)[rows]


def _distinct(owner: Ints, value: Ints, owners: int) -> Ints:
    """How many distinct values each owner has."""
    if owner.size == 0:
        return np.zeros(owners, dtype=np.int64)
    span = int(value.max()) + 1
    return np.asarray(np.bincount(np.unique(owner * span + value) // span, minlength=owners), dtype=np.int64)
