"""Response tables for tests, made row by row; and flags."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from staffing.bias.auditing import keep
from staffing.bias.findings import Finding
from staffing.bias.models import FlagKind, RatingFlag
from staffing.bias.responses import ResponseTable
from staffing.clinicians.models import Clinician
from staffing.db import db, utc_now


class Said(NamedTuple):
    """One response: `share` of five answers "Always"; `place` 0 for a known rater."""

    rater: int
    clinician: int
    share: float = 1.0
    at: int = 0
    pattern: int = 1
    place: int = 0


def table_of(said: Iterable[Said]) -> ResponseTable:
    """Rows in the order given, ids from 1, one stratum."""
    rows = list(said)
    raters = max((one.rater for one in rows), default=-1) + 1
    places = max((one.place for one in rows), default=0) + 1

    def column(name: str) -> np.ndarray:
        return np.array([getattr(one, name) for one in rows], dtype=np.int64)

    return ResponseTable(
        raters=tuple(f"account:{at}" for at in range(raters)),
        strata=("RN|on_site|facility",),
        places=("", *(f"patient at unit:{at}" for at in range(1, places))),
        id=np.arange(1, len(rows) + 1),
        clinician=column("clinician"),
        rater=column("rater"),
        stratum=np.zeros(len(rows), dtype=np.int64),
        place=column("place"),
        at=column("at"),
        share=np.array([one.share for one in rows], dtype=np.float64),
        pattern=column("pattern"),
    )


def flag_about(person: Clinician, rater: str = "account:1", **facts: object) -> RatingFlag:
    """A rater who is said to praise the person."""
    figures: dict[str, object] = {"n": 9, "observed": 1.0, "expected": 0.5, "p": 1e-6, "q": 1e-4, "z": 4.8}
    found = Finding(
        kind=FlagKind.COLLUSION,
        rater=rater,
        about=f"clinician:{person.id}",
        clinician_id=person.id,
        **(figures | facts),  # type: ignore[arg-type]
    )
    keep([found], utc_now())
    return db.session.query(RatingFlag).filter_by(rater=rater, about=found.about).one()
