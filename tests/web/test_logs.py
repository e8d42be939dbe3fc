"""What stands in the log when something fails: kind and place, never what a database says about a row."""

from __future__ import annotations

import json
import logging
import sys

from sqlalchemy.exc import IntegrityError

from staffing.web.logs import JsonLines


def line_about(error: Exception) -> dict[str, object]:
    try:
        raise error
    except Exception:
        record = logging.LogRecord("jobs", logging.ERROR, __file__, 1, "it failed", None, sys.exc_info())
    found: dict[str, object] = json.loads(JsonLines().format(record))
    return found


def test_a_databases_words_about_a_row_stay_out_of_the_log() -> None:
    detail = Exception("Key (email)=(robin@example.org) already exists.")
    line = line_about(IntegrityError("INSERT", {"email": "robin@example.org"}, detail))
    assert line["error"] == "IntegrityError"
    assert "robin" not in json.dumps(line)
    assert "line_about" in str(line["stack"])


def test_our_own_words_stay() -> None:
    assert line_about(LookupError("match run 7 has no job"))["error"] == "LookupError: match run 7 has no job"
