"""Every message has its two templates, and they escape what people type."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from staffing.notifications import messages, rendering
from staffing.notifications.rendering import render

FOLDER = Path(inspect.getfile(rendering)).parent / "templates" / "notifications"
SHARED = {"layout", "parts"}
KINDS = sorted({path.stem for path in FOLDER.iterdir()} - SHARED)
WORDS = {"reference": "R-1", "role": "RN", "facility": "F & <b>", "unit": "U", "day": "Mon", "hours": "07–19"}
CONTEXT = {
    "name": "Robin",
    "shift": WORDS,
    "offer": {
        "pay": "$1",
        "hourly": "$1",
        "answer_by": "noon",
        "link": "http://x/o/t",
        "why": ["you", "know"],
        "emergency": "14 h on duty within 24 hours",
    },
    "arrival": dict.fromkeys(("address", "parking", "entrance", "ask_for", "notes", "coordinator"), "x")
    | {"phone": "1", "link": "http://x"},
    "reason": "Because.",
    "phone": "(214) 555-0100",
    "cost": "Free.",
    "who": "Kim <script>",
    "credential": "RN TX",
    "expires": "Thu",
    "days": 30,
    "agency": "A & <b>",
    "link": "http://x/invitation/t",
    "outcome": "upheld",
    "decision": "You & <b>",
    "facility": "F & <b>",
    "why": "a complaint came in",
    "due": "09:00 on Tuesday 24 November",
    "said": "We are sorry & <b>",
    "month": "October",
    "answer": "Done & <b>",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_renders_in_both_forms(kind: str) -> None:
    mail = render(kind, CONTEXT)
    assert mail.subject
    assert "\n" not in mail.subject
    assert mail.text.startswith("Hello Robin,")
    assert "<script>" not in mail.html
    assert "<b>" not in mail.html
    assert mail.html.count("<html") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_has_a_function_of_its_name(kind: str) -> None:
    assert callable(getattr(messages, kind))
    assert {path.suffix for path in FOLDER.glob(f"{kind}.*")} == {".txt", ".html"}


def test_a_line_break_cannot_get_into_a_subject() -> None:
    subject = render(
        "offer_sent", CONTEXT | {"shift": WORDS | {"facility": "A\r\nBcc: all@example.org"}}
    ).subject
    assert "\n" not in subject
    assert "\r" not in subject
