"""Names of the terms an objective may use, for validation without importing the terms themselves."""

TERM_NAMES = (
    "fill",
    "communication",
    "continuity",
    "preferences",
    "travel",
    "overtime",
    "fairness",
    "stability",
)
