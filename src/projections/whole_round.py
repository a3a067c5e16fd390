"""Whole-round checks (整体核查): what no single record shows: that nobody vanished, no place, no prize, no consequence.

They are asked once, of what the round has come to. What a round may still bring is 未到期, and a round
without its end is never said to conform.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ledger.errors import NotDisclosed
from ledger.rules.calendar import Calendar, NoticeCounting, last_day
from ledger.rules.citation import Basis, NotDue, NotOnRecord, Silence, rule


@rule("9(9)", basis=Basis.METHOD)
def gives_everybody_one_end(received: int, on_the_way: Sequence[str], *, is_over: bool) -> bool:
    """每个申报组织恰有一个有理由的结局: Whoever applied was withdrawn, turned down with a reason, or approved; nobody vanishes.

    ``on_the_way`` are those without an end; ``is_over`` once a result is published or the round annulled.
    """
    if not is_over:
        raise NotDue("the round has no published result yet")
    if on_the_way:
        raise NotOnRecord(f"an end of {', '.join(on_the_way)}")
    if not received:
        raise NotOnRecord("any application or winner")
    return True


@rule("3.2", basis=Basis.METHOD)
def accounts_for_every_place(unaccounted: Mapping[str, int | None], *, is_over: bool) -> bool:
    """每个计划名额已授予、空缺或失格: Every planned place was given, left vacant with its reason, or fell empty.

    ``unaccounted``: by tier, places of which the record says nothing; None where no plan is on record.
    """
    if not is_over:
        raise NotDue("the round has no published result yet")
    lacking = [f"{tier}: {places}" for tier, places in unaccounted.items() if places is not None and places > 0]
    if lacking or not unaccounted or None in unaccounted.values():
        raise NotOnRecord(f"why places stay empty ({', '.join(lacking)})" if lacking else "a plan of places")
    return True


@rule("9(8)")
def stood_its_seven_days(
    starts_on: date | None,
    ends_on: date | None,
    closed_on: date | None,
    days: int | None,
    counting: NoticeCounting | None,
    calendar: Calendar | None,
    *,
    is_over: bool,
) -> bool:
    """公示满规定天数: The notice stood as long as the measure asks, as the adopted rules count it, and was then closed.

    ``closed_on`` is the day on which its end had effect.
    """
    if starts_on is None or ends_on is None:
        if is_over:
            raise NotOnRecord("a public notice")
        raise NotDue("no notice stands yet")
    if days is None:
        raise NotOnRecord("how long a notice stands in this edition")
    if counting is None:
        raise Silence("notice.counting")
    last = last_day(starts_on, days, counting, calendar)
    if ends_on < last or (closed_on is not None and closed_on < last):
        return False
    if closed_on is None:
        raise NotOnRecord("the end of the notice") if is_over else NotDue(f"the notice stands until {last}")
    return True


@rule("9(4)", basis=Basis.ADOPTED)
def reports_document_scores_as_marked(differing: Sequence[str], unknown: Sequence[str], closed: Sequence[str], *, is_fixed: bool) -> bool:
    """资料评审得分与全部评分一致: Document scores that were reported follow from all marks that count, corrections included."""
    return _as_marked(differing, unknown, closed, is_fixed=is_fixed)


@rule("9(5)", basis=Basis.ADOPTED)
def reports_combined_scores_as_marked(differing: Sequence[str], unknown: Sequence[str], closed: Sequence[str], *, is_fixed: bool) -> bool:
    """资料评审与答辩综合得分与全部评分一致: Document and defence scores that were reported follow from all marks that count."""
    return _as_marked(differing, unknown, closed, is_fixed=is_fixed)


@rule("9(7)", basis=Basis.ADOPTED)
def reports_overall_scores_as_marked(differing: Sequence[str], unknown: Sequence[str], closed: Sequence[str], *, is_fixed: bool) -> bool:
    """综合评分与全部评分一致: Overall scores that were reported follow from all marks that count, corrections included."""
    return _as_marked(differing, unknown, closed, is_fixed=is_fixed)


@rule("10.1")
def pays_what_it_granted(granted: Mapping[str, int], paid: Mapping[str, int], winners: Sequence[str], *, is_over: bool) -> bool:
    """奖金核定并足额拨付: Every winner's prize is granted, and paid in full and not beyond. Amounts in fen."""
    if any(amount > granted[applicant] for applicant, amount in paid.items() if applicant in granted):
        return False
    if not is_over:
        raise NotDue("the round has no published result yet")
    ungranted = [applicant for applicant in {*winners, *paid} if applicant not in granted]
    if ungranted:
        raise NotOnRecord(f"what was granted to {', '.join(sorted(ungranted))}")
    unpaid = [f"{a}: {granted[a] - paid.get(a, 0)}" for a in winners if paid.get(a, 0) < granted[a]]
    if unpaid:
        raise NotDue(f"still to be paid, in fen: {', '.join(unpaid)}; the measure sets no day")
    return True


def _as_marked(differing: Sequence[str], unknown: Sequence[str], closed: Sequence[str], *, is_fixed: bool) -> bool:
    if not is_fixed:
        raise NotDue("nothing was reported yet")
    if differing:
        return False
    if closed:
        raise NotDisclosed(f"scores of {', '.join(closed)}")
    if unknown:
        raise NotOnRecord(f"scores that can be compared, of {', '.join(unknown)}")
    return True
