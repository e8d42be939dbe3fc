"""The swap dialog of a proposed placement."""

from __future__ import annotations

from typing import Any

from admin.people_for import best_for, named_for, tidy
from staffing.matching.models import ProposedPlacement


def dialog(row: ProposedPlacement, search: str) -> dict[str, Any]:
    """What the dialog shows: the best candidates, or the people found by name."""
    search, present = tidy(search), (row.clinician_id,)
    choices = named_for(row.slot, search, present) if search else best_for(row.slot, present)
    return {"row": row, "search": search, "choices": choices}
