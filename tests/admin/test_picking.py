"""Picking one row of many by typing: what is found, for whom, and what a form takes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from admin.picking import FACILITIES, PEOPLE, SHOWN, UNITS
from staffing.accounts.models import Account, RoleName
from staffing.clinicians.models import Clinician, Orientation
from staffing.db import Scope, db, use_scope
from tests.clients import SignedInClient
from tests.factories import World
from tests.review.scene import Scene

ClientFor = Callable[[Account | None], SignedInClient]
NEW = "/admin/orientations/new/"


@pytest.fixture
def coordinator(scene: Scene, client_for: ClientFor) -> SignedInClient:
    return client_for(scene.world.coordinator())


def names(client: SignedInClient, of: str, typed: str) -> list[str]:
    return [
        row["name"] for row in client.get("/admin/pick/", query_string={"of": of, "q": typed}).json["rows"]
    ]


def test_every_word_typed_must_fit_in_any_order(coordinator: SignedInClient, scene: Scene) -> None:
    scene.nurse(first_name="Ada", last_name="Park")
    scene.nurse(first_name="Ada", last_name="Stone")
    assert names(coordinator, "people", "park ada") == ["Ada Park"]
    assert names(coordinator, "people", "ada") == ["Ada Park", "Ada Stone"]
    assert names(coordinator, "people", "ada%") == []
    assert names(coordinator, "units", f"{scene.facility.name} {scene.unit.name}") == [
        f"{scene.facility.name}: {scene.unit.name}"
    ]


def test_a_hint_tells_two_of_one_name_apart(coordinator: SignedInClient, scene: Scene) -> None:
    for city in ("Plano", ""):
        scene.nurse(first_name="Ada", last_name="Park", city=city)
    rows = coordinator.get("/admin/pick/?of=people&q=park").json["rows"]
    assert [row["hint"] for row in rows] == ["Registered nurse, Plano", "Registered nurse"]


@pytest.mark.parametrize(("people", "more"), [(SHOWN, False), (SHOWN + 1, True)])
def test_a_long_list_is_cut_and_says_so(
    coordinator: SignedInClient, scene: Scene, people: int, more: bool
) -> None:
    for number in range(people):
        scene.world.clinician(first_name=f"Ada{number}", last_name="Park")
    answer = coordinator.get("/admin/pick/?of=people&q=park").json
    assert (len(answer["rows"]), answer["more"]) == (SHOWN, more)


def test_who_left_is_not_offered_and_keeps_the_name_where_chosen(scene: Scene) -> None:
    gone = scene.world.clinician(first_name="Ada", last_name="Park", active=False)
    assert PEOPLE.find("park") == []
    assert PEOPLE.name_of(gone.id) == "Ada Park"


def test_another_agency_s_rows_are_never_found(coordinator: SignedInClient, scene: Scene) -> None:
    other = World.create("Other Agency")
    with use_scope(Scope.agency(other.agency.id)):
        foreign = other.facility(name="Foreign Hospital", city="Foreign")
        person, _ = other.clinician(last_name="Foreigner"), other.unit(foreign, name="Foreign ward")
        keys = {"clinician_id": str(person.id), "facility_id": str(foreign.id)}
        db.session.commit()
    for of in ("people", "facilities", "units"):
        assert names(coordinator, of, "foreign") == []
    page = coordinator.post(NEW, data=keys | {"completed_on": "2026-01-05"})
    assert page.text.count("Choose one of the list.") >= 2
    assert "Foreign" not in page.text


def test_a_facility_s_scope_finds_only_its_own(scene: Scene) -> None:
    neighbour = scene.world.facility(name="Neighbour Hospital")
    scene.world.unit(neighbour, name="Neighbour ward")
    with use_scope(Scope.facilities(scene.world.agency_id, frozenset({scene.facility.id}))):
        assert FACILITIES.find("neighbour") == []
        assert UNITS.find("neighbour") == []
        assert FACILITIES.name_of(neighbour.id) is None


@pytest.mark.parametrize(
    ("role", "open_to"),
    [
        (RoleName.COORDINATOR, {"people", "facilities", "units"}),
        (RoleName.CREDENTIALING_SPECIALIST, {"people", "facilities"}),
        (RoleName.BILLING_MANAGER, {"facilities"}),
    ],
)
def test_names_are_looked_up_by_whose_screens_pick_them(
    scene: Scene, client_for: ClientFor, role: RoleName, open_to: set[str]
) -> None:
    client = client_for(scene.world.account(role))
    codes = {of: client.get(f"/admin/pick/?of={of}").status_code for of in ("people", "facilities", "units")}
    assert {of for of, code in codes.items() if code == 200} == open_to
    assert set(codes.values()) <= {200, 403}
    assert client.get("/admin/pick/?of=accounts").status_code == 404


def typed(person: Clinician | None, scene: Scene, **changes: str) -> dict[str, str]:
    return {
        "clinician_id": str(person.id) if person else "",
        "facility_id": str(scene.facility.id),
        "completed_on": "2026-01-05",
        **changes,
    }


def test_a_name_typed_in_full_counts_where_it_is_the_only_one(
    coordinator: SignedInClient, scene: Scene
) -> None:
    person = scene.world.clinician(first_name="Ada", last_name="Park")
    by_name = typed(None, scene, **{"clinician_id-typed": " ada  PARK"})
    assert coordinator.post(NEW, data=by_name).status_code == 302
    assert db.session.query(Orientation).filter_by(clinician_id=person.id).count() == 1
    scene.world.clinician(first_name="Ada", last_name="Park")
    page = coordinator.post(NEW, data=by_name)
    assert "is not one of the list, or several are called so." in page.text
    assert 'value=" ada  PARK"' in page.text


@pytest.mark.parametrize("key", ["", "0", "999999", "1e3", "٣", "-1", "1" * 30])
def test_what_is_not_on_the_list_is_refused(coordinator: SignedInClient, scene: Scene, key: str) -> None:
    page = coordinator.post(NEW, data=typed(None, scene, clinician_id=key))
    assert page.status_code == 200
    assert "Choose one of the list." in page.text


def test_a_list_is_filtered_by_who_is_picked(coordinator: SignedInClient, scene: Scene) -> None:
    other = scene.world.facility(name="Oak Hospital")
    scene.world.unit(other, name="Oak ward")
    for query in (
        {"flt0_facility_is": str(other.id)},
        {"flt0_facility_is": "", "flt0_facility_is-typed": "oak hospital"},
    ):
        page = coordinator.get("/admin/units/", query_string=query).text.split("<main")[1]
        assert "1 unit" in page
        assert 'value="Oak Hospital"' in page
    page = coordinator.get(
        "/admin/units/", query_string={"flt0_facility_is": "", "flt0_facility_is-typed": "elm"}
    )
    assert "cannot be used here" in page.text


def test_what_begins_with_the_letters_comes_first(coordinator: SignedInClient, scene: Scene) -> None:
    scene.nurse(first_name="Dana", last_name="Adams")
    scene.nurse(first_name="Anna", last_name="Zimmer")
    assert names(coordinator, "people", "an") == ["Anna Zimmer", "Dana Adams"]
