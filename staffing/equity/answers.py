"""Voluntary answers: given, seen again by the person, taken back. The trail says nothing of it on purpose.

A trail row would tie a person to the moment of an answer, and the moment to its row. So nothing is recorded,
and an answer is dated by the first day of its month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import delete, select

from staffing.db import db
from staffing.equity.choices import GROUPS, NOT_STATED, PREFER_NOT
from staffing.equity.keys import person_key
from staffing.equity.models import Attribute, VoluntaryGroup


class NoSuchGroup(ValueError):
    """An answer that is not among the choices."""


def own_answers(key: str) -> dict[Attribute, str]:
    """What the person behind `key` has answered."""
    rows = db.session.scalars(select(VoluntaryGroup).where(VoluntaryGroup.person_key == key))
    return {row.attribute: row.value for row in rows}


def keep_answers(key: str, answers: Mapping[Attribute, str], today: date) -> None:
    """Replace the person's answers; an empty one is none. Raises NoSuchGroup."""
    for attribute, value in answers.items():
        if value and value != PREFER_NOT and value not in GROUPS[attribute]:
            raise NoSuchGroup(f"{value!r} is not a choice for {attribute}")
    withdraw(key)
    month = today.replace(day=1)
    db.session.add_all(
        VoluntaryGroup(person_key=key, attribute=attribute, value=value, given_on=month)
        for attribute, value in answers.items()
        if value
    )


def withdraw(key: str) -> None:
    """Delete everything the person has answered."""
    db.session.execute(delete(VoluntaryGroup).where(VoluntaryGroup.person_key == key))


def groups_of(secret: str, agency_id: int, clinician_ids: Iterable[int]) -> dict[Attribute, dict[int, str]]:
    """The group of each of these clinicians, by attribute; held in memory for as long as sums are made."""
    known: dict[tuple[str, Attribute], str] = defaultdict(lambda: NOT_STATED)
    rows = db.session.scalars(select(VoluntaryGroup).where(VoluntaryGroup.agency_id == agency_id))
    known.update({(row.person_key, row.attribute): row.value for row in rows if row.value != PREFER_NOT})
    keys = {one: person_key(secret, agency_id, one) for one in clinician_ids}
    return {attribute: {one: known[key, attribute] for one, key in keys.items()} for attribute in Attribute}
