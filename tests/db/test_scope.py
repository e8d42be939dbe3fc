"""Whose rows a piece of work may see and write."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from staffing.db import MissingScope, Scope, ScopeViolation, db, use_scope
from staffing.db.scope import set_scope
from staffing.facilities.models import Facility, Unit
from staffing.placements.models import Offer
from tests.factories import World, at


def test_business_rows_without_a_scope_raise(world: World) -> None:
    set_scope(None)
    with pytest.raises(MissingScope):
        db.session.scalars(select(Facility)).all()


def test_a_new_row_without_a_scope_raises(world: World) -> None:
    set_scope(None)
    db.session.add(Facility(agency_id=world.agency_id, name="X", kind="acute", state="TX", lat=1, lng=1))
    with pytest.raises(MissingScope):
        db.session.flush()


def test_another_agency_sees_nothing(world: World) -> None:
    facility_id = world.facility().id
    other_agency_id = World.create("Other Agency").agency_id
    db.session.commit()
    db.session.expunge_all()
    with use_scope(Scope.agency(other_agency_id)):
        assert db.session.get(Facility, facility_id) is None
        assert db.session.scalars(select(Facility)).all() == []


def test_a_facility_sees_its_own_rows_only(world: World) -> None:
    mine, other = world.facility(), world.facility()
    world.unit(mine)
    world.unit(other)
    mine_id, other_id = mine.id, other.id
    db.session.commit()
    db.session.expunge_all()
    with use_scope(Scope.facilities(world.agency_id, frozenset({mine_id}))):
        assert db.session.scalars(select(Facility.id)).all() == [mine_id]
        assert db.session.scalars(select(Unit.facility_id)).all() == [mine_id]
        assert db.session.get(Facility, other_id) is None


def test_a_facility_cannot_write_into_another(world: World) -> None:
    mine, other = world.facility(), world.facility()
    db.session.commit()
    with use_scope(Scope.facilities(world.agency_id, frozenset({mine.id}))), pytest.raises(ScopeViolation):
        world.unit(other)


def test_a_clinician_sees_own_offers_only(world: World) -> None:
    slot = world.slot(world.unit(), start=at(date(2026, 12, 7), 7))
    me, other = world.clinician(), world.clinician()
    world.offer(slot, me)
    world.offer(slot, other)
    my_id = me.id
    db.session.commit()
    db.session.expunge_all()
    with use_scope(Scope.clinician(world.agency_id, my_id)):
        assert db.session.scalars(select(Offer.clinician_id)).all() == [my_id]
