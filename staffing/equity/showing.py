"""A report in words and figures, once for the page and once for the PDF: both show what stands here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from staffing.equity.cells import ELIGIBLE, FEWEST, PEOPLE
from staffing.equity.choices import ATTRIBUTE_NAMES, group_name
from staffing.equity.models import Attribute, EquityReport
from staffing.equity.ratio import Verdict

HIDDEN = "hidden"
OUTCOME_NAMES = {
    "proposed": "Proposed",
    "offered": "Offered",
    "placed": "Placed",
    "more_offers": "More offers than the middle person",
    "more_shifts": "More shifts than the middle person",
}
CHECK_HEADER = ("Group", "Eligible", "Count", "Rate", "Ratio to highest", "Interval", "Finding")
PEOPLE_HEADER = ("Group", "People", "Eligible", "Communication", "Interval")
FINDINGS = {
    Verdict.REFERENCE: "Highest rate",
    Verdict.LOOK: "Look into it",
    Verdict.CHANCE: "May be chance",
    Verdict.NO_EVIDENCE: "No evidence",
    Verdict.TOO_FEW: "Too few to say",
}
METHOD = (
    "Groups are what people said of themselves, if they wished; the rest is “Not stated”. It is counted and "
    "never compared.",
    "Rate: people with the outcome among eligible people. Ratio: a group’s rate divided by the highest "
    "group’s. Below 0.80 with an interval wholly below 1 it says “Look into it” (the four-fifths rule, "
    "29 CFR 1607.4).",
    "Intervals are Miettinen and Nurminen’s score intervals of a ratio, 95 % for all pairs of groups of a "
    "table together (Bonferroni), since the highest group is picked after the fact.",
    f"Figures about fewer than {FEWEST} people are hidden, and as many others as it takes that none can be "
    f"had by subtraction. A finding is given from {FEWEST} eligible people on, also where the count behind "
    "it is hidden.",
    "Communication: mean of the people’s posterior means, with the 95 % interval of a mean.",
)
LIMITS = (
    "Who answers is not a sample: groups may differ in who tells.",
    "Rates are not adjusted for role, place, hours or wishes. A gap is a question to ask, not a cause.",
    "“No evidence” is not evidence of fairness: with few people only large gaps show.",
    "Compare no two reports to find out about a person: people join, answer and withdraw between them.",
)
RUN_MEANS = (
    "Eligible: in the match, and kept by no rule about papers, distance, free time or do-not-return from at "
    "least one of its slots.",
    "Proposed: for at least one slot. Offered: at least one such proposal became an offer. Placed: at least "
    "one such offer was accepted.",
)
QUARTER_MEANS = (
    "Eligible: active when the report was made, with free time on record for the period.",
    "Offered: at least one offer sent in the period. Placed: at least one shift of theirs began in it, "
    "whatever became of the shift.",
    "More than the middle person: above the median of all eligible people. It tells groups apart where "
    "nearly everybody gets something.",
)


@dataclass(frozen=True)
class Line:
    """One row of a table: its cells in the order of the header, and what the bar and the colour need."""

    cells: tuple[str, ...]
    rate: float | None = None
    look: bool = False


@dataclass(frozen=True)
class Section:
    """One table, with the sentence that sums it up."""

    title: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]
    sentence: str


@dataclass(frozen=True)
class Chapter:
    """Everything about one attribute."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class ReportView:
    """A whole report, ready to be set on a page or on paper."""

    title: str
    standing: str
    chapters: tuple[Chapter, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...] = LIMITS

    @property
    def summary(self) -> list[str]:
        """Every check in one line: `Gender, offered: No evidence of a gap.`"""
        return [
            f"{chapter.title}, {section.title.lower()}: {section.sentence}"
            for chapter in self.chapters
            for section in chapter.sections
            if section.header == CHECK_HEADER
        ]


def title_of(report: EquityReport) -> str:
    """`Run 12` or `Quarter 4 of 2026`."""
    if report.quarter is None:
        return f"Run {report.run_id}"
    return f"Quarter {(report.quarter.month + 2) // 3} of {report.quarter.year}"


def standing_of(report: EquityReport) -> str:
    """What the report covers so far."""
    tables = report.tables
    if report.run_id is not None:
        return (
            "Proposals, offers and placements."
            if tables["final"]
            else "Proposals only; offers are still open."
        )
    last = date.fromisoformat(tables["until"]) - timedelta(days=1)
    return "The whole quarter." if tables["final"] else f"Up to {last:%B} {last.day}; the quarter goes on."


