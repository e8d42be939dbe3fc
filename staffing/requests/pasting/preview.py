"""What pasted rows would come to, and taking them: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from staffing.audit import Actor
from staffing.clinicians.models import StaffRole
from staffing.db import db
from staffing.facilities.models import Unit
from staffing.requests.details import InvalidRequest, RequestDetails
from staffing.requests.estimates import Estimate, estimate
from staffing.requests.models import RequestSource, ShiftRequest
from staffing.requests.pasting.reading import PastedRow, read
from staffing.requests.services import Revise, submit

COLUMN_OF = {
    "unit_id": "unit",
    "staff_role_id": "role",
    "day": "date",
    "fold": "start",
    "patient_states": "unit",
}
"""Where an error about a field of RequestDetails is shown, if the column has another name."""


class PasteRefused(ValueError):
    """Some row cannot be taken, so none was; `preview` says which and why."""

    def __init__(self, preview: PastePreview) -> None:
        self.preview = preview
        super().__init__(
            f"{len(preview.faulty)} of {len(preview.rows)} rows need a change; nothing was sent."
        )


@dataclass(frozen=True)
class PreviewRow:
    """A pasted line with what it would ask for and cost, or its errors by column."""

    number: int
    text: Mapping[str, str]
    details: RequestDetails | None
    estimate: Estimate | None
    errors: Mapping[str, str]


@dataclass(frozen=True)
class PastePreview:
    """Every row, good and bad."""

    rows: tuple[PreviewRow, ...]

    @property
    def faulty(self) -> list[PreviewRow]:
        return [row for row in self.rows if row.errors]

    @property
    def sound(self) -> list[PreviewRow]:
        return [row for row in self.rows if not row.errors]

    @property
    def heads(self) -> int:
        return sum(row.details.heads for row in self.rows if row.details)

    @property
    def total_bill_cents(self) -> int:
        return sum(row.estimate.total_bill_cents for row in self.rows if row.estimate)


def preview(text: str, now: datetime) -> PastePreview:
    """Read and check pasted text without changing anything; raises UnreadablePaste."""
    units, roles = _units(), _roles()
    return PastePreview(tuple(_judge(row, units, roles, now) for row in read(text)))


def take(
    text: str, by: Actor, now: datetime, *, asked_by: str = "", revise: Revise | None = None
) -> list[ShiftRequest]:
    """Submit every pasted row; `revise` is for those sent before (see `submit`).

    Raises PasteRefused if any cannot be taken, UnreadablePaste.
    """
    judged = preview(text, now)
    if judged.faulty:
        raise PasteRefused(judged)
    requests: list[ShiftRequest] = []
    for row in judged.rows:
        assert row.details is not None
        requests += submit(row.details, by, RequestSource.PASTE, now, revise=revise)
    for request in requests:
        request.asked_by = asked_by or request.asked_by
    return requests


def _units() -> dict[tuple[str, str], list[Unit]]:
    """Units by facility and name, and by name alone (facility empty)."""
    found: dict[tuple[str, str], list[Unit]] = {}
    for unit in db.session.scalars(select(Unit).where(Unit.active).options(joinedload(Unit.facility))):
        for key in ((_key(unit.facility.name), _key(unit.name)), ("", _key(unit.name))):
            found.setdefault(key, []).append(unit)
    return found


def _roles() -> dict[str, int]:
    """Ids of the roles on offer, by name and by code."""
    roles = list(db.session.scalars(select(StaffRole).where(StaffRole.active)))
    return {_key(role.name): role.id for role in roles} | {_key(role.code): role.id for role in roles}


def _judge(
    row: PastedRow, units: Mapping[tuple[str, str], list[Unit]], roles: Mapping[str, int], now: datetime
) -> PreviewRow:
    errors = dict(row.errors)
    unit_id = _find_unit(row, units, errors)
    role_id = roles.get(_key(row.values.get("role", "")))
    if role_id is None and "role" not in errors:
        errors["role"] = "We know no such role."
    if errors or unit_id is None or role_id is None:
        return PreviewRow(row.number, row.text, None, None, errors)
    details = _details(row, unit_id, role_id)
    try:
        return PreviewRow(row.number, row.text, details, estimate(details, now), {})
    except InvalidRequest as refused:
        return PreviewRow(row.number, row.text, None, None, _by_column(refused))


def _find_unit(
    row: PastedRow, units: Mapping[tuple[str, str], list[Unit]], errors: dict[str, str]
) -> int | None:
    facility, name = _key(row.values.get("facility", "")), _key(row.values.get("unit", ""))
    found = units.get((facility, name), [])
    if len(found) == 1:
        return found[0].id
    if found:
        errors["facility"] = "Several facilities have a unit of this name. Say which one."
    elif facility and not any(key[0] == facility for key in units):
        errors["facility"] = "We know no such facility."
    elif "unit" not in errors:
        errors["unit"] = "We know no such unit."
    return None


def _details(row: PastedRow, unit_id: int, role_id: int) -> RequestDetails:
    values = row.values
    return RequestDetails(
        unit_id=unit_id,
        staff_role_id=role_id,
        day=values["date"],
        start=values["start"],
        end=values["end"],
        heads=values["heads"],
        arrival_notes=values["notes"][:500],
        external_id=values["reference"][:64] or None,
    )


def _by_column(refused: InvalidRequest) -> dict[str, str]:
    return {COLUMN_OF.get(field, field): message for field, message in refused.errors.items()}


def _key(name: str) -> str:
    return " ".join(name.lower().split())
