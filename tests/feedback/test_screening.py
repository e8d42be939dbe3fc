"""What may identify somebody in a comment is found, in both languages; plain praise is not."""

from __future__ import annotations

import pytest

from staffing.feedback.screening import found_in


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("She was so kind and told me what came next.", []),
        ("Fue muy amable y me explicó todo con calma.", []),
        ("I waited 20 minutes and then 2 more hours, room 12.", []),
        ("Call me at (214) 555-0142", ["phone"]),
        ("Mi teléfono es 214.555.0142", ["phone"]),
        ("+1 214 555 0142 any time", ["phone"]),
        ("write to ana.lopez@example.org", ["email"]),
        ("escriba a ana (at) example.org", ["email"]),
        ("I was born 03/14/1961", ["date"]),
        ("nací el 14 de marzo", ["date"]),
        ("admitted on March 14th", ["date"]),
        ("since 2026-03-14", ["date"]),
        ("my MRN is on the card", ["number"]),
        ("chart 00481516", ["number"]),
        ("chart 004-81-5162", ["number"]),
        ("mi expediente es largo", ["number"]),
        ("Mrs. Alvarez in the next bed", ["name"]),
        ("La señora Álvarez de al lado", ["name"]),
        ("me llamo Ana", ["name"]),
        ("my name is Ana", ["name"]),
        ("ask Ana Lopez about it", ["name"]),
        ("we live at 1200 Elm Street", ["address"]),
        ("vivo en calle Robles 45", ["address"]),
        ("Ana Lopez, 214-555-0142, born 3/14/61", ["phone", "date", "name"]),
    ],
)
def test_found(text: str, kinds: list[str]) -> None:
    assert found_in(text) == kinds
