"""Problem and solution as they are kept beside the run: compressed JSON, and the problem's hash."""

from __future__ import annotations

import hashlib

import zstandard

from solver.io import dump_problem, dump_solution, load_problem, load_solution
from solver.problem import SCHEMA_VERSION, Problem
from solver.solution import Solution

__all__ = [
    "SCHEMA_VERSION",
    "pack_problem",
    "pack_solution",
    "unpack_problem",
    "unpack_solution",
]

LEVEL = 6
MAX_BYTES = 1 << 30
"""No blob unpacks to more than this."""


def pack_problem(problem: Problem) -> tuple[bytes, str]:
    """The compressed problem and the SHA-256 of its JSON."""
    text = dump_problem(problem).encode()
    return _pack(text), hashlib.sha256(text).hexdigest()


def pack_solution(solution: Solution) -> bytes:
    """The compressed solution."""
    return _pack(dump_solution(solution).encode())


def unpack_problem(blob: bytes) -> Problem:
    """The problem of a run; raises InvalidProblem for another schema."""
    return load_problem(_unpack(blob))


def unpack_solution(blob: bytes) -> Solution:
    """The solution of a run; raises InvalidProblem for another schema."""
    return load_solution(_unpack(blob))


def _pack(text: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL).compress(text)


def _unpack(blob: bytes) -> str:
    return zstandard.ZstdDecompressor().decompress(blob, max_output_size=MAX_BYTES).decode()
