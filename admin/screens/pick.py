"""What fits the letters typed so far, for the form fields that pick one row of many."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify, request
from flask_admin import expose

from admin.access import may_pick
from admin.base import SecureView
from admin.picking import SHOWN, SOURCES
from staffing.accounts.identity import current_account


class PickScreen(SecureView):
    """`/admin/pick/?of=people&q=ann`, fetched while somebody types."""

    def is_visible(self) -> bool:
        return False

    @expose("/")
    def index(self) -> Any:
        source = SOURCES.get(request.args.get("of", ""))
        if source is None:
            abort(404)
        if not may_pick(source.of, current_account().acting_roles):
            abort(403)
        found = source.find(request.args.get("q", ""))
        rows = [{"id": row.id, "name": row.name, "hint": row.hint} for row in found[:SHOWN]]
        return jsonify(rows=rows, more=len(found) > SHOWN)
