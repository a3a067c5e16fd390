"""Article 9(4) to 9(9), what committee and government decide beside the lists: ties, ballots, the draw, visits, submission, return."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import NotDisclosed
from ledger.events.event import Undisclosed
from ledger.rules import article_09_4_to_6 as review
from ledger.rules import article_09_4_to_8_ties as ties
from ledger.rules import article_09_8_ballots as ballots
from ledger.rules import article_09_9 as approval
from ledger.rules.aggregation import Line
from ledger.rules.article_09_8_candidates import carries
from ledger.rules.citation import Silence, Verdict
from ledger.rules.parameters import Parameters, settle
from ledger.terms import MAIN, NOMINATION, ApplicantCode, ExpertCode

A, B, C, D = map(ApplicantCode, "ABCD")
E1, E2 = ExpertCode("E-01"), ExpertCode("E-02")
YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
OPEN = Line((A,), (B, C), 1)
COMMITTEE = ("phase:site", "committee_decision")


# Ties and short fields


@pytest.mark.parametrize(
    ("line", "decided", "verdict"),
    [
        (Line((A, B), (), 0), None, YES),
        (OPEN, None, NO),
        (OPEN, ((C, B), (B,)), YES),
        (OPEN, ((B, D), (B,)), NO),  # about others than those who are level now
        (Line((), (A, B), None), None, NO),  # a field too short
        (Line((), (A, B), None), ((A, B), (A, B)), YES),
        (Silence("tie.defence"), None, Verdict.SILENT),
        (NotDisclosed("points"), None, Verdict.NOT_DISCLOSED),
    ],
)
@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(ties.has_the_decision_on_the_defence_line, marks=pytest.mark.provision("9(4)", "breaks")),
        pytest.param(ties.has_the_decision_on_the_site_line, marks=pytest.mark.provision("9(5)", "breaks")),
    ],
)
def test_trap_03_what_is_left_to_the_committee_needs_its_decision(rule: Any, line: Any, decided: Any, verdict: Verdict) -> None:
    assert rule(line, decided).verdict is verdict


@pytest.mark.parametrize(
    ("tiers", "reading", "tie", "verdict"),
    [
        ({A: MAIN, B: NOMINATION}, "by_rank", COMMITTEE, NO),
        ({A: MAIN}, "by_rank", COMMITTEE, NO),  # in a tier or in none is parted as well
        ({A: MAIN, B: MAIN}, "by_rank", COMMITTEE, YES),
        ({}, "by_rank", COMMITTEE, YES),
        ({A: MAIN, B: NOMINATION}, "by_committee", COMMITTEE, YES),
        ({A: MAIN, B: NOMINATION}, "by_rank", ("item:4.7",), Verdict.SILENT),
        ({A: MAIN, B: MAIN}, "by_rank", ("item:4.7",), YES),
        ({A: MAIN, B: NOMINATION}, "by_rank", "all_tied_advance", YES),
    ],
)
@pytest.mark.provision("9(8)", "breaks")
def test_9_8_who_is_level_is_parted_by_a_decision(tiers: Any, reading: str, tie: Any, verdict: Verdict) -> None:
    assert ties.has_the_decision_between_the_tiers(tiers, reading, tie, [[A, B], [C]]).verdict is verdict
    assert ties.has_the_decision_between_the_tiers(tiers, reading, tie, [[A], [B], [C]]).verdict is YES


@pytest.mark.parametrize(
    ("tied", "waiting", "verdict"),
    [
        ((C, B), (B, C), YES),
        ((B,), (B, C), NO),
        ((B, C, D), (B, C), NO),
        ((B, C, C), (B, C), NO),
        ((), (), NO),
        ((A, B), (), NO),  # nobody waits
        ((B, C), Silence("tie.defence"), Verdict.SILENT),
    ],
)
def test_9_4_the_committee_decides_on_who_waits(tied: Any, waiting: Any, verdict: Verdict) -> None:
    found = ties.decides_on_who_waits_at_the_line(tied, waiting)
    assert found.verdict is verdict
    assert found.refuses is (verdict is not YES)


@pytest.mark.parametrize(
    ("tied", "groups", "verdict"),
    [((A, B), [[A, B], [C]], YES), ((A, C), [[A, B], [C]], NO), ((C,), [[A, B], [C]], NO), ((A, B), [[A, B, C]], NO)],
)
def test_9_8_between_tiers_it_orders_who_is_level(tied: Any, groups: Any, verdict: Verdict) -> None:
    assert ties.decides_on_who_is_level_between_tiers(tied, groups).verdict is verdict


@pytest.mark.parametrize(
    ("order", "left", "verdict"),
    [
        ((B,), 1, YES),
        ((B, C), 1, NO),
        ((B, C), 2, YES),
        ((B,), 2, NO),
        ((), 0, NO),
        ((D,), 1, NO),
        ((B, B), 2, NO),
        ((B, C), None, YES),
        ((C,), None, YES),
        ((), None, NO),
    ],
)
@pytest.mark.provision("9(4)", "boundary")
def test_9_4_as_many_go_on_as_there_are_places(order: Any, left: int | None, verdict: Verdict) -> None:
    assert ties.sends_on_as_many_as_there_are_places((B, C), order, left).verdict is verdict


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((17, 15, 15, 10), YES),
        ((17, 17, 17, 17), YES),
        ((17, 18, 15, 10), NO),
        ((17, 15, 16, 10), NO),
        ((17, 15, 9, 10), NO),
        ((0,) * 4, NO),
    ],
)
def test_9_4_the_vote_counts_down(counts: tuple[int, int, int, int], verdict: Verdict) -> None:
    assert ties.counts_its_vote(*counts).verdict is verdict


def test_a_decision_is_merged_where_it_answers() -> None:
    assert ties.merged(OPEN, ((B, C), (C,))) == Line((A, C), (), 0)
    assert ties.merged(OPEN, ((B, D), (D,))) == OPEN
    assert ties.merged(OPEN, None) == OPEN
    assert ties.merged(Line((A,), (), 0), ((B, C), (C,))) == Line((A,), (), 0)


def test_a_decision_orders_a_group_and_leaves_the_rest_level() -> None:
    groups = [[A], [B, C, D]]
    assert ties.ordered(groups, [((B, C, D), (D,))]) == [[A], [D], [B, C]]
    assert ties.ordered(groups, [((B, C, D), (D, C, B))]) == [[A], [D], [C], [B]]
    assert ties.ordered(groups, [((B, C), (C,))]) == groups


# Two thirds, of whom


@pytest.mark.parametrize(
    ("of", "more_than", "in_favour", "passes"),
    [
        ("present", False, 10, True),  # exactly two thirds of 15
        ("present", False, 9, False),
        ("present", True, 10, False),
        ("present", True, 11, True),
        ("members", False, 12, True),  # exactly two thirds of 18
        ("members", False, 11, False),
        ("members", True, 12, False),
        ("valid_ballots", False, 8, True),  # exactly two thirds of 12
        ("valid_ballots", False, 7, False),
        ("valid_ballots", True, 8, False),
    ],
)
@pytest.mark.provision("6.1", "boundary")
def test_6_1_exactly_two_thirds(of: str, more_than: bool, in_favour: int, passes: bool) -> None:
    adopted = settle(Parameters(), [("vote.pass", {"share": "2/3", "of": of, "more_than": more_than})]).vote_pass
    assert adopted is not None
    assert carries(in_favour, 12, adopted, members=18, present=15) is passes


# The meeting


@pytest.mark.parametrize(
    ("issued", "recused", "attending", "verdict"),
    [
        (3, ("M-1",), ("M-1", "M-2", "M-3", "M-4"), YES),
        (4, ("M-1",), ("M-1", "M-2", "M-3", "M-4"), NO),
        (4, ("M-5",), ("M-1", "M-2", "M-3", "M-4"), YES),  # who was away could not be handed a ballot
        (3, ("M-1", "m-1"), ("M-1", "M-2", "M-3", "M-4"), YES),  # one member, twice
        (4, ("M-1",), None, YES),  # of five members four may be others
        (5, ("M-1",), None, NO),
        (9, (), None, YES),  # nobody stands aside: another rule counts the ballots
        (4, (Undisclosed("member"),), None, Verdict.NOT_DISCLOSED),
    ],
)
@pytest.mark.provision("6.1", "boundary")
def test_6_1_no_ballot_for_who_stands_aside(issued: int, recused: Any, attending: Any, verdict: Verdict) -> None:
    assert ballots.hands_no_ballot_to_who_stands_aside(issued, 5, 4, recused, attending, 0).verdict is verdict
    assert ballots.hands_no_ballot_to_who_stands_aside(issued, 5, 4, (), attending, 1).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("issued", "returned", "valid", "verdict"),
    [
        ((31, 30, 1), (30, 29, 1), (29, 25, 3, 1), YES),
        ((31, 31, 0), (31, 31, 0), (31, 31, 0, 0), YES),
        ((31, 30, 0), (30, 29, 1), (29, 25, 3, 1), NO),
        ((31, 30, 1), (30, 29, 0), (29, 25, 3, 1), NO),
        ((31, 30, 1), (30, 29, 1), (29, 25, 3, 2), NO),
        ((31, 32, -1), (32, 29, 3), (29, 25, 3, 1), NO),
    ],
)
@pytest.mark.provision("9(8)", "breaks")
def test_trap_22_every_ballot_ends_somewhere(issued: Any, returned: Any, valid: Any, verdict: Verdict) -> None:
    assert ballots.accounts_for_every_ballot(issued, returned, valid).verdict is verdict


def test_9_8_attendance_is_of_those_who_sit() -> None:
    rule = ballots.names_sitting_members
    given = [
        (("M-1",), ("M-1", "M-2")),
        (("m-1 ",), ("M-1", "M-2")),
        (("张三",), ("M-1", "M-2")),
        (("M-3",), ("M-1", "M-2")),
    ]
    assert [rule(named, codes, ("张三", "李四")).verdict for named, codes in given] == [YES, YES, YES, NO]
    closed: Any = (Undisclosed("person"),)
    assert rule(("M-1",), ("M-1",), closed).verdict is YES
    assert rule(("张三",), ("M-1",), closed).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("attending", "present", "verdict"), [(("甲", "乙"), 2, YES), (("甲",), 2, NO), (("甲", "甲 "), 2, NO), (("甲", "乙", "丙"), 2, NO)]
)
def test_9_8_attendance_is_what_was_counted(attending: Any, present: int, verdict: Verdict) -> None:
    assert ballots.lists_as_many_as_were_present(attending, present).verdict is verdict


def test_9_8_a_member_stands_aside_with_a_reason_before_the_count() -> None:
    assert [ballots.names_a_member(*given).verdict for given in (("M-1", "kin"), ("", "kin"), ("M-1", " "))] == [YES, NO, NO]
    assert [ballots.stands_aside_before_the_count(voted).verdict for voted in ((), (41,))] == [YES, NO]
    assert [rule.verdict for rule in (ballots.reconciles_a_count(is_counted=False), ballots.is_taken_once(is_taken=True))] == [NO, NO]


# The draw and the visit


@pytest.mark.parametrize(
    ("order", "drawn", "reading", "kept", "verdict"),
    [
        ((A, B, C), (A, B, C), "drawn_by_lot", True, YES),
        ((A, C), (A, B, C), "drawn_by_lot", True, YES),  # B withdrew
        ((B, A, C), (A, B, C), "drawn_by_lot", True, NO),
        ((A, B, C), None, "drawn_by_lot", True, Verdict.NOT_ON_RECORD),
        ((A, B, C), None, "drawn_by_lot", False, YES),
        ((A, B, C), None, "as_arranged", True, YES),
        ((A, B, C), None, None, True, Verdict.SILENT),
    ],
)
@pytest.mark.provision("9(5)", "breaks")
def test_9_5_heard_in_the_order_of_the_lot(order: Any, drawn: Any, reading: str | None, kept: bool, verdict: Verdict) -> None:
    assert review.is_heard_in_the_drawn_order(order, drawn, reading, is_kept_after=kept).verdict is verdict


def test_9_5_the_lot_is_drawn_first_and_before_witnesses() -> None:
    assert [review.draws_its_order_before_the_first_defence(heard).verdict for heard in (0, 1)] == [YES, NO]
    given = (("lots from an urn", "two applicants"), (" ", "two applicants"), ("lots from an urn", ""))
    assert [review.says_how_it_was_drawn(*one).verdict for one in given] == [YES, NO, NO]


@pytest.mark.provision("9(6)", "breaks")
def test_9_6_a_visit_is_told_by_who_was_there() -> None:
    given = [((E1,), (E1, E2)), ((E2,), (E1,)), ((E1, E2), (E1,)), ((), (E1,))]
    assert [review.speaks_of_a_visit_it_was_at(*one).verdict for one in given] == [YES, NO, NO, NO]
    assert [review.follows_the_visit(at).verdict for at in (7, 0)] == [YES, NO]
    assert [review.reports_the_visit_before_the_overall_scores(at).verdict for at in (0, 7)] == [YES, NO]
    assert [review.says_what_was_found(text).verdict for text in ("a line stands still", " ")] == [YES, NO]


def test_9_4_a_late_recusal_is_a_clue() -> None:
    rule = review.had_its_recusals_before_the_marks
    assert [rule(late, sealed).verdict for late, sealed in (((), 0), (((E1, A),), 0), (((E1, A),), 3), ((), 3))] == [
        YES,
        NO,
        NO,
        Verdict.NOT_DISCLOSED,
    ]


# The government


@pytest.mark.parametrize(
    ("returned", "submitted", "verdict"),
    [({}, {}, YES), ({A: 5}, {A: 4}, NO), ({A: 5}, {}, NO), ({A: 5}, {A: 6}, YES), ({A: 5, B: 5}, {A: 6, B: 4}, NO), ({A: 5}, {B: 6}, NO)],
)
@pytest.mark.provision("9(9)", "boundary")
def test_9_9_who_was_returned_is_proposed_again(returned: Any, submitted: Any, verdict: Verdict) -> None:
    assert approval.answers_what_was_returned(returned, submitted).verdict is verdict


def test_9_9_a_submission_is_of_who_passed() -> None:
    given = [(A, B), (A,), (), (A, A), (A, C)]
    assert [approval.submits_who_passed(applicants, (A, B)).verdict for applicants in given] == [YES, YES, NO, NO, NO]
    assert [approval.decides_on_who_was_proposed((A,), found).verdict for found in ((A, B), (B,))] == [YES, NO]
    assert [approval.names_its_document(text).verdict for text in ("报〔2025〕1号", " ")] == [YES, NO]
