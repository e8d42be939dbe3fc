"""Pseudonymous ids of a problem: a letter for the table and the row's number, never a name."""

from __future__ import annotations


def clinician_key(row_id: int) -> str:
    return f"c{row_id}"


def slot_key(row_id: int) -> str:
    return f"s{row_id}"


def facility_key(row_id: int) -> str:
    return f"f{row_id}"


def unit_key(row_id: int) -> str:
    return f"u{row_id}"


def system_key(row_id: int | None) -> str:
    """A health system; "" where a facility stands alone."""
    return "" if row_id is None else f"h{row_id}"


def placement_key(row_id: int) -> str:
    return f"p{row_id}"


def offer_key(row_id: int) -> str:
    return f"o{row_id}"


def row_id(key: str) -> int:
    """The row's number behind any key."""
    return int(key[1:])
