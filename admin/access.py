"""Who may open which screen. A screen that is not in this map is closed to everyone."""

from __future__ import annotations

from staffing.accounts.models import AGENCY_ROLES, RoleName

PLACING = frozenset({RoleName.COORDINATOR, RoleName.AGENCY_ADMINISTRATOR})
FILES = PLACING | {RoleName.CREDENTIALING_SPECIALIST}
MONEY = PLACING | {RoleName.BILLING_MANAGER}
ADMINISTERING = frozenset({RoleName.AGENCY_ADMINISTRATOR})
"""Who may do, on screens others open too, what changes the agency itself: accounts' roles, the catalogue."""

SCREEN_ROLES: dict[str, frozenset[RoleName]] = {
    "admin": AGENCY_ROLES,
    "review": PLACING,
    "runs": PLACING,
    "next_offers": PLACING,
    "slots": PLACING,
    "offers": PLACING,
    "placements": PLACING,
    "emergency_overrides": PLACING,
    "requests": PLACING,
    "paste": PLACING,
    "pbj": PLACING,
    "clinicians": FILES,
    "credentials": FILES,
    "availability": PLACING,
    "do_not_return": PLACING,
    "orientations": FILES,
    "facilities": PLACING,
    "units": PLACING,
    "service_recovery": PLACING,
    "reports": PLACING,
    "comments": PLACING,
    "rating_codes": PLACING,
    "tablets": PLACING,
    "score_imports": PLACING,
    "appeals": PLACING,
    "coaching": PLACING,
    "corrections": PLACING,
    "facility_ratings": PLACING,
    "equity": ADMINISTERING,
    "rating_audit": PLACING,
    "agency": PLACING,
    "staff_roles": PLACING,
    "skills": PLACING,
    "rate_cards": MONEY,
    "holidays": MONEY,
    "figures": PLACING,
    "questions": PLACING,
    "members": PLACING,
    "audit": FILES | MONEY,
    "messages": PLACING,
    "jobs": PLACING,
    "pick": AGENCY_ROLES,
}
PICK_ROLES: dict[str, frozenset[RoleName]] = {
    "people": FILES,
    "facilities": FILES | MONEY,
    "units": PLACING,
}
"""Whose names may be looked up while typing: by whoever opens a screen that picks one of them."""


def may_administer(roles: frozenset[str]) -> bool:
    """Whether someone with these roles may change accounts' roles and the catalogue of roles and skills."""
    return bool(ADMINISTERING & roles)


def may_pick(of: str, roles: frozenset[str]) -> bool:
    """Whether someone with these roles may look up names `of` these."""
    return bool(PICK_ROLES.get(of, frozenset()) & roles)


def may_open(endpoint: str, roles: frozenset[str]) -> bool:
    """Whether someone with these roles may open the screen registered under `endpoint`."""
    return bool(SCREEN_ROLES.get(endpoint, frozenset()) & roles)
