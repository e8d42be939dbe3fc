"""How values look in a table cell (and, plainer, in an export)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from admin.words import in_words
from staffing.accounts.identity import account_or_none
from staffing.web import filters

DASH = "–"


def agency_zone() -> ZoneInfo:
    """The signed-in person's agency clock."""
    account = account_or_none()
    return ZoneInfo(account.agency.timezone if account else "UTC")


def yes_no(_view: Any, value: bool, _name: str) -> str:
    return "yes" if value else "no"


def nothing(_view: Any, _value: None, _name: str) -> str:
    return ""


def words(_view: Any, value: StrEnum, _name: str) -> str:
    return in_words(value)


def joined(_view: Any, value: list[Any], _name: str) -> str:
    return ", ".join(str(item) for item in value)


def day(_view: Any, value: date, _name: str) -> Markup:
    shown = f"{value:%a} {value.day} {value:%b %Y}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), shown)


def instant(_view: Any, value: datetime, _name: str) -> Markup:
    """An instant on the agency's clock."""
    return local_time(value, str(agency_zone()))


def iso(_view: Any, value: Any, _name: str) -> str:
    return str(value.isoformat())


def badge(status: Any) -> Markup:
    """A status as a small label coloured by what it means."""
    return Markup('<span class="badge" data-status="{}">{}</span>').format(str(status), in_words(status))


def status_cell(_view: Any, _context: Any, row: Any, name: str) -> Markup:
    return badge(getattr(row, name))


def local_time(moment: datetime, zone: str) -> Markup:
    """An instant on a place's own clock."""
    local = moment.astimezone(ZoneInfo(zone))
    shown = f"{filters.day(moment, zone)} {local:%H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(moment.isoformat(), shown)
