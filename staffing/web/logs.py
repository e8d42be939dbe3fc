"""One JSON line per request, without personal data: the route's pattern, never the address itself."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime

from flask import Flask, Response, g, request
from sqlalchemy.exc import DBAPIError

access_log = logging.getLogger("staffing.access")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; `facts` given as `extra` become fields."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["error"], line["stack"] = told(record.exc_info[1]), stack_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def told(error: BaseException | None) -> str:
    """What went wrong. A database's own words may hold other people's data, so they are left out."""
    kind = type(error).__name__
    return kind if isinstance(error, DBAPIError) else f"{kind}: {error}"


def stack_of(error: BaseException | None) -> list[str]:
    """Where it happened: files and lines, no values."""
    return traceback.format_tb(error.__traceback__) if error is not None else []


def configure(level: str) -> None:
    """Send the root logger's lines to stderr as JSON (once, however many applications there are)."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(level)


def request_id() -> str:
    """The reference of this request, shown on error pages and written in the log."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(5)
    return str(g.request_id)


def init_app(app: Flask) -> None:
    """Log each request when it has been answered."""

    @app.before_request
    def start() -> None:
        g.request_id = secrets.token_hex(5)
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        if request.endpoint != "static":
            access_log.info("request", extra={"facts": _facts(response)})
        return response


def _facts(response: Response) -> dict[str, object]:
    return {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        "request_id": request_id(),
    }
