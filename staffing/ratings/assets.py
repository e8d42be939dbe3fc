"""Templates and style of the rating form, for every page that shows it, signed in or not."""

from __future__ import annotations

from flask import Blueprint

assets = Blueprint(
    "rating_form",
    __name__,
    url_prefix="/rating-form",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
