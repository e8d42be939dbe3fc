"""Flags in plain words. Raters' names are for coordinators' and administrators' eyes only."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from staffing.accounts.models import Account
from staffing.bias.models import FlagKind, RatingFlag
from staffing.clinicians.models import Clinician
from staffing.db import db
from staffing.facilities.models import Facility, Unit
from staffing.placements.models import Placement
from staffing.requests.models import Slot
from staffing.requests.words import shift_words

KIND_WORDS: Mapping[FlagKind, str] = {
    FlagKind.LENIENCY: "strict or generous",
    FlagKind.GROUP_GAP: "one group rated differently",
    FlagKind.BURST: "burst",
    FlagKind.DUPLICATE: "same answers again",
    FlagKind.COLLUSION: "one person praised",
}


def names_of(raters: Collection[str]) -> dict[str, str]:
    """Who stands behind each code: a person, the patients of a shift, the charge nurses of a unit."""
    by_kind: dict[str, set[int]] = {}
    for code in raters:
        kind, _, number = code.partition(":")
        if number.isdigit():
            by_kind.setdefault(kind, set()).add(int(number))
    found = {code: code for code in raters}
    found |= {f"account:{one.id}": one.name for one in _rows(Account, by_kind.get("account"))}
    found |= {f"clinician:{one.id}": one.name for one in _rows(Clinician, by_kind.get("clinician"))}
    found |= _shifts(by_kind.get("shift", set()))
    found |= _units(by_kind.get("unit", set()))
    return found


def sentence(flag: RatingFlag, rater: str, clinician: str = "") -> str:
    """What was found, in one sentence; `rater` and `clinician` are names."""
    facts = flag.figures
    seen, usual, n = facts["observed"], facts["expected"], facts["n"]
    match flag.kind:
        case FlagKind.LENIENCY:
            how = "less often" if seen < usual else "more often"
            return (
                f"{rater} says “Always” much {how} than others do about such work: "
                f"{seen:.0%} where {usual:.0%} is usual, over {n} responses."
            )
        case FlagKind.GROUP_GAP:
            how = "lower" if seen < usual else "higher"
            return (
                f"{rater} rates the group “{flag.about}” {100 * abs(seen - usual):.0f} points {how} "
                f"than other raters rate the same people, over {n} responses."
            )
        case FlagKind.BURST:
            whom = f"about {clinician}" if clinician else "from one unit's links"
            return (
                f"{n} answers {whom} within {facts['hours']} hours, most of them by {rater}; "
                f"a day usually brings {usual:.1f}."
            )
        case FlagKind.DUPLICATE:
            return f"{rater} gave the same answers {seen:.0f} times in a row, out of {n} responses."
        case FlagKind.COLLUSION:
            return (
                f"{rater} says “Always” about {clinician} in {seen:.0%} of answers, over {n} responses; "
                f"by everybody else's view it would be {usual:.0%}."
            )


def _rows(model: type[Account] | type[Clinician], ids: set[int] | None) -> list[Account | Clinician]:
    return list(db.session.scalars(select(model).where(model.id.in_(ids)))) if ids else []


def _shifts(ids: set[int]) -> dict[str, str]:
    if not ids:
        return {}
    slot = joinedload(Placement.slot)
    query = select(Placement).where(Placement.id.in_(ids))
    rows = db.session.scalars(query.options(slot.joinedload(Slot.facility), slot.joinedload(Slot.unit)))
    return {f"shift:{one.id}": f"the patients of {_shift(one.slot)}" for one in rows}


def _shift(slot: Slot) -> str:
    words = shift_words(slot)
    return f"{words.unit}, {words.facility}, {words.day}, {words.hours}"


def _units(ids: set[int]) -> dict[str, str]:
    if not ids:
        return {}
    query = select(Unit.id, Unit.name, Facility.name).join(Facility, Facility.id == Unit.facility_id)
    return {
        f"unit:{key}": f"the charge nurses of {unit}, {facility}"
        for key, unit, facility in db.session.execute(query.where(Unit.id.in_(ids)))
    }
