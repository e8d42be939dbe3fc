"""How long a million responses take, in memory and out of a database, and how long one new response takes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple, TypeVar

import numpy as np
from flask_migrate import upgrade
from sqlalchemy import insert

from staffing.accounts.models import Agency
from staffing.clinicians.models import Clinician, RoleFamily, StaffRole
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Setting
from staffing.ratings.answers import DIMENSIONS, SETTINGS, SOURCES, AnswerTable, day_number
from staffing.ratings.fits import fitted, refit
from staffing.ratings.models import Dimension, RaterSource
from staffing.ratings.posterior import Floats, Ints, posterior
from staffing.ratings.scores import score_book
from staffing.ratings.tally import tally
from staffing.ratings.weighing import weigh

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROLES = ("CNA", "LVN", "RN")
ASKED = 5
"""Answers a response: the bedside dimensions, which come first in DIMENSIONS."""
RATERS, YEARS = 2_000, 3
NEW_RESPONSES = 21
SEED = 1
LONG, ORDINARY, LONGEST = 1, 2, 3_000
"""Two clinicians' ids, and how many responses the first of them has."""
_CHUNK = 50_000

T = TypeVar("T")


@dataclass(frozen=True)
class Responses:
    """Columns with one entry per response; `always` is [response, ASKED]. Clinician ids count from 1."""

    clinician: Ints
    rater: Ints
    day: Ints
    always: Floats
    clinicians: int

    def __len__(self) -> int:
        return len(self.clinician)

    def roles(self) -> Ints:
        """Each clinician always works in one role."""
        return self.clinician % len(ROLES)


def draw(responses: int, clinicians: int, longest: int, seed: int) -> Responses:
    """Responses of the last three years; clinician 1 has `longest` of them, the others share the rest."""
    chance = np.random.default_rng(seed)
    others = chance.integers(2, clinicians + 1, responses - longest)
    person = np.concatenate([np.ones(longest, dtype=np.int64), others])
    theta = chance.beta(16, 4, clinicians + 1)
    return Responses(
        clinician=person,
        rater=chance.integers(RATERS, size=responses),
        day=day_number(NOW) - 1 - chance.integers(365 * YEARS, size=responses),
        always=(chance.random((responses, ASKED)) < theta[person, None]).astype(np.float64),
        clinicians=clinicians,
    )


def table_of(drawn: Responses) -> AnswerTable:
    """The same as the score reads it: one row per answer."""
    response = np.repeat(np.arange(len(drawn)), ASKED)
    size = len(response)
    return AnswerTable(
        roles=ROLES,
        raters=tuple(f"account:{at}" for at in range(RATERS)),
        response_id=response + 1,
        clinician_id=drawn.clinician[response],
        role=drawn.roles()[response],
        setting=np.full(size, SETTINGS.index(Setting.ON_SITE)),
        source=np.full(size, SOURCES.index(RaterSource.FACILITY)),
        rater=drawn.rater[response],
        day=drawn.day[response],
        dimension=np.tile(np.arange(ASKED), len(drawn)),
        count=np.ones(size),
        always=drawn.always.reshape(-1),
    )


class Spent(NamedTuple):
    """Seconds by the clock and of the processor; other work on the machine stretches only the first much."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Timing:
    """One line of the table; `unit` is s, ms or GB."""

    what: str
    value: float
    cpu: float | None = None
    limit: float | None = None
    unit: str = "s"

    def text(self, value: float | None) -> str:
        return "–" if value is None else f"{value:.1f} {self.unit}"


def measure(responses: int) -> list[Timing]:
    """All timings; 50 responses a clinician, one clinician with LONGEST."""
    drawn = draw(responses, responses // 50, min(LONGEST, responses // 10), SEED)
    return [*in_memory(drawn), *in_database(drawn)]


def in_memory(drawn: Responses) -> list[Timing]:
    """Fit and score everybody from arrays."""
    table, ids = table_of(drawn), np.arange(1, drawn.clinicians + 1)
    fit, fitting = _timed(lambda: fitted(table, NOW.date()))

    def scores() -> Floats:
        sums = tally(weigh(table, fit, ids, NOW), len(ids))
        prior = fit.prior_means(ROLES)[ids % len(ROLES)]
        return posterior(fit.k, prior, sums.n, sums.surprise).mean

    _means, scoring = _timed(scores)
    return [
        Timing(f"{len(drawn):,} responses scored, arrays in memory", *scoring, limit=60),
        Timing("the fit of the same (μ, k and leniency)", *fitting),
    ]


def in_database(drawn: Responses) -> list[Timing]:
    """The same out of SQLite, then one new response at a time for an ordinary and for the longest history."""
    with _agency(drawn) as file:
        _row, fitting = _timed(lambda: refit(NOW.date()))
        db.session.commit()
        _means, scoring = _timed(lambda: score_book(NOW).means)
        lines = [
            Timing(f"{len(drawn):,} responses scored, read from SQLite", *scoring, limit=60),
            Timing("the nightly fit of the same, read from SQLite", *fitting),
        ]
        for person in (ORDINARY, LONG):
            held = int((drawn.clinician == person).sum())
            first = len(drawn) + person * 1_000
            spent = [_one_more(file, person, first + at) for at in range(NEW_RESPONSES)]
            clock, processor = (1_000 * median(column) for column in zip(*spent, strict=True))
            name = f"one new response, a clinician with {held:,} (median of {NEW_RESPONSES})"
            lines.append(Timing(name, clock, processor, 50, "ms"))
    lines.append(Timing("most memory held at any time", getrusage(RUSAGE_SELF).ru_maxrss / 2**20, unit="GB"))
    return lines


def _one_more(file: Path, person: int, response_id: int) -> Spent:
    """Time from a stored response to the person's new means and intervals."""
    db.session.rollback()
    with sqlite3.connect(file) as connection:
        _store(connection, [_response_row(response_id, person, 1, day_number(NOW) - 1)], [[1.0] * ASKED])
    connection.close()

    def score() -> object:
        book = score_book(NOW, [person])
        return book.means, book.quantiles

    return _timed(score)[1]


