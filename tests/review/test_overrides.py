"""Swapping and approving go through the same door: only a granted emergency override lets the hours pass."""

from __future__ import annotations

from datetime import timedelta

import pytest

from staffing.audit import Actor
from staffing.db import db, utc_now
from staffing.offers.emergency import ask, grant, take_back
from staffing.offers.errors import NotEligible
from staffing.placements.models import Offer
from staffing.review.services import approve
from staffing.review.swapping import swap
from tests.review.scene import Scene


def test_swapped_in_and_approved_under_a_granted_override_only(scene: Scene) -> None:
    one, two = scene.world.coordinator(), scene.world.coordinator()
    asker, decider = Actor(one.id, one.name), Actor(two.id, two.name)
    tired, now = scene.nurse(), utc_now()
    held = scene.slot(hours=8)
    scene.world.placement(held, tired)
    slot = scene.world.slot(scene.unit, start=held.ends_at + timedelta(hours=10), hours=8)
    row = scene.propose(scene.nurse(), slot)
    with pytest.raises(NotEligible):
        swap(row.id, tired.id, asker, now)
    override = ask(slot.id, tired.id, "Two called out", asker, now)
    with pytest.raises(NotEligible):
        swap(row.id, tired.id, asker, now)
    grant(override.id, decider, now)
    swapped = swap(row.id, tired.id, asker, now)
    assert len(approve([swapped.id], asker, now).sent) == 1
    assert db.session.query(Offer).one().clinician_id == tired.id


def test_an_override_taken_back_leaves_a_proposal_stale(scene: Scene) -> None:
    one, two = scene.world.coordinator(), scene.world.coordinator()
    asker, decider = Actor(one.id, one.name), Actor(two.id, two.name)
    tired, now = scene.nurse(), utc_now()
    held = scene.slot(hours=8)
    scene.world.placement(held, tired)
    slot = scene.world.slot(scene.unit, start=held.ends_at + timedelta(hours=10), hours=8)
    override = ask(slot.id, tired.id, "Two called out", asker, now)
    grant(override.id, decider, now)
    swapped = swap(scene.propose(scene.nurse(), slot).id, tired.id, asker, now)
    take_back(override.id, "Somebody rested was found", decider, now)
    (stale,) = approve([swapped.id], asker, now).stale
    assert "on duty within 24 hours" in stale.reason
