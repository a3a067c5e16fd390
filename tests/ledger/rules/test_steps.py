"""Properties of the rules on the steps of a round: days that are made up for, decisions at a line, ballots, late objections."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import article_09_4_to_8_ties as ties
from ledger.rules.aggregation import Line, line
from ledger.rules.article_09_4_to_7 import lists_who_the_scores_send_to_the_defence
from ledger.rules.article_09_8_ballots import accounts_for_every_ballot
from ledger.rules.article_09_8_candidates import counts_ballots_in_order
from ledger.rules.article_09_8_changes import extended
from ledger.rules.article_09_8_objections import came_after_the_notice, instant_of, is_late, turns_away_nothing_in_time
from ledger.rules.citation import Verdict
from ledger.terms import SHANGHAI, ApplicantCode

START = date(2025, 9, 24)
DAYS = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
SPANS = st.lists(st.tuples(DAYS, st.integers(0, 5)).map(lambda s: (s[0], s[0] + timedelta(days=s[1]))), max_size=5)


def light(start: date, end: date, dark: list[tuple[date, date]]) -> int:
    """Return how many days from ``start`` to ``end`` lie in no stretch of ``dark``, counted one by one."""
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    return sum(not any(first <= day <= last for first, last in dark) for day in days)


@given(SPANS, st.integers(0, 12))
def test_whatever_was_dark_the_public_has_its_days(dark: list[tuple[date, date]], length: int) -> None:
    end = START + timedelta(days=length)
    found = extended((START, end), dark, "adds_the_days")
    assert found >= end
    assert light(START, found, dark) == length + 1
    assert found == end or not any(first <= found <= last for first, last in dark)  # no day more than needed


@st.composite
def lines(draw: Any) -> tuple[list[list[ApplicantCode]], int]:
    """Return tie groups and a number of places."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    names = iter(ApplicantCode(f"A-{n:02}") for n in range(1, sum(sizes) + 1))
    return [[next(names) for _ in range(size)] for size in sizes], draw(st.integers(1, sum(sizes)))


@given(lines(), st.randoms())
def test_with_the_committees_decision_as_many_go_on_as_there_are_places(drawn: Any, chance: Any) -> None:
    groups, places = drawn
    open_line = line(groups, places, ("committee_decision",), "tie.defence", lambda _: {}, "higher_first")
    if not open_line.undecided:
        assert len(open_line.above) == places
        assert ties.has_the_decision_on_the_defence_line(open_line, None).verdict is Verdict.CONFORMS
        return
    assert ties.has_the_decision_on_the_defence_line(open_line, None).verdict is Verdict.VIOLATES
    assert open_line.left is not None
    chosen = tuple(chance.sample(open_line.undecided, open_line.left))
    decided = (open_line.undecided, chosen)
    assert ties.sends_on_as_many_as_there_are_places(*decided, open_line.left).verdict is Verdict.CONFORMS
    closed = ties.merged(open_line, decided)
    assert len(closed.above) == len(set(closed.above)) == places
    assert not closed.undecided
    assert lists_who_the_scores_send_to_the_defence(closed.above, closed).verdict is Verdict.CONFORMS
    others = [a for a in open_line.undecided if a not in chosen]
    swapped = (*open_line.above, *chosen[1:], others[0])
    assert lists_who_the_scores_send_to_the_defence(swapped, closed).verdict is Verdict.VIOLATES


@given(lines(), st.randoms())
def test_a_decision_between_tiers_keeps_everybody_and_every_other_group(drawn: Any, chance: Any) -> None:
    groups, _ = drawn
    group = chance.choice(groups)
    order = chance.sample(group, chance.randint(1, len(group)))
    found = ties.ordered(groups, [(group, order)])
    assert [a for g in found for a in g if a not in group] == [a for g in groups for a in g if a not in group]
    assert sorted(a for g in found for a in g) == sorted(a for g in groups for a in g)
    assert [g[0] for g in found if len(g) == 1 and g[0] in order] == order or len(group) == 1
    assert Line((), (), 0) == ties.merged(Line((), (), 0), (group, order))


@given(*[st.integers(0, 40)] * 5)
def test_a_count_that_closes_is_in_order(not_returned: int, invalid: int, in_favour: int, against: int, abstained: int) -> None:
    valid = in_favour + against + abstained
    returned = valid + invalid
    issued = returned + not_returned
    whole = ((issued, returned, not_returned), (returned, valid, invalid), (valid, in_favour, against, abstained))
    assert accounts_for_every_ballot(*whole).verdict is Verdict.CONFORMS
    assert counts_ballots_in_order(issued, returned, valid, in_favour, issued).verdict is Verdict.CONFORMS
    more = ((issued + 1, returned, not_returned), *whole[1:])
    assert accounts_for_every_ballot(*more).verdict is Verdict.VIOLATES


@given(
    st.datetimes(datetime(2025, 9, 20), datetime(2025, 10, 20)),  # noqa: DTZ001 - the offset is put on below
    st.sampled_from(["24:00", "00:00", "12:00", "17:30", "23:59"]),
)
def test_an_objection_is_in_time_or_late_and_never_both(moment: datetime, closing: str) -> None:
    ends_on, text = date(2025, 10, 9), moment.replace(tzinfo=SHANGHAI).isoformat()
    found = instant_of(text)
    assert found is not None
    late = is_late(found, ends_on, closing)
    assert (came_after_the_notice(text, ends_on, closing).verdict is Verdict.CONFORMS) is late
    assert (
        turns_away_nothing_in_time(is_admitted=False, received_at=text, ends_on=ends_on, closing_hour=closing).verdict is Verdict.CONFORMS
    ) is late
    assert not late or moment.date() >= ends_on
