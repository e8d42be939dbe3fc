"""Every review action takes the same few statements, however many rows stand around the one decided."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from staffing.accounts.models import Account
from staffing.db import db
from tests.clients import SignedInClient
from tests.review.scene import Scene
from tests.statements import counted

ClientFor = Callable[[Account | None], SignedInClient]
HTMX = {"HX-Request": "true"}
MOST = {"card": 15, "lock": 25, "approve": 85, "undo": 45, "reject": 30, "swap": 60, "swap_dialog": 55}
"""Statements an action may take; at these numbers each answers in well under 200 ms on the demo agency."""


class Reviewer:
    """Does each action once and counts."""

    def __init__(self, scene: Scene, client: SignedInClient) -> None:
        self.scene, self.client, self.day = scene, client, 3

    def proposed(self) -> int:
        self.day += 1
        slot, person = self.scene.slot(days=self.day), self.scene.nurse()
        return self.scene.propose(person, slot, flags=("long_drive",)).id

    def statements(self) -> dict[str, int]:
        row, other = self.proposed(), self.proposed()
        base = f"/admin/review/{row}"
        found = {
            "card": self.count("get", f"{base}/card"),
            "lock": self.count("post", f"{base}/lock", locked="1"),
            "swap_dialog": self.count("get", f"{base}/swap"),
            "approve": self.count("post", f"{base}/approve"),
            "undo": self.count("post", "/admin/review/undo", ids=str(row)),
            "reject": self.count("post", f"{base}/reject", reason="Known to be away"),
        }
        newcomer = str(self.scene.nurse().id)
        found["swap"] = self.count("post", f"/admin/review/{other}/swap", clinician_id=newcomer)
        return found

    def count(self, method: str, url: str, **data: str) -> int:
        db.session.commit()
        with counted() as seen:
            answer = getattr(self.client, method)(url, headers=HTMX, **({"data": data} if data else {}))
        assert answer.status_code == 200, url
        return len(seen)


@pytest.fixture
def reviewer(scene: Scene, client_for: ClientFor) -> Reviewer:
    return Reviewer(scene, client_for(scene.world.coordinator()))


def test_actions_take_few_statements_and_no_more_with_many_rows(reviewer: Reviewer) -> None:
    reviewer.statements()
    few = reviewer.statements()
    assert {name: count for name, count in few.items() if count > MOST[name]} == {}
    for _ in range(15):
        reviewer.proposed()
    assert reviewer.statements() == few


def test_the_page_takes_the_same_statements_for_few_rows_and_for_many(reviewer: Reviewer) -> None:
    urls = [f"/admin/review/?pile=look&view={view}" for view in ("flags", "facility", "clinician")]

    def pages() -> list[int]:
        return [reviewer.count("get", url) for url in urls]

    reviewer.proposed()
    pages()
    few = pages()
    for _ in range(15):
        reviewer.proposed()
    assert pages() == few
