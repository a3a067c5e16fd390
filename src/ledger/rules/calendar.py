"""Counting days and years (期间): Civil Code articles 200 to 203 by analogy, and the adopted working calendar.

The measure says 7 days and 5 years and not how they are counted: silences ``notice.counting`` and
``bar.win.start``. Here is the arithmetic of each reading. All days are days in Asia/Shanghai. A
calendar of holidays ends; past its end no day is counted, since a guess would look like a date.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from ledger.errors import BadInput
from ledger.rules.citation import NotOnRecord
from ledger.terms import PartialDate

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class NoticeCounting(StrEnum):
    """Silence ``notice.counting``: how the days of the public notice are counted. Practice has all of them."""

    CALENDAR_ROLL = "calendar_days_first_excluded_roll_forward"
    CALENDAR = "calendar_days_first_excluded"
    CALENDAR_FIRST_INCLUDED = "calendar_days_first_included"
    WORKING = "working_days_first_excluded"
    WORKING_FIRST_INCLUDED = "working_days_first_included"


class CalendarEnds(NotOnRecord):
    """日历未及: a day was asked for of which no adopted calendar says whether people work."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """工作日历: holidays and make-up working days of the years ``first`` to ``last``, both included."""

    first: int
    last: int
    holidays: frozenset[date]
    workdays: frozenset[date]

    @classmethod
    def read(cls, first: int, last: int, holidays: Iterable[str], workdays: Iterable[str]) -> Calendar:
        """Return the calendar that these dates (``2025-10-01``) make.

        Raises ``BadInput`` for years in the wrong order, for what is no date, for a date outside the
        years, and for a day that would be both.
        """
        if first > last:
            raise BadInput("calendar", f"it would run from {first} to {last}", "give the first and the last year in this order")
        off, on = (frozenset(_day(text, first, last) for text in days) for days in (holidays, workdays))
        if both := off & on:
            raise BadInput("calendar", f"{min(both)} is a holiday and a make-up working day", "keep it in one of the two lists")
        return cls(first, last, off, on)

    def is_working(self, day: date) -> bool:
        """Return whether people work on ``day``. Raises ``CalendarEnds``."""
        if not self.first <= day.year <= self.last:
            raise CalendarEnds(f"{day} lies outside the adopted calendar of {self.first} to {self.last}")
        return day in self.workdays or (day.weekday() < SATURDAY and day not in self.holidays)

    def next_working(self, day: date) -> date:
        """Return ``day`` itself where people work on it, else the next day on which they do. Raises ``CalendarEnds``."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def after_working_days(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after ``day``, which is not counted itself. Raises ``CalendarEnds``."""
        for _ in range(count):
            day = self.next_working(day + ONE_DAY)
        return day


def last_day(starts_on: date, days: int, counting: NoticeCounting, calendar: Calendar | None) -> date:
    """Return the last of ``days`` days that a notice posted on ``starts_on`` must stand.

    Raises ``CalendarEnds`` where the reading asks for a calendar and there is none or it ends too soon.
    """
    try:
        return _last_day(starts_on, days, counting, calendar)
    except OverflowError:
        raise CalendarEnds(f"{days} days from {starts_on} no date can be written") from None


def _last_day(starts_on: date, days: int, counting: NoticeCounting, calendar: Calendar | None) -> date:
    match counting:
        case NoticeCounting.CALENDAR:
            return starts_on + days * ONE_DAY
        case NoticeCounting.CALENDAR_FIRST_INCLUDED:
            return starts_on + (days - 1) * ONE_DAY
    if calendar is None:
        raise CalendarEnds("no working calendar is adopted")
    match counting:
        case NoticeCounting.CALENDAR_ROLL:
            return calendar.next_working(starts_on + days * ONE_DAY)
        case NoticeCounting.WORKING:
            return calendar.after_working_days(starts_on, days)
        case NoticeCounting.WORKING_FIRST_INCLUDED:
            return calendar.after_working_days(starts_on - ONE_DAY, days)


def anniversary(day: date, years: int) -> date:
    """Return the corresponding day ``years`` later, or the month's last day where there is none (Civil Code 202).

    ``years`` may be negative. Raises ``ValueError`` beyond the years that a date can hold.
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def span(partial: PartialDate) -> tuple[date, date]:
    """Return the first and the last day that a partly known date may be."""
    if partial.full is not None:
        return partial.full, partial.full
    if partial.month is None:
        return date(partial.year, 1, 1), date(partial.year, 12, 31)
    return date(partial.year, partial.month, 1), date(partial.year, partial.month, monthrange(partial.year, partial.month)[1])


def _day(text: str, first: int, last: int) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadInput("calendar", f"{text!r} is not a date", "write dates as 2025-10-01") from None
    if not first <= day.year <= last or day.isoformat() != text:
        raise BadInput("calendar", f"{text!r} lies outside {first} to {last} or has another form", "write dates as 2025-10-01")
    return day
