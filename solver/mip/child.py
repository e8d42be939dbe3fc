"""The child's side: ``python -m solver.mip.child DEADLINE`` reads a model on stdin, answers on stdout."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from io import BytesIO
from threading import Thread
from time import sleep, time
from typing import IO

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from solver.mip.child_process import ANSWER, REQUEST, MipResult
from solver.mip.linear import INFINITE, LinearModel

RELATIVE_GAP = 1e-7
PARENT_CHECK_SECONDS = 1.0
RESERVE_SECONDS = 0.5  # to answer in, HiGHS being late at times
RESERVE_SHARE = 0.08
LEAST_SECONDS = 0.1


def main(deadline: float) -> None:
    """Solve and answer before the deadline, in seconds since 1970."""
    answer = private_stdout()
    parent = os.getppid()
    Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    model = LinearModel.receive(sys.stdin.buffer.read())
    left = deadline - time()
    result = solve(model, max(LEAST_SECONDS, left - max(RESERVE_SECONDS, left * RESERVE_SHARE)))
    answer.write(_packed(result))
    answer.close()


def serve() -> None:
    """Solve models one by one until stdin ends: length, seconds and a model in, length and answer out."""
    answer = private_stdout()
    Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    while len(header := sys.stdin.buffer.read(REQUEST.size)) == REQUEST.size:
        length, seconds = REQUEST.unpack(header)
        content = _packed(solve(LinearModel.receive(sys.stdin.buffer.read(length)), seconds))
        answer.write(ANSWER.pack(len(content)) + content)
        answer.flush()


def _packed(result: MipResult) -> bytes:
    values = np.zeros(0) if result.values is None else result.values
    buffer = BytesIO()
    np.savez(buffer, values=values, bound=result.bound)
    return buffer.getvalue()


def solve(model: LinearModel, seconds: float) -> MipResult:
    """HiGHS without presolve: on these models its presolve costs more than it saves."""
    params = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds),
        presolve=mathopt.Emphasis.OFF,
        relative_gap_tolerance=RELATIVE_GAP,
    )
    opt = mathopt.Model.from_model_proto(to_proto(model))
    result = mathopt.solve(opt, mathopt.SolverType.HIGHS, params=params)
    bound = result.termination.objective_bounds.dual_bound
    if not result.has_primal_feasible_solution():
        return MipResult(None, bound)
    values = result.variable_values(list(opt.variables()))
    return MipResult(np.array(values), bound)


def to_proto(model: LinearModel) -> model_pb2.ModelProto:
    """MathOpt's own message, filled column by column."""
    proto = model_pb2.ModelProto()
    ids = range(len(model.objective))
    proto.variables.ids.extend(ids)
    proto.variables.lower_bounds.extend(_open(model.low))
    proto.variables.upper_bounds.extend(_open(model.high))
    proto.variables.integers.extend(model.integer.tolist())
    proto.objective.maximize = True
    proto.objective.linear_coefficients.ids.extend(ids)
    proto.objective.linear_coefficients.values.extend(model.objective.tolist())
    proto.linear_constraints.ids.extend(range(len(model.row_low)))
    proto.linear_constraints.lower_bounds.extend(_open(model.row_low))
    proto.linear_constraints.upper_bounds.extend(_open(model.row_high))
    proto.linear_constraint_matrix.row_ids.extend(model.row.tolist())
    proto.linear_constraint_matrix.column_ids.extend(model.column.tolist())
    proto.linear_constraint_matrix.coefficients.extend(model.value.tolist())
    return proto


def private_stdout() -> IO[bytes]:
    """The pipe to the parent, for the answer alone: HiGHS prints to file 1 what it thinks worth saying."""
    answer = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    return answer


def _open(bounds: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    unbounded = np.abs(bounds) >= INFINITE
    opened: list[float] = np.where(unbounded, np.copysign(np.inf, bounds), bounds).tolist()
    return opened


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        sleep(PARENT_CHECK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        main(float(sys.argv[1]))
