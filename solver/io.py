"""Problems and solutions as JSON.

The schema is the dataclasses themselves: an object a dataclass, an array a tuple, fields with defaults may be
left out, unknown fields are faults. `"schema"` carries the version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, NoReturn

from solver.problem import SCHEMA_VERSION, InvalidProblem, Problem
from solver.reading import Reader
from solver.solution import Solution
from solver.validate import Fault, faults_of


def dump_problem(problem: Problem) -> str:
    """A problem as JSON text."""
    rows = {field.name: getattr(problem, field.name) for field in fields(problem)}
    return _dump({name: _plain(value) for name, value in rows.items()})


def load_problem(text: str) -> Problem:
    """A problem from JSON text. `InvalidProblem` with every fault and its path when anything is wrong."""
    reader = Reader()
    values = reader.fields(Problem, _parse(text), "")
    unchecked = object.__new__(Problem)
    unchecked.__dict__.update(values)
    faults = [*reader.faults, *(fault for fault in faults_of(unchecked) if not reader.met(fault.path))]
    if faults:
        raise InvalidProblem(faults)
    return Problem(**values)


def dump_solution(solution: Solution) -> str:
    """A solution as JSON text."""
    return _dump(asdict(solution))


def load_solution(text: str) -> Solution:
    """A solution from JSON text. `InvalidProblem` with every fault and its path when anything is wrong."""
    reader = Reader()
    values = reader.fields(Solution, _parse(text), "")
    if reader.faults:
        raise InvalidProblem(reader.faults)
    return Solution(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _dump(content: dict[str, Any]) -> str:
    return json.dumps({"schema": SCHEMA_VERSION, **content}, allow_nan=False, separators=(",", ":"))


def _parse(text: str) -> Mapping[str, Any]:
    try:
        content = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidProblem([Fault("$", f"is not valid JSON: {error}")]) from error
    if not isinstance(content, dict):
        raise InvalidProblem([Fault("$", "must be an object")])
    version = content.pop("schema", None)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise InvalidProblem([Fault("schema", f"must be {SCHEMA_VERSION}: other versions are not read")])
    return content


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")
