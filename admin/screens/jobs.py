"""Work the worker did, does and will do."""

from __future__ import annotations

from admin import cells
from admin.base import TableView
from admin.filters import ChoiceFilter, FromDay
from admin.words import choices_of
from staffing.jobs.models import Job, JobStatus


class JobScreen(TableView):
    table = Job
    one, many = "job", "jobs"
    intro = "The worker takes these up by itself; nothing here needs you unless one has failed."
    column_list = ("id", "kind", "status", "queued_at", "attempts", "leased_until", "error")
    column_labels = {"id": "Number", "queued_at": "Asked for", "leased_until": "Held until", "error": "Fault"}
    column_formatters = {"status": cells.status_cell}
    column_sortable_list = ("id", "kind", "status", "queued_at")
    column_default_sort = ("id", True)
    column_filters = (
        ChoiceFilter(Job.status, "Status", choices_of(JobStatus)),
        FromDay(Job.queued_at, "Asked for"),
    )
