"""Agency, accounts, roles, sign-in and invitations."""

from staffing.accounts.guards import guard, guard_agency
from staffing.accounts.identity import account_or_none, current_account, current_actor

__all__ = ["account_or_none", "current_account", "current_actor", "guard", "guard_agency"]
