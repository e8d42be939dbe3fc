"""Review by exception: three piles, one decision at a time or a whole pile, undone while unsent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_admin import expose

from admin.base import SecureView, row_id
from admin.review import cards, swaps
from staffing.accounts.identity import current_actor
from staffing.db import db, transact, utc_now
from staffing.jobs.models import Job
from staffing.matching.models import ProposedPlacement
from staffing.offers.errors import OfferRefused
from staffing.policies.figures import figures_in_force
from staffing.review import piles, services
from staffing.review.approving import MANY, start_approving
from staffing.review.choices import facility_choices, role_choices
from staffing.review.filters import Pile, ReviewFilter
from staffing.review.flags import flag_words
from staffing.review.swapping import swap

DECIDED = "This proposal was decided in the meantime."


class ReviewScreen(SecureView):
    """`/admin/review/`. Every action answers with the one row it changed, so filters and scroll stay."""

    intro = ""

    @expose("/")
    def index(self) -> Any:
        chosen = self._chosen()
        if chosen.run_id is None:
            return self.render("review/nothing.html")
        return self.render("review/page.html", **self._page(chosen))

    def _chosen(self) -> ReviewFilter:
        chosen = ReviewFilter.read(request.args)
        if chosen.run_id is None:
            return ReviewFilter.read({**request.args.to_dict(), "run": str(piles.newest_run_id() or "")})
        return chosen

    def _page(self, chosen: ReviewFilter) -> dict[str, Any]:
        counts = piles.counts(chosen.run_id or 0)
        shared = {
            "chosen": chosen,
            "counts": counts,
            "runs": piles.recent_runs(),
            "flag_counts": piles.flag_counts(chosen.run_id or 0),
            "flag_words": flag_words,
            "facilities": facility_choices(),
            "roles": role_choices(),
            "undo_seconds": figures_in_force(utc_now()).undo_seconds,
        }
        if chosen.pile is Pile.UNFILLED:
            return {**shared, "unfilled": piles.unfilled(chosen), "reason_words": cards.reason_words}
        ids = piles.proposed_ids(chosen)
        return {**shared, "total": len(ids), **_paged(ids, chosen)}

    @expose("/<key>/card")
    def card(self, key: str) -> str:
        return self._card(row_id(key))

    @expose("/<key>/approve", methods=("POST",))
    def approve(self, key: str) -> Any:
        one = row_id(key)
        result = transact(lambda: services.approve([one], current_actor(), utc_now()))
        if result.stale:
            return self._decided(one, f"Not sent. {result.stale[0].reason}", good=False)
        if not result.sent:
            return self._back(self._card(one, DECIDED), DECIDED)
        return self._decided(one, "Approved: the offer leaves in a moment", undoable=True)

    @expose("/<key>/reject", methods=("POST",))
    def reject(self, key: str) -> Any:
        one, reason = row_id(key), request.form.get("reason", "")
        return self._try(
            one,
            lambda: services.reject(one, reason, current_actor(), utc_now()),
            lambda _: self._decided(one, f"Rejected: {reason}", undoable=True),
        )

    @expose("/<key>/lock", methods=("POST",))
    def lock(self, key: str) -> Any:
        one, locked = row_id(key), request.form.get("locked") == "1"
        return self._try(
            one,
            lambda: services.set_lock(one, locked, current_actor()),
            lambda _: self._back(self._card(one)),
        )

    @expose("/<key>/swap", methods=("GET", "POST"))
    def swap(self, key: str) -> Any:
        one = row_id(key)
        if request.method == "GET":
            return self.render("review/swap.html", **swaps.dialog(self._row(one), request.args.get("q", "")))
        newcomer = row_id(request.form.get("clinician_id"))
        return self._try(
            one,
            lambda: swap(one, newcomer, current_actor(), utc_now()).id,
            lambda new_id: self._back(self._card(new_id)),
        )

    @expose("/undo", methods=("POST",))
    def undo(self) -> Any:
        ids = _ids(request.form.get("ids", ""))
        back = transact(lambda: services.undo(ids, current_actor(), utc_now()))
        if len(back) < len(ids):
            flash(f"{len(ids) - len(back)} had left already: withdraw those offers instead.", "error")
        if request.headers.get("HX-Request") and len(ids) == 1 and back:
            return self._card(ids[0])
        return self._reload()

    @expose("/approve-all", methods=("POST",))
    def approve_all(self) -> Any:
        chosen = self._chosen()
        ids = _ids(request.form.get("ids", "")) or piles.proposed_ids(chosen)
        if len(ids) > MANY:
            job = transact(lambda: start_approving(ids, current_actor(), utc_now()).id)
            return redirect(self.get_url(".index", **chosen.query(), job=job))
        result = transact(lambda: services.approve(ids, current_actor(), utc_now()))
        for stale in result.stale:
            flash(f"{stale.who} was not offered: {stale.reason}", "error")
        return redirect(self.get_url(".index", **chosen.query(), approved=",".join(map(str, result.sent))))

    @expose("/progress/<key>")
    def progress(self, key: str) -> Any:
        job = db.session.get(Job, row_id(key)) or abort(404)
        return self.render("review/progress.html", job=job, url=self.get_url(".progress", key=key))

    def _try(self, one: int, work: Any, show: Any) -> Any:
        """Run one decision; a refusal leaves the row as it is and says why on it."""
        try:
            result = transact(work)
        except (OfferRefused, services.ReviewError) as refusal:
            return self._back(self._card(one, str(refusal)), str(refusal))
        return show(result)

    def _row(self, one: int) -> ProposedPlacement:
        return piles.one(one) or abort(404)

    def _card(self, one: int, problem: str = "") -> str:
        row = self._row(one)
        people = piles.runner_up_people([row])
        return self.render("review/card_alone.html", card=cards.card_of(row, people), problem=problem)

    def _decided(self, one: int, text: str, *, good: bool = True, undoable: bool = False) -> Any:
        row = self._row(one)
        said = self.render(
            "review/decided.html",
            card=cards.card_of(row, {}),
            text=text,
            good=good,
            undoable=undoable,
            seconds=figures_in_force(utc_now()).undo_seconds,
            counts=piles.counts(row.run_id),
        )
        return self._back(said, text)

    def _back(self, fragment: str, flashed: str = "") -> Any:
        """The fragment for htmx; without JavaScript, the page again with the message on top."""
        if request.headers.get("HX-Request"):
            return fragment
        if flashed:
            flash(flashed)
        return self._reload()

    def _reload(self) -> Any:
        chosen = self._chosen()
        if request.headers.get("HX-Request"):
            response = redirect(url_for("review.index"))
            response.status_code = 204
            response.headers["HX-Refresh"] = "true"
            return response
        return redirect(self.get_url(".index", **chosen.query()))


def _paged(ids: Sequence[int], chosen: ReviewFilter) -> dict[str, Any]:
    first = chosen.page * piles.PAGE_SIZE
    shown = piles.load(ids[first : first + piles.PAGE_SIZE])
    people = piles.runner_up_people(shown)
    return {
        "groups": cards.grouped([cards.card_of(row, people) for row in shown], chosen.view),
        "pages": -(-len(ids) // piles.PAGE_SIZE),
    }


def _ids(raw: str) -> list[int]:
    return [row_id(part) for part in raw.split(",")[: piles.PAGE_SIZE] if part]
