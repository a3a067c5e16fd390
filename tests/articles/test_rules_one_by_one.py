"""Rules that ask one plain thing: facts on which each holds, and facts on which it breaks. Boundaries stand beside each other.

What needs a calendar, a reading or a computation stands in the file of its article.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ledger.rules import (
    acts,
    article_03,
    article_06,
    article_08,
    article_09_1_to_3,
    article_09_4_to_6,
    article_09_4_to_7,
    article_09_4_to_8_ties,
    article_09_8_candidates,
    article_09_8_changes,
    article_09_8_notice,
    article_09_8_objections,
    article_09_9,
    article_10,
    article_11,
    powers,
)
from ledger.rules.article_08 import NOT_APPLICABLE, NOT_MET
from ledger.rules.citation import Finding, Verdict
from ledger.terms import MAIN, NOMINATION, PartialDate, Tier

ORDER, SEPTEMBER, WINDOW = date(2025, 9, 24), (date(2025, 9, 24), date(2025, 10, 9)), (date(2025, 3, 10), date(2025, 4, 10))
M, N, GOLD = (MAIN, False), (NOMINATION, False), Tier("gold")
ONE, TWO = ("A",), ("A", "B")
TIERS = (MAIN, NOMINATION)

Rule = Callable[..., Finding]
Given = list[tuple[Any, ...]]

TABLE: list[tuple[Rule, str, Given, Given]] = [
    # Article 3
    (article_03.is_of_the_programme_of_its_edition, "3.1", [("奖", ()), ("奖", ("奖",))], [("奖", ("别的奖",)), ("奖", ("奖", "别的奖"))]),
    (
        article_03.keeps_what_the_round_stands_on,
        "3.2",
        [((), 0), ((), 9), (("planned",), 0)],
        [(("planned",), 9), (("kind",), 0), (("edition",), 0), (("calendar", "kind"), 9)],
    ),
    (article_09_8_candidates.names_tiers_of_the_round, "3.2", [((MAIN,), TIERS), ((), TIERS)], [((GOLD,), TIERS)]),
    (article_09_9.names_tiers_of_the_edition, "3.2", [((MAIN,), TIERS), ((), ())], [((MAIN, GOLD), TIERS), ((MAIN,), ())]),
    # Article 6
    (acts.comes_before_the_annulment, "6.1", [(0,)], [(1,)]),
    (
        article_06.draws_different_persons,
        "6.2",
        [((), ()), (("甲", "乙"), ("E-01", "E-02"))],
        [
            (("甲", "甲"), ("E-01", "E-02")),
            (("甲", " 甲"), ("E-01", "E-02")),
            (("甲",), ("E-01", "E-02")),
            (("甲", "乙"), ("E-01",)),
            (("甲", " "), ("E-01", "E-02")),
        ],
    ),
    (article_06.keeps_who_was_drawn, "6.2", [(TWO, ("B", "A")), ((), ())], [(ONE, TWO), (TWO, ONE), (("A", "C"), TWO)]),
    (powers.sits_on_the_committee, "6.1", [("committee",)], [("office",), (None,), ("",)]),
    (powers.has_one_chair, "6.1", [(True, ()), (False, ("甲",))], [(True, ("甲",))]),
    (powers.leaves_a_seat_that_is_held, "6.1", [("甲", ("甲", "乙"))], [("丙", ("甲", "乙")), ("甲", ())]),
    (powers.votes_without_having_scored, "6.1", [(("甲",), ()), (("甲",), (("乙",),))], [(("甲", "乙"), (("丙",), ("乙",)))]),
    (powers.registers_a_body_once, "6.2", [("town", ()), ("town", ("park",))], [("town", ("town",)), ("town", (" Town ",))]),
    (powers.rests_on_a_document, "6.2", [("文 1",)], [("",), (" ",)]),
    (powers.speaks_of_a_body_that_stands, "6.2", [(True, None)], [(False, None), (True, ORDER)]),
    (powers.takes_effect_in_order, "6.2", [(ORDER, None), (ORDER, ORDER)], [(ORDER, date(2025, 9, 25))]),
    # Article 8
    (
        article_08.may_not_concern_an_applicant,
        "8",
        [("8(1)", "whole", NOT_MET), ("8(5)", "exports", NOT_APPLICABLE)],
        [("8(1)", "whole", NOT_APPLICABLE), ("8(5)", "accidents", NOT_APPLICABLE)],
    ),
    # Article 9(2)
    (
        article_09_1_to_3.keeps_its_window_once_it_closed,
        "9(2)",
        [
            (WINDOW, WINDOW, date(2025, 6, 1), ()),
            ((WINDOW[0], date(2025, 4, 30)), WINDOW, WINDOW[1], ()),
            ((WINDOW[0], date(2025, 4, 1)), WINDOW, date(2025, 3, 20), (date(2025, 4, 1),)),
        ],
        [
            ((WINDOW[0], date(2025, 4, 30)), WINDOW, date(2025, 4, 11), ()),
            ((WINDOW[0], date(2025, 4, 1)), WINDOW, date(2025, 4, 5), (date(2025, 4, 2),)),
        ],
    ),
    # Article 9(4) to 9(7)
    (article_09_4_to_6.scores_an_item_of_the_rubric, "5", [("4.1", ("4.1", "4.7"))], [("4.2", ("4.1",)), ("4.1", ())]),
    (article_09_4_to_6.concerns_an_applicant_of_this_phase, "9(4)", [("A", TWO)], [("C", TWO), ("A", ())]),
    (article_09_4_to_8_ties.decides_before_the_list, "9(4)", [(0,)], [(9,)]),
    (article_09_4_to_8_ties.decides_on_a_line_once, "9(4)", [(False,)], [(True,)]),
    (article_09_4_to_6.marks_what_it_was_there_for, "9(5)", [("E-1", ("E-1",))], [("E-2", ("E-1",)), ("E-1", ())]),
    (article_09_4_to_6.keeps_who_marked, "9(5)", [(("E-1", "E-2"), ("E-1",)), (("E-1",), ())], [(("E-2",), ("E-1",)), ((), ("E-1",))]),
    (article_09_4_to_6.hears_exactly_the_defence_list, "9(5)", [(("B", "A"), TWO)], [(ONE, TWO), (("A", "B", "B"), TWO), (TWO, ONE)]),
    (article_09_4_to_6.is_heard_by_a_scheme, "9(5)", [(True,)], [(False,)]),
    (article_09_4_to_7.has_heard_everybody_on_the_list, "9(5)", [((),)], [(ONE,)]),
    (article_09_4_to_6.visits_exactly_the_site_list, "9(6)", [(("B", "A"), TWO)], [(ONE, TWO), (("A", "A"), ONE), (TWO, ONE)]),
    (article_09_4_to_6.is_visited_by_a_scheme, "9(6)", [(True,)], [(False,)]),
    (article_09_4_to_6.is_reported_once, "9(6)", [(False,)], [(True,)]),
    (article_09_4_to_7.has_visited_everybody_on_the_list, "9(6)", [((),)], [(ONE,)]),
    (article_09_4_to_7.names_its_report, "9(7)", [("质办〔2025〕9号",)], [("",), (" ",)]),
    # Article 9(8)
    (article_09_8_candidates.counts_its_members, "9(8)", [(17, 17, 17), (17, 1, 0)], [(17, 18, 0), (17, 0, 0), (17, 3, 4), (17, 3, -1)]),
    (
        article_09_8_candidates.counts_ballots_in_order,
        "9(8)",
        [(9, 9, 9, 9, 9), (9, 8, 7, 6, 9), (0, 0, 0, 0, 0)],
        [(9, 9, 9, 10, 9), (9, 9, 10, 9, 9), (9, 10, 9, 9, 9), (10, 9, 9, 9, 9), (9, 9, 9, -1, 9)],
    ),
    (article_09_8_candidates.was_evaluated, "9(8)", [(ONE, TWO), ((), ())], [(TWO, ONE), (ONE, ())]),
    (
        article_09_8_candidates.names_each_candidate_once,
        "9(8)",
        [(TWO, ("B", "A")), ((), ())],
        [(ONE, TWO), (TWO, ("A", "A")), (ONE, ("B",))],
    ),
    (
        article_09_8_candidates.keeps_to_the_planned_places,
        "9(8)",
        [({MAIN: 2}, {MAIN: 2}), ({}, {})],
        [({MAIN: 3}, {MAIN: 2}), ({GOLD: 1}, {MAIN: 2})],
    ),
    (
        article_09_8_notice.shows_exactly_the_candidates,
        "9(8)",
        [(("B", "A"), TWO)],
        [(ONE, TWO), (("A", "B", "C"), TWO), (("A", "A"), ONE)],
    ),
    (article_09_8_notice.begins_when_it_is_posted, "9(8)", [(ORDER, ORDER), (ORDER, date(2025, 9, 25))], [(ORDER, date(2025, 9, 23))]),
    (
        article_09_8_notice.is_not_shortened_by_a_correction,
        "9(8)",
        [(SEPTEMBER, SEPTEMBER), ((SEPTEMBER[0], date(2025, 10, 10)), SEPTEMBER)],
        [((date(2025, 9, 23), SEPTEMBER[1]), SEPTEMBER), ((SEPTEMBER[0], date(2025, 10, 8)), SEPTEMBER)],
    ),
    (article_09_8_notice.stands_where_it_can_be_read, "9(8)", [("https://example.org",)], [("",), (" ",)]),
    (article_09_8_notice.opens_once_or_starts_anew, "9(8)", [(0, None), (0, False), (9, True)], [(9, False)]),
    (article_09_8_notice.comes_before_the_approval, "9(8)", [((),)], [(ONE,)]),
    (article_09_8_notice.closes_an_open_notice, "9(8)", [(9, 0)], [(0, 0), (9, 12)]),
    (article_09_8_notice.passes_who_still_stands, "9(8)", [(TWO, ("B", "A")), ((), ())], [(ONE, TWO), (TWO, ONE), (("A", "A"), ONE)]),
    (article_09_8_notice.objects_to_a_candidate_on_notice, "9(8)", [("A", TWO)], [("C", TWO), ("A", ())]),
    (article_09_8_notice.resolves_an_open_objection, "9(8)", [("A", "A", True)], [("A", "A", False), ("B", "A", True), (None, "A", True)]),
    (
        article_09_8_notice.disqualifies_a_candidate_on_notice,
        "9(8)",
        [("A", TWO, ()), ("A", TWO, ("B",))],
        [("C", TWO, ()), ("A", TWO, ONE)],
    ),
    (article_09_8_notice.is_declared_by_who_decides, "9(8)", [("committee", "committee")], [("office", "committee")]),
    (article_09_8_objections.reaches_the_record_before_the_decision, "9(8)", [(0,)], [(9,)]),
    (
        article_09_8_objections.answers_a_resolved_objection,
        "9(8)",
        [("A", "A", True)],
        [("A", "A", False), ("B", "A", True), (None, "A", True)],
    ),
    (article_09_8_changes.changes_a_notice_that_stands, "9(8)", [(9,)], [(0,)]),
    (
        article_09_8_changes.lies_within_the_notice,
        "9(8)",
        [((ORDER, ORDER), ORDER, ORDER)],
        [
            ((date(2025, 9, 23), ORDER), ORDER, ORDER),
            ((ORDER, date(2025, 9, 25)), ORDER, ORDER),
            ((date(2025, 9, 26), date(2025, 9, 25)), ORDER, date(2025, 9, 30)),
            ((ORDER, ORDER), None, ORDER),
        ],
    ),
    # Article 9(9)
    (article_09_9.decides_on_who_passed, "9(9)", [(ONE, TWO), ((), ())], [(("C",), TWO), (ONE, ())]),
    (
        article_09_9.approves_as_determined,
        "9(9)",
        [({"A": M}, {"A": M, "B": N}), ({}, {})],
        [({"A": N}, {"A": M}), ({"A": (MAIN, True)}, {"A": M}), ({"C": M}, {})],
    ),
    (article_09_9.lists_its_winners, "9(9)", [(TWO, ("B", "A"))], [((), ()), (ONE, TWO), (("A", "A"), ONE), (ONE, ("B",))]),
    (article_09_9.decides_on_each_once, "9(9)", [(TWO, ()), (ONE, ("B",))], [(("A", "A"), ()), (TWO, ("B",))]),
    (
        article_09_9.keeps_its_winners_once_published,
        "9(9)",
        [({}, {}, ()), ({"A": M}, {"A": M}, ONE), ({}, {"A": M}, ())],
        [({}, {"A": M}, ONE), ({"A": N}, {"A": M}, ONE)],
    ),
    (
        article_09_9.is_dated_not_before_the_approval,
        "9(9)",
        [(PartialDate(2025, 10, 15), PartialDate(2025, 10, 15)), (PartialDate(2026), PartialDate(2025))],
        [(PartialDate(2025, 10, 14), PartialDate(2025, 10, 15)), (PartialDate(2024), PartialDate(2025))],
    ),
    (
        article_09_9.names_every_winner,
        "9(9)",
        [([("A", "9132", "一厂")],), ([],)],
        [([("A", "", "一厂")],), ([("A", "9132", " ")],), ([("A", "1", "一"), ("A", "1", "一")],)],
    ),
    (article_09_9.publishes_each_winner_once, "9(9)", [(TWO, ()), (ONE, ("B",))], [(TWO, ("B",))]),
    (
        article_09_9.says_how_certain_it_is,
        "9(9)",
        [("awarded", False), ("awarded", True), ("on_notice", True)],
        [("on_notice", False), ("", True)],
    ),
    (article_09_9.says_where_it_is_published, "9(9)", [("https://example.org",)], [("",), (" ",)]),
    # Articles 10 and 11
    (article_10.numbers_plaque_and_certificate, "10.1", [("P-1", "C-1")], [("", "C-1"), ("P-1", " ")]),
    (article_10.is_given_once, "10.1", [(False,)], [(True,)]),
    (article_10.names_the_tier_that_was_won, "10.1", [(MAIN, MAIN)], [(MAIN, NOMINATION), (MAIN, None)]),
    (article_11.concerns_somebody_of_the_round, "11", [(True,)], [(False,)]),
    (article_11.hears_somebody_under_verification, "11", [(True, 0), (True, 3)], [(False, 0)]),
    (article_11.is_recorded_once, "11", [(False,)], [(True,)]),
]
"""(rule, the provision that it implements, facts on which it holds, facts on which it breaks)."""


@pytest.mark.parametrize(("rule", "citation", "holds", "breaks"), TABLE, ids=[str(row[0].__name__) for row in TABLE])
def test_a_rule_holds_and_breaks(rule: Rule, citation: str, holds: Given, breaks: Given) -> None:
    for facts in holds:
        finding = rule(*facts)
        assert (str(finding.citation), finding.verdict) == (citation, Verdict.CONFORMS), facts
    for facts in breaks:
        finding = rule(*facts)
        assert (str(finding.citation), finding.verdict) == (citation, Verdict.VIOLATES), facts
    assert len(breaks) >= 1 <= len(holds)


def test_what_nothing_settles_or_nobody_recorded_is_neither_yes_nor_no() -> None:
    assert article_09_8_notice.opens_once_or_starts_anew(9, None).why == "notice.restart_on_change"
    assert article_09_8_notice.is_declared_by_who_decides("office", None).verdict is Verdict.SILENT
    assert article_09_9.names_tiers_of_the_edition((MAIN,), None).verdict is Verdict.NOT_ON_RECORD
    assert article_09_9.is_dated_not_before_the_approval(None, PartialDate(2025)).verdict is Verdict.NOT_ON_RECORD
    assert article_09_9.is_dated_not_before_the_approval(PartialDate(2025), None).verdict is Verdict.NOT_ON_RECORD
    assert article_11.hears_somebody_under_verification(False, 2).verdict is Verdict.NOT_DISCLOSED
