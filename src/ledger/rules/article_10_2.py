"""Article 10.2, and the bars of articles 11 and 12: who may not apply yet (第十条第二款, 第十一条, 第十二条).

Who won the main tier does not apply again for five years; whose title was revoked does not apply for
five years. The first day is not counted and the last day still bars (Civil Code 201, 202). From when the
years run is open; so is the day on which it is judged. A date of which only the year is known bars or
frees where every day of that year would, and is 未见记录 where it depends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ledger.rules.calendar import anniversary, span
from ledger.rules.citation import NotApplicable, NotOnRecord, Silence, rule
from ledger.terms import BarStart, PartialDate


class Win(NamedTuple):
    """往届获奖: an earlier title that still stands, of the organisation that applies and in a tier whose winners are barred.

    ``is_certain`` is False where only a public notice is on record, not the award.
    """

    award_year: int | None
    decided_on: PartialDate | None
    is_certain: bool


class Revocation(NamedTuple):
    """曾被撤销: a revocation in force. ``imposed_from`` is the start that the bar itself names, where one was imposed.

    The other days are those from which it runs otherwise, by the adopted reading; None: not on record.
    """

    revoked_on: PartialDate | None
    imposed_from: PartialDate | None
    served_on: PartialDate | None = None
    announced_on: PartialDate | None = None

    def start(self, reading: str | None) -> PartialDate | None:
        """Return the day that is not counted; None where nothing on record tells it."""
        days = {
            "revocation_approval_date": self.revoked_on,
            "revocation_service_date": self.served_on,
            "revocation_announcement_date": self.announced_on,
        }
        return self.imposed_from or days.get(reading or "")


@rule("10.2")
def is_past_the_bar_of_an_earlier_win(
    tested_on: date | None, wins: Iterable[Win], years: int | None, start: BarStart | None, scope: str | None, test_date: str | None
) -> bool:
    """获主奖项后已过五年: The years since every barring win are over. Nothing bars who never won the main tier.

    ``tested_on`` is the day that ``test_date`` names; None where it is not on record.
    """
    wins = tuple(wins)
    if not wins:
        return True
    if scope is None:
        raise Silence("bar.win.scope")
    if scope == "main_tier":
        raise NotApplicable("by the adopted reading the bar closes the main tier alone, and applications are not made for a tier")
    if start is None:
        raise Silence("bar.win.start")
    return _past(_tested(tested_on, test_date), [(_start(win, start), win.is_certain) for win in wins], years)


@rule("11")
def is_past_the_bar_after_a_revocation(
    tested_on: date | None, revocations: Iterable[Revocation], years: int | None, start: str | None, test_date: str | None
) -> bool:
    """称号被撤销后已过五年: The years since every revocation (11, 12) that stands are over."""
    revocations = tuple(revocations)
    if not revocations:
        return True
    if start is None and any(r.imposed_from is None for r in revocations):
        raise Silence("bar.revocation.start")
    starts = [revocation.start(start) for revocation in revocations]
    return _past(_tested(tested_on, test_date), [(None if s is None else span(s), True) for s in starts], years)


def _tested(tested_on: date | None, test_date: str | None) -> date:
    if test_date is None:
        raise Silence("bar.test_date")
    if tested_on is None:
        raise NotOnRecord(test_date)
    return tested_on


def _start(win: Win, start: BarStart) -> tuple[date, date] | None:
    """Return the first and last day that the uncounted first day of the bar may be; None where nothing tells."""
    if start is BarStart.DECISION:
        return None if win.decided_on is None else span(win.decided_on)
    if win.award_year is None:
        return None
    day = date(win.award_year - (start is BarStart.START_OF_AWARD_YEAR), 12, 31)
    return day, day


def _past(tested_on: date, starts: Iterable[tuple[tuple[date, date] | None, bool]], years: int | None) -> bool:
    if years is None:
        raise NotOnRecord("the number of years in this edition")
    unknown = False
    for start, is_certain in starts:
        if start is not None and tested_on > anniversary(start[1], years):
            continue
        if start is not None and is_certain and tested_on <= anniversary(start[0], years):
            return False
        unknown = True
    if unknown:
        raise NotOnRecord("the day from which the years run is not known well enough")
    return True
