"""Every rule of the application as addresses to walk: its arguments filled with a party's own rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Rule

from admin.access import SCREEN_ROLES
from staffing.db import Base
from tests.web.cast import Party, first_row

PLAIN = {
    "filename": "no-such-file",
    "token": "no-such-token",
    "code": "no-such-code",
    "day": "2026-12-07",
    "week": "2026-12-07",
    "export_type": "csv",
}
"""Arguments that name no row."""
ALIASES = {
    "proposal": "proposed_placement",
    "proposed": "proposed_placement",
    "message": "outbox_message",
    "response": "communication_response",
    "appeal": "rating_appeal",
    "kiosk": "rating_kiosk",
    "run": "match_run",
    "request": "shift_request",
}
BY_OTHER_COLUMN = {"reference": ("shift_request", "reference")}
SCREENS = {
    "runs": "match_run",
    "review": "proposed_placement",
    "next_offers": "slot",
    "facility_ratings": "facility",
}
"""What `key` means on the coordinators' screens that are not the list of one table."""
MISSING = 987_654


class UnknownArgument(AssertionError):
    """A rule has an argument the walk cannot fill: teach PLAIN, ALIASES or BY_OTHER_COLUMN about it."""


@dataclass(frozen=True)
class Address:
    """One address to open; `row` is the id it names, if any, which forms may carry as well."""

    endpoint: str
    path: str
    methods: frozenset[str]
    row: int | None
    names_rows: bool = True
    """Whether the address itself says whose row is meant."""


def models() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def addresses(app: Flask, party: Party) -> Iterator[Address]:
    """Every rule of `app`, filled with rows of `party`; screens of Flask-Admin get `?id=` of their table."""
    for rule in app.url_map.iter_rules():
        values = {name: fill(app, rule, name, party) for name in rule.arguments}
        row = next((value for value in values.values() if isinstance(value, int)), None)
        if row is None and (model := model_of_screen(app, rule)) is not None:
            row = id_of(model, party)
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        if row is not None and rule.endpoint.endswith(("edit_view", "details_view", "delete_view")):
            path += f"?{urlencode({'id': row})}"
        methods = frozenset((rule.methods or set()) - {"HEAD", "OPTIONS"})
        yield Address(
            rule.endpoint, path, methods, row, row is not None or bool(values.keys() - PLAIN.keys())
        )


def fill(app: Flask, rule: Rule, name: str, party: Party) -> Any:
    """The value of a rule's argument for `party`: `offer_id` is the id of its first offer, and so on."""
    if name in PLAIN:
        return PLAIN[name]
    if name in BY_OTHER_COLUMN:
        table, column = BY_OTHER_COLUMN[name]
        return getattr(first_row(models()[table], party), column)
    stem = name.removesuffix("_id")
    model = model_of_screen(app, rule) if name == "key" else models().get(ALIASES.get(stem, stem))
    if model is None:
        raise UnknownArgument(f"{name} in {rule.rule}")
    return id_of(model, party)


def id_of(model: type[Base], party: Party) -> int:
    row = first_row(model, party)
    return MISSING if row is None else int(row.id)


def model_of_screen(app: Flask, rule: Rule) -> type[Base] | None:
    """The table a coordinators' screen is about, if any."""
    screen = rule.endpoint.rpartition(".")[0]
    if screen in SCREENS:
        return models()[SCREENS[screen]]
    model: type[Base] | None = getattr(admin_views(app).get(screen), "model", None)
    return model


def allowed_roles(app: Flask, endpoint: str) -> frozenset[str] | None:
    """The roles let in by the guard of an endpoint's blueprint or screen; None where it has no guard."""
    blueprint = endpoint.rpartition(".")[0]
    if blueprint in SCREEN_ROLES and blueprint in admin_views(app):
        return frozenset(SCREEN_ROLES[blueprint])
    for check in app.before_request_funcs.get(blueprint, []):
        if hasattr(check, "allowed_roles"):
            return frozenset(check.allowed_roles)
    return None


def is_shut(app: Flask, address: Address, roles: frozenset[str]) -> bool:
    """Whether the guard lets none of `roles` in: it answers before the page reads anything.

    Most addresses are shut to most people. tests/web/test_walk.py holds every guard to its word, so other
    walks need not knock on a shut door again and again.
    """
    allowed = allowed_roles(app, address.endpoint)
    return allowed is not None and not roles & allowed


def admin_views(app: Flask) -> dict[str, Any]:
    return {view.endpoint: view for admin in app.extensions.get("admin", []) for view in admin._views}
