"""Scores brought along: what a file must be, good and bad rows, and what they do to a score, to 1e-9."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from staffing.audit import SYSTEM, AuditEntry
from staffing.clinicians.models import Clinician
from staffing.db import Scope, db, use_scope
from staffing.facilities.models import Setting
from staffing.ratings.imported import ImportedScore, ScoreImport
from staffing.ratings.imported_trace import trace_imported
from staffing.ratings.importing.mapping import AlwaysAs, BadMapping, Fact, KnownBy, ScoreMapping, guess
from staffing.ratings.importing.planning import PlannedScore, ScorePlan, plan_scores
from staffing.ratings.importing.services import (
    CannotImport,
    Provenance,
    earlier_import,
    import_scores,
    withdraw_import,
)
from staffing.ratings.importing.table import LARGEST, MOST_ROWS, UnreadableScores, read_table
from staffing.ratings.models import Answer, Dimension, RaterSource
from staffing.ratings.questionnaire import BUILT_IN
from staffing.ratings.scores import score_book
from staffing.ratings.trace import trend
from tests.factories import NOW, World
from tests.ratings.makers import rated

EXACT = 1e-9
TODAY = NOW.date()
HEADER = "external_id,dimension,setting,source,n,always,period_end"


@pytest.fixture
def person(world: World) -> Clinician:
    return world.clinician(external_id="E-7", npi="1234567893", email="Ana@Example.org", last_name="Ortiz")


def planned(*rows: str, header: str = HEADER, **changes: Any) -> ScorePlan:
    table = read_table("\r\n".join((header, *rows)).encode())
    mapping = guess(table.header)
    facts = {name: getattr(mapping, name) for name in mapping.__dataclass_fields__}
    return plan_scores(table, ScoreMapping(**{**facts, **changes}), BUILT_IN, TODAY)


def reason(row: str, **changes: Any) -> str:
    plan = planned(row, **changes)
    assert plan.good == ()
    return plan.bad[0].reason


def row(**facts: Any) -> str:
    usual = {"id": "E-7", "dimension": "respect", "setting": "on_site", "source": "patient"}
    return ",".join(str(value) for value in {**usual, "n": 10, "always": 8, "end": TODAY, **facts}.values())


def score_of(person: Clinician, **facts: Any) -> PlannedScore:
    usual: dict[str, Any] = {
        "line": 2,
        "clinician_id": person.id,
        "clinician_name": person.name,
        "role_code": "RN",
        "setting": Setting.ON_SITE,
        "source": RaterSource.PATIENT,
        "dimension": Dimension.RESPECT,
        "answers": 40,
        "always": 22,
        "period_end": TODAY,
    }
    return PlannedScore(**{**usual, **facts})


def brought(*scores: PlannedScore, counts: bool = True, data: bytes = b"x") -> ScoreImport:
    came = Provenance("patient survey", "scores.csv", data, ScoreMapping({Fact.CLINICIAN: "id"}))
    made = import_scores(scores, came, counts, SYSTEM, NOW)
    db.session.flush()
    return made


def cell(person: Clinician, later: timedelta = timedelta()) -> tuple[float, float, int, int]:
    score = score_book(NOW + later, [person.id]).score(person.id, Setting.ON_SITE, Dimension.RESPECT)
    return score.alpha, score.beta, score.answers, score.raters


# The file


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n", "nothing below"),
        (b"a,A\n1,2\n", "each differently"),
        (b"a,b\n1\n", "Line 2 has 1 cells"),
        (b'a,b\n"1,2\n', "not well-formed"),
        (b'a,b\n"1"x,2\n', "not well-formed"),
        ("a,é\n1,2\n".encode("latin-1"), "UTF-8"),
        (b"a,b\n1,\x00\n", "not a text file"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        (b"a\n" + b"x" * 201, "more than 200 characters"),
        (b"a\n" + b"1\n" * (MOST_ROWS + 1), "5,001 rows: at most 5,000"),
        (b"x" * (LARGEST + 1), "larger than 1 MB"),
    ],
)
def test_files_that_cannot_be_read_say_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableScores, match=says):
        read_table(data)


def test_a_file_by_the_book() -> None:
    table = read_table(b'\xef\xbb\xbfid,"last, first"\r\n7,"Ortiz, ""Ana"""\r\n\r\n8,"two\r\nlines"\r\n')
    assert table.header == ("id", "last, first")
    assert table.rows == ((2, ("7", 'Ortiz, "Ana"')), (5, ("8", "two\r\nlines")))
    assert len(read_table(b"a\n" + b"1\n" * MOST_ROWS).rows) == MOST_ROWS


# The mapping


