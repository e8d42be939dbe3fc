"""`python -m staffing.prepare`: bring the database up to date and fill it where it is empty."""

from __future__ import annotations

import logging
import sys
import time
from datetime import datetime, timedelta

from flask_migrate import upgrade
from sqlalchemy import select

from staffing import clock
from staffing.accounts.invitations import invitation_link, invite
from staffing.accounts.models import Account, Agency, RoleName
from staffing.app import create_app
from staffing.audit import SYSTEM
from staffing.db import Scope, db, transact, use_scope, utc_now
from staffing.demo import directory
from staffing.demo.demand import ZONE
from staffing.demo.load import DAYS_AHEAD, demo_agency, load
from staffing.demo.roll import roll_forward
from staffing.demo.rows import Rows
from staffing.demo.sizes import SIZES, Size
from staffing.matching.models import MatchRun
from staffing.matching.runs import BadRun, start_run
from staffing.settings import Settings
from staffing.settings import load as load_settings

OWN_AGENCY, FIRST_COORDINATOR = "My staffing agency", "coordinator@example.org"
WRONG_DATABASE = 2


class WrongDatabase(RuntimeError):
    """The database holds the other kind of agency than the one asked for."""


def prepare(settings: Settings, size: Size, now: datetime) -> None:
    """Migrate; load or roll forward the demo agency, or open an empty one. Needs an application context."""
    _say("Bringing the database up to date")
    upgrade()
    if settings.demo:
        _demo(size, now)
    else:
        _own()


def _demo(size: Size, now: datetime) -> None:
    agency = demo_agency()
    if agency is None and db.session.scalar(select(Agency.id).limit(1)) is not None:
        raise WrongDatabase("This database holds an agency of its own. Start it with: make run DEMO=0")
    if agency is None:
        _say("Loading the demo agency, about half a minute")
        transact(lambda: load(size, now, _say))
    elif added := transact(lambda: roll_forward(agency, now)):
        _say(f"Two weeks ahead again: {added:,} new open slots")
    transact(lambda: _first_match(now))


def _first_match(now: datetime) -> None:
    """Queue one match over the coming two weeks, the first time only; the worker solves it."""
    agency = demo_agency()
    assert agency is not None
    with use_scope(Scope.system(agency.id)):
        if db.session.scalar(select(MatchRun.id).limit(1)) is not None:
            return
        first = clock.local_day(now, ZONE) + timedelta(days=1)
        last = first + timedelta(days=DAYS_AHEAD - 1)
        try:
            start_run(first, last, [], "balanced", SYSTEM, now)
        except BadRun as nothing:
            _say(str(nothing))
        else:
            _say("The first match runs as soon as the worker is up; look under Match runs")
        db.session.flush()


def _own() -> None:
    if demo_agency() is not None:
        raise WrongDatabase("This database holds the demo agency. Choose another INSTANCE or DATABASE_URL.")
    if db.session.scalar(select(Agency.id).limit(1)) is None:
        transact(_open_agency)
    transact(_tell_invitation)


def _tell_invitation() -> None:
    """Print the first coordinator's link until it is taken up."""
    waiting = db.session.scalars(
        select(Account).where(Account.email == FIRST_COORDINATOR, Account.password.is_(None))
    ).one_or_none()
    if waiting is not None:
        _say(f"The first coordinator is {waiting.email}. Choose a password here, within a week:")
        _say(f"  {invitation_link(waiting)}")


def _open_agency() -> None:
    """An agency without people or facilities, with the usual roles, skills, rules and holidays."""
    now = utc_now()
    agency = directory.make_agency(OWN_AGENCY, is_demo=False)
    with use_scope(Scope.system(agency.id)):
        rows = Rows(agency.id)
        directory.add_catalogue(rows, clock.local_day(now, ZONE), now)
        rows.write()
        roles = (RoleName.COORDINATOR, RoleName.AGENCY_ADMINISTRATOR)
        invite("First coordinator", FIRST_COORDINATOR, roles, SYSTEM, now)
        db.session.flush()


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> int:
    """Prepare as the environment says (`DEMO_SIZE=small` for a small demo agency)."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    started = time.monotonic()
    settings = load_settings()
    app = create_app(settings)
    try:
        with app.app_context():
            prepare(settings, SIZES[settings.demo_size], utc_now())
    except WrongDatabase as error:
        print(error, file=sys.stderr)
        return WRONG_DATABASE
    _say(f"Ready after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
