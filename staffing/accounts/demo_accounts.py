"""The three demo sign-ins: the only accounts with a password in a demo agency, refused everywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from staffing.accounts.models import RoleName

DEMO_PASSPHRASE = "bluebonnets along the trinity"  # noqa: S105
"""Published on purpose: it opens fictional data only, and only in demo mode."""


@dataclass(frozen=True)
class DemoAccount:
    email: str
    role: RoleName
    title: str
    hint: str


DEMO_ACCOUNTS: tuple[DemoAccount, ...] = (
    DemoAccount(
        "coordinator@demo.example",
        RoleName.COORDINATOR,
        "Coordinator",
        "Runs the match, reviews who is proposed, sends the offers",
    ),
    DemoAccount(
        "facility@demo.example",
        RoleName.FACILITY_SCHEDULER,
        "Facility scheduler",
        "Asks for shifts, sees who is coming, rates who came",
    ),
    DemoAccount(
        "clinician@demo.example",
        RoleName.CLINICIAN,
        "Clinician",
        "Answers offers on a phone, keeps availability",
    ),
)

DEMO_EMAILS = frozenset(account.email for account in DEMO_ACCOUNTS)
