"""Nothing protected and no ZIP reaches the solver: its schema, field by field, holds only what stands here.

A new field fails this test until somebody has asked whether it says, or stands for, who a person is.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from solver.problem import Problem

PARTS = """
    race ethnic color colour religio creed sex gender pronoun pregnan orientation_sex nation ancestry
    citizen immigra disab genetic medical health_status veteran marital birth dob age_ _age zip postal
    address street city county neighbo income name email phone photo group demograph
"""
"""Parts of words no field of a person may have."""
FREE_OF_PEOPLE = {"Tier.name", "Screening.max_age_minutes"}
"""A tier's own name; how old a check may be."""

ALLOWED = {
    "Problem": """
        now_minute horizon_start_minute horizon_end_minute dimensions roles facilities units clinicians
        slots commitments do_not_return compact_states published pinned forbidden settings tiers
    """,
    "Clinician": """
        id roles latitude longitude residence_state communication availability adult skills credentials
        screenings languages orientations blocked_facilities max_distance_metres max_minutes_week
        minimum_notice_minutes wanted_minutes regular_rate_cents history wishes coaching little_rated
    """,
    "Credential": """
        kind status state multistate valid_from_minute expires_minute
    """,
    "ScreeningCheck": """
        kind checked_minute
    """,
    "UnitHistory": """
        unit_id shifts
    """,
    "Wishes": """
        units facilities kinds
    """,
    "Coaching": """
        from_minute until_minute setback_percent
    """,
    "Facility": """
        id latitude longitude system_id long_term_care orientation_required
    """,
    "Unit": """
        id facility_id minimum_communication
    """,
    "Role": """
        id licence compact
    """,
    "Slot": """
        id facility_id unit_id start_minute end_minute local_day local_minutes night weekend workweeks
        virtual role dimension_weights patient_states kind priority contact_percent charge_needed
        required_skills required_certifications required_languages preferred_clinicians explore
    """,
    "Commitment": """
        id facility_id unit_id start_minute end_minute local_day local_minutes night weekend workweeks
        virtual clinician_id kind
    """,
    "DoNotReturn": """
        clinician_id scope scope_id by reason
    """,
    "CompactState": """
        state from_minute until_minute
    """,
    "Pair": """
        clinician_id slot_id
    """,
    "Tier": """
        name terms
    """,
    "WeightedTerm": """
        term weight
    """,
    "Screening": """
        kind max_age_minutes roles long_term_care_only
    """,
}
FIGURES = "RuleSettings"
"""The agency's rule figures: about shifts, not about people; new ones are welcome."""


def dataclasses_in(kind: Any) -> Iterator[type]:
    """Every dataclass an annotation reaches, itself first."""
    if get_origin(kind) in (tuple, types.UnionType):
        for part in get_args(kind):
            yield from dataclasses_in(part)
    elif is_dataclass(kind) and isinstance(kind, type):
        yield kind
        for hint in get_type_hints(kind).values():
            yield from dataclasses_in(hint)


SCHEMA = {kind.__name__: {field.name for field in fields(kind)} for kind in dataclasses_in(Problem)}


def test_the_schema_holds_what_was_agreed_and_nothing_else() -> None:
    assert {name: known for name, known in SCHEMA.items() if name != FIGURES} == {
        name: set(known.split()) for name, known in ALLOWED.items()
    }


def test_no_field_is_protected_or_stands_for_a_place_to_live() -> None:
    found = {
        f"{kind}.{field}"
        for kind, known in SCHEMA.items()
        for field in known
        if any(part in field for part in PARTS.split())
    }
    assert found == FREE_OF_PEOPLE


def test_the_walk_reaches_every_part_of_a_problem() -> None:
    assert {"Problem", "Clinician", "Credential", "Coaching", "Slot", "Screening", "WeightedTerm"} <= set(
        SCHEMA
    )
