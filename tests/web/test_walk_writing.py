"""The walk, writing: nobody changes a row of another agency, another facility or another clinician."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from flask import Flask

from staffing.accounts.models import RoleName
from staffing.db import Base, db
from tests.clients import SignedInClient
from tests.conftest import both_databases
from tests.factories import World
from tests.web.cast import FOREIGN, NEIGHBOUR, WALKERS, Cast, Party, make_cast
from tests.web.page_forms import forms_shown_to
from tests.web.routes import ALIASES, MISSING, Address, addresses, id_of, is_shut, models
from tests.web.watched import rows_of_agency, rows_of_party, watching

ClientFor = Callable[..., SignedInClient]
LEFT_ALONE = frozenset({"security.logout"})
"""It would end the walk."""
OWN_CHANGES = {
    RoleName.FACILITY_SCHEDULER.value: {"facility.cancel", "facility.not_again", "facility.week"},
    RoleName.CLINICIAN.value: {
        "clinician.accept_offer",
        "clinician.release_shift",
        "clinician_file.profile",
        "clinician_file.paint_weeks",
    },
}
"""Some of what these roles do change when the rows are their own."""


@pytest.fixture
def cast(world: World) -> Cast:
    return make_cast(world)


def posts(app: Flask, party: Party) -> list[Address]:
    return [a for a in addresses(app, party) if "POST" in a.methods and a.endpoint not in LEFT_ALONE]


def named(address: Address) -> dict[str, Any]:
    """Form fields by which a screen may be told which row is meant."""
    return dict.fromkeys(("id", "row", "row_id", "key", "ids", "rowid", "slot_id", "offer_id"), address.row)


@both_databases
@pytest.mark.parametrize("who", WALKERS)
def test_another_agency_s_rows_stay_as_they_are(
    app: Flask, cast: Cast, client_for: ClientFor, who: str
) -> None:
    """POST of every address that names foreign rows: refused, and nothing of theirs has moved."""
    party = cast.ours if who == "foreign_coordinator" else cast.foreign
    client, faults = client_for(cast.accounts[who]), []
    with watching(partial(rows_of_agency, party.agency_id)) as watch:
        for address in posts(app, party):
            if address.names_rows:
                answer = client.post(address.path, data=named(address))
                faults += faults_of(address, answer.status_code, watch.changed())
    assert not faults, "\n".join(faults)


def faults_of(address: Address, status: int, changed: list[str]) -> list[str]:
    """What is wrong with a POST that named rows of somebody else."""
    found = [f"{status}: POST {address.path}"] if status >= 500 else []
    return found + [f"changed {', '.join(changed)}: POST {address.path}"] * bool(changed)


@both_databases
@pytest.mark.parametrize("who", list(OWN_CHANGES))
def test_the_neighbour_s_rows_stay_as_they_are(
    app: Flask, cast: Cast, client_for: ClientFor, who: str
) -> None:
    """The forms these people see, sent to the neighbour's addresses or with the neighbour's ids inside."""
    client, faults = client_for(cast.accounts[who]), []
    shown = forms_of(app, cast, client, frozenset({who}))
    with watching(partial(rows_of_party, cast.neighbour)) as watch:
        for own, theirs in zip(posts(app, cast.ours), posts(app, cast.neighbour), strict=True):
            for path, fields in attempts(cast, own, theirs, shown.get(own.path, [{}])):
                answer = client.post(path, data=fields)
                faults += faults_of(theirs, answer.status_code, watch.changed())
    assert not faults, "\n".join(faults)


def forms_of(
    app: Flask, cast: Cast, client: SignedInClient, roles: frozenset[str]
) -> dict[str, list[dict[str, str]]]:
    """Every form this person sees on pages about their own rows."""
    found = [a for a in addresses(app, cast.ours) if not is_shut(app, a, roles)]
    return forms_shown_to(client, [address.path for address in found if "GET" in address.methods])


def attempts(
    cast: Cast, own: Address, theirs: Address, forms: list[dict[str, str]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each form with its own ids and with the neighbour's, to the neighbour's address; then to one's own."""
    for fields in forms:
        swapped = {**named(theirs), **with_ids_of(cast.neighbour, fields)}
        if theirs.names_rows:
            yield theirs.path, swapped
        if theirs.names_rows and fields:
            yield theirs.path, fields
        if fields:
            yield own.path, swapped


def with_ids_of(party: Party, fields: dict[str, str]) -> dict[str, str]:
    """The fields with ids of `party` for every id: `unit_id`, `preferred_clinician_ids`, `facility-1`."""
    return dict(_with_id_of(party, name, value) for name, value in fields.items())


def _with_id_of(party: Party, name: str, value: str) -> tuple[str, str]:
    stem, _, number = name.partition("-")
    if number.isdigit() and stem in models():
        return f"{stem}-{id_of(models()[stem], party)}", value
    stem = name.removesuffix("s").removesuffix("_id").removeprefix("preferred_")
    model = models().get(ALIASES.get(stem, stem))
    row = MISSING if model is None else id_of(model, party)
    return name, value if row == MISSING else str(row)


@pytest.mark.parametrize(("who", "endpoints"), OWN_CHANGES.items())
def test_the_same_forms_do_change_one_s_own_rows(
    app: Flask, cast: Cast, client_for: ClientFor, who: str, endpoints: set[str]
) -> None:
    """Else the walk above would prove nothing: its forms are good enough to be taken."""
    client, changing = client_for(cast.accounts[who]), set()
    shown = forms_of(app, cast, client, frozenset({who}))
    with watching(partial(rows_of_party, cast.ours)) as watch:
        for address in posts(app, cast.ours):
            for fields in shown.get(address.path, []):
                client.post(address.path, data=fields)
                if watch.changed():
                    changing.add(address.endpoint)
    assert endpoints <= changing


@pytest.mark.parametrize("word", [FOREIGN, NEIGHBOUR])
def test_a_change_would_be_noticed(cast: Cast, word: str) -> None:
    rows = {
        FOREIGN: partial(rows_of_agency, cast.foreign.agency_id),
        NEIGHBOUR: partial(rows_of_party, cast.neighbour),
    }
    table = Base.metadata.tables["facility"]
    with watching(rows[word]) as watch:
        db.session.execute(table.update().where(table.c.name == f"{word} Hospital").values(phone="1"))
        db.session.commit()
        assert watch.changed() == ["facility"]
        assert watch.changed() == []


@pytest.mark.parametrize(
    "who",
    [RoleName.COORDINATOR.value, RoleName.FACILITY_SCHEDULER.value, RoleName.CLINICIAN.value, "anonymous"],
)
def test_every_change_needs_its_token(app: Flask, cast: Cast, client_for: ClientFor, who: str) -> None:
    client = client_for(cast.accounts[who])
    for address in addresses(app, cast.ours):
        for method in address.methods - {"GET"}:
            answer = client.open(address.path, method=method, csrf=False)
            assert answer.status_code == 400, f"{method} {address.path}"
