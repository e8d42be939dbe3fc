"""Pages of a long list, with bad page numbers refused instead of guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Flask, abort, request, url_for
from sqlalchemy import Select, func, select

from staffing.db import db

T = TypeVar("T")
PAGE = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of rows. `number` counts from 1."""

    rows: Sequence[T]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.size, self.total)


def page_number() -> int:
    """`?page=` of this request, 1 by default; 404 for anything but a plain number from 1."""
    asked = request.args.get("page", "1")
    if not PAGE.fullmatch(asked) or int(asked) < 1:
        abort(404)
    return int(asked)


def paginate(statement: Select[Any], size: int = 25) -> Page[Any]:
    """The page of `statement` this request asks for (one entity a row); 404 past the end."""
    number = page_number()
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    if number > max(1, -(-total // size)):
        abort(404)
    rows = db.session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, size, total)


def page_url(number: int) -> str:
    """The address of another page of this list, filters kept."""
    kept = request.args.to_dict(flat=False) | (request.view_args or {}) | {"page": [str(number)]}
    return url_for(request.endpoint or "", **kept)


def init_app(app: Flask) -> None:
    """Let the pager of `web/parts.html` find its addresses."""
    app.jinja_env.globals["page_url"] = page_url
