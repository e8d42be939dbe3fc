"""What a rater is asked: our own wording, one short line per dimension, and the scale."""

from __future__ import annotations

from collections.abc import Mapping

from staffing.ratings.models import Answer, Dimension

ITEMS: Mapping[Dimension, str] = {
    Dimension.RESPECT: "Was warm and polite, even when busy",
    Dimension.LISTENING: "Heard people out before answering",
    Dimension.CLARITY: "Used plain words people could follow",
    Dimension.INFORMED_PATIENT: "Made room for people who had read up on their health",
    Dimension.TEAMWORK_HANDOFF: "Gave the next person a full hand-off",
    Dimension.VIRTUAL_MANNER: "Made people feel at ease on a video or phone call",
    Dimension.BILLING_CLARITY: "Made bills and costs easy to understand",
}
SCALE: Mapping[Answer, str] = {
    Answer.NEVER: "Never",
    Answer.SOMETIMES: "Sometimes",
    Answer.USUALLY: "Usually",
    Answer.ALWAYS: "Always",
    Answer.NOT_APPLICABLE: "N/A",
}
DIMENSION_NAMES: Mapping[Dimension, str] = {
    Dimension.RESPECT: "Respect",
    Dimension.LISTENING: "Listening",
    Dimension.CLARITY: "Clear words",
    Dimension.INFORMED_PATIENT: "Patients who have read up",
    Dimension.TEAMWORK_HANDOFF: "Hand-off and teamwork",
    Dimension.VIRTUAL_MANNER: "Manner on video and phone",
    Dimension.BILLING_CLARITY: "Clear bills",
}
