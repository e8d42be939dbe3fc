"""The week grid: type heads like in a spreadsheet, save once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from staffing import clock
from staffing.accounts.identity import current_actor
from staffing.db import transact, utc_now
from staffing.facilities.models import Unit
from staffing.offers.facility.blueprint import asked_day, asked_unit_id, pages
from staffing.offers.facility.own import all_roles, own_units
from staffing.offers.facility.week_forms import WeekForm, cell_name, read_row, row_name, typed_cells
from staffing.offers.request_editing import CellsRefused, SavedWeek, WeekMoved, save_week
from staffing.requests.shift_kinds import SHIFT_KINDS
from staffing.requests.week_grid import CellKey, RowKey, WeekGrid, last_weeks_heads, week_grid

MOVED = (
    "Somebody changed this week while you were typing. Where your number differs, what stands now is shown "
    "under it: look again, then save."
)


@dataclass(frozen=True)
class Shown:
    """A grid with what stands in its fields: the numbers kept, typed or copied, and errors by cell."""

    grid: WeekGrid
    typed: Mapping[CellKey, int]
    raw: Mapping[str, str]
    errors: Mapping[CellKey, str]

    def value(self, key: CellKey, heads: int) -> str:
        """What the cell's field shows; nothing for no heads."""
        if (name := cell_name(key)) in self.raw:
            return self.raw[name]
        return str(self.typed.get(key, heads) or "")


@pages.route("/week", methods=["GET", "POST"])
def week() -> ResponseReturnValue:
    units = own_units()
    if not units:
        return render_template("facility/week_empty.html")
    unit = _chosen_unit(units)
    today = clock.local_day(utc_now(), unit.facility.timezone)
    sunday = clock.week_start(asked_day("week", today + timedelta(days=7)))
    if request.method == "POST":
        return _save(unit, sunday, units)
    grid = week_grid(unit, sunday, utc_now(), more_rows=_more_rows())
    copied = last_weeks_heads(grid) if request.args.get("copy") else {}
    form = WeekForm(stamp=grid.stamp)
    return _page(Shown(grid, copied, {}, {}), form, units, copied=bool(copied))


def _save(unit: Unit, sunday: date, units: list[Unit]) -> ResponseReturnValue:
    form = WeekForm()
    form.validate()
    wanted, errors = typed_cells(request.form)
    if not errors and not form.every_error():
        try:
            saved = transact(
                lambda: save_week(unit.id, sunday, wanted, str(form.stamp.data), current_actor(), utc_now())
            )
            flash(_saved_words(saved), "success")
            return redirect(url_for("facility.week", unit=unit.id, week=sunday.isoformat()))
        except CellsRefused as refused:
            errors = refused.errors
        except WeekMoved:
            form.form_errors.append(MOVED)
    grid = week_grid(unit, sunday, utc_now(), more_rows={key.row for key in (*wanted, *errors)})
    form.stamp.raw_data = None
    form.stamp.data = grid.stamp
    return _page(Shown(grid, {}, request.form, errors), form, units)


def _page(shown: Shown, form: WeekForm, units: list[Unit], *, copied: bool = False) -> ResponseReturnValue:
    return render_template(
        "facility/week.html",
        shown=shown,
        grid=shown.grid,
        form=form,
        units=units,
        unit=shown.grid.unit,
        roles=all_roles(),
        kinds=SHIFT_KINDS,
        copied=copied,
        sunday=shown.grid.days[0],
        step=timedelta(weeks=1),
        cell_key=CellKey,
        cell_name=cell_name,
        row_name=row_name,
    )


def _chosen_unit(units: list[Unit]) -> Unit:
    asked = asked_unit_id()
    if asked is None:
        return units[0]
    return next((unit for unit in units if unit.id == asked), None) or abort(404)


def _more_rows() -> set[RowKey]:
    """Rows asked for by `?row=`, and the one made of `?role=` and `?kind=`."""
    rows = {key for name in request.args.getlist("row")[:30] if (key := read_row(name))}
    role, kind = request.args.get("role", ""), request.args.get("kind", "")
    if role and kind and (key := read_row(f"{role}-{kind}")):
        rows.add(key)
    return rows


def _saved_words(saved: SavedWeek) -> str:
    if not saved.added and not saved.taken_away:
        return "Nothing to change: the week stands as it was."
    parts = []
    if saved.added:
        parts.append(f"{saved.added} more {'person' if saved.added == 1 else 'people'} asked for")
    if saved.taken_away:
        parts.append(f"{saved.taken_away} fewer")
    return "Saved: " + ", ".join(parts) + "."
