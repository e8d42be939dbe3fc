"""What may be answered about oneself, and what the groups are called.

The race and ethnicity list is the federal one of 2024 (OMB's Statistical Policy Directive 15) with a group
for people of several.
"""

from __future__ import annotations

from collections.abc import Mapping

from staffing.equity.models import Attribute

PREFER_NOT = "prefer_not_to_say"
NOT_STATED = "not_stated"
"""The group of everybody who gave no answer, or would rather not say: counted, never compared."""

ATTRIBUTE_NAMES: Mapping[Attribute, str] = {
    Attribute.RACE_ETHNICITY: "Race and ethnicity",
    Attribute.GENDER: "Gender",
    Attribute.AGE_BAND: "Age",
}
GROUPS: Mapping[Attribute, Mapping[str, str]] = {
    Attribute.RACE_ETHNICITY: {
        "american_indian_alaska_native": "American Indian or Alaska Native",
        "asian": "Asian",
        "black": "Black or African American",
        "hispanic": "Hispanic or Latino",
        "middle_eastern_north_african": "Middle Eastern or North African",
        "pacific_islander": "Native Hawaiian or Pacific Islander",
        "white": "White",
        "several": "Two or more of these",
    },
    Attribute.GENDER: {"woman": "Woman", "man": "Man", "another": "Non-binary or another gender"},
    Attribute.AGE_BAND: {
        "under_30": "Under 30",
        "30_39": "30 to 39",
        "40_49": "40 to 49",
        "50_59": "50 to 59",
        "60_over": "60 or over",
    },
}
"""The groups that are compared, by what is stored."""


def group_name(attribute: Attribute, group: str) -> str:
    """What a group of a report is called."""
    return "Not stated" if group == NOT_STATED else GROUPS[attribute][group]
