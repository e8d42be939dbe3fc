"""Who did what, when and why."""

from staffing.audit.lifecycle import HasLifecycle, IllegalTransition
from staffing.audit.models import AuditEntry
from staffing.audit.trail import SYSTEM, Actor, record, snapshot

__all__ = ["SYSTEM", "Actor", "AuditEntry", "HasLifecycle", "IllegalTransition", "record", "snapshot"]
