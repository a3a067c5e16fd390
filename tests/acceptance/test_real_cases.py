"""Real cases run through the rules: four public notices, a secret ballot of 31, and a provincial award of 47 applicants.

The figures are those of public documents, read from the shared data; what a document does not tell is missing here too.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.adversary import Scene

from ledger.events.deliberation import BallotsReconciled
from ledger.rules.advancement import PAPERS_ALONE, Sheet, advance, places
from ledger.rules.aggregation import line, ranking
from ledger.rules.article_09_4_to_6 import is_heard_in_the_drawn_order
from ledger.rules.article_09_4_to_7 import lists_who_the_scores_send_to_the_defence, lists_who_the_scores_send_to_the_visit
from ledger.rules.article_09_8_ballots import accounts_for_every_ballot
from ledger.rules.article_09_8_candidates import counts_ballots_in_order, has_the_votes
from ledger.rules.article_09_8_notice import closes_after_its_last_day, stands_its_full_time
from ledger.rules.calendar import Calendar, NoticeCounting, last_day
from ledger.rules.citation import Verdict
from ledger.rules.parameters import Parameters, VotePass, settle
from ledger.terms import MAIN, NOMINATION, ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

pytestmark = pytest.mark.shared

YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
ONE_DAY = timedelta(days=1)
NOTICES = {
    "芜湖市": (7, NoticeCounting.CALENDAR),
    "扬州市": (7, NoticeCounting.WORKING),
    "汕头市": (5, NoticeCounting.CALENDAR_FIRST_INCLUDED),
    "河长制": (7, NoticeCounting.CALENDAR_FIRST_INCLUDED),
}
"""How each of them counted, as its own text or its own days tell: so many days, and which."""

NO_HOLIDAY_IN_NOVEMBER_2022 = Calendar.read(2022, 2022, [], [])
"""For the one notice counted in working days: the State Council set no holiday and no make-up day in that month."""


# Notices


@pytest.fixture(scope="module")
def notices(shared: Path) -> dict[str, dict[str, str]]:
    """Return the rows of the notices by the name with which they begin."""
    rows = list(csv.DictReader((shared / "data/awards/cn_public_notices.csv").read_text("utf-8").splitlines()))
    assert len(rows) == len(NOTICES)
    return {name: row for name in NOTICES for row in rows if row["what"].startswith(name)}


def stood(row: dict[str, str]) -> tuple[date, date]:
    """Return the day of posting and the last day."""
    return date.fromisoformat(row["posted"]), date.fromisoformat(row["end"])


@pytest.mark.parametrize("name", NOTICES)
def test_each_notice_comes_out_right_as_it_counted_itself(notices: dict[str, dict[str, str]], name: str) -> None:
    days, counting = NOTICES[name]
    posted, end = stood(notices[name])
    calendar = NO_HOLIDAY_IN_NOVEMBER_2022
    assert last_day(posted, days, counting, calendar) == end
    assert stands_its_full_time(posted, end, days, counting, calendar).verdict is YES
    assert stands_its_full_time(posted, end - ONE_DAY, days, counting, calendar).verdict is NO
    assert [closes_after_its_last_day(day, end, "end_of_day").verdict for day in (end, end + ONE_DAY)] == [NO, YES]


@pytest.mark.parametrize("name", NOTICES)
def test_as_the_others_counted_it_would_end_on_another_day(notices: dict[str, dict[str, str]], name: str) -> None:
    days, counting = NOTICES[name]
    posted, end = stood(notices[name])
    working = {NoticeCounting.WORKING, NoticeCounting.WORKING_FIRST_INCLUDED}
    calendar = Calendar.read(posted.year, posted.year, [], [])
    modes = (NoticeCounting.CALENDAR, NoticeCounting.CALENDAR_FIRST_INCLUDED, NoticeCounting.WORKING)
    others = {mode: last_day(posted, days, mode, calendar) for mode in modes if mode is not counting}
    # Monday to Friday is five days either way: the one notice of which the days do not tell how it counted.
    assert all(day != end for mode, day in others.items()), others
    assert (last_day(posted, days, NoticeCounting.WORKING_FIRST_INCLUDED, calendar) == end) is (name == "汕头市")
    assert counting in {*working, *modes}


def test_by_the_suggested_count_two_of_the_four_were_a_day_too_short(notices: dict[str, dict[str, str]]) -> None:
    """The suggestion: calendar days, the first not counted, past a holiday."""
    short = []
    for name, (days, _) in NOTICES.items():
        posted, end = stood(notices[name])
        found = stands_its_full_time(posted, end, days, NoticeCounting.CALENDAR_ROLL, Calendar.read(posted.year, posted.year, [], []))
        short += [name] if found.verdict is NO else []
    assert short == ["汕头市", "河长制"]


def test_the_years_before_the_shared_calendar_are_not_guessed(shared: Path, notices: dict[str, dict[str, str]]) -> None:
    years = json.loads((shared / "data/awards/cn_workday_calendar_2023_2026.json").read_text("utf-8"))["years"]
    off = [day for found in years.values() for day in found["holidays"]]
    calendar = Calendar.read(min(map(int, years)), max(map(int, years)), off, [])
    posted, end = stood(notices["扬州市"])
    found = stands_its_full_time(posted, end, 7, NoticeCounting.WORKING, calendar)
    assert found.verdict is Verdict.NOT_ON_RECORD
    assert found.refuses


# The vote


@pytest.fixture(scope="module")
def tally(shared: Path) -> dict[str, Any]:
    """Return the secret ballot: 31 ballots on four candidates, three of whose counts were published."""
    found = json.loads((shared / "data/awards/cn_revocation_votes_funnels.json").read_text("utf-8"))
    (vote,) = found["vote_tally"]
    return dict(vote)


def votes_of(tally: dict[str, Any]) -> dict[ApplicantCode, tuple[int, int] | None]:
    """Return (in favour, valid ballots) by candidate, None where no count was published; all ballots taken to be valid."""
    counts = enumerate(tally["votes"].values(), 1)
    return {ApplicantCode(f"A-{n:02}"): None if count is None else (count, tally["ballots"]) for n, count in counts}


@pytest.mark.parametrize("share", ["1/2", "2/3"])
@pytest.mark.parametrize("of", ["members", "present", "valid_ballots"])
def test_three_of_four_carry_whatever_the_majority_is_taken_of(tally: dict[str, Any], share: str, of: Any) -> None:
    passes, ballots = VotePass(share=Fraction(share), of=of, more_than=True), tally["ballots"]
    votes = votes_of(tally)
    counted = {applicant: vote for applicant, vote in votes.items() if vote is not None}
    assert [vote[0] for vote in counted.values()] == [29, 28, 25]
    assert has_the_votes(counted, passes, ballots, ballots).verdict is YES
    assert has_the_votes(votes, passes, ballots, ballots).verdict is NO  # nobody is carried by a count that nobody published
    assert len(counted) == tally["advanced"]


def test_the_three_with_most_votes_advance_and_the_fourth_count_is_missing_not_zero(tally: dict[str, Any]) -> None:
    counted = {applicant: Fraction(vote[0]) for applicant, vote in votes_of(tally).items() if vote is not None}
    groups = ranking(counted, "higher_first")
    drawn = line(groups, tally["advanced"], None, "tie.defence", lambda _: {}, "higher_first")
    assert drawn.above == tuple(counted)
    assert len(counted) == tally["candidates"] - 1


def test_the_ballots_close(tally: dict[str, Any]) -> None:
    ballots = tally["ballots"]
    for in_favour in (29, 28, 25):
        assert counts_ballots_in_order(ballots, ballots, ballots, in_favour, ballots).verdict is YES
        rest = ballots - in_favour
        assert accounts_for_every_ballot((ballots, ballots, 0), (ballots, ballots, 0), (ballots, in_favour, rest, 0)).verdict is YES
        assert accounts_for_every_ballot((ballots, ballots, 0), (ballots, ballots, 0), (ballots, in_favour, rest - 1, 0)).verdict is NO
    assert counts_ballots_in_order(ballots, ballots, ballots, ballots + 1, ballots).verdict is NO


def test_the_ballot_is_recorded_by_the_ledger_as_it_was_cast(tally: dict[str, Any], at: Callable[[str], Scene]) -> None:
    ballots, (first, second) = tally["ballots"], [count for count in tally["votes"].values() if count][:2]
    s = at("evaluated").on("2025-09-01")
    s.record(s.meeting(members=ballots, present=ballots))
    full = {"issued": ballots, "returned": ballots, "valid": ballots}
    assert "counts_ballots_in_order" in s.refused(s.vote("A-01", MAIN, ballots + 1, **full))
    assert "counts_ballots_in_order" in s.refused(s.vote("A-01", MAIN, first, **(full | {"issued": ballots + 1})))
    for code, tier, in_favour in (("A-01", MAIN, first), ("A-02", NOMINATION, second)):
        s.record(s.vote(code, tier, in_favour, **full))
        ended = {"not_returned": 0, "invalid": 0, "abstained": 0}
        wrong = BallotsReconciled(applicant=ApplicantCode(code), tier=tier, against=ballots - in_favour + 1, **ended)
        assert s.refused(wrong) == {"accounts_for_every_ballot"}
        s.record(BallotsReconciled(applicant=ApplicantCode(code), tier=tier, against=ballots - in_favour, **ended))
    assert s.record(s.determined()).position


# The funnel


@pytest.fixture(scope="module")
def funnel(shared: Path) -> dict[str, Any]:
    """Return how many applied, and how many stood in the defence and the site visit of the provincial award of 2017."""
    found = json.loads((shared / "data/awards/cn_revocation_votes_funnels.json").read_text("utf-8"))["funnels"]
    (jiangsu,) = [one for one in found if one["award"] == "江苏省省长质量奖 2017"]
    return dict(jiangsu)


def sheet_of(applicants: int, **settled: Any) -> Sheet:
    """Return marks of one expert in two phases, everybody a point below the one before."""
    values = {
        "aggregate": {"method": "mean", "trim_each_end": 0, "when_valid_at_least": 1},
        "rounding": {"places": 2, "mode": "half_up", "apply_to": "published"},
        "score.order": "higher_first",
        "repeat.counts_in_ratio": False,
        "ratio.rounding": "ceiling",
        "weights.stage5": {"document": "2/3", "defence": "1/3"},
    } | {key.replace("_", ".", 1): value for key, value in settled.items()}
    one = (ItemId("4.1"), ExpertCode("E-01"))
    marks = {ApplicantCode(f"A-{n:02}"): {one: Hundredths(90_000 - 100 * n)} for n in range(1, applicants + 1)}
    return Sheet(dict.fromkeys(Phase, marks), settle(Parameters(), values.items()), lambda *_: False)


def test_the_funnel_of_the_province_runs_through_the_lists(funnel: dict[str, Any]) -> None:
    applied, stood_in_both = funnel["applied_organisations"], funnel["in_defence_and_site_visit_organisations"]
    sheet = sheet_of(applied, ratio_base="previous_stage")
    defence = advance(sheet, PAPERS_ALONE, stood_in_both, None, "tie.defence", lambda _: False)
    first = tuple(ApplicantCode(f"A-{n:02}") for n in range(1, stood_in_both + 1))
    assert lists_who_the_scores_send_to_the_defence(first, defence).verdict is YES
    assert lists_who_the_scores_send_to_the_defence(first[1:], defence).verdict is NO
    assert lists_who_the_scores_send_to_the_defence((*first, ApplicantCode("A-20")), defence).verdict is NO
    # The same nineteen were visited: 1:1 of the stage before.
    visits = places(Fraction(1), sheet.parameters, {}, previous=stood_in_both)
    assert visits == stood_in_both
    field = Sheet({p: {a: m for a, m in of.items() if a in first} for p, of in sheet.marks.items()}, sheet.parameters, sheet.exclude)
    site = advance(field, field.stage5, visits, None, "tie.site_visit", lambda _: False)
    assert lists_who_the_scores_send_to_the_visit(first, site).verdict is YES
    assert lists_who_the_scores_send_to_the_visit(first[:-1], site).verdict is NO


def test_no_planned_number_gives_the_same_organisations_to_both_stages(funnel: dict[str, Any]) -> None:
    """Whatever was planned, 1:1.5 and 1:1 of it differ: of the readings only the stage before explains this practice."""
    stood_in_both = funnel["in_defence_and_site_visit_organisations"]
    planned_total = settle(Parameters(), [("ratio.base", "planned_awards_total"), ("ratio.rounding", "ceiling")])
    for planned in range(1, funnel["applied_organisations"]):
        sizes = {places(Fraction(ratio), planned_total, {MAIN: planned}, previous=stood_in_both) for ratio in ("3/2", "1")}
        assert sizes != {stood_in_both}
    assert places(Fraction(3, 2), planned_total, {MAIN: 12, NOMINATION: 1}, previous=0) == 20  # ceiling of 19.5
    floor = settle(planned_total, [("ratio.rounding", "floor")])
    assert places(Fraction(3, 2), floor, {MAIN: 12, NOMINATION: 1}, previous=0) == stood_in_both


def test_the_order_of_its_defence_was_drawn_by_lot(funnel: dict[str, Any]) -> None:
    assert "抽签" in funnel["order_of_defence"]
    lot = tuple(ApplicantCode(f"A-{(7 * n) % 19 + 1:02}") for n in range(funnel["in_defence_and_site_visit_organisations"]))
    assert len(set(lot)) == 19
    assert is_heard_in_the_drawn_order(lot, lot, "drawn_by_lot", is_kept_after=True).verdict is YES
    assert is_heard_in_the_drawn_order(sorted(lot), lot, "drawn_by_lot", is_kept_after=True).verdict is NO
