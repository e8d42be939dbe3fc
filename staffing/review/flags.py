"""Why a proposed placement deserves a look, in words. The codes are written by the match run."""

from __future__ import annotations

FLAG_WORDS: dict[str, str] = {
    "runner_up_ahead": "The runner-up would do better",
    "thin_margin": "Close call with the runner-up",
    "low_communication": "Low communication, talks most of the shift",
    "new_communicator": "New communicator, talks most of the shift",
    "overtime": "Overtime",
    "long_drive": "Long drive",
    "please_not": "Said “please not” about the place or the hours",
    "first_time_unit": "First time in this unit",
    "margin_floor": "Margin under the agency's floor",
    "swapped": "Swapped by hand",
    "clashes": "Clashes with another proposal for them",
}


def flag_words(code: str) -> str:
    """The sentence for a flag; a code we do not know is shown as it is."""
    return FLAG_WORDS.get(code, code.replace("_", " "))
