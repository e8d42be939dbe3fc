"""Payroll-Based Journal files: reading, faults by row, and hours apportioned to whole shifts."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staffing.demo.names import DATA
from staffing.requests.pbj import (
    DEFAULT_STARTS,
    SHIFT_HOURS,
    PbjDay,
    ShiftStart,
    UnreadablePbj,
    apportion,
    decode,
    read_days,
)

SAMPLE = (DATA / "pbj_sample.csv").read_bytes()
FIRST, LAST = date(2023, 4, 10), date(2023, 4, 16)
ROLES = ("RN", "LVN", "CNA")
REDUCED = "PROVNUM,STATE,CY_Qtr,WorkDate,MDScensus,Hrs_RN_ctr,Hrs_LPN_ctr,Hrs_CNA_ctr\n"
ORIGINAL = (
    "PROVNUM,PROVNAME,CITY,STATE,COUNTY_NAME,COUNTY_FIPS,CY_Qtr,WorkDate,MDScensus,"
    "Hrs_RNDON,Hrs_RNDON_emp,Hrs_RNDON_ctr,Hrs_RNadmin,Hrs_RNadmin_emp,Hrs_RNadmin_ctr,"
    "Hrs_RN,Hrs_RN_emp,Hrs_RN_ctr,Hrs_LPNadmin,Hrs_LPNadmin_emp,Hrs_LPNadmin_ctr,"
    "Hrs_LPN,Hrs_LPN_emp,Hrs_LPN_ctr,Hrs_CNA,Hrs_CNA_emp,Hrs_CNA_ctr,"
    "Hrs_NAtrn,Hrs_NAtrn_emp,Hrs_NAtrn_ctr,Hrs_MedAide,Hrs_MedAide_emp,Hrs_MedAide_ctr\n"
)
ORIGINAL_ROW = (
    "335513,A HOME,LAKE,NY,Monroe,55,2023Q2,20230410,350,"
    "8,8,0,40,32,8,24,16,8,16,16,0,160,120,40,700,520,180,0,0,0,24,8,16\n"
)


def faults(text: str, first: date = FIRST, last: date = LAST, provider: str | None = None) -> list[str]:
    with pytest.raises(UnreadablePbj) as caught:
        read_days(text, first, last, provider)
    return [str(fault) for fault in caught.value.faults]


def test_the_sample_week_is_about_55_lvn_and_171_cna_shifts() -> None:
    days = read_days(decode(SAMPLE), FIRST, LAST)
    assert [day.day for day in days] == [FIRST + timedelta(days=offset) for offset in range(7)]
    heads = {
        role: sum(one.heads for one in apportion(days) if one.role == role) for role in ("RN", "LVN", "CNA")
    }
    assert heads == {"RN": 0, "LVN": 55, "CNA": 170}


def test_the_original_column_set_is_read_and_what_is_left_out_is_reported() -> None:
    (day,) = read_days(ORIGINAL + ORIGINAL_ROW, FIRST, LAST)
    assert day.hours == {"RN": 8, "LVN": 40, "CNA": 180}
    assert {kind: hours for kind, hours in day.left_out.items() if hours} == {
        "administrative RNs": 8,
        "medication aides": 16,
    }


def test_encodings_and_column_case_do_not_matter() -> None:
    accented = (ORIGINAL + ORIGINAL_ROW).replace("LAKE", "CAÑON").replace("WorkDate", "WORKDATE")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "latin-1"):
        (day,) = read_days(decode(accented.encode(encoding)), FIRST, LAST)
        assert day.hours["CNA"] == 180


def test_every_fault_is_listed_with_its_row() -> None:
    text = REDUCED + (
        "1,NY,2023Q2,20230410,3,0,8,eight\n"
        "1,NY,2023Q2,2023-13-99,3,0,8,8\n"
        "1,NY,2023Q2,20230411,3,0,-8,8\n"
        "1,NY,2023Q2,20230412\n"
        "1,NY,2023Q2,20230413,3,0,NaN,8\n"
        "1,NY,2023Q2,20230414,3,0,8,8\n"
    )
    found = faults(text)
    assert [fault.split(":")[0] for fault in found] == ["row 2", "row 3", "row 4", "row 5", "row 6"]
    assert "hrs_cna_ctr 'eight' is no number" in found[0]
    assert "4 cells instead of 8" in found[3]


def test_missing_columns_are_all_named() -> None:
    assert faults("PROVNUM,WorkDate,Hrs_RN_ctr\n1,20230410,0\n") == [
        "row 1: column hrs_lpn_ctr is missing",
        "row 1: column hrs_cna_ctr is missing",
    ]
    assert len(faults("")) == 5


def test_a_day_twice_several_homes_and_an_empty_period_are_refused() -> None:
    row = "1,NY,2023Q2,20230410,3,0,8,8\n"
    assert faults(REDUCED + row + row) == ["row 3: 2023-04-10 is in the file twice"]
    two = REDUCED + row + "2" + row[1:]
    assert "choose one" in faults(two)[0]
    assert len(read_days(two, FIRST, LAST, "2")) == 1
    assert faults(REDUCED + row, date(2024, 1, 1), date(2024, 1, 7)) == [
        "no day from 2024-01-01 to 2024-01-07 in the file"
    ]
    assert "before it begins" in faults(REDUCED + row, LAST, FIRST)[0]


hours = st.floats(min_value=0, max_value=2_000, allow_nan=False).map(lambda value: round(value, 2))
day_hours = st.fixed_dictionaries(dict.fromkeys(ROLES, hours))
periods = st.lists(day_hours, min_size=1, max_size=14).map(
    lambda days: [
        PbjDay("1", FIRST + timedelta(days=offset), worked, {}) for offset, worked in enumerate(days)
    ]
)
splits = st.lists(st.integers(1, 9), min_size=1, max_size=4).map(
    lambda parts: tuple(
        ShiftStart(f"{hour:02}:00", part / sum(parts))
        for hour, part in zip(range(7, 24), parts, strict=False)
    )
)


@given(periods, splits)
def test_totals_stay_within_one_shift_a_role_and_cells_within_one_of_their_share(
    days: list[PbjDay], starts: tuple[ShiftStart, ...]
) -> None:
    cells = {(one.role, one.day, one.start): one.heads for one in apportion(days, starts)}
    for role in ROLES:
        exact = math.fsum(day.hours[role] for day in days) / SHIFT_HOURS
        assert abs(sum(heads for (of, _, _), heads in cells.items() if of == role) - exact) < 1
    for day in days:
        for start in starts:
            for role in ROLES:
                share = day.hours[role] * start.share / SHIFT_HOURS
                assert abs(cells.get((role, day.day, start.at), 0) - share) < 1 + 1e-9


@given(periods)
def test_cells_without_hours_ask_for_nobody(days: list[PbjDay]) -> None:
    with_hours = {(role, day.day) for day in days for role, worked in day.hours.items() if worked}
    assert all((one.role, one.day) in with_hours and one.heads > 0 for one in apportion(days))


def test_one_shift_worth_of_hours_goes_to_the_largest_share() -> None:
    day = PbjDay("1", FIRST, {"CNA": 8.0}, {})
    (one,) = apportion([day], DEFAULT_STARTS)
    assert (one.start, one.heads) == ("07:00", 1)
    assert apportion([PbjDay("1", FIRST, {"CNA": 3.9}, {})]) == []
    assert len(apportion([PbjDay("1", FIRST, {"CNA": 4.0}, {})])) == 1