@contextmanager
def _agency(drawn: Responses) -> Iterator[Path]:
    """An agency with these responses on SQLite, in a temporary folder, under its scope."""
    from staffing.app import create_app
    from staffing.settings import load as load_settings

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings({"INSTANCE": folder}))
        with app.app_context():
            upgrade()
            agency_id = _people(drawn.clinicians)
            file = Path(str(db.engine.url.database))
            db.session.remove()
            _fill(file, drawn)
            with use_scope(Scope.agency(agency_id)):
                yield file
            db.session.remove()
            db.engine.dispose()


def _people(clinicians: int) -> int:
    """The agency, its roles and its clinicians, with ids from 1; gives the agency's id."""
    agency = Agency(name="Bench", phone="", email="bench@example.org")
    db.session.add(agency)
    db.session.flush()
    with use_scope(Scope.agency(agency.id)):
        roles = [StaffRole(code=code, name=code, clinical=True, family=RoleFamily.BEDSIDE) for code in ROLES]
        db.session.add_all(roles)
        db.session.flush()
        base: dict[str, Any] = {"agency_id": agency.id, "first_name": "A", "last_name": "B"}
        base |= {"state_of_residence": "TX", "home_lat": 32.8, "home_lng": -96.8}
        rows = [
            {"id": at, "primary_role_id": roles[at % len(ROLES)].id, **base}
            for at in range(1, clinicians + 1)
        ]
        db.session.execute(insert(Clinician.__table__), rows)  # type: ignore[arg-type]
        db.session.commit()
    return agency.id


def _fill(file: Path, drawn: Responses) -> None:
    # Straight into the file: the shifts behind the responses do not matter to a score and are left out.
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        columns = drawn.clinician, drawn.rater, drawn.day
        for first in range(0, len(drawn), _CHUNK):
            part = slice(first, first + _CHUNK)
            rows = zip(*(column[part].tolist() for column in columns), strict=True)
            _store(
                connection,
                [_response_row(first + at, *row) for at, row in enumerate(rows, start=1)],
                drawn.always[part].tolist(),
            )
    connection.close()


def _response_row(response_id: int, clinician: int, rater: int, day: int) -> tuple[Any, ...]:
    ended = day * int(timedelta(days=1).total_seconds())
    role = ROLES[clinician % len(ROLES)]
    place = (Setting.ON_SITE.value, RaterSource.FACILITY.value)
    return response_id, response_id, clinician, role, *place, f"account:{rater}", ended, ended, 1, 1


def _store(connection: sqlite3.Connection, rows: list[tuple[Any, ...]], always: list[list[float]]) -> None:
    connection.executemany(
        "INSERT INTO communication_response (id, placement_id, clinician_id, role_code, setting, source,"
        " rater, worked_at, submitted_at, facility_id, agency_id) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        rows,
    )
    names = [Dimension(name).value for name in DIMENSIONS[:ASKED]]
    connection.executemany(
        "INSERT INTO communication_answer (response_id, dimension, answer, agency_id) VALUES (?,?,?,1)",
        (
            (row[0], name, "always" if yes else "usually")
            for row, given in zip(rows, always, strict=True)
            for name, yes in zip(names, given, strict=True)
        ),
    )


def _timed(work: Callable[[], T]) -> tuple[T, Spent]:
    clock, processor = perf_counter(), process_time()
    result = work()
    return result, Spent(perf_counter() - clock, process_time() - processor)
