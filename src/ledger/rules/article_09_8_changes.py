"""Article 9(8), what happens to a notice while it stands: changes and interruptions (第九条第八项: 公示的变更与中断).

The public has 7 days for what it reads. Whether the days begin anew when the notice is changed, and what becomes of days
on which nobody could read it, has no article: what is asked here rests on the adopted rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ledger.rules.calendar import ONE_DAY
from ledger.rules.citation import Basis, Silence, rule

ADDS_THE_DAYS, STARTS_ANEW = "adds_the_days", "starts_anew"
Span = tuple[date, date]
"""A first and a last day, both included."""


@rule("9(8)", basis=Basis.METHOD, gate=True)
def changes_a_notice_that_stands(opened_at: int) -> bool:
    """变更或中断的是已开始的公示: What is changed or interrupted is a notice that was opened; ``opened_at``: position, 0: not yet."""
    return opened_at > 0


@rule("9(8)", basis=Basis.ADOPTED)
def counts_its_days_as_adopted(changed_on: date, days: Span, before: Span, restarts: bool | None) -> bool:
    """公示变更后按规定重新起算或照旧: Changed, the notice runs anew from that day or later; or keeps its days, where so adopted."""
    if restarts is None:
        raise Silence("notice.restart_on_change")
    return days[0] >= changed_on if restarts else days[0] == before[0] and days[1] >= before[1]


@rule("9(8)", basis=Basis.METHOD)
def lies_within_the_notice(interruption: Span, starts_on: date | None, today: date) -> bool:
    """中断起止有序且在公示开始之后: An interruption runs from a first to a last day, not before the notice began nor beyond today."""
    first, last = interruption
    return starts_on is not None and starts_on <= first <= last <= today


@rule("9(8)", basis=Basis.ADOPTED)
def makes_up_for_interruptions(starts_on: date, interruptions: Sequence[Span], reading: str | None) -> bool:
    """公示中断按规定补足: Days on which nobody could read the notice are made up as adopted.

    Added days are part of its last day already; where it starts anew, it must have begun after the last interruption.
    """
    if not interruptions:
        return True
    if reading is None:
        raise Silence("notice.interruption")
    return reading != STARTS_ANEW or all(last < starts_on for _, last in interruptions)


def extended(days: Span, interruptions: Sequence[Span], reading: str | None) -> date:
    """Return the last day of a notice with the interrupted days added, where ``reading`` adds them; each day counts once."""
    if reading != ADDS_THE_DAYS:
        return days[1]
    dark = {first + ONE_DAY * n for first, last in interruptions for n in range((last - first).days + 1)}
    end = days[1]
    # An added day may be dark itself, and is then made up for as well.
    while (further := days[1] + ONE_DAY * sum(days[0] <= day <= end for day in dark)) > end:
        end = further
    return end
