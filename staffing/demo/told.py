"""What was said in the demo agency's reports: nothing about patients, nobody by name."""

from __future__ import annotations

from dataclasses import dataclass

from staffing.recovery.models import ReportKind, ReportNature, ReportStatus


@dataclass(frozen=True)
class Told:
    """A report to write: what was said, how far it has come, and what came of it."""

    kind: ReportKind
    nature: ReportNature | None
    text: str
    status: ReportStatus
    outcome: str | None = None


PRAISE = Told(
    ReportKind.COMPLIMENT,
    None,
    "She sat down with a worried family and explained the plan until everybody had understood it.",
    ReportStatus.CLOSED,
    "You sat down with a worried family and explained the plan until everybody had understood it. Thank you.",
)
REPORTS = (
    Told(
        ReportKind.COMPLAINT,
        ReportNature.PROFESSIONAL,
        "Spoke over the charge nurse at hand-off and left before questions could be asked.",
        ReportStatus.IN_REVIEW,
    ),
    Told(
        ReportKind.COMPLAINT,
        ReportNature.CLINICAL,
        "Pain was not asked about again after the first dose.",
        ReportStatus.CLOSED,
        "Talked through with the clinician; a refresher on reassessment is done.",
    ),
    Told(
        ReportKind.INCIDENT,
        ReportNature.CLINICAL,
        "An infusion was started twenty minutes late because the pump key was missing.",
        ReportStatus.CLOSED,
        "Nobody was harmed. Where the key hangs now stands in the unit's arrival notes.",
    ),
    Told(
        ReportKind.INCIDENT,
        ReportNature.PROFESSIONAL,
        "Badge left at home; it took half an hour to be let in.",
        ReportStatus.RECEIVED,
    ),
    Told(
        ReportKind.COMPLIMENT,
        None,
        "Calm in a full waiting room, and polite to everybody.",
        ReportStatus.RECEIVED,
    ),
)
SAID = "We have spoken with the clinician, who is sorry, and we check in with your charge nurse next week."
