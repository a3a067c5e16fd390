"""Counting days and years: each reading of seven days, the end of the calendar, anniversaries, partly known days."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.rules.calendar import Calendar, CalendarEnds, NoticeCounting, anniversary, last_day, span
from ledger.rules.citation import NotOnRecord
from ledger.terms import PartialDate

GOLDEN_WEEK = [f"2025-10-0{day}" for day in range(1, 9)]
Y2025 = Calendar.read(2025, 2025, GOLDEN_WEEK, ["2025-09-28", "2025-10-11"])
POSTED = date(2025, 9, 24)


@pytest.mark.parametrize(
    ("counting", "last"),
    [
        (NoticeCounting.CALENDAR, date(2025, 10, 1)),
        (NoticeCounting.CALENDAR_FIRST_INCLUDED, date(2025, 9, 30)),
        (NoticeCounting.CALENDAR_ROLL, date(2025, 10, 9)),  # the seventh day is a holiday; approval on the 10th at the earliest
        (NoticeCounting.WORKING, date(2025, 10, 10)),  # 25, 26, 28 (made up for), 29, 30, 9, 10
        (NoticeCounting.WORKING_FIRST_INCLUDED, date(2025, 10, 9)),
    ],
)
def test_seven_days_end_where_the_reading_says(counting: NoticeCounting, last: date) -> None:
    assert last_day(POSTED, 7, counting, Y2025) == last


def test_practice_of_three_cities_comes_out() -> None:
    """Wuhu 2023-10-10 (seven calendar days, first excluded), Yangzhou 2022-11-14 (seven working days), Shantou (first counted)."""
    plain = Calendar.read(2022, 2023, [], [])
    assert last_day(date(2023, 10, 10), 7, NoticeCounting.CALENDAR, None) == date(2023, 10, 17)
    assert last_day(date(2022, 11, 14), 7, NoticeCounting.WORKING, plain) == date(2022, 11, 23)


@pytest.mark.parametrize("counting", [NoticeCounting.CALENDAR_ROLL, NoticeCounting.WORKING, NoticeCounting.WORKING_FIRST_INCLUDED])
def test_past_the_end_of_the_calendar_no_day_is_counted(counting: NoticeCounting) -> None:
    with pytest.raises(CalendarEnds, match="2025 to 2025"):
        last_day(date(2025, 12, 29), 7, counting, Y2025)
    with pytest.raises(CalendarEnds, match="no working calendar"):
        last_day(POSTED, 7, counting, None)


def test_a_calendar_that_ends_is_not_on_record() -> None:
    with pytest.raises(NotOnRecord):
        Y2025.is_working(date(2026, 1, 1))
    with pytest.raises(NotOnRecord):
        Y2025.next_working(date(2024, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"), [(date(2025, 9, 28), True), (date(2025, 9, 27), False), (date(2025, 10, 8), False), (date(2025, 10, 9), True)]
)
def test_holidays_and_make_up_days(day: date, works: bool) -> None:
    assert Y2025.is_working(day) is works


@pytest.mark.parametrize(
    ("first", "last", "holidays", "workdays"),
    [
        (2026, 2025, [], []),
        (2025, 2025, ["2026-01-01"], []),
        (2025, 2025, [], ["2024-12-31"]),
        (2025, 2025, ["2025-02-30"], []),
        (2025, 2025, ["20251001"], []),
        (2025, 2025, ["2025-10-01"], ["2025-10-01"]),
    ],
)
def test_a_calendar_that_contradicts_itself_is_bad_input(first: int, last: int, holidays: list[str], workdays: list[str]) -> None:
    with pytest.raises(BadInput):
        Calendar.read(first, last, holidays, workdays)


@given(st.dates(date(2025, 1, 1), date(2025, 9, 1)), st.integers(1, 20))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    end = Y2025.after_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(Y2025.is_working, between)) == count
    assert Y2025.is_working(end)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2024, 6, 27), 5, date(2029, 6, 27)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 29)),
        (date(2025, 4, 10), -3, date(2022, 4, 10)),
    ],
)
def test_anniversaries_are_corresponding_days(day: date, years: int, expected: date) -> None:
    assert anniversary(day, years) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023-12", date(2023, 12, 1), date(2023, 12, 31)),
        ("2024-06-27", date(2024, 6, 27), date(2024, 6, 27)),
    ],
)
def test_a_partly_known_day_is_one_of_several(text: str, first: date, last: date) -> None:
    assert span(PartialDate.parse(text)) == (first, last)


@pytest.mark.shared
def test_the_published_calendar_gives_the_earliest_approval(shared: Path) -> None:
    years = json.loads((shared / "data" / "awards" / "cn_workday_calendar_2023_2026.json").read_text("utf-8"))["years"]
    off = [day for year in years.values() for day in year["holidays"]]
    on = [day for year in years.values() for day in year["make_up_workdays"]]
    calendar = Calendar.read(2023, 2026, off, on)
    assert last_day(POSTED, 7, NoticeCounting.CALENDAR_ROLL, calendar) + timedelta(days=1) == date(2025, 10, 10)
    with pytest.raises(CalendarEnds):
        calendar.is_working(date(2027, 1, 1))
