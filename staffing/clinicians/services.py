"""Clinicians: everything another room may change about them."""

from staffing.clinicians.details import ClinicianDetails, InvalidDetails
from staffing.clinicians.people import (
    add_note,
    create_clinician,
    record_orientation,
    set_roles,
    set_skills,
    update_clinician,
)
from staffing.clinicians.wishes import (
    WeeklyWindow,
    clear_exceptions,
    paint,
    set_exception,
    set_preferences,
    set_weekly_pattern,
    weekly_pattern,
)

__all__ = [
    "ClinicianDetails",
    "InvalidDetails",
    "WeeklyWindow",
    "add_note",
    "clear_exceptions",
    "create_clinician",
    "paint",
    "record_orientation",
    "set_exception",
    "set_preferences",
    "set_roles",
    "set_skills",
    "set_weekly_pattern",
    "update_clinician",
    "weekly_pattern",
]
