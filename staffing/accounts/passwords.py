"""Password rules after NIST SP 800-63B-4: long, not common, not about the account.

There are no composition rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from flask_security.password_util import PasswordUtil

from staffing.accounts.demo_accounts import DEMO_EMAILS, DEMO_PASSPHRASE
from staffing.accounts.models import Account

MIN_LENGTH = 15
"""Characters, for a password that is the only factor (800-63B-4 §3.1.1.2)."""
MAX_LENGTH = 128
MIN_OWN_CHARACTERS = 8
"""What must remain once the account's own words are taken out."""
MIN_DISTINCT = 5

COMMON_FILE = Path(__file__).parent / "common_passwords.txt"
RUNS = (
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "01234567890" * 6,
    "09876543210" * 6,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
)


@cache
def common_words() -> frozenset[str]:
    """The words the blocklist is made of, letters and digits only."""
    return frozenset(line.strip() for line in COMMON_FILE.read_text().splitlines() if line.strip())


def faults(password: str, own_words: Iterable[str] = ()) -> list[str]:
    """What is wrong with a password, in words for the person choosing it; empty when it may be used."""
    password = unicodedata.normalize("NFKC", password)
    if len(password) < MIN_LENGTH:
        return [f"Use at least {MIN_LENGTH} characters. A short sentence works well."]
    if len(password) > MAX_LENGTH:
        return [f"Use at most {MAX_LENGTH} characters."]
    bare = re.sub(r"[\W_]", "", password.casefold())
    if is_common(bare) or password == DEMO_PASSPHRASE:
        return ["This password is too easy to guess: it is on the lists of common ones. Choose another."]
    if len(without(bare, own_words)) < MIN_OWN_CHARACTERS:
        return ["This password is mostly your name, e-mail or agency. Choose words that are not about you."]
    return []


def is_common(bare: str) -> bool:
    """Whether `bare` (case-folded letters and digits) is one pattern, or common words strung together."""
    if len(set(bare)) < MIN_DISTINCT or any(bare in run for run in RUNS):
        return True
    if any(bare == bare[:n] * (len(bare) // n) for n in range(1, len(bare) // 2 + 1) if len(bare) % n == 0):
        return True
    words = re.sub(r"\d+$", "", re.sub(r"^\d+", "", bare))
    return not words or _only_common_words(words)


def _only_common_words(text: str) -> bool:
    """Whether at most two words of the list make up the whole text (three or more make a passphrase)."""
    listed = common_words()
    return text in listed or any(text[:n] in listed and text[n:] in listed for n in range(1, len(text)))


def without(bare: str, own_words: Iterable[str]) -> str:
    """`bare` with every word of the account's own (three letters or more) taken out."""
    words = {part for word in own_words for part in re.split(r"[\W_]+", word.casefold()) if len(part) > 2}
    words |= {re.sub(r"[\W_]", "", word.casefold()) for word in own_words}
    for word in sorted(words - {""}, key=len, reverse=True):
        bare = bare.replace(word, "")
    return bare


def words_of(account: Account) -> list[str]:
    """The account's own words: its e-mail, name and agency."""
    return [account.email, account.email.partition("@")[0], account.name, account.agency.name]


class PasswordRules(PasswordUtil):  # type: ignore[misc]  # untyped library base
    """Our rules where Flask-Security asks for its own."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        normal = self.normalize(password)
        account = kwargs.get("user")
        own = words_of(account) if account is not None else []
        return faults(normal, own) or None, normal


def may_sign_in(account: Account, *, demo: bool) -> bool:
    """Whether the account's password counts here: demo credentials are refused outside demo mode."""
    return demo or not (account.agency.is_demo or account.email in DEMO_EMAILS)
