"""What a coordinator chose to see, as it stands in the address bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from staffing.web.text import FIRST_YEAR, LAST_YEAR

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
    view: View = View.FLAGS
    facility_id: int | None = None
    role_id: int | None = None
    day: date | None = None
    flag: str = ""
    page: int = 0

    @classmethod
    def read(cls, args: Mapping[str, str]) -> ReviewFilter:
        """From a query string; whatever cannot be read counts as left empty."""
        pile = _choice(Pile, args.get("pile"), Pile.LOOK)
        return cls(
            run_id=_id(args.get("run")),
            pile=pile,
            view=_view(args.get("view"), pile),
            facility_id=_id(args.get("facility")),
            role_id=_id(args.get("role")),
            day=_day(args.get("day")),
            flag=args.get("flag", "")[:40].replace("\x00", ""),
            page=min(_id(args.get("page")) or 0, 10_000),
        )

    def query(self, **changes: Any) -> dict[str, str]:
        """As query-string arguments, with `changes`; defaults are left out."""
        names = {"run_id": "run", "facility_id": "facility", "role_id": "role"}
        chosen = replace(self, **{"page": 0, **changes})
        blank = asdict(ReviewFilter(pile=chosen.pile, view=_view(None, chosen.pile)))
        return {
            names.get(key, key): str(value)
            for key, value in asdict(chosen).items()
            if value != blank[key] or key == "pile"
        }

    def at_pile(self, pile: Pile) -> dict[str, str]:
        """The query of another pile with the same run, facility, role and day, grouped as is usual there."""
        return replace(self, pile=pile, view=_view(None, pile), flag="").query()


def _id(raw: str | None) -> int | None:
    if raw and raw.isascii() and raw.isdigit() and len(raw) <= 10 and int(raw) <= MAX_ID:
        return int(raw)
    return None


def _choice(kind: Any, raw: str | None, default: Any) -> Any:
    return kind(raw) if raw in set(kind) else default


def _view(raw: str | None, pile: Pile) -> View:
    """What to look at is grouped by why, unless chosen otherwise; the clean pile has no why."""
    if pile is Pile.LOOK:
        return View(_choice(View, raw, View.FLAGS))
    view = _choice(View, raw, View.FACILITY)
    return View.FACILITY if view is View.FLAGS else View(view)


def _day(raw: str | None) -> date | None:
    try:
        day = date.fromisoformat(raw or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
