"""The agency itself, its staff roles and skills, rules, holidays, and the accounts that may sign in."""

from __future__ import annotations

from datetime import date, datetime

from flask_security.utils import hash_password
from sqlalchemy import select

from staffing.accounts.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSPHRASE, DemoAccount
from staffing.accounts.models import Account, Agency, Role, RoleName, account_roles
from staffing.accounts.sessions import new_epoch, role_rows
from staffing.clinicians.credentials import CompactState
from staffing.clinicians.models import Skill, StaffRole
from staffing.db import db
from staffing.demo.catalogue import ROLES, SKILLS, compact_states
from staffing.demo.names import phone
from staffing.demo.rows import Rows
from staffing.policies.models import RuleVersion
from staffing.rates.models import Holiday

AGENCY = "Bluebonnet Care Staffing"
PAID_HOLIDAYS = (
    "New Year's Day",
    "Memorial Day",
    "Independence Day",
    "Labor Day",
    "Thanksgiving Day",
    "Christmas Day",
)
PERSON_OF = {
    RoleName.COORDINATOR: "Dana Whitfield",
    RoleName.FACILITY_SCHEDULER: "Marisol Beckett",
    RoleName.CLINICIAN: "",
}
ROLES_OF = {RoleName.COORDINATOR: (RoleName.COORDINATOR, RoleName.AGENCY_ADMINISTRATOR)}
"""In a small agency one person does both: the demo shows every screen."""


def make_agency(name: str, *, is_demo: bool) -> Agency:
    """The tenant; flushed."""
    agency = Agency(name=name, phone=phone(0), email="desk@example.org", is_demo=is_demo)
    db.session.add(agency)
    db.session.flush()
    return agency


def add_catalogue(rows: Rows, today: date, made_at: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """Rows of staff roles and skills, rules and holidays; gives role and skill ids by code."""
    roles = {
        role.code: rows.add(
            StaffRole,
            code=role.code,
            name=role.name,
            clinical=role.clinical,
            family=role.family,
            licence_type=role.licence,
            compact=role.compact,
            registry_checked=role.code == "CNA",
            required_certifications=list(role.certifications),
            nucc=role.nucc,
            soc=role.soc,
        )
        for role in ROLES
    }
    skills = {code: rows.add(Skill, code=code, name=name, kind=kind) for code, name, kind in SKILLS}
    rows.add(RuleVersion, effective_at=made_at, figures={})
    add_holidays(rows, range(today.year - 1, today.year + 2))
    _add_compact_states(rows)
    return roles, skills


def add_holidays(rows: Rows, years: range) -> None:
    """Rows of the holidays paid at the holiday rate."""
    import holidays  # a third of a second to import, and needed once a year

    for day, name in sorted(holidays.country_holidays("US", years=years).items()):
        if name in PAID_HOLIDAYS:
            rows.add(Holiday, on_date=day, name=name)


def _add_compact_states(rows: Rows) -> None:
    known = set(db.session.scalars(select(CompactState.state)))
    for state, since in compact_states().items():
        if state not in known:
            rows.add_shared(CompactState, state=state, operating_from=since, operating_until=None)


def account_role_ids() -> dict[str, int]:
    """Ids of every account role, made where missing."""
    role_rows(RoleName)
    db.session.flush()
    return {role.name: role.id for role in db.session.scalars(select(Role))}


def add_demo_accounts(
    rows: Rows, role_ids: dict[str, int], clinician_name: str, made_at: datetime
) -> dict[RoleName, int]:
    """Rows of the three sign-ins, the only ones with a password; ids by role."""
    password = hash_password(DEMO_PASSPHRASE)
    return {
        demo.role: _account(rows, demo, role_ids, PERSON_OF[demo.role] or clinician_name, password, made_at)
        for demo in DEMO_ACCOUNTS
    }


def _account(
    rows: Rows, demo: DemoAccount, role_ids: dict[str, int], name: str, password: str, made_at: datetime
) -> int:
    account_id = rows.add(
        Account,
        email=demo.email,
        password=password,
        active=True,
        fs_uniquifier=new_epoch(),
        name=name,
        phone=phone(1),
        confirmed_at=made_at,
        created_at=made_at,
        updated_at=made_at,
    )
    for role in ROLES_OF.get(demo.role, (demo.role,)):
        rows.link(account_roles, account_id=account_id, role_id=role_ids[role.value])
    return account_id
