"""Status changes: the one place that assigns `status`, and the audit row that goes with each change."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

from staffing.audit.trail import Actor, record


class IllegalTransition(ValueError):
    """A row was asked to move to a status its lifecycle does not allow from where it stands."""

    def __init__(self, row: Any, to: StrEnum) -> None:
        self.row, self.to = row, to
        super().__init__(f"{row.__tablename__} {row.id} cannot go from {row.status} to {to}")


class HasLifecycle:
    """A row with a `status` column and a table of allowed moves, `TRANSITIONS[from] = {to, …}`."""

    TRANSITIONS: ClassVar[Mapping[Any, frozenset[Any]]]

    def can_move_to(self, to: StrEnum) -> bool:
        row: Any = self
        return to in self.TRANSITIONS.get(row.status, frozenset())

    def move_to(
        self, to: StrEnum, by: Actor, reason: str | None = None, facts: dict[str, Any] | None = None
    ) -> None:
        """Change the status and write the audit row; raises IllegalTransition.

        `facts` are further fields worth keeping in the trail (JSON-ready values); `status` stays ours.
        """
        row: Any = self
        if not self.can_move_to(to):
            raise IllegalTransition(row, to)
        before = row.status
        row.status = to
        record(
            row,
            str(to),
            by,
            before={"status": str(before)},
            after={**(facts or {}), "status": str(to)},
            reason=reason,
        )
