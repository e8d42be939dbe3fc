"""A finding: one rule that speaks against a placement, with its figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a rule found.

    `rule`: its name. `text`: one sentence for a coordinator. `duties`: ids of the duties involved.
    `figure`, `limit`: the value met and the value allowed, in the rule's unit (minutes, metres, days).
    `inherited`: only commitments take part, so nothing is blocked by it.
    """

    rule: str
    text: str
    duties: tuple[str, ...] = ()
    figure: int | None = None
    limit: int | None = None
    inherited: bool = False


def hours(minutes: int) -> str:
    """Minutes as people read them: 510 is "8 h 30 min"."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else ""
    return f"{sign}{whole} h {rest} min" if rest else f"{sign}{whole} h"


def listed(names: Iterable[str]) -> str:
    """Names joined for a sentence."""
    return ", ".join(sorted(names))
