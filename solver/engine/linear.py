"""The CP-SAT model as rows of a mixed-integer model; it uses only linear and boolean constraints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from solver.engine.variables import Assigned
from solver.mip import LinearModel
from solver.mip.linear import INFINITE

Row = tuple[list[int], list[int], float, float]  # columns, coefficients, low, high


def linear_model(assigned: Assigned) -> LinearModel:
    """Everything posted so far, with nothing to maximise yet; decisions are the first columns."""
    proto = assigned.model.proto
    domains = [list(variable.domain) for variable in proto.variables]
    low, high = (np.array([domain[at] for domain in domains], dtype=np.float64) for at in (0, -1))
    rows = list(_rows(proto.constraints))
    sizes = [len(columns) for columns, *_ in rows]
    return LinearModel(
        objective=np.zeros(len(domains)),
        low=low,
        high=high,
        integer=(low == 0) & (high == 1),
        row=np.repeat(np.arange(len(rows)), sizes),
        column=np.array([column for columns, *_ in rows for column in columns], dtype=np.int64),
        value=np.array([value for _, values, *_ in rows for value in values], dtype=np.float64),
        row_low=np.array([row[2] for row in rows]),
        row_high=np.array([row[3] for row in rows]),
    )


def _rows(constraints: Iterable[Any]) -> Iterable[Row]:
    for constraint in constraints:
        if constraint.has_linear():
            domain = list(constraint.linear.domain)
            vars_, coefficients = list(constraint.linear.vars), list(constraint.linear.coeffs)
            yield _ordered(vars_, coefficients, domain[0], domain[-1])
        elif constraint.has_at_most_one():
            literals = list(constraint.at_most_one.literals)
            yield _literals(literals, -INFINITE, 1)
        elif constraint.has_bool_or():
            negated = [-literal - 1 for literal in constraint.enforcement_literal]
            yield _literals([*constraint.bool_or.literals, *negated], 1, INFINITE)
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                negated = [-given - 1 for given in constraint.enforcement_literal]
                yield _literals([literal, *negated], 1, INFINITE)
        else:
            raise NotImplementedError("a constraint is neither linear nor boolean")


def _literals(literals: list[int], low: float, high: float) -> Row:
    """Sum of literals; a negated one is 1 - x."""
    columns = [literal if literal >= 0 else -literal - 1 for literal in literals]
    signs = [1 if literal >= 0 else -1 for literal in literals]
    negated = sum(literal < 0 for literal in literals)
    return _ordered(columns, signs, low - negated, high - negated)


def _ordered(columns: list[int], values: list[int], low: float, high: float) -> Row:
    """One entry a column, columns ascending."""
    total: dict[int, int] = {}
    for column, value in zip(columns, values, strict=True):
        total[column] = total.get(column, 0) + value
    ordered = sorted(total)
    return ordered, [total[column] for column in ordered], low, high
