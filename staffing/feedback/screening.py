"""Finds what may identify somebody in a comment, in English and Spanish. A help for moderators, no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby

_MONTH = (
    "january|february|march|april|may|june|july|august|september|october|november|december"
    "|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
    "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre"
)
_STREET = "street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|way|circle|parkway|pkwy"
_CALLE = "calle|avenida|av|camino|paseo|plaza|carretera|apartado"
_TITLE = (
    "mr|mrs|ms|miss|mister|dr|doctor|nurse|sr|sra|srta|señor|señora|señorita|don|doña|doctora|enfermer[ao]"
)
_NAMED = r"my name is|i am called|this is|name[:=]|me llamo|mi nombre es|soy|nombre[:=]"
_CAPITAL = r"[A-ZÁÉÍÓÚÑ][\w'’-]+"

KINDS: Mapping[str, re.Pattern[str]] = {
    "email": re.compile(r"[^\s@]+\s?(?:@|\(at\)|\[at\])\s?[^\s@]+\.[a-z]{2,}", re.I),
    "phone": re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)"),
    "date": re.compile(
        r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2})(?!\d)"
        rf"|\b(?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?:{_MONTH})\b",
        re.I,
    ),
    "address": re.compile(
        rf"\b\d{{1,6}}\s+(?:[\w.'’-]+\s+){{1,4}}(?:{_STREET})\b"
        rf"|\b(?:{_CALLE})\.?\s+[\w\s.'’-]{{1,40}}?(?:#|n[oº°]\.?)?\s*\d{{1,6}}\b",
        re.I,
    ),
    "number": re.compile(r"(?<!\d)\d(?:[\s-]?\d){5,}(?!\d)|\b(?:mrn|ssn|expediente)\b", re.I),
    "name": re.compile(
        rf"\b(?i:{_TITLE})\b\.?\s+(?i:de\s+|la\s+)*{_CAPITAL}|\b(?i:{_NAMED})\s*{_CAPITAL}|{_CAPITAL}\s+{_CAPITAL}"
    ),
}
"""Each kind of identifier with what it looks like; what is one kind (a phone) is not looked at for the next
(a long number). Two capitalised words in a row may be a name."""


def found_in(text: str) -> list[str]:
    """The kinds of identifier `text` seems to hold, in the order of KINDS; none does not mean harmless."""
    found = []
    for kind, pattern in KINDS.items():
        rest = pattern.sub(" ", text)
        if rest != text:
            found.append(kind)
        text = rest
    return found


def pieces(text: str) -> list[tuple[str, str]]:
    """`text` cut into (words, kind of identifier they seem to be), kind empty for harmless words."""
    kinds = [""] * len(text)
    for kind, pattern in KINDS.items():
        rest = "".join("\n" if kinds[at] else character for at, character in enumerate(text))
        for match in pattern.finditer(rest):
            kinds[match.start() : match.end()] = [kind] * (match.end() - match.start())
    runs = [(kind, [at for at, _kind in run]) for kind, run in groupby(enumerate(kinds), lambda one: one[1])]
    return [(text[where[0] : where[-1] + 1], kind) for kind, where in runs]
