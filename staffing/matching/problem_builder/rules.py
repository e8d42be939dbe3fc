"""The agency's figures in the solver's words."""

from __future__ import annotations

from dataclasses import fields

from solver.settings import DAY, RuleSettings, Screening
from staffing.policies.figures import Figures

EXCLUSION_CHECKS = ("OIG_LEIE", "TEXAS_OIG")
REGISTRY_CHECKS = ("NAR", "EMR")

SHARED = frozenset(f.name for f in fields(RuleSettings)) & frozenset(f.name for f in fields(Figures))


def rule_settings(figures: Figures, registry_roles: tuple[str, ...]) -> RuleSettings:
    """One version of the rules, with the screenings that concern everybody and those of aides."""
    exclusion = (
        Screening(kind=kind, max_age_minutes=figures.exclusion_check_days * DAY) for kind in EXCLUSION_CHECKS
    )
    registry = (
        Screening(
            kind=kind,
            max_age_minutes=figures.registry_check_days * DAY,
            roles=registry_roles,
            long_term_care_only=True,
        )
        for kind in REGISTRY_CHECKS
    )
    shared = {name: getattr(figures, name) for name in SHARED}
    screenings = (*exclusion, *registry) if registry_roles else tuple(exclusion)
    return RuleSettings(**shared, screenings=screenings)
