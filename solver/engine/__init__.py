"""The engine: turns a `Problem` into a `Solution` with OR-Tools CP-SAT. The one door is `solve`."""

from solver.engine.run import Progress, solve

__all__ = ["Progress", "solve"]
