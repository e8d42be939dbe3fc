"""Why a proposed placement deserves a look, in words. The codes are written by the match run."""

from __future__ import annotations

FLAG_WORDS: dict[str, str] = {
    "thin_margin": "Close call: the runner-up scores nearly the same",
    "low_communication": "Low communication score where they talk most of the shift",
    "new_communicator": "Communication still new where they talk most of the shift",
    "overtime": "Overtime",
    "long_drive": "Long drive",
    "first_time_unit": "First time in this unit",
    "margin_floor": "Margin under the agency's floor",
    "swapped": "Swapped by hand",
    "clashes": "Clashes in time with another proposal for the same person",
}


def flag_words(code: str) -> str:
    """The sentence for a flag; a code we do not know is shown as it is."""
    return FLAG_WORDS.get(code, code.replace("_", " "))
