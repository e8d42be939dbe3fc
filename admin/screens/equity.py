"""Offers and placements by group: one report a match run and a quarter, on a page and as a PDF."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_admin import expose

from admin.base import TableView
from staffing import clock
from staffing.accounts.identity import current_account
from staffing.equity.models import EquityReport
from staffing.equity.pdf import pdf_of
from staffing.equity.showing import looks, standing_of, title_of, view_of


def _title(_view: Any, _context: Any, row: EquityReport, _name: str) -> str:
    return title_of(row)


def _standing(_view: Any, _context: Any, row: EquityReport, _name: str) -> str:
    return standing_of(row)


def _looks(_view: Any, _context: Any, row: EquityReport, _name: str) -> str:
    found = looks(row)
    return "nothing" if found == 0 else f"{found} to look into"


class EquityScreen(TableView):
    table = EquityReport
    one, many = "report", "reports"
    intro = (
        "Do offers and placements reach all groups alike? Sums of what people said of themselves, if they "
        "wished. Fewer than ten people are never shown, and nothing of it reaches the match."
    )
    can_export = False
    column_list = ("title", "standing", "looks", "made_at")
    column_labels = {"title": "About", "standing": "Covers", "looks": "Found", "made_at": "Made"}
    column_formatters = {"title": _title, "standing": _standing, "looks": _looks}
    column_sortable_list = ("made_at",)
    column_default_sort = ("made_at", True)

    def called(self, row: EquityReport) -> str:
        return title_of(row)

    def row_url(self, row: EquityReport) -> str:
        return self.get_url(".details", key=row.id)

    @expose("/<key>/")
    def details(self, key: str) -> str:
        row = self.get_one(key)
        return self.render("screens/equity_report.html", row=row, view=view_of(row))

    @expose("/<key>/report.pdf")
    def pdf(self, key: str) -> Response:
        row, agency = self.get_one(key), current_account().agency
        made = clock.local_day(row.made_at, agency.timezone)
        name = f"equity-{title_of(row).lower().replace(' ', '-')}.pdf"
        return Response(
            pdf_of(view_of(row), agency.name, f"{made:%B} {made.day}, {made.year}"),
            mimetype="application/pdf",
            headers={
                "Content-Disposition": f"attachment; filename={name}",
                "X-Content-Type-Options": "nosniff",
            },
        )
