"""What the rating page says, in the rater's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from staffing import clock
from staffing.placements.models import Placement
from staffing.ratings.finished import BEFORE_THE_END
from staffing.ratings.items import ENGLISH, SPANISH
from staffing.ratings.models import RaterSource
from staffing.requests.models import Slot

Words = Mapping[str, str]

PAGE: Mapping[str, Words] = {
    ENGLISH: {
        "skip": "Skip to the questions",
        "title": "How did {name} do?",
        "title_many": "How did they do?",
        "lead": "How often did you see this? Pick N/A for what does not fit.",
        "private": "It takes less than a minute. We do not ask who you are.",
        "private_team": "It takes less than a minute. {name} never sees a single answer.",
        "private_many": "It takes less than a minute. They never see a single answer.",
        "leave": "You can leave a person blank.",
        "comment": "Anything else? (You can leave this blank.)",
        "comment_hint": "Please leave out names and health facts.",
        "too_long": "Please use 500 characters or fewer.",
        "send": "Send my answers",
        "look": "Please look at this:",
        "other": "Español",
        "switch": "Lea esta página en español",
        "used": "Thank you!",
        "used_text": "We have your answers. They help us choose who comes next. This link works once.",
        "expired": "This link is too old",
        "expired_text": "Thank you for wanting to tell us. The time to answer about this shift is over.",
        "revoked": "This link is closed",
        "revoked_text": "Thank you for wanting to tell us. This link can no longer be used.",
        "nobody": "There is nothing to rate here now",
        "nobody_text": "Either the answers are in already, or the shift has not been worked yet.",
        "unknown": "We do not know this link",
        "unknown_text": "Please check the letters and numbers, or scan the card again.",
        "too_many": "Many people have just answered about this shift. Please try again in an hour.",
        "refused": "This could not be saved. Please look at your answers and send them again.",
    },
    SPANISH: {
        "skip": "Ir a las preguntas",
        "title": "¿Cómo lo hizo {name}?",
        "title_many": "¿Cómo lo hicieron?",
        "lead": "¿Con qué frecuencia lo vio? Elija “No aplica” si no es el caso.",
        "private": "Toma menos de un minuto. No preguntamos quién es usted.",
        "private_team": "Toma menos de un minuto. {name} nunca ve una respuesta suelta.",
        "private_many": "Toma menos de un minuto. Nunca ven una respuesta suelta.",
        "leave": "Puede dejar a una persona en blanco.",
        "comment": "¿Algo más? (Puede dejarlo en blanco.)",
        "comment_hint": "Por favor, no escriba nombres ni datos de salud.",
        "too_long": "Use 500 letras o menos.",
        "send": "Enviar mis respuestas",
        "look": "Por favor, revise esto:",
        "other": "English",
        "switch": "Read this page in English",
        "used": "¡Gracias!",
        "used_text": "Tenemos sus respuestas. Nos ayudan a elegir quién viene. Este enlace sirve una vez.",
        "expired": "Este enlace ya venció",
        "expired_text": "Gracias por querer responder. El plazo para este turno ya terminó.",
        "revoked": "Este enlace está cerrado",
        "revoked_text": "Gracias por querer responder. Este enlace ya no se puede usar.",
        "nobody": "Ahora no hay nada que evaluar",
        "nobody_text": "Las respuestas ya llegaron o el turno aún no se ha trabajado.",
        "unknown": "No conocemos este enlace",
        "unknown_text": "Revise las letras y los números, o escanee la tarjeta otra vez.",
        "too_many": "Muchas personas acaban de responder. Inténtelo de nuevo en una hora.",
        "refused": "No se pudo guardar. Revise sus respuestas y envíelas de nuevo.",
    },
}
CARD: Mapping[str, Words] = {
    ENGLISH: {
        "asks": "How did {name}, your {role}, do?",
        "scan": "Scan this with your phone. It takes a minute.",
        "or": "Or type",
        "private": "We do not ask who you are.",
    },
    SPANISH: {
        "asks": "¿Cómo le atendió {name}?",
        "scan": "Escanéelo con su teléfono. Toma un minuto.",
        "or": "o escriba",
        "private": "No preguntamos quién es usted.",
    },
}
"""What stands on a printed card, in both languages side by side."""
KIOSK: Mapping[str, Words] = {
    ENGLISH: {
        "skip": "Skip to the people",
        "title": "Who took care of you?",
        "lead": "Tap a name. It takes a minute, and we do not ask who you are.",
        "nobody": "Nobody to ask about right now",
        "nobody_text": "Please come back when somebody of our agency is on shift.",
        "off": "This tablet is switched off",
        "off_text": "Please ask at the desk. Thank you for wanting to tell us.",
        "busy": "Many people have just answered here. Please try again in an hour.",
        "gone": "This person cannot be rated here now. Please choose again.",
        "back": "Back to the start",
        "other": "Español",
        "switch": "Lea esta página en español",
    },
    SPANISH: {
        "skip": "Ir a las personas",
        "title": "¿Quién le atendió?",
        "lead": "Toque un nombre. Toma un minuto y no preguntamos quién es usted.",
        "nobody": "Ahora no hay a quién evaluar",
        "nobody_text": "Vuelva cuando alguien de nuestra agencia esté de turno.",
        "off": "Esta tableta está apagada",
        "off_text": "Pregunte en el mostrador. Gracias por querer responder.",
        "busy": "Muchas personas acaban de responder. Inténtelo de nuevo en una hora.",
        "gone": "Ahora no se puede evaluar a esta persona. Elija otra vez.",
        "back": "Volver al inicio",
        "other": "English",
        "switch": "Read this page in English",
    },
}
"""What a unit's tablet says."""
ROLES_IN_SPANISH: Words = {
    "RN": "Enfermería (RN)",
    "LVN": "Enfermería vocacional (LVN)",
    "CNA": "Auxiliar de enfermería",
    "NP": "Enfermería de práctica avanzada",
    "PA": "Asociación médica (PA)",
    "MD": "Medicina",
    "RT": "Terapia respiratoria",
    "PHLEB": "Toma de sangre",
    "MA": "Asistencia médica",
    "TRIAGE_RN": "Enfermería de triaje",
    "CODER": "Codificación médica",
    "BILLER": "Facturación",
    "REGISTRAR": "Recepción",
}
"""By role code; a role of the agency's own making keeps its name."""
_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
    "noviembre", "diciembre",
)  # fmt: skip


def private_words(source: RaterSource, people: Sequence[Placement]) -> str:
    """Which sentence says what becomes of the answers."""
    if source in BEFORE_THE_END:
        return "private"
    return "private_team" if len(people) == 1 else "private_many"


def names_of(people: Sequence[Placement]) -> dict[int, str]:
    """First names, by placement id; where two share one, with the first letter of the last name."""
    shared = Counter(person.clinician.first_name for person in people)
    return {
        person.id: person.clinician.first_name
        if shared[person.clinician.first_name] == 1
        else f"{person.clinician.first_name} {person.clinician.last_name[:1]}."
        for person in people
    }


def role_words(slot: Slot, language: str) -> str:
    role = slot.staff_role
    return ROLES_IN_SPANISH.get(role.code, role.name) if language == SPANISH else role.name


def shift_day(instant: datetime, zone: str, language: str) -> str:
    """ "Monday, November 23" or "lunes 23 de noviembre": the local day a shift begins."""
    when = clock.local(instant, zone)
    if language == SPANISH:
        return f"{_DAYS[when.weekday()]} {when.day} de {_MONTHS[when.month - 1]}"
    return f"{when:%A}, {when:%B} {when.day}"
