"""What a coordinator chose to see, as it stands in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

MAX_ID = 2**31 - 1


class Pile(StrEnum):
    CLEAN = "clean"
    LOOK = "look"
    UNFILLED = "unfilled"


class View(StrEnum):
    """How a pile is grouped."""

    FACILITY = "facility"
    CLINICIAN = "clinician"
    FLAGS = "flags"


@dataclass(frozen=True)
class ReviewFilter:
    """Everything that decides which rows are on the screen; empty fields leave all in."""

    run_id: int | None = None
    pile: Pile = Pile.LOOK
    view: View = View.FACILITY
    facility_id: int | None = None
    role_id: int | None = None
    day: date | None = None
    flag: str = ""
    page: int = 0

    @classmethod
    def read(cls, args: Mapping[str, str]) -> ReviewFilter:
        """From a query string; whatever cannot be read counts as left empty."""
        return cls(
            run_id=_id(args.get("run")),
            pile=_choice(Pile, args.get("pile"), Pile.LOOK),
            view=_choice(View, args.get("view"), View.FACILITY),
            facility_id=_id(args.get("facility")),
            role_id=_id(args.get("role")),
            day=_day(args.get("day")),
            flag=args.get("flag", "")[:40].replace("\x00", ""),
            page=min(_id(args.get("page")) or 0, 10_000),
        )

    def query(self, **changes: Any) -> dict[str, str]:
        """As query-string arguments, with `changes`; defaults are left out."""
        names = {"run_id": "run", "facility_id": "facility", "role_id": "role"}
        values = asdict(replace(self, **{"page": 0, **changes}))
        blank = asdict(ReviewFilter())
        return {
            names.get(key, key): str(value)
            for key, value in values.items()
            if value != blank[key] or key == "pile"
        }


def _id(raw: str | None) -> int | None:
    if raw and raw.isascii() and raw.isdigit() and len(raw) <= 10 and int(raw) <= MAX_ID:
        return int(raw)
    return None


def _choice(kind: Any, raw: str | None, default: Any) -> Any:
    return kind(raw) if raw in set(kind) else default


def _day(raw: str | None) -> date | None:
    try:
        return date.fromisoformat(raw) if raw else None
    except ValueError:
        return None
