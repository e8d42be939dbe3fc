"""Every page of the facility scheduler, gathered for the application."""

from staffing.offers.facility import (
    board_pages,
    cancel_pages,
    people_pages,
    request_pages,
    sent_pages,
    week_pages,
)
from staffing.offers.facility.blueprint import pages

__all__ = [
    "board_pages",
    "cancel_pages",
    "pages",
    "people_pages",
    "request_pages",
    "sent_pages",
    "week_pages",
]
