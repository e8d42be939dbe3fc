"""Every message the service wrote: waiting, sent, given up, taken back."""

from __future__ import annotations

from flask import request
from flask_admin import expose

from admin import cells
from admin.base import TableView
from admin.filters import ChoiceFilter, FromDay
from admin.words import choices_of
from staffing.feedback.codes import without_codes
from staffing.notifications.models import MessageStatus, OutboxMessage


class MessageScreen(TableView):
    table = OutboxMessage
    one, many = "message", "messages"
    can_view_details = True
    column_list = (
        "subject",
        "recipient_name",
        "recipient",
        "kind",
        "status",
        "due_at",
        "sent_at",
        "attempts",
        "last_error",
    )
    column_labels = {
        "recipient_name": "To",
        "recipient": "Address",
        "due_at": "Due",
        "sent_at": "Sent",
        "last_error": "Fault",
    }
    column_formatters = {"status": cells.status_cell}
    column_searchable_list = ("subject", "recipient", "recipient_name")
    column_sortable_list = ("due_at", "sent_at", "status", "kind")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(OutboxMessage.status, "Status", choices_of(MessageStatus)),
        FromDay(OutboxMessage.due_at, "Due"),
    )
    details_template = "screens/message.html"

    def row_url(self, row: OutboxMessage) -> str:
        return self.get_url(".details_view", id=row.id)

    @expose("/details/")
    def details_view(self) -> str:
        message = self.get_one(request.args.get("id"))
        return self.render(self.details_template, model=message, text=without_codes(message.text))