def looks(report: EquityReport) -> int:
    """Findings to look into."""
    return sum(section.count("Look into it") for section in _findings(report.tables))


def view_of(report: EquityReport) -> ReportView:
    """The report as it is read."""
    tables = report.tables
    return ReportView(
        title=f"Equity: {title_of(report)}",
        standing=standing_of(report),
        chapters=tuple(
            _chapter(Attribute(name), rows, tables["outcomes"]) for name, rows in tables["attributes"].items()
        ),
        method=(*(QUARTER_MEANS if report.run_id is None else RUN_MEANS), *METHOD),
    )


def _findings(tables: Mapping[str, Any]) -> list[list[str]]:
    return [
        [FINDINGS[Verdict(cell["verdict"])] for cell in row["outcomes"].values() if cell["verdict"]]
        for rows in tables["attributes"].values()
        for row in rows
    ]


def _chapter(attribute: Attribute, rows: Sequence[Mapping[str, Any]], outcomes: Sequence[str]) -> Chapter:
    checks = [_check(attribute, rows, outcome) for outcome in outcomes]
    return Chapter(ATTRIBUTE_NAMES[attribute], (*checks, _people(attribute, rows)))


def _check(attribute: Attribute, rows: Sequence[Mapping[str, Any]], outcome: str) -> Section:
    return Section(
        title=OUTCOME_NAMES[outcome],
        header=CHECK_HEADER,
        lines=tuple(_check_line(attribute, row, row["outcomes"][outcome]) for row in rows),
        sentence=_sentence(attribute, rows, outcome),
    )


def _check_line(attribute: Attribute, row: Mapping[str, Any], cell: Mapping[str, Any]) -> Line:
    verdict = None if cell["verdict"] is None else Verdict(cell["verdict"])
    compared = verdict not in {None, Verdict.TOO_FEW, Verdict.REFERENCE}
    return Line(
        cells=(
            group_name(attribute, row["group"]),
            _count(row[ELIGIBLE]),
            _count(cell["count"]),
            _percent(cell["rate"]),
            _decimal(cell["ratio"], 2) if compared else "",
            _interval(cell, 2) if compared and cell["ratio"] is not None else "",
            "" if verdict is None else FINDINGS[verdict],
        ),
        rate=cell["rate"],
        look=verdict is Verdict.LOOK,
    )


def _sentence(attribute: Attribute, rows: Sequence[Mapping[str, Any]], outcome: str) -> str:
    found = {row["group"]: row["outcomes"][outcome]["verdict"] for row in rows}
    flagged = [group_name(attribute, group) for group, verdict in found.items() if verdict == Verdict.LOOK]
    compared = {Verdict.REFERENCE, Verdict.LOOK, Verdict.CHANCE, Verdict.NO_EVIDENCE} & set(found.values())
    if flagged:
        return f"Look into it: {', '.join(flagged)}."
    if not compared:
        return f"Nothing to compare: fewer than two groups of {FEWEST} eligible people, or nobody reached."
    if Verdict.CHANCE in found.values():
        return "Below four fifths in places, but with so few people that it may be chance."
    return "No evidence of a gap."


def _people(attribute: Attribute, rows: Sequence[Mapping[str, Any]]) -> Section:
    lines = []
    for row in rows:
        talk = row["communication"]
        cells = (
            group_name(attribute, row["group"]),
            _count(row[PEOPLE]),
            _count(row[ELIGIBLE]),
            HIDDEN if talk is None else _decimal(talk["mean"], 3),
            "" if talk is None else _interval(talk, 3),
        )
        lines.append(Line(cells))
    return Section(
        "People and communication", PEOPLE_HEADER, tuple(lines), "Scores as the match uses them, 0 to 1."
    )


def _count(value: int | None) -> str:
    return HIDDEN if value is None else f"{value:,}"


def _percent(value: float | None) -> str:
    return HIDDEN if value is None else f"{value * 100:.1f} %"


def _decimal(value: float | None, places: int) -> str:
    return HIDDEN if value is None else f"{value:.{places}f}"


def _interval(cell: Mapping[str, float], places: int) -> str:
    return f"{cell['low']:.{places}f} to {cell['high']:.{places}f}"
