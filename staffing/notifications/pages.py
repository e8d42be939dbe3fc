"""The demo's page of sent messages: the outbox, to read and follow. It does not exist outside demo mode."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from staffing.accounts.models import Agency
from staffing.db import Scope, db, use_scope, utc_now
from staffing.notifications.models import MessageStatus, OutboxMessage

pages = Blueprint("demo_messages", __name__, url_prefix="/demo/messages", template_folder="templates")

MOST = 200
SOON = timedelta(minutes=5)
"""A message still waiting shows once it is due this soon (an undo's minute, not a reminder's hours)."""


@pages.before_request
def only_in_the_demo() -> None:
    if not current_app.config["SETTINGS"].demo:
        abort(404)


@pages.get("/")
def messages() -> ResponseReturnValue:
    """The newest messages, sent or about to be."""
    with use_scope(Scope.system(_demo_agency())):
        found = db.session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.status != MessageStatus.WITHDRAWN, OutboxMessage.due_at <= utc_now() + SOON)
            .order_by(OutboxMessage.due_at.desc(), OutboxMessage.id.desc())
            .limit(MOST)
        ).all()
    return render_template("sent/messages.html", messages=found)


@pages.get("/<int:message_id>")
def message(message_id: int) -> ResponseReturnValue:
    with use_scope(Scope.system(_demo_agency())):
        found = db.session.scalar(select(OutboxMessage).where(OutboxMessage.id == message_id))
    if found is None:
        abort(404)
    return render_template("sent/message.html", message=found)


def _demo_agency() -> int:
    """The fictional agency: nobody else's messages are ever shown. 404 where there is none."""
    agency_id = db.session.scalar(select(Agency.id).where(Agency.is_demo).order_by(Agency.id))
    if agency_id is None:
        abort(404)
    return agency_id
