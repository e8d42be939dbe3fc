"""Who stood in a match run, and who of them could have been placed by it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staffing.matching.analysis import Analysis
from staffing.matching.blobs import SCHEMA_VERSION, unpack_problem
from staffing.matching.models import MatchRun
from staffing.matching.problem_builder.keys import row_id


@dataclass(frozen=True)
class Pool:
    """Clinician ids. `able`: those whom no pairing rule keeps from at least one of the run's slots.

    Pairing rules are about a person and a shift (papers, distance, free time, do-not-return); hours and
    rest are not among them, since they depend on what else a person works.
    """

    considered: frozenset[int]
    able: frozenset[int]


def pool_of(run: MatchRun) -> Pool | None:
    """The pool of a run's kept problem; None where there is none, or none this version can read."""
    if run.problem_blob is None or run.schema_version != SCHEMA_VERSION:
        return None
    problem = unpack_problem(run.problem_blob)
    ids = np.array([row_id(person.id) for person in problem.clinicians], dtype=np.int64)
    able = (Analysis(problem, ()).first_bar < 0).any(axis=1)
    return Pool(frozenset(ids.tolist()), frozenset(ids[able].tolist()))
