"""The National Provider Identifier's check digit (CMS NPI standard)."""

from __future__ import annotations

from stdnum import luhn

ISSUER_PREFIX = "80840"
LENGTH = 10


def is_valid_npi(npi: str) -> bool:
    """Ten digits, Luhn-valid behind the prefix 80840; 1234567893 is the standard's own example."""
    return len(npi) == LENGTH and npi.isascii() and npi.isdigit() and bool(luhn.is_valid(ISSUER_PREFIX + npi))