def test_column_names_are_guessed_and_the_rest_is_fixed() -> None:
    mapping = guess(("NPI", "Last name", "Domain", "Responses", "Top-box percent", "Period end"))
    assert mapping.columns == {
        Fact.CLINICIAN: "NPI",
        Fact.LAST_NAME: "Last name",
        Fact.DIMENSION: "Domain",
        Fact.ANSWERS: "Responses",
        Fact.ALWAYS: "Top-box percent",
        Fact.PERIOD_END: "Period end",
    }
    assert mapping.fixed == {Fact.SETTING: "on_site", Fact.SOURCE: "patient"}
    assert (mapping.known_by, mapping.always_as) == (KnownBy.NPI, AlwaysAs.PERCENT)
    assert guess(("a", "b")).columns == {}


def test_a_fact_from_nowhere_is_refused(person: Clinician) -> None:
    with pytest.raises(BadMapping, match="Number of answers"):
        planned("E-7,respect", header="external_id,dimension")
    with pytest.raises(BadMapping, match="no column"):
        planned(row(), columns={Fact.CLINICIAN: "nothing"})


# The rows


def test_a_good_row_by_number_mail_or_npi(person: Clinician) -> None:
    (score,) = planned(row()).good
    assert score == score_of(person, answers=10, always=8)
    assert planned(row(id="ana@EXAMPLE.org"), known_by=KnownBy.EMAIL).good
    assert planned(row(id="1234567893"), known_by=KnownBy.NPI).good
    named = f"{HEADER},last_name"
    assert planned(f"{row()},ORTIZ", header=named).good
    assert planned(f"{row()},Smith", header=named).bad[0].reason == "“E-7” is not called Smith"


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"id": "E-8"}, "nobody is known"),
        ({"id": "=cmd|' /C calc'!A0"}, "nobody is known"),
        ({"dimension": "kindness"}, "dimension: “kindness” is none of"),
        ({"dimension": "teamwork_handoff"}, "a patient is not asked about “hand-off and teamwork”"),
        ({"setting": "moon"}, "setting"),
        ({"source": "doctor"}, "who answered"),
        ({"n": 0}, "number of answers"),
        ({"n": 100_001}, "number of answers"),
        ({"n": "٣"}, "number of answers"),
        ({"n": "1e3"}, "number of answers"),
        ({"always": 11}, "“Always”: “11”"),
        ({"always": -1}, "“Always”"),
        ({"end": TODAY + timedelta(days=1)}, "ten years"),
        ({"end": TODAY - timedelta(days=3_651)}, "ten years"),
        ({"end": "11/23/2026"}, "not a day"),
        ({"end": "2026-02-30"}, "not a day"),
    ],
)
def test_a_bad_row_says_why(person: Clinician, facts: dict[str, Any], says: str) -> None:
    assert says in reason(row(**facts))


def test_bounds_words_and_doubles(person: Clinician) -> None:
    plan = planned(
        row(n=100_000, always=100_000),
        row(dimension="Clear words", setting="On-site", source="Caller", always=0),
        row(end=TODAY - timedelta(days=3_650)),
        row(n=5, always=5),
    )
    assert [score.line for score in plan.good] == [2, 3, 4]
    assert [(one.line, one.reason) for one in plan.bad] == [(5, "the same as line 2")]


@pytest.mark.parametrize(
    ("written", "text", "always"),
    [
        (AlwaysAs.SHARE, "0.85", 34),
        (AlwaysAs.SHARE, "1", 40),
        (AlwaysAs.SHARE, ".5", 20),
        (AlwaysAs.SHARE, "1.01", None),
        (AlwaysAs.SHARE, "nan", None),
        (AlwaysAs.PERCENT, "85 %", 34),
        (AlwaysAs.PERCENT, "1", 0),
        (AlwaysAs.PERCENT, "100", 40),
        (AlwaysAs.PERCENT, "100.5", None),
    ],
)
def test_shares_become_whole_answers(
    person: Clinician, written: AlwaysAs, text: str, always: int | None
) -> None:
    plan = planned(row(n=40, always=text), always_as=written)
    assert [score.always for score in plan.good] == ([] if always is None else [always])


def test_another_agency_s_clinicians_are_nobody(person: Clinician) -> None:
    other = World.create("Other Agency")
    with use_scope(Scope.agency(other.agency.id)):
        assert "nobody" in reason(row())


# The scores


