"""The forms a page shows, filled as somebody in a hurry would: what a valid POST to an address looks like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from tests.clients import SignedInClient
from tests.factories import monday_ahead

TYPED = {
    "date": monday_ahead().isoformat(),
    "time": "07:00",
    "number": "1",
    "numeric": "1",
    "tel": "(214) 555-0199",
    "email": "a@example.org",
}
"""What is typed into a field that stands empty, by its input mode or type."""
WORD = "TX"
"""What is typed into all others: a word, and a state."""


@dataclass
class PostForm:
    """One form with method POST: where it goes and what it sends."""

    path: str
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Collects the POST forms of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[PostForm] = []
        self.open: PostForm | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._begin(facts)
        elif self.open is None:
            return
        elif tag == "select":
            self.select = facts.get("name")
        elif tag == "option" and self.select:
            self._choose(facts)
        elif name := facts.get("name"):
            self._fill(tag, name, facts)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None

    def _begin(self, facts: dict[str, str]) -> None:
        self.open = None
        if facts.get("method", "get").lower() == "post":
            self.open = PostForm(urlsplit(urljoin(self.page, facts.get("action") or self.page)).path)
            self.forms.append(self.open)

    def _choose(self, facts: dict[str, str]) -> None:
        """The marked option, or else the first that is not empty."""
        assert self.open is not None
        assert self.select is not None
        if "selected" in facts or not self.open.fields.get(self.select):
            self.open.fields[self.select] = facts.get("value", "")

    def _fill(self, tag: str, name: str, facts: dict[str, str]) -> None:
        assert self.open is not None
        kind = facts.get("type", "")
        if kind in {"checkbox", "radio"}:
            if "checked" in facts or name not in self.open.fields:
                self.open.fields[name] = facts.get("value", "y")
        elif tag == "textarea" or (tag == "input" and kind != "hidden"):
            self.open.fields[name] = facts.get("value") or TYPED.get(facts.get("inputmode", kind), WORD)
        elif tag == "input" or name not in self.open.fields:
            self.open.fields[name] = facts.get("value", "")


def forms_on(page: str, html: str) -> list[PostForm]:
    """The POST forms of `html`, which was read at `page`; a form without action goes back to its page."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


def forms_shown_to(client: SignedInClient, pages: Iterable[str]) -> dict[str, list[dict[str, str]]]:
    """Fields by the path they are sent to, of all forms on `pages` that `client` may open."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for page in pages:
        answer = client.get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            for form in forms_on(page, answer.text):
                form.fields.pop("csrf_token", None)
                if form.fields not in found[form.path]:
                    found[form.path].append(form.fields)
    return found
