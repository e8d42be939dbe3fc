"""The engine: turns a `Problem` into a `Solution` with OR-Tools CP-SAT. The one door is `solve`."""

from solver.engine.progress import Progress
from solver.engine.run import solve

__all__ = ["Progress", "solve"]
