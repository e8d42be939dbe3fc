"""The screen of equity reports and its PDF: who may see them, that both say the same, and how they look."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from staffing.accounts.models import Account, RoleName
from staffing.db import db
from staffing.equity.cells import Shape
from staffing.equity.choices import NOT_STATED
from staffing.equity.models import Attribute, EquityReport
from staffing.equity.pdf import pdf_of
from staffing.equity.showing import HIDDEN, looks, view_of
from staffing.equity.sums import Facts, table_of
from tests.browser import DESKTOP, PHONE, LiveServer, axe_in_both_schemes, scrolls_sideways
from tests.clients import SignedInClient
from tests.factories import World

ClientFor = Callable[[Account | None], SignedInClient]
OUTCOMES = ("offered", "placed")
PEOPLE = {"woman": (120, 72, 60), "man": (100, 36, 50), "another": (4, 4, 4), NOT_STATED: (80, 40, 40)}
"""Group → eligible people, offered, placed: men are offered shifts at 60 % of women's rate."""


def tables() -> dict[str, Any]:
    groups, facts = {}, {}
    for group, (people, offered, placed) in PEOPLE.items():
        for number in range(people):
            reached = [
                name for name, count in zip(OUTCOMES, (offered, placed), strict=True) if number < count
            ]
            person = len(facts)
            groups[person], facts[person] = group, Facts(True, frozenset(reached), 0.8)
    rows = table_of(Attribute.GENDER, groups, facts, Shape(dict.fromkeys(OUTCOMES, ())))
    return {
        "final": False,
        "until": "2026-11-01",
        "outcomes": list(OUTCOMES),
        "attributes": {Attribute.GENDER.value: rows},
    }


@pytest.fixture
def report(world: World) -> EquityReport:
    made: EquityReport = world._add(EquityReport(quarter=date(2026, 10, 1), tables=tables()))
    return made


def words_of(pdf: bytes) -> set[str]:
    """Every piece of text a PDF of ours shows."""
    found: set[str] = set()
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        page = zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
        shown = re.findall(rb"\((.*?)(?<!\\)\) Tj", page)
        found |= {text.decode("cp1252").replace("\\(", "(").replace("\\)", ")").strip() for text in shown}
    return found


def test_a_planted_gap_stands_in_the_report(report: EquityReport) -> None:
    assert looks(report) == 1
    offered, placed, _people = view_of(report).chapters[0].sections
    assert offered.sentence == "Look into it: Man."
    assert view_of(report).summary == [
        "Gender, offered: Look into it: Man.",
        "Gender, placed: No evidence of a gap.",
    ]
    assert placed.sentence == "No evidence of a gap."
    lines = {line.cells[0]: line.cells[1:] for line in offered.lines}
    assert lines["Woman"] == ("120", "72", "60.0 %", "", "", "Highest rate")
    assert lines["Man"][:4] == ("100", "36", "36.0 %", "0.60")
    assert lines["Non-binary or another gender"] == (HIDDEN, HIDDEN, HIDDEN, "", "", "Too few to say")
    assert lines["Not stated"] == (HIDDEN, HIDDEN, HIDDEN, "", "", "")


def test_the_page_and_the_pdf_say_the_same(world: World, report: EquityReport, client_for: ClientFor) -> None:
    client = client_for(world.account(RoleName.AGENCY_ADMINISTRATOR))
    assert "1 to look into" in client.get("/admin/equity/").text
    page = client.get(f"/admin/equity/{report.id}/").text
    answer = client.get(f"/admin/equity/{report.id}/report.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=equity-quarter-4-of-2026.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    paper = words_of(answer.data)
    for chapter in view_of(report).chapters:
        for section in chapter.sections:
            figures = {cell for line in section.lines for cell in line.cells if cell}
            assert figures <= paper
            assert [cell for cell in figures if cell not in page] == []


def test_equal_reports_give_equal_files_whatever_the_agency_is_called(report: EquityReport) -> None:
    view = view_of(report)
    assert pdf_of(view, "Águila & Söhne <Staffing> 🩺", "Nov 23") == pdf_of(
        view, "Águila & Söhne <Staffing> 🩺", "Nov 23"
    )


@pytest.mark.parametrize("path", ["", "{id}/", "{id}/report.pdf"])
def test_only_agency_administrators_see_reports(
    world: World, report: EquityReport, client_for: ClientFor, path: str
) -> None:
    address = f"/admin/equity/{path.format(id=report.id)}"
    codes = {
        role: client_for(world.account(role)).get(address).status_code
        for role in (RoleName.AGENCY_ADMINISTRATOR, RoleName.COORDINATOR, RoleName.BILLING_MANAGER)
    }
    assert list(codes.values()) == [200, 403, 403]
    assert client_for(None).get(address).status_code == 302


def test_another_agency_s_report_is_not_there(
    world: World, report: EquityReport, client_for: ClientFor
) -> None:
    other = World.create("Other Agency")
    client = client_for(other.account(RoleName.AGENCY_ADMINISTRATOR))
    assert client.get(f"/admin/equity/{report.id}/").status_code == 404
    assert client.get(f"/admin/equity/{report.id}/report.pdf").status_code == 404


@pytest.mark.browser
def test_both_pages_in_a_browser(
    world: World, report: EquityReport, live_server: LiveServer, browser: Browser
) -> None:
    """A person answers and takes it back on a phone; an administrator reads the report on two screens."""
    context = browser.new_context(viewport=PHONE)
    live_server.sign_in(context, world.sign_in_of(world.clinician()))
    page = context.new_page()
    page.goto(f"{live_server.url}/clinician/about-you/")
    page.get_by_label("Gender").select_option(label="Woman")
    page.get_by_role("button", name="Keep my answers").click()
    page.get_by_text("Kept. It counts in sums only").wait_for()
    assert page.get_by_label("Gender").input_value() == "woman"
    assert not scrolls_sideways(page)
    assert axe_in_both_schemes(page) == []
    page.get_by_role("button", name="Delete my answers").click()
    page.get_by_text("Your answers are deleted.").wait_for()
    assert page.get_by_label("Gender").input_value() == ""
    context.close()
    for size in (DESKTOP, PHONE):
        context = browser.new_context(viewport=size)
        live_server.sign_in(context, world.account(RoleName.AGENCY_ADMINISTRATOR))
        page = context.new_page()
        page.goto(f"{live_server.url}/admin/equity/{report.id}/")
        assert page.get_by_text("Look into it: Man.", exact=True).is_visible()
        assert not scrolls_sideways(page)
        assert axe_in_both_schemes(page) == []
        context.close()
    db.session.commit()
