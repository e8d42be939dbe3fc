"""From the agency's rows to one frozen, validated problem with pseudonymous ids."""

from staffing.matching.problem_builder.build import Built, NothingToBuild, build
from staffing.matching.problem_builder.selection import Selection

__all__ = ["Built", "NothingToBuild", "Selection", "build"]
