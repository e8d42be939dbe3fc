"""A report as a PDF: the page's own figures on letter paper, made without any program of the machine's."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from staffing.equity.showing import CHECK_HEADER, Line, ReportView, Section

STYLES = getSampleStyleSheet()
INK, RULE, LOOK = colors.HexColor("#1c2733"), colors.HexColor("#b9c3cc"), colors.HexColor("#fdeceb")
WIDTHS = (62 * mm, 22 * mm, 22 * mm, 42 * mm, 32 * mm, 34 * mm, 30 * mm)
BAR_WIDTH, BAR_HEIGHT = 20 * mm, 2.4 * mm
GRID = (
    ("FONT", (0, 0), (-1, -1), "Helvetica", 9),
    ("FONT", (0, 0), (-1, 0), "Helvetica-Bold", 9),
    ("TEXTCOLOR", (0, 0), (-1, -1), INK),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
    ("ALIGN", (1, 0), (2, -1), "RIGHT"),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
)


class RateBar(Flowable):  # type: ignore[misc]  # untyped library base
    """A rate, 0 to 1, as words and a bar beside them."""

    def __init__(self, words: str, rate: float) -> None:
        super().__init__()
        self.words, self.rate = words, rate
        self.width, self.height = 40 * mm, 4 * mm

    def draw(self) -> None:
        page = self.canv
        page.setFont("Helvetica", 9)
        page.setFillColor(INK)
        page.drawString(0, 1 * mm, self.words)
        page.setFillColor(RULE)
        page.rect(17 * mm, 0.9 * mm, BAR_WIDTH, BAR_HEIGHT, stroke=0, fill=1)
        page.setFillColor(INK)
        page.rect(17 * mm, 0.9 * mm, BAR_WIDTH * self.rate, BAR_HEIGHT, stroke=0, fill=1)


def pdf_of(view: ReportView, agency: str, made_on: str) -> bytes:
    """The report as a PDF file; equal reports give equal bytes."""
    file = BytesIO()
    document = SimpleDocTemplate(
        file,
        pagesize=landscape(letter),
        title=f"{view.title}, {agency}",
        author=agency,
        lang="en-US",
        invariant=1,
        leftMargin=14 * mm,
        rightMargin=14 * mm,
        topMargin=14 * mm,
        bottomMargin=16 * mm,
    )
    foot = f"{agency} · {view.title} · made {made_on}"
    document.build(list(_story(view, agency, made_on)), onFirstPage=_footer(foot), onLaterPages=_footer(foot))
    return file.getvalue()


def _footer(words: str) -> Any:
    def draw(page: Any, document: Any) -> None:
        page.setFont("Helvetica", 8)
        page.setFillColor(INK)
        page.drawString(14 * mm, 9 * mm, words)
        page.drawRightString(landscape(letter)[0] - 14 * mm, 9 * mm, f"Page {document.page}")

    return draw


def _story(view: ReportView, agency: str, made_on: str) -> Iterator[Flowable]:
    yield _text(view.title, "Title")
    yield _text(f"{agency}. Made {made_on}. {view.standing}")
    for sentence in view.summary:
        yield _text(sentence)
    for chapter in view.chapters:
        yield CondPageBreak(80 * mm)  # a heading is not left alone at the foot of a page
        yield Spacer(1, 4 * mm)
        yield _text(chapter.title, "Heading1")
        for section in chapter.sections:
            yield KeepTogether([_text(section.title, "Heading2"), _text(section.sentence), _table(section)])
    for title, sentences in (("How this is worked out", view.method), ("What it cannot say", view.limits)):
        yield CondPageBreak(40 * mm)
        yield Spacer(1, 4 * mm)
        yield _text(title, "Heading1")
        for sentence in sentences:
            yield _text(sentence)


def _text(words: str, style: str = "BodyText") -> Paragraph:
    return Paragraph(escape(words), STYLES[style])


def _table(section: Section) -> Table:
    checks = section.header == CHECK_HEADER
    looks = [("BACKGROUND", (0, at), (-1, at), LOOK) for at, line in enumerate(section.lines, 1) if line.look]
    return Table(
        [section.header, *(_row(line) for line in section.lines)],
        colWidths=WIDTHS[: len(section.header)],
        repeatRows=1,
        hAlign="LEFT",
        spaceBefore=2 * mm,
        style=TableStyle([*GRID, *looks, *([] if checks else [("ALIGN", (3, 0), (4, -1), "RIGHT")])]),
    )


def _row(line: Line) -> list[Any]:
    cells: list[Any] = list(line.cells)
    if line.rate is not None:
        cells[3] = RateBar(cells[3], line.rate)
    return cells
