"""Message templates, found by name: `<kind>.txt` (its first line is the subject) and `<kind>.html`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

SUBJECT = "Subject: "

_templates = Environment(
    loader=PackageLoader("staffing.notifications", "templates/notifications"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Mail:
    """A rendered message."""

    subject: str
    text: str
    html: str


def render(kind: str, context: dict[str, Any]) -> Mail:
    """Fill the templates of `kind`; raises TemplateNotFound or UndefinedError on a programming fault."""
    first, _, text = _templates.get_template(f"{kind}.txt").render(context).partition("\n")
    if not first.startswith(SUBJECT):
        raise ValueError(f"{kind}.txt must begin with a line 'Subject: …'")
    subject = " ".join(first.removeprefix(SUBJECT).split())
    html = _templates.get_template(f"{kind}.html").render(context, subject=subject)
    return Mail(subject[:200], text.strip() + "\n", html)
