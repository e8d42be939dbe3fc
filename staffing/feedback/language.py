"""Which language a rater reads."""

from __future__ import annotations

from flask import request

from staffing.ratings.items import ENGLISH, LANGUAGES


def language_wanted() -> str:
    """What the rater chose, else what the browser asks for, else English."""
    chosen = request.args.get("lang", "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, ENGLISH)
