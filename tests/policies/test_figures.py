"""Figures: defaults, versions in force by date, refusals, audit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from staffing.audit import Actor, AuditEntry
from staffing.db import Scope, use_scope
from staffing.db.session import db
from staffing.policies.figures import BadFigure, Figures, changeable, figures_in_force, save_figures
from staffing.policies.models import RuleVersion
from tests.factories import NOW, World

BY = Actor(None, "Casey Coordinator")


def test_the_defaults_are_in_force_until_something_is_saved(world: World) -> None:
    assert figures_in_force(NOW) == Figures()


def test_a_change_is_in_force_from_its_moment_on_and_not_before(world: World) -> None:
    save_figures({"rest_minutes": 660}, BY, NOW)
    assert figures_in_force(NOW - timedelta(seconds=1)).rest_minutes == 600
    assert figures_in_force(NOW).rest_minutes == 660


def test_changes_add_up_and_every_version_stays(world: World) -> None:
    save_figures({"rest_minutes": 660}, BY, NOW)
    second = save_figures({"max_nights": 2}, BY, NOW)
    later = figures_in_force(NOW + timedelta(seconds=1))
    assert later == second
    assert (later.rest_minutes, later.max_nights) == (660, 2)
    assert [row.figures for row in db.session.scalars(select(RuleVersion).order_by(RuleVersion.id))] == [
        {"rest_minutes": 660},
        {"rest_minutes": 660, "max_nights": 2},
    ]


def test_back_to_the_default_leaves_no_difference(world: World) -> None:
    save_figures({"rest_minutes": 660}, BY, NOW)
    save_figures({"rest_minutes": 600}, BY, NOW + timedelta(days=1))
    newest = db.session.scalars(select(RuleVersion).order_by(RuleVersion.id.desc())).first()
    assert newest is not None
    assert newest.figures == {}


@pytest.mark.parametrize("figure", sorted(changeable()))
def test_each_figure_is_held_to_its_range_on_both_sides(world: World, figure: str) -> None:
    low, high = (changeable()[figure].metadata[end] for end in ("low", "high"))
    save_figures({figure: low}, BY, NOW)
    save_figures({figure: high}, BY, NOW)
    for outside in (low - 1, high + 1):
        with pytest.raises(BadFigure, match=f"from {low} to {high}"):
            save_figures({figure: outside}, BY, NOW)


@pytest.mark.parametrize("changes", [{"rest_hours": 10}, {"version": 7}, {"rest_minutes": True}])
def test_what_is_no_figure_is_refused(world: World, changes: dict[str, int]) -> None:
    with pytest.raises(BadFigure):
        save_figures(changes, BY, NOW)
    assert db.session.scalars(select(RuleVersion)).all() == []


def test_a_change_is_audited_with_before_and_after(world: World) -> None:
    save_figures({"undo_seconds": 30}, BY, NOW)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.entity, entry.action, entry.actor_name) == ("rule_version", "rules_changed", BY.name)
    assert (entry.before, entry.after) == ({"undo_seconds": 60}, {"undo_seconds": 30})


def test_another_agency_keeps_its_own_figures(world: World) -> None:
    save_figures({"rest_minutes": 660}, BY, NOW)
    other = World.create("Second Agency")
    with use_scope(Scope.agency(other.agency_id)):
        assert figures_in_force(NOW) == Figures()
