"""Commands beside the screens: `flask pbj …` reads Payroll-Based Journal files into shift requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Select, select

from staffing import clock
from staffing.accounts.models import Agency
from staffing.audit import SYSTEM
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.facilities.models import Facility, Unit
from staffing.offers.request_editing import revise
from staffing.requests.pbj import DEFAULT_STARTS, ShiftStart, UnreadablePbj, decode, read_days
from staffing.requests.pbj_import import PbjPlan, import_plan, plan_import

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])

pbj = AppGroup("pbj", help="CMS Payroll-Based Journal files: agency hours become shift requests.")


def register(app: Flask) -> None:
    """Give the application its commands."""
    app.cli.add_command(pbj)


def _starts(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[ShiftStart, ...]:
    """`07:00=40,15:00=35,23:00=25`: shift starts and their per cent of a day's hours."""
    if value is None:
        return DEFAULT_STARTS
    try:
        pairs = [part.split("=") for part in value.split(",")]
        return tuple(ShiftStart(f"{time.fromisoformat(at):%H:%M}", int(share) / 100) for at, share in pairs)
    except ValueError as error:
        raise click.BadParameter("write it like 07:00=40,15:00=35,23:00=25") from error


@dataclass(frozen=True)
class Chosen:
    """What the options of a command come to."""

    agency: Agency
    facility: Facility
    unit: Unit
    plan: PbjPlan


def _shared(command: Callable[..., None]) -> Callable[..., None]:
    """The argument and options that preview and import have in common."""
    for option in (
        click.option("--starts", callback=_starts, help="Shift starts with their per cent of the hours."),
        click.option("--provider", help="CMS number (PROVNUM), where the file holds several homes."),
        click.option("--to", "last", required=True, type=DAY, help="Last day of the period in the file."),
        click.option("--from", "first", required=True, type=DAY, help="First day of the period in the file."),
        click.option("--unit", required=True, help="Name of its unit."),
        click.option("--facility", required=True, help="Name of the facility that asks."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@pbj.command()
@_shared
def preview(**options: Any) -> None:
    """Show what FILE would ask for, and change nothing."""
    chosen = _choose(**options)
    _show(chosen)
    click.echo("Nothing was changed. To send these requests, say `import` instead of `preview`.")


@pbj.command("import")
@_shared
def import_(**options: Any) -> None:
    """Send what FILE asks for as shift requests; safe to run again."""
    chosen = _choose(**options)
    _show(chosen)

    def work() -> int:
        with use_scope(Scope.system(chosen.agency.id)):
            return len(import_plan(chosen.plan, chosen.unit, SYSTEM, utc_now(), revise=revise))

    with _explained():
        click.echo(f"{transact(work)} shift requests stand at {chosen.facility.name}.")


def _choose(
    file: Path,
    facility: str,
    unit: str,
    first: datetime,
    last: datetime,
    provider: str | None,
    starts: Sequence[ShiftStart],
) -> Chosen:
    agency = db.session.scalars(select(Agency).order_by(Agency.id)).first()
    if agency is None:
        raise click.ClickException("This database holds no agency yet: start it once with `make run`.")
    with use_scope(Scope.system(agency.id)), _explained():
        place = _named(select(Facility).where(Facility.name == facility), f"facility called {facility!r}")
        room = _named(
            select(Unit).where(Unit.facility_id == place.id, Unit.name == unit),
            f"unit called {unit!r} at {facility}",
        )
        days = read_days(decode(file.read_bytes()), first.date(), last.date(), provider)
        plan = plan_import(days, clock.local_day(utc_now(), place.timezone), starts)
    return Chosen(agency, place, room, plan)


def _named(query: Select[T], what: str) -> T:
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise click.ClickException(f"There is no {what}.")
    return found


@contextmanager
def _explained() -> Iterator[None]:
    """Every fault of a file on a line of its own, and exit code 1."""
    try:
        yield
    except UnreadablePbj as error:
        raise click.ClickException("The file cannot be used.\n" + str(error)) from error


def _show(chosen: Chosen) -> None:
    plan = chosen.plan
    click.echo(f"From nursing home {plan.provider} into {chosen.facility.name}, {chosen.unit.name};")
    click.echo(f"moved {plan.moved_weeks} weeks ahead.")
    for role, hours in plan.hours.items():
        click.echo(f"  {role}: {hours:,.2f} contractor hours become {plan.heads(role)} shifts of 8 h")
    for kind, hours in plan.left_out.items():
        if hours:
            click.echo(f"  left out: {hours:,.2f} hours of {kind}")
    for request in plan.requests:
        click.echo(f"  {request.day:%a %Y-%m-%d} {request.start:%H:%M}  {request.role} × {request.heads}")
