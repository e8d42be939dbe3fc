"""The lowest room: tables' base, sessions, scopes and transactions."""

from staffing.db.base import (
    AgencyOwned,
    Base,
    ClinicianItself,
    ClinicianOwned,
    FacilityItself,
    FacilityOwned,
    Json,
    Timestamped,
    UtcDateTime,
    Versioned,
    enum_type,
    utc_now,
)
from staffing.db.scope import MissingScope, Scope, ScopeKind, ScopeViolation, current_scope, use_scope
from staffing.db.session import db
from staffing.db.transact import transact

__all__ = [
    "AgencyOwned",
    "Base",
    "ClinicianItself",
    "ClinicianOwned",
    "FacilityItself",
    "FacilityOwned",
    "Json",
    "MissingScope",
    "Scope",
    "ScopeKind",
    "ScopeViolation",
    "Timestamped",
    "UtcDateTime",
    "Versioned",
    "current_scope",
    "db",
    "enum_type",
    "transact",
    "use_scope",
    "utc_now",
]
