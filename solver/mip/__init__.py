"""A mixed-integer solve in a process of its own, which can be killed at any moment.

HiGHS through OR-Tools' MathOpt cannot be interrupted and may overrun its time limit, so it never runs in the
caller's process. This package imports no OR-Tools; only the child module does.
"""

from solver.mip.child_process import MipChild, MipResult
from solver.mip.linear import LinearModel
from solver.mip.server import MipServer

__all__ = ["LinearModel", "MipChild", "MipResult", "MipServer"]
