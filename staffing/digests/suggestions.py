"""One thing to try for each dimension: our own words, from what training in communication teaches.

They build on habits with evidence behind them: teach-back and plain words for clarity, an open question and
silence for listening, a fixed order (situation, background, assessment, request) for hand-offs, and shared
decisions with patients who have read up.
"""

from __future__ import annotations

from collections.abc import Mapping

from staffing.clinicians.models import RoleFamily
from staffing.ratings.models import Dimension as D

BEDSIDE, PHONE, DESK = RoleFamily.BEDSIDE, RoleFamily.TELEHEALTH_TRIAGE, RoleFamily.BILLING_FRONT_DESK

SUGGESTIONS: Mapping[D, Mapping[RoleFamily, str]] = {
    D.RESPECT: {
        BEDSIDE: "Knock, say your name and your role, and ask how the person wants to be called. Before "
        "you leave the room, ask: “Is there something else I can do? I have the time.”",
        PHONE: "Give your name and say what will happen on this call in one sentence. If you must put "
        "somebody on hold, ask first and say for how long.",
        DESK: "Look up and greet before you type. When there is a line, say one word to the next "
        "person: “I see you, I will be with you shortly.”",
    },
    D.LISTENING: {
        BEDSIDE: "Sit down, even for a minute, and begin with an open question. Then stay silent until the "
        "person has finished; most people need less than a minute.",
        PHONE: "Let callers finish their first sentences without a question. Then say back in one "
        "sentence what you heard, and ask if that is right.",
        DESK: "Before you answer, say back what the person came for: “You want to know why there are "
        "two bills, is that right?”",
    },
    D.CLARITY: {
        BEDSIDE: "Pick the one or two things that matter most and say them in everyday words. Then ask: "
        "“So that I know I was clear: how would you tell this to your family?”",
        PHONE: "End each call with three points: what to do now, what to watch for, when to call back. "
        "Ask the person to say them back to you.",
        DESK: "Explain one step at a time and say where it is written. Ask: “What will you do first "
        "when you are home?” It shows what was not clear.",
    },
    D.INFORMED_PATIENT: {
        BEDSIDE: "When somebody has read up, ask what they found and what worries them most. Start from "
        "there: say what fits, what does not, and why.",
        PHONE: "Ask early: “What have you read or tried so far?” Thank them for it, and build your "
        "advice on it instead of beginning anew.",
        DESK: "If somebody comes with a printout or knows their plan, look at it together before you "
        "explain. Say plainly where they are right.",
    },
    D.TEAMWORK_HANDOFF: {
        BEDSIDE: "Keep one order for each hand-off: situation, background, what you think, what is needed "
        "next. End with: “What would you like me to repeat?”",
        PHONE: "Write the hand-off before you transfer the call: who, why, what you advised, what was "
        "promised. The caller should not have to tell it twice.",
        DESK: "Leave a note where the next person looks first: what was promised, to whom, until when.",
    },
    D.VIRTUAL_MANNER: {
        BEDSIDE: "Look into the camera when you speak, and say what you are doing when you look away: “I "
        "am reading your results now.”",
        PHONE: "Begin with: “Can you hear and see me well?” Say when you are typing or reading; silence "
        "feels longer on a call.",
        DESK: "Speak a little slower than face to face, and sum up every few minutes: the other person "
        "cannot see you nod.",
    },
    D.BILLING_CLARITY: {
        BEDSIDE: "If somebody asks about costs, do not guess: say who can answer, and how to reach them "
        "today.",
        PHONE: "When costs come up, say what is known, what is not, and who will call back by when.",
        DESK: "Go through a bill in the same order each time: what was done, what insurance paid, what "
        "is left, by when, and which help there is. Mark the amount that is left.",
    },
}


def suggestion(dimension: D, family: RoleFamily) -> str:
    """What to try for this dimension in this kind of work."""
    return SUGGESTIONS[dimension][family]
