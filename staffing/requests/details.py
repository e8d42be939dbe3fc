"""What a facility asks for, as typed, and how it is refused, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from staffing import clock
from staffing.facilities.models import PatientContact, Setting
from staffing.requests.models import Priority


class InvalidRequest(ValueError):
    """A request that cannot be taken; `errors` maps field names of RequestDetails to what to do."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__(" ".join(self.errors.values()))


class WhichHour(InvalidRequest):
    """The clocks go back and a time typed comes twice: `choice` has both instants to ask about."""

    def __init__(self, choice: clock.AmbiguousTime) -> None:
        self.choice = choice
        super().__init__({"fold": str(choice)})


@dataclass(frozen=True)
class RequestDetails:
    """A shift request in the facility's own words; times are its local clock.

    An `end` at or before `start` is next morning. None means "as the unit usually has it"; for
    `preferred_clinician_ids`, whom the facility would like again. `fold` says which of two passes of a
    repeated hour is meant (see `staffing.clock`).
    """

    unit_id: int
    staff_role_id: int
    day: date
    start: time
    end: time
    heads: int = 1
    fold: int | None = None
    repeat_until: date | None = None
    priority: Priority = Priority.ROUTINE
    setting: Setting | None = None
    patient_states: tuple[str, ...] = ()
    charge_needed: bool = False
    patient_contact: PatientContact | None = None
    patients_read_up: bool | None = None
    explains_bills: bool | None = None
    languages: tuple[str, ...] = ()
    skill_ids: tuple[int, ...] = ()
    preferred_clinician_ids: tuple[int, ...] | None = None
    arrival_notes: str = ""
    asked_by: str = ""
    external_id: str | None = None
