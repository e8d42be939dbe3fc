"""Codes of one-time links: short enough to type, far too many to guess, and kept only as a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from flask import current_app

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LENGTH = 12
"""Characters of 5 bits: 60 bits."""
_IN_A_LINK = re.compile(rf"(/r/)[{ALPHABET}]{{{LENGTH}}}")
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def as_typed(code: str) -> str:
    """The code a person meant: small letters, hyphens, and O for 0 or I and L for 1 are fine."""
    return code.upper().translate(_MISREAD)


def in_groups(code: str) -> str:
    """`K7QD-2M9X-4TAB`, as it stands on a card."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def without_codes(text: str) -> str:
    """A message without the codes in its links: nobody but its reader is to answer for them."""
    return _IN_A_LINK.sub(r"\1…", text)


def hash_of(code: str) -> str:
    """HMAC-SHA256 under the application's secret, 64 hex digits; the code cannot be had back from it."""
    return keyed_hash("rating-link", as_typed(code))


def keyed_hash(purpose: str, words: str) -> str:
    """64 hex digits that nobody can work out without the application's secret."""
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"{purpose}:{words}".encode(), hashlib.sha256).hexdigest()
