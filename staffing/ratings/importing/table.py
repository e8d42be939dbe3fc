"""A file of scores as rows of text: size, encoding and shape checked, nothing understood yet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGEST = 1_000_000
"""Bytes."""
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 200


class UnreadableScores(ValueError):
    """The file cannot be read; the message says why and is fit to show."""


@dataclass(frozen=True)
class ScoreTable:
    """`rows` are (line of the file, cells); each has as many cells as `header`."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_table(data: bytes) -> ScoreTable:
    """A CSV file (RFC 4180) in UTF-8, with a header line. Raises UnreadableScores."""
    if len(data) > LARGEST:
        raise UnreadableScores("This file is larger than 1 MB: cut it into several.")
    lines = _lines(_text(data))
    _first, header = next(lines, (1, ()))
    if not any(header):
        raise UnreadableScores("The file is empty: its first line must name the columns.")
    if len(header) > MOST_COLUMNS or len({name.casefold() for name in header}) < len(header):
        raise UnreadableScores(f"The first line must name up to {MOST_COLUMNS} columns, each differently.")
    rows = tuple(lines)
    if not rows:
        raise UnreadableScores("There is nothing below the first line.")
    if len(rows) > MOST_ROWS:
        raise UnreadableScores(
            f"{len(rows):,} rows: at most {MOST_ROWS:,} at a time. Cut the file into several."
        )
    return ScoreTable(header, tuple((line, _as_wide(line, cells, header)) for line, cells in rows))


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableScores("The file is not in UTF-8: save it as “CSV UTF-8”.") from error
    if "\x00" in text:
        raise UnreadableScores("This is not a text file.")
    return text


def _lines(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Lines with something in them, by the number of the line they end on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            kept = tuple(cell.strip() for cell in cells)
            if any(kept):
                yield reader.line_num, kept
    except csv.Error as error:
        raise UnreadableScores(f"Line {reader.line_num} is not well-formed CSV: {error}.") from error


def _as_wide(line: int, cells: Sequence[str], header: Sequence[str]) -> tuple[str, ...]:
    if len(cells) != len(header):
        raise UnreadableScores(f"Line {line} has {len(cells)} cells, the first line {len(header)}.")
    if any(len(cell) > LONGEST_CELL for cell in cells):
        raise UnreadableScores(f"Line {line} has a cell of more than {LONGEST_CELL} characters.")
    return tuple(cells)