def test_a_counting_import_is_the_worked_value_and_one_rater(person: Clinician) -> None:
    brought(score_of(person))
    assert cell(person) == pytest.approx((38, 22, 40, 1), abs=EXACT)
    (traced,) = trace_imported(person.id, NOW)
    assert traced.counts
    assert (traced.weight, traced.expected) == pytest.approx((40, 0.8), abs=EXACT)
    assert traced.contribution == pytest.approx(22 - 40 * 0.8, abs=EXACT)


def test_what_is_only_shown_changes_nothing(person: Clinician) -> None:
    before = cell(person)
    made = brought(score_of(person), counts=False)
    assert cell(person) == before
    (traced,) = trace_imported(person.id, NOW)
    assert (traced.counts, traced.weight, traced.came.id) == (False, 0.0, made.id)


def test_it_ages_from_the_end_of_its_period(person: Clinician) -> None:
    brought(score_of(person, answers=60, always=53, period_end=TODAY - timedelta(days=180)))
    assert cell(person)[:2] == pytest.approx((42.5, 7.5), abs=EXACT)


def test_one_import_holds_a_quarter_at_most_from_four_raters_on(world: World, person: Clinician) -> None:
    unit = world.unit()
    for rater in range(1, 4):
        rated(world, person, unit, Answer.ALWAYS, rater=f"account:{rater}", source=RaterSource.PATIENT)
    brought(
        score_of(person, always=0), score_of(person, always=0, period_end=TODAY - timedelta(days=1), line=3)
    )
    # Σw of the three is 3, so the import is held to 1: n = 4, of which 3 were "Always".
    assert cell(person) == pytest.approx((19, 5, 83, 4), abs=EXACT)


def test_two_imports_are_two_raters_and_batch_equals_one(world: World, person: Clinician) -> None:
    other = world.clinician()
    brought(score_of(person), data=b"a")
    brought(score_of(person, answers=10, always=9), score_of(other, line=3), data=b"b")
    assert cell(person)[3] == 2
    everybody = score_book(NOW).score(person.id, Setting.ON_SITE, Dimension.RESPECT)
    assert (everybody.alpha, everybody.beta) == pytest.approx(cell(person)[:2], abs=EXACT)


def test_before_it_came_and_from_its_withdrawal_on_it_does_not_count(person: Clinician) -> None:
    empty, second = cell(person), timedelta(seconds=1)
    made = brought(score_of(person))
    assert cell(person, -second)[2] == 0
    later = NOW + timedelta(days=2)
    withdraw_import(made.id, "wrong quarter", SYSTEM, later)
    db.session.flush()
    assert cell(person, timedelta(days=2) - second)[2] == 40
    assert cell(person, timedelta(days=2)) == pytest.approx(empty, abs=EXACT)
    assert trace_imported(person.id, later)[0].came.withdraw_reason == "wrong quarter"
    for said in ("again", ""):
        with pytest.raises(CannotImport):
            withdraw_import(made.id, said, SYSTEM, later)


def test_origin_hash_and_trail_are_kept_and_the_same_file_is_known(person: Clinician) -> None:
    made = brought(score_of(person), data=b"the file")
    assert made.sha256 == hashlib.sha256(b"the file").hexdigest()
    same = earlier_import(made.sha256)
    assert same is not None
    assert same.id == made.id
    assert earlier_import("0" * 64) is None
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.entity == "score_import")).one()
    assert (entry.action, entry.after["rows"], entry.after["sha256"]) == ("imported", 1, made.sha256)
    withdraw_import(made.id, "twice", SYSTEM, NOW)
    db.session.flush()
    assert earlier_import(made.sha256) is None


def test_nothing_and_nameless_origins_are_refused(person: Clinician) -> None:
    for scores, origin in (((), "survey"), ((score_of(person),), " "), ((score_of(person),), "x" * 121)):
        came = Provenance(origin, "f.csv", b"", ScoreMapping({}))
        with pytest.raises(CannotImport):
            import_scores(scores, came, False, SYSTEM, NOW)
    assert db.session.scalar(select(func.count(ImportedScore.id))) == 0


def test_an_import_is_as_many_responses_as_its_most_answered_dimension(person: Clinician) -> None:
    """Seven rows of one survey are not seven responses: the thresholds of what is shown count people."""
    brought(
        score_of(person, answers=3, always=3),
        score_of(person, answers=4, always=0, dimension=Dimension.CLARITY),
        score_of(person, answers=2, always=0, dimension=Dimension.LISTENING),
    )
    assert score_book(NOW, [person.id]).responses(person.id) == 4
    assert trend(person.id, NOW, months=1)[0].responses == 4
    later = [score_of(person, answers=1, always=1, period_end=TODAY - timedelta(days=day)) for day in (1, 2)]
    brought(*later, data=b"y")
    assert score_book(NOW, [person.id]).responses(person.id) == 6
