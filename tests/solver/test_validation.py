"""Every fault is named with its path, all at once."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from solver.entities import Commitment, Pair, Tier, WeightedTerm, Wishes
from solver.io import dump_problem, load_problem
from solver.problem import InvalidProblem
from tests.solver.world import DAY, clinician, commitment, slot, world


def faults(text: str) -> set[str]:
    with pytest.raises(InvalidProblem) as caught:
        load_problem(text)
    return {fault.path for fault in caught.value.faults}


@pytest.fixture
def data():
    return json.loads(dump_problem(world(slot("s1"), slot("s2", 2 * DAY), commitment("k1", 9 * DAY))))


def test_faults_of_every_kind_are_listed_together(data):
    data["slots"][1]["end_minute"] = data["slots"][1]["start_minute"]
    data["slots"][0]["role"] = "wizard"
    data["slots"][0]["priority"] = True
    data["clinicians"][0]["communication"] = [0.5, 1.5]
    data["clinicians"][0]["availability"] = [[10, 20], [20, 30]]
    data["clinicians"][0]["shoe_size"] = 44
    data["facilities"][0]["latitude"] = 91
    data["commitments"][0]["clinician_id"] = "nobody"
    del data["units"][1]["facility_id"]
    assert faults(json.dumps(data)) == {
        "slots[1].end_minute",
        "slots[0].role",
        "slots[0].priority",
        "clinicians[0].communication[1]",
        "clinicians[0].availability[1]",
        "clinicians[0].shoe_size",
        "facilities[0].latitude",
        "commitments[0].clinician_id",
        "units[1].facility_id",
    }


@pytest.mark.parametrize(
    ("value", "path"),
    [("NaN", "$"), ("Infinity", "$"), ("-Infinity", "$"), ("1" * 30, "slots[0].start_minute"),
     ("1" * 5_000, "$"), ("1.5", "slots[0].start_minute"), ('"7"', "slots[0].start_minute"),
     ("null", "slots[0].start_minute"), ("-1", "slots[0].start_minute")],
)  # fmt: skip
def test_numbers_that_are_none(data, value, path):
    data["slots"][0]["start_minute"] = "HERE"
    found = faults(json.dumps(data).replace('"HERE"', value))
    assert path in found


@pytest.mark.parametrize("text", ["", "[]", "{", "null", '"x"', '{"schema": 2}', "{}", "[" * 100_000])
def test_what_is_no_problem_at_all(text):
    assert faults(text)


def test_the_message_reads_as_a_sentence(data):
    data["slots"][0]["end_minute"] = 5
    with pytest.raises(InvalidProblem, match=r"slots\[0\]\.end_minute: must be after start_minute"):
        load_problem(json.dumps(data))


def test_ids_are_unique_and_a_held_slot_is_not_open():
    good = world(slot("s1"), commitment("k1", 9 * DAY))
    with pytest.raises(InvalidProblem, match=r"slots\[1\]: 's1' appears twice"):
        replace(good, slots=good.slots * 2)
    held = Commitment(**{n: getattr(good.commitments[0], n) for n in _FIELDS} | {"id": "s1"})
    with pytest.raises(InvalidProblem, match=r"commitments\[0\]\.id: 's1' is also the id of a slot"):
        replace(good, commitments=(held,))


def test_a_licensed_role_names_its_states():
    with pytest.raises(InvalidProblem, match=r"slots\[0\]\.patient_states"):
        world(slot(patient_states=()))


@pytest.mark.parametrize("field", ["published", "pinned", "forbidden"])
def test_pairs_name_known_people_and_slots(field):
    with pytest.raises(InvalidProblem, match=rf"{field}\[0\]\.slot_id: 'x' is unknown"):
        world(slot(), **{field: (Pair(clinician_id="c1", slot_id="x"),)})


@pytest.mark.parametrize(
    ("tiers", "path"),
    [
        ((), "tiers"),
        ((Tier(name="t", terms=()),), r"tiers\[0\]\.terms"),
        ((Tier(name="t", terms=(WeightedTerm(term="luck", weight=1),)),), r"tiers\[0\]\.terms\[0\]\.term"),
        ((Tier(name="t", terms=(WeightedTerm(term="fill", weight=-1),)),), r"tiers\[0\]\.terms\[0\]\.weight"),
        (
            (Tier(name="t", terms=(WeightedTerm(term="fill", weight=100_001),)),),
            r"tiers\[0\]\.terms\[0\]\.weight",
        ),
    ],
)
def test_tiers_name_known_terms(tiers, path):
    with pytest.raises(InvalidProblem, match=path):
        world(slot(), tiers=tiers)


def test_a_unit_belongs_to_its_facility():
    with pytest.raises(InvalidProblem, match="'u2' is not a unit of 'f1'"):
        world(slot(unit_id="u2"))


@pytest.mark.parametrize("weight", [-2, 2])
def test_wishes_in_range(weight):
    wishes = Wishes(units=(("u1", weight),), facilities=(("f1", weight),), kinds=(("weekend", weight),))
    assert world(slot(), clinician(wishes=wishes)).clinicians[0].wishes == wishes


@pytest.mark.parametrize(
    ("wishes", "path"),
    [
        ({"units": [["u1", 3]]}, "units[0][1]"),
        ({"units": [["u1", -3]]}, "units[0][1]"),
        ({"units": [["u1", 1.5]]}, "units[0][1]"),
        ({"units": [["u1", True]]}, "units[0][1]"),
        ({"units": [["u1"]]}, "units[0]"),
        ({"units": [["u9", 1]]}, "units[0][0]"),
        ({"facilities": [["f1", 1], ["f9", 1]]}, "facilities[1][0]"),
        ({"kinds": [["day", 1], ["dawn", 1]]}, "kinds[1][0]"),
        ({"kinds": [["weekend", 1], ["weekend", -1]]}, "kinds[1]"),
        ({"colours": []}, "colours"),
    ],
)
def test_faulty_wishes_are_named(data, wishes, path):
    data["clinicians"][0]["wishes"] = wishes
    assert faults(json.dumps(data)) == {f"clinicians[0].wishes.{path}"}


@pytest.mark.parametrize("day", [5, 6])
def test_a_saturday_and_a_sunday_are_weekend(day):
    with pytest.raises(InvalidProblem, match=r"slots\[0\]\.weekend: must be true"):
        world(replace(slot(start=day * DAY), weekend=False))


def test_a_file_of_another_version_is_refused(data):
    with pytest.raises(InvalidProblem, match="schema: must be 2"):
        load_problem(json.dumps({**data, "schema": 1}))


def test_clinicians_need_a_role():
    with pytest.raises(InvalidProblem, match=r"clinicians\[0\]\.roles"):
        world(clinician(roles=()))


_FIELDS = Commitment.__dataclass_fields__
