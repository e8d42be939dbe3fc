"""`python -m solver`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json

import pytest

from solver.__main__ import main


@pytest.fixture
def problem_file(tmp_path):
    path = tmp_path / "problem.json"
    assert main(["generate", "--slots", "40", "--clinicians", "30", "--seed", "2", "--out", str(path)]) == 0
    return path


def test_solve_then_check(problem_file, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    options = ["--seconds", "5", "--workers", "1", "--seed", "3", "--out", str(plan)]
    assert main(["solve", str(problem_file), *options]) == 0
    *progress, last = capsys.readouterr().out.splitlines()
    assert progress
    assert list(json.loads(last)) == ["status", "objective", "bound", "gap", "seconds", "peak_mb"]
    assert main(["check", str(problem_file), str(plan)]) == 0
    assert capsys.readouterr().out.endswith("0 complaints\n")


def test_check_tells_what_is_wrong(problem_file, tmp_path, capsys):
    plan = tmp_path / "plan.json"
    main(["solve", str(problem_file), "--seconds", "5", "--out", str(plan)])
    content = json.loads(plan.read_text())
    content["unfilled"].pop()
    plan.write_text(json.dumps(content))
    assert main(["check", str(problem_file), str(plan)]) == 1
    assert "unfilled: " in capsys.readouterr().out


def test_bad_input_names_every_fault_and_writes_nothing(problem_file, tmp_path, capsys):
    content = json.loads(problem_file.read_text())
    content["slots"][3]["end_minute"] = content["slots"][3]["start_minute"]
    content["slots"][5]["unit_id"] = "nowhere"
    problem_file.write_text(json.dumps(content))
    plan = tmp_path / "plan.json"
    assert main(["solve", str(problem_file), "--out", str(plan)]) == 2
    errors = capsys.readouterr().err
    assert "slots[3].end_minute: must be after start_minute" in errors
    assert "slots[5].unit_id: 'nowhere' is unknown" in errors
    assert not plan.exists()


@pytest.mark.parametrize(
    "options", [["--workers", "0"], ["--workers", "5"], ["--seconds", "nan"], ["--seed", "-1"]]
)
def test_limits_out_of_range_end_with_2(problem_file, tmp_path, options, capsys):
    plan = tmp_path / "plan.json"
    assert main(["solve", str(problem_file), "--out", str(plan), *options]) == 2
    assert options[0].removeprefix("--") in capsys.readouterr().err
    assert not plan.exists()


def test_a_file_that_is_not_there_ends_with_2(tmp_path):
    assert main(["solve", str(tmp_path / "none.json")]) == 2


def test_a_file_that_is_not_text_ends_with_2(tmp_path):
    path = tmp_path / "binary.json"
    path.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(path), str(path)]) == 2
