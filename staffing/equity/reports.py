"""Which reports are due, and making them. A report is made of sums; what it was made of is not kept.

A run's report is made when the run is finished (proposals) and once more when nothing of it waits any
longer (offers and placements). A quarter's is made on the first of each month of it up to that day, and
for the last time when it is over. Nothing is made day by day: the difference between two days is a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import undefer

from staffing import clock
from staffing.accounts.models import Agency
from staffing.db import current_scope, db, transact
from staffing.equity.answers import groups_of
from staffing.equity.cells import Shape
from staffing.equity.facts import (
    RUN_AT_FIRST,
    RUN_SETTLED,
    facts_of_period,
    facts_of_run,
    shape_of_period,
)
from staffing.equity.models import Attribute, EquityReport
from staffing.equity.rater_gaps import look_for_rater_gaps
from staffing.equity.sums import Facts, table_of
from staffing.matching.blobs import SCHEMA_VERSION
from staffing.matching.models import MatchRun, ProposedPlacement, ProposedStatus, RunStatus
from staffing.placements.models import Offer, OfferStatus, Placement

OVER = (RunStatus.FINISHED, RunStatus.CANCELLED)
"""A run that was stopped keeps the best plan it had found."""


def make_due_reports(secret: str, now: datetime) -> None:
    """The periodic duty: every report that is due, each in a transaction of its own.

    With a quarter's, raters are looked at for gaps between groups.
    """
    for run_id in _runs_due(now):
        transact(lambda run_id=run_id: report_on_run(run_id, secret, now))  # type: ignore[misc]
    due = list(quarters_due(now))
    if due:
        transact(lambda: look_for_rater_gaps(secret, now))
    for quarter, until in due:
        transact(lambda q=quarter, u=until: report_on_quarter(q, u, secret, now))  # type: ignore[misc]


def report_on_run(run_id: int, secret: str, now: datetime) -> EquityReport | None:
    """Make or remake the report of a finished run; a settled one stays. None: nothing to make it of."""
    run = db.session.get_one(MatchRun, run_id, options=[undefer(MatchRun.problem_blob)])
    report = db.session.scalars(select(EquityReport).where(EquityReport.run_id == run.id)).one_or_none()
    settled = is_settled(run, now)
    if report is not None and (report.tables["final"] or not settled):
        return report
    facts = facts_of_run(run)
    if facts is None:
        return None
    report = report or EquityReport(run_id=run.id)
    shape = RUN_SETTLED if settled else RUN_AT_FIRST
    return _write(report, {"final": settled, **_tables(facts, shape, secret)}, now)


def report_on_quarter(quarter: date, until: date, secret: str, now: datetime) -> EquityReport:
    """Make or remake the report of the quarter that begins on `quarter`, up to the day `until` (excluded)."""
    zone = _agency().timezone
    found = select(EquityReport).where(EquityReport.quarter == quarter)
    report = db.session.scalars(found).one_or_none() or EquityReport(quarter=quarter)
    if report.tables is not None and report.tables["until"] >= until.isoformat():
        return report
    start, _ = clock.day_bounds(quarter, zone)
    end, _ = clock.day_bounds(until, zone)
    facts = facts_of_period(start, end)
    tables = {"final": until == next_quarter(quarter), "until": until.isoformat()}
    return _write(report, {**tables, **_tables(facts, shape_of_period(facts), secret)}, now)


def is_settled(run: MatchRun, now: datetime) -> bool:
    """Whether nothing of a run waits: every proposal decided, every offer answered, or its days over."""
    waiting = and_(
        ProposedPlacement.run_id == run.id,
        or_(
            ProposedPlacement.status == ProposedStatus.PROPOSED,
            and_(
                ProposedPlacement.status == ProposedStatus.APPROVED,
                or_(
                    ProposedPlacement.offer_id.is_(None),
                    exists().where(Offer.id == ProposedPlacement.offer_id, Offer.status == OfferStatus.OPEN),
                ),
            ),
        ),
    )
    if run.last_day < clock.local_day(now, _agency().timezone):
        return True
    return db.session.scalar(select(ProposedPlacement.id).where(waiting).limit(1)) is None


def quarters_due(now: datetime) -> Iterator[tuple[date, date]]:
    """(first day, up to) of the two latest quarters with a month behind them, where a report is missing."""
    zone = _agency().timezone
    month = clock.local_day(now, zone).replace(day=1)
    latest = quarter_of(month - timedelta(days=1))
    known = {
        report.quarter: report.tables["until"]
        for report in db.session.scalars(select(EquityReport).where(EquityReport.quarter.is_not(None)))
    }
    for quarter in (quarter_of(latest - timedelta(days=1)), latest):
        until = min(month, next_quarter(quarter))
        if known.get(quarter, "") < until.isoformat() and _was_at_work(quarter, until, zone):
            yield quarter, until


def quarter_of(day: date) -> date:
    """First day of the calendar quarter of `day`."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def next_quarter(quarter: date) -> date:
    """First day of the quarter after the one that begins on `quarter`."""
    return quarter_of(quarter + timedelta(days=100))


def _runs_due(now: datetime) -> list[int]:
    reports = select(EquityReport).where(EquityReport.run_id.is_not(None))
    first = {report.run_id: report.tables["final"] for report in db.session.scalars(reports)}
    over = select(MatchRun).where(MatchRun.status.in_(OVER), MatchRun.schema_version == SCHEMA_VERSION)
    return [
        run.id
        for run in db.session.scalars(over.order_by(MatchRun.id))
        if run.id not in first or (not first[run.id] and is_settled(run, now))
    ]


def _was_at_work(quarter: date, until: date, zone: str) -> bool:
    start, _ = clock.day_bounds(quarter, zone)
    end, _ = clock.day_bounds(until, zone)
    begun = select(Placement.id).where(Placement.starts_at >= start, Placement.starts_at < end)
    sent = select(Offer.id).where(Offer.sent_at >= start, Offer.sent_at < end)
    return any(db.session.scalar(query.limit(1)) is not None for query in (begun, sent))


def _tables(facts: Mapping[int, Facts], shape: Shape, secret: str) -> dict[str, Any]:
    groups = groups_of(secret, current_scope().require_agency(), facts)
    return {
        "outcomes": list(shape.outcomes),
        "attributes": {
            attribute.value: table_of(attribute, groups[attribute], facts, shape) for attribute in Attribute
        },
    }


def _write(report: EquityReport, tables: dict[str, Any], now: datetime) -> EquityReport:
    report.tables, report.made_at = tables, now
    db.session.add(report)
    db.session.flush()
    return report


def _agency() -> Agency:
    return db.session.get_one(Agency, current_scope().require_agency())
