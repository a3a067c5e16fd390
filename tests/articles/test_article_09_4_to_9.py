"""Article 9(4) to 9(9), rule by rule: a case that holds, one that breaks, the boundary, the silence, the closed value."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.errors import NotDisclosed
from ledger.events.event import Undisclosed
from ledger.rules import article_09_4_to_6 as review
from ledger.rules import article_09_4_to_7 as lists
from ledger.rules import article_09_8_candidates as candidates
from ledger.rules import article_09_8_notice as notice
from ledger.rules import article_09_9 as approval
from ledger.rules.aggregation import Line, line, places_by_ratio
from ledger.rules.calendar import Calendar, NoticeCounting
from ledger.rules.citation import RULES, Basis, NotOnRecord, Silence, Verdict
from ledger.rules.parameters import VotePass
from ledger.terms import MAIN, NOMINATION, ApplicantCode, ExpertCode, ItemId, PartialDate, Tier

A, B, C, D = map(ApplicantCode, "ABCD")
E1, E2 = ExpertCode("E-01"), ExpertCode("E-02")
ONE, TWO = ItemId("4.1"), ItemId("4.2")
YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
CALENDAR = Calendar.read(2025, 2025, [f"2025-10-0{n}" for n in range(1, 9)], ["2025-09-28", "2025-10-11"])
MORE_THAN_HALF = VotePass(share=Fraction(1, 2), of="present", more_than=True)
TWO_THIRDS = VotePass(share=Fraction(2, 3), of="members", more_than=False)


@pytest.mark.provision("9(4)", "holds", "breaks")
@pytest.mark.provision("9(5)", "holds", "breaks")
@pytest.mark.provision("9(6)", "holds", "breaks")
@pytest.mark.provision("9(7)", "holds", "breaks")
@pytest.mark.provision("9(8)", "holds", "breaks")
@pytest.mark.provision("9(9)", "holds", "breaks")
@pytest.mark.parametrize(
    ("rule", "never", "before"),
    [
        (review.scores_papers_before_the_defence_list, YES, NO),
        (review.scores_a_defence_before_the_site_list, YES, NO),
        (review.scores_a_visit_before_the_overall_scores, YES, NO),
        (review.reports_before_the_defence_list, YES, NO),
        (review.reports_on_papers_that_were_scored, NO, YES),
        (review.follows_the_defence_list, NO, YES),
        (review.follows_the_site_list, NO, YES),
        (lists.follows_the_report_on_the_papers, NO, YES),
        (lists.fixes_a_list_once, YES, NO),
        (lists.follows_the_overall_scores, NO, YES),
        (lists.reports_before_the_candidates, YES, NO),
        (candidates.deliberates_on_a_report, NO, YES),
        (candidates.votes_at_a_meeting, NO, YES),
        (candidates.is_decided_at_a_meeting, NO, YES),
        (candidates.decides_before_the_candidates, YES, NO),
        (candidates.determines_the_candidates_once, YES, NO),
        (candidates.follows_the_candidates, NO, YES),
        (approval.approves_after_the_notice, NO, YES),
        (approval.publishes_after_the_approval, NO, YES),
    ],
)
def test_9_what_comes_before_what(rule: Any, never: Verdict, before: Verdict) -> None:
    assert (rule(0).verdict, rule(7).verdict) == (never, before)


@pytest.mark.parametrize(
    "rule", [review.scores_papers_after_panel_and_list_stand, review.scores_a_defence_that_was_held, review.scores_a_visit_that_was_held]
)
def test_9_a_phase_opens_when_both_are_there(rule: Any) -> None:
    assert [rule(*given).verdict for given in ((3, 4), (3, 0), (0, 4), (0, 0))] == [YES, NO, NO, NO]


@pytest.mark.parametrize("rule", [review.is_marked_once, review.is_heard_once, review.is_visited_once, candidates.is_voted_on_once])
def test_9_what_happens_once(rule: Any) -> None:
    assert (rule(False).verdict, rule(True).verdict) == (YES, NO)


@pytest.mark.provision("9(4)", "holds", "breaks")
def test_9_4_who_reviews() -> None:
    assert [review.is_done_by_the_panel(who, (E1,)).verdict for who in ((E1,), (E2,), (E1, E2), ())] == [YES, NO, NO, NO]
    assert review.is_done_by_who_does_not_stand_aside((), 0).verdict is YES
    assert review.is_done_by_who_does_not_stand_aside((E1,), 0).verdict is NO
    assert review.is_done_by_who_does_not_stand_aside((E1,), 5).verdict is NO  # one that is known needs no disclosure
    assert review.is_done_by_who_does_not_stand_aside((), 1).verdict is Verdict.NOT_DISCLOSED


def test_recusal_rests_on_adopted_rules_and_says_so() -> None:
    rule = RULES["article_09_4_to_6.is_done_by_who_does_not_stand_aside"]
    assert (rule.basis, rule.citation.zh) == (Basis.ADOPTED, "第六条第一款")


@pytest.mark.provision("5", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("points", "verdict"), [(500, YES), (1500, YES), (495, NO), (1505, NO), (505, NO), (Undisclosed("points"), Verdict.NOT_DISCLOSED)]
)
def test_9_4_a_mark_keeps_to_its_scale(points: Any, verdict: Verdict) -> None:
    assert review.keeps_to_the_scale_of_the_item(points, 500, 1500, 10).verdict is verdict  # type: ignore[arg-type]


# Lists


@pytest.mark.provision("9(4)", "holds", "breaks")
@pytest.mark.provision("9(5)", "holds", "breaks")
@pytest.mark.parametrize(
    ("listed", "computed", "verdict"),
    [
        ((B, A), Line((A, B), (), 0), YES),
        ((A,), Line((A, B), (), 0), NO),
        ((A, B, C), Line((A, B), (), 0), NO),
        ((A, A, B), Line((A, B), (), 0), NO),
        ((A, C), Line((A,), (B, C), 1), YES),
        ((A, B, C), Line((A,), (B, C), 1), NO),
        ((A,), Line((A,), (B, C), 1), NO),
        ((A, D), Line((A,), (B, C), 1), NO),
        ((A, B), Line((), (A, B, C), None), YES),
        ((A, D), Line((), (A, B, C), None), NO),
        ((A,), Silence("tie.defence"), Verdict.SILENT),
        ((A,), NotOnRecord("x"), Verdict.NOT_ON_RECORD),
        ((A,), NotDisclosed("points"), Verdict.NOT_DISCLOSED),
    ],
)
@pytest.mark.parametrize("rule", [lists.lists_who_the_scores_send_to_the_defence, lists.lists_who_the_scores_send_to_the_visit])
def test_9_4_and_5_a_list_is_what_the_scores_give(rule: Any, listed: tuple[str, ...], computed: Any, verdict: Verdict) -> None:
    assert rule(listed, computed).verdict is verdict


@pytest.mark.provision("9(7)", "holds", "breaks")
@pytest.mark.parametrize(
    ("listed", "verdict"), [((A, B, C, D), YES), ((A, C, B, D), YES), ((B, A, C, D), NO), ((A, B, C), NO), ((A, B, C, D, D), NO), ((), NO)]
)
def test_9_7_a_ranking_is_that_of_the_scores(listed: tuple[ApplicantCode, ...], verdict: Verdict) -> None:
    assert lists.ranks_as_the_scores_do(listed, [[A], [B, C], [D]]).verdict is verdict


@pytest.mark.provision("9(7)", "holds", "breaks")
@pytest.mark.parametrize(
    ("stated", "verdict"),
    [
        (((A, 100), (B, 90)), YES),
        (((A, 100), (B, 90), (C, 80)), YES),
        (((A, 100),), NO),
        (((A, 100), (B, 91)), NO),
        (((A, 100), (B, 90), (D, 0)), NO),
        (((A, 100), (B, 90), (B, 90)), NO),
        (NotDisclosed("totals"), Verdict.NOT_DISCLOSED),
    ],
)
def test_9_7_totals_are_those_of_the_scores(stated: Any, verdict: Verdict) -> None:
    assert lists.states_the_totals_that_the_scores_give((A, B), stated, {A: 100, B: 90, C: 80}).verdict is verdict  # type: ignore[dict-item]


@pytest.mark.provision("9(4)", "holds", "breaks")
def test_9_4_every_mark_or_one_of_each() -> None:
    expected = {A: [(ONE, E1), (ONE, E2)], B: [(ONE, E1), (ONE, E2)]}
    part = {A: [(ONE, E1), (ONE, E2)], B: [(ONE, E2)]}
    assert lists.has_every_expected_mark(expected, expected, "every_expert", 0).verdict is YES
    assert lists.has_every_expected_mark(part, expected, "every_expert", 0).verdict is NO
    assert lists.has_every_expected_mark(part, expected, "any", 0).verdict is YES
    assert lists.has_every_expected_mark({A: part[A]}, expected, "any", 0).verdict is NO
    assert lists.has_every_expected_mark(part, expected, "every_expert", 1).verdict is Verdict.NOT_DISCLOSED
    # From one of them every expert stands aside: judged by nobody, and left out of no list for that.
    assert lists.has_every_expected_mark(expected, expected | {B: []}, "every_expert", 0).verdict is NO
    assert lists.has_every_expected_mark(expected, expected | {B: []}, "any", 0).verdict is NO
    assert lists.has_every_expected_mark(part, expected, None, 0).verdict is Verdict.SILENT
    assert lists.missing(part, expected, "every_expert") == ["B 4.1 E-01"]
    assert lists.missing({}, expected, "any") == ["A 4.1", "B 4.1"]


# The committee


@pytest.mark.provision("6.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("present", "verdict"), [(12, YES), (11, NO), (18, YES)])
def test_6_1_the_quorum_itself_is_enough(present: int, verdict: Verdict) -> None:
    assert candidates.has_a_quorum(18, present, Fraction(2, 3)).verdict is verdict
    assert candidates.has_a_quorum(18, present, None).why == "vote.quorum"


@pytest.mark.provision("6.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("passes", "in_favour", "verdict"),
    [
        (MORE_THAN_HALF, 6, NO),  # half of 12 present
        (MORE_THAN_HALF, 7, YES),
        (TWO_THIRDS, 11, NO),
        (TWO_THIRDS, 12, YES),  # two thirds of 18 members
        (VotePass(share=Fraction(1, 2), of="valid_ballots", more_than=True), 5, NO),
        (VotePass(share=Fraction(1, 2), of="valid_ballots", more_than=True), 6, YES),
        (None, 12, Verdict.SILENT),
    ],
)
def test_6_1_a_majority_is_the_adopted_one(passes: VotePass | None, in_favour: int, verdict: Verdict) -> None:
    assert candidates.has_the_votes({A: (in_favour, 10)}, passes, 18, 12).verdict is verdict


@pytest.mark.provision("6.1", "breaks")
def test_6_1_nobody_passes_without_a_count() -> None:
    assert candidates.has_the_votes({A: None}, MORE_THAN_HALF, 18, 12).verdict is NO


@pytest.mark.provision("9(8)", "holds", "breaks")
@pytest.mark.parametrize(
    ("tiers", "follows"),
    [
        ({A: MAIN, B: MAIN, C: NOMINATION, D: NOMINATION}, True),
        ({A: MAIN, B: NOMINATION}, True),
        ({A: MAIN}, True),
        ({}, True),
        ({A: NOMINATION, B: MAIN}, False),
        ({A: MAIN, C: NOMINATION}, False),
        ({B: MAIN}, False),
        ({A: Tier("unheard-of")}, True),
        ({A: Tier("unheard-of"), B: NOMINATION}, False),
    ],
)
def test_9_8_nobody_stands_in_a_better_tier_than_who_ranks_above(tiers: dict[Any, Any], follows: bool) -> None:
    groups = [[A], [B], [C], [D]]
    assert candidates.keeps_rank(tiers, (MAIN, NOMINATION), groups) is follows
    found = candidates.follows_the_ranking(tiers, (MAIN, NOMINATION), "", "by_rank", None, groups, groups)
    assert (found.verdict is YES) is follows


@pytest.mark.provision("9(8)", "holds", "breaks")
def test_9_8_no_replacement() -> None:
    before = {A: MAIN, B: NOMINATION}
    assert candidates.lets_nobody_move_up({A: MAIN}, before, (B,)).verdict is YES
    assert candidates.lets_nobody_move_up({A: MAIN, C: NOMINATION}, before, (B,)).verdict is NO
    assert candidates.lets_nobody_move_up({B: MAIN}, before, (A,)).verdict is NO
    assert candidates.lets_nobody_move_up({B: MAIN}, before, ()).verdict is YES


@pytest.mark.provision("3.2", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("places", "recorded", "why", "verdict"),
    [(1, False, "x", YES), (2, False, "x", NO), (0, False, "x", NO), (1, True, "x", NO), (1, False, "", NO)],
)
def test_3_2_a_vacancy_has_its_number_and_reason(places: int, recorded: bool, why: str, verdict: Verdict) -> None:
    assert candidates.leaves_exactly_the_rest_vacant(places, 2, 1, why, recorded).verdict is verdict


# The notice


WEDNESDAY = date(2025, 9, 24)
LAST_DAYS = {
    NoticeCounting.CALENDAR_ROLL: date(2025, 10, 9),
    NoticeCounting.CALENDAR: date(2025, 10, 1),
    NoticeCounting.CALENDAR_FIRST_INCLUDED: date(2025, 9, 30),
    NoticeCounting.WORKING: date(2025, 10, 10),
    NoticeCounting.WORKING_FIRST_INCLUDED: date(2025, 10, 9),
}


@pytest.mark.provision("9(8)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("counting", "last"), LAST_DAYS.items())
def test_9_8_seven_days_to_the_boundary(counting: NoticeCounting, last: date) -> None:
    assert notice.stands_its_full_time(WEDNESDAY, last, 7, counting, CALENDAR).verdict is YES
    assert notice.stands_its_full_time(WEDNESDAY, last - timedelta(days=1), 7, counting, CALENDAR).verdict is NO


def test_9_8_what_cannot_be_counted_refuses() -> None:
    roll = NoticeCounting.CALENDAR_ROLL
    for finding in (
        notice.stands_its_full_time(WEDNESDAY, WEDNESDAY, 7, None, CALENDAR),
        notice.stands_its_full_time(WEDNESDAY, WEDNESDAY, None, roll, CALENDAR),
        notice.stands_its_full_time(WEDNESDAY, date(2025, 12, 31), 7, roll, None),
        notice.stands_its_full_time(date(2025, 12, 27), date(2026, 12, 31), 7, roll, CALENDAR),
    ):
        assert finding.verdict in (Verdict.SILENT, Verdict.NOT_ON_RECORD)
        assert finding.refuses


@pytest.mark.provision("9(8)", "holds", "breaks", "boundary")
def test_9_8_the_last_day_ends_as_adopted() -> None:
    ends = date(2025, 10, 9)
    assert [notice.closes_after_its_last_day(day, ends, "end_of_day").verdict for day in (ends, ends + timedelta(days=1))] == [NO, YES]
    assert [notice.closes_after_its_last_day(day, ends, "closing_of_business").verdict for day in (ends - timedelta(days=1), ends)] == [
        NO,
        YES,
    ]
    assert notice.closes_after_its_last_day(ends, ends, None).why == "notice.closing"


@pytest.mark.provision("9(8)", "holds", "breaks")
@pytest.mark.parametrize(
    ("objector", "required", "anonymous", "verdict"),
    [
        ("x", None, None, YES),
        ("", False, None, YES),
        ("", True, "record_as_lead_and_refer", NO),
        ("", True, "treat_as_named", YES),
        ("", None, None, Verdict.SILENT),
        ("", True, None, Verdict.SILENT),
        (Undisclosed("objector"), True, None, Verdict.NOT_DISCLOSED),
    ],
)
def test_9_8_by_name_or_as_a_lead(objector: Any, required: bool | None, anonymous: str | None, verdict: Verdict) -> None:
    assert notice.objects_by_name(objector, required, anonymous).verdict is verdict


@pytest.mark.provision("9(8)", "breaks")
def test_9_8_a_late_objection_is_told_where_to_go() -> None:
    found = notice.objects_within_the_notice(date(2025, 10, 10), WEDNESDAY, date(2025, 10, 9))
    assert found.verdict is NO
    assert "线索" in found.sentence("zh")


@pytest.mark.provision("9(8)", "holds", "breaks", "boundary")
def test_9_8_whether_an_objection_was_resolved_in_time() -> None:
    given = (date(2025, 9, 24), 2, CALENDAR)
    assert notice.is_resolved_in_time(given[0], date(2025, 9, 26), *given[1:]).verdict is YES
    assert notice.is_resolved_in_time(given[0], date(2025, 9, 27), *given[1:]).verdict is NO
    assert notice.is_resolved_in_time(given[0], date(2025, 9, 27), None, CALENDAR).verdict is Verdict.SILENT
    assert notice.is_resolved_in_time(given[0], date(2025, 9, 27), 2, None).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("3.2", "holds", "breaks")
def test_3_2_vacant_is_not_missing() -> None:
    planned = {MAIN: 2, NOMINATION: 2}
    assert notice.accounts_for_every_place({MAIN: 2, NOMINATION: 1}, {NOMINATION: 1}, planned).verdict is YES
    assert notice.accounts_for_every_place({MAIN: 2, NOMINATION: 1}, {}, planned).verdict is NO
    assert notice.accounts_for_every_place({MAIN: 2, NOMINATION: 2}, {MAIN: 1}, planned).verdict is NO


# Approval and publication


@pytest.mark.provision("9(9)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("decided", "verdict"),
    [
        (PartialDate(2025, 10, 10), YES),
        (PartialDate(2025, 10, 9), NO),
        (PartialDate(2025, 10), Verdict.NOT_ON_RECORD),
        (PartialDate(2025, 11), YES),
        (PartialDate(2025, 9), NO),
        (PartialDate(2026), YES),
    ],
)
def test_9_9_the_earliest_approval(decided: PartialDate, verdict: Verdict) -> None:
    assert approval.is_dated_after_the_notice(decided, date(2025, 10, 9), "end_of_day").verdict is verdict


@pytest.mark.provision("9(9)", "holds", "breaks")
def test_9_9_open_objections() -> None:
    assert approval.waits_for_open_objections({A: ()}, None, 0).verdict is YES
    assert approval.waits_for_open_objections({A: (9,)}, True, 0).verdict is NO
    assert approval.waits_for_open_objections({A: (9,)}, False, 0).verdict is YES
    assert approval.waits_for_open_objections({A: (9,)}, None, 0).why == "objection.blocks_approval"
    assert approval.waits_for_open_objections({A: ()}, True, 2).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.provision("9(9)", "holds", "breaks")
def test_9_9_publication_equals_approval() -> None:
    approved = {A: (MAIN, False), B: (NOMINATION, False)}
    assert approval.publishes_what_was_approved(approved, approved).verdict is YES
    for other in ({A: (MAIN, False)}, {A: (MAIN, True), B: (NOMINATION, False)}, {**approved, C: (MAIN, False)}, {}):
        assert approval.publishes_what_was_approved(other, approved).verdict is NO
    assert approval.publishes_what_was_approved(approved, None).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.provision("9(9)", "holds", "breaks")
def test_9_9_the_organisation_is_the_one_that_applied() -> None:
    named = [(A, "code", "name")]
    assert approval.names_who_applied(named, {A: ("code", "name")}).verdict is YES
    assert approval.names_who_applied(named, {A: ("code", "another")}).verdict is NO
    assert approval.names_who_applied(named, {}).verdict is NO
    assert approval.names_who_applied(named, None).verdict is Verdict.NOT_ON_RECORD
    closed: Any = {A: (Undisclosed("organisation"), Undisclosed("name"))}
    assert approval.names_who_applied(named, closed).verdict is Verdict.NOT_DISCLOSED


# Ratios, days and the least score


@pytest.mark.provision("9(4)", "boundary")
@pytest.mark.parametrize(
    ("planned", "rounding", "expected"),
    [(4, "ceiling", 6), (3, "ceiling", 5), (3, "floor", 4), (3, "half_up", 5), (1, "ceiling", 2), (1, "floor", 1)],
)
def test_9_4_one_to_one_and_a_half_is_exact(planned: int, rounding: Any, expected: int) -> None:
    assert places_by_ratio(Fraction(3, 2), (planned,), rounding) == expected


@pytest.mark.provision("9(5)", "boundary")
@pytest.mark.parametrize(("fields", "visited"), [([[A], [B], [C]], (A, B)), ([[A], [B]], (A, B)), ([[A, B], [C]], (A, B))])
def test_9_5_one_to_one_is_the_place_itself(fields: Any, visited: tuple[ApplicantCode, ...]) -> None:
    places = places_by_ratio(Fraction(1), (2,), "ceiling")
    assert line(fields, places, "none_tied_advances", "tie.site_visit", lambda _: {}, "higher_first").above == visited


@pytest.mark.provision("9(6)", "boundary")
@pytest.mark.parametrize(("last", "verdict"), [(date(2025, 9, 24), YES), (date(2025, 9, 25), YES), (date(2025, 9, 23), NO)])
def test_9_6_a_visit_may_last_a_day(last: date, verdict: Verdict) -> None:
    assert review.runs_from_a_first_to_a_last_day(date(2025, 9, 24), last).verdict is verdict


@pytest.mark.provision("9(7)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("threshold", "verdict"),
    [(60_000, YES), (60_001, NO), (59_999, YES), ("none", YES), (None, Verdict.SILENT)],
)
def test_9_7_the_least_score_itself_is_enough(threshold: Any, verdict: Verdict) -> None:
    assert candidates.reaches_the_least_score((A,), threshold, {A: Fraction(60_000)}).verdict is verdict


def test_every_rule_here_can_be_found_by_its_provision() -> None:
    cited = {str(rule.citation) for name, rule in RULES.items() if name.startswith("article_09_")}
    assert {f"9({n})" for n in range(1, 10)} <= cited
