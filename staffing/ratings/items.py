"""What a rater is asked: our own wording in two languages, one short line per source and dimension.

These are version 1 of the questionnaire. They are never edited: a change is published as a later version
(see `publishing.py`), so that a response keeps the words it answered.
"""

from __future__ import annotations

from collections.abc import Mapping

from staffing.ratings.models import Answer, RaterSource
from staffing.ratings.models import Dimension as D

ENGLISH, SPANISH = "en", "es"
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", SPANISH: "Español"}
Wording = Mapping[str, str]
"""Language → words."""
Items = Mapping[RaterSource, Mapping[D, Wording]]
"""A source is asked about the dimensions listed under it, where they carry a weight on that shift."""


def _line(english: str, spanish: str) -> Wording:
    return {ENGLISH: english, SPANISH: spanish}


FIRST_ITEMS: Items = {
    RaterSource.FACILITY: {
        D.RESPECT: _line("Was warm and polite, even when busy", "Tuvo un trato amable, aun con prisa"),
        D.LISTENING: _line("Heard people out before answering", "Escuchó a la gente antes de responder"),
        D.CLARITY: _line("Used plain words people could follow", "Usó palabras fáciles de entender"),
        D.INFORMED_PATIENT: _line(
            "Made room for people who had read up on their health",
            "Dio lugar a quienes habían leído sobre su salud",
        ),
        D.TEAMWORK_HANDOFF: _line(
            "Gave the next person a full hand-off", "Entregó el turno completo a quien seguía"
        ),
        D.VIRTUAL_MANNER: _line(
            "Made people feel at ease on a video or phone call",
            "Hizo sentir a gusto a la gente por video o teléfono",
        ),
        D.BILLING_CLARITY: _line(
            "Made bills and costs easy to understand", "Hizo fáciles de entender las cuentas y los costos"
        ),
    },
    RaterSource.PATIENT: {
        D.RESPECT: _line("Was kind and polite to you", "Le trató con amabilidad y respeto"),
        D.LISTENING: _line("Took time to hear you", "Se tomó el tiempo de escucharle"),
        D.CLARITY: _line("Used words you could follow", "Usó palabras que usted entendía"),
        D.INFORMED_PATIENT: _line(
            "Was glad to talk about what you had read or found out",
            "Habló con gusto de lo que usted había leído",
        ),
        D.VIRTUAL_MANNER: _line("Made you feel at ease on the call", "Le hizo sentir a gusto en la llamada"),
        D.BILLING_CLARITY: _line("Made your bill easy to follow", "Hizo fácil de entender su cuenta"),
    },
    RaterSource.COLLEAGUE: {
        D.RESPECT: _line("Was kind and polite to the team", "Trató al equipo con amabilidad y respeto"),
        D.LISTENING: _line("Heard you out when you spoke up", "Le escuchó cuando usted habló"),
        D.CLARITY: _line("Said things so you could follow", "Dijo las cosas de forma clara"),
        D.TEAMWORK_HANDOFF: _line("Gave you a full hand-off", "Le entregó el turno completo"),
    },
    RaterSource.CALLER: {
        D.RESPECT: _line("Was kind and polite on the call", "Fue amable y cortés en la llamada"),
        D.LISTENING: _line("Took time to hear what you need", "Se tomó el tiempo de escucharle"),
        D.CLARITY: _line("Used words you could follow", "Usó palabras que usted entendía"),
        D.VIRTUAL_MANNER: _line("Made you feel at ease on the call", "Le hizo sentir a gusto en la llamada"),
        D.BILLING_CLARITY: _line("Made your bill easy to follow", "Hizo fácil de entender su cuenta"),
    },
}
SCALE: Mapping[str, Mapping[Answer, str]] = {
    ENGLISH: {
        Answer.NEVER: "Never",
        Answer.SOMETIMES: "Sometimes",
        Answer.USUALLY: "Usually",
        Answer.ALWAYS: "Always",
        Answer.NOT_APPLICABLE: "N/A",
    },
    SPANISH: {
        Answer.NEVER: "Nunca",
        Answer.SOMETIMES: "A veces",
        Answer.USUALLY: "Por lo general",
        Answer.ALWAYS: "Siempre",
        Answer.NOT_APPLICABLE: "No aplica",
    },
}
CHOOSE: Wording = {
    ENGLISH: "Choose one for {name}. N/A is fine.",
    SPANISH: "Elija una para {name}. “No aplica” también vale.",
}
"""Said beside a line that was left out."""
NOTHING_ANSWERED: Wording = {
    ENGLISH: "Nothing is answered yet. Rate at least one person.",
    SPANISH: "Aún no hay respuestas. Evalúe por lo menos a una persona.",
}
DIMENSION_NAMES: Mapping[D, str] = {
    D.RESPECT: "Respect",
    D.LISTENING: "Listening",
    D.CLARITY: "Clear words",
    D.INFORMED_PATIENT: "Patients who have read up",
    D.TEAMWORK_HANDOFF: "Hand-off and teamwork",
    D.VIRTUAL_MANNER: "Manner on video and phone",
    D.BILLING_CLARITY: "Clear bills",
}
