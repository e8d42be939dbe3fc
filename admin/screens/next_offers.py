"""Needs a next offer: slots that came back, each with the next three who may take it, one click each."""

from __future__ import annotations

from flask import abort
from flask_admin import expose
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from admin.base import SecureView, row_id
from admin.emergencies import choices_under_override, live_of
from admin.people_for import next_for
from admin.review.cards import reason_words
from admin.words import in_words
from staffing.db import db, utc_now
from staffing.matching.verdicts import why_not_counts
from staffing.offers.services import needing_next_offer
from staffing.placements.models import Offer, Placement
from staffing.requests.models import Slot

SHOWN = 40


class NextOfferScreen(SecureView):
    intro = "Somebody said no, did not answer, or gave the shift back. Soonest first."

    @expose("/")
    def index(self) -> str:
        slots = needing_next_offer(utc_now())
        shown = [slot.id for slot in slots[:SHOWN]]
        faces = (
            select(Slot)
            .where(Slot.id.in_(shown))
            .options(selectinload(Slot.facility), selectinload(Slot.unit), selectinload(Slot.staff_role))
        )
        db.session.scalars(faces).all()
        return self.render(
            "screens/next_offers.html", slots=slots[:SHOWN], total=len(slots), stories=_stories(shown)
        )

    @expose("/<key>/people/")
    def people(self, key: str) -> str:
        """The next three of one slot, fetched as its row comes into view."""
        slot = db.session.scalars(select(Slot).where(Slot.id == row_id(key))).one_or_none() or abort(404)
        choices = next_for(slot)
        why = "" if choices else reason_words(why_not_counts(slot, now=utc_now()))
        return self.render(
            "screens/slot_people.html",
            slot=slot,
            choices=choices,
            why=why,
            overworked=[] if choices else choices_under_override(slot),
            overrides=live_of(slot),
            came_from="next",
        )


def _stories(slot_ids: list[int]) -> dict[int, list[str]]:
    """What became of each offer of a slot, in words, newest first; a shift accepted has been given back."""
    query = (
        select(Offer, Placement.status)
        .outerjoin(Placement, Placement.offer_id == Offer.id)
        .where(Offer.slot_id.in_(slot_ids))
        .order_by(Offer.id.desc())
        .options(selectinload(Offer.clinician))
    )
    found: dict[int, list[str]] = {}
    for offer, placed in db.session.execute(query):
        why = f" ({in_words(offer.decline_reason)})" if offer.decline_reason else ""
        end = in_words(placed or offer.status)
        found.setdefault(offer.slot_id, []).append(f"{offer.clinician.name}: {end}{why}")
    return found
