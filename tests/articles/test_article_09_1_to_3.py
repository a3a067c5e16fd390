"""Article 9(1) to 9(3): the call, the window, one application each, and a list that follows from the findings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.rules import article_09_1_to_3 as article
from ledger.rules.article_08 import MET, NOT_APPLICABLE, NOT_MET
from ledger.rules.citation import Verdict
from ledger.terms import ApplicantCode, OrgId

FIRST, LAST, DAY_AFTER = date(2025, 3, 10), date(2025, 4, 10), date(2025, 4, 11)
A, B, C = (ApplicantCode(f"A-0{n}") for n in (1, 2, 3))


@pytest.mark.provision("9(1)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("opens_on", "closes_on", "expected"),
    [(FIRST, LAST, Verdict.CONFORMS), (FIRST, FIRST, Verdict.CONFORMS), (LAST, FIRST, Verdict.VIOLATES)],
)
def test_9_1_the_window_is_in_order(opens_on: date, closes_on: date, expected: Verdict) -> None:
    finding = article.has_a_window_in_order(opens_on, closes_on)
    assert (finding.citation.zh, finding.verdict) == ("第九条第一项", expected)


@pytest.mark.provision("9(1)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("published_on", "expected"), [(FIRST, Verdict.CONFORMS), (date(2025, 3, 11), Verdict.VIOLATES)])
def test_9_1_the_call_is_out_when_the_window_opens(published_on: date, expected: Verdict) -> None:
    assert article.is_called_before_the_window_opens(published_on, FIRST).verdict is expected


@pytest.mark.parametrize(
    ("rule", "if_never", "if_before"),
    [
        (article.calls_once, Verdict.CONFORMS, Verdict.VIOLATES),
        (article.follows_a_call, Verdict.VIOLATES, Verdict.CONFORMS),
        (article.supplements_before_the_list, Verdict.CONFORMS, Verdict.VIOLATES),
        (article.answers_a_question, Verdict.VIOLATES, Verdict.CONFORMS),
        (article.fixes_the_list_once, Verdict.CONFORMS, Verdict.VIOLATES),
    ],
)
def test_9_what_comes_before_what(rule: Any, if_never: Verdict, if_before: Verdict) -> None:
    assert (rule(0).verdict, rule(7).verdict) == (if_never, if_before)


@pytest.mark.parametrize(
    ("rule", "if_yes", "if_no"),
    [
        (article.finds_before_the_decision, Verdict.VIOLATES, Verdict.CONFORMS),
        (article.decides_once, Verdict.VIOLATES, Verdict.CONFORMS),
        (article.finds_once, Verdict.VIOLATES, Verdict.CONFORMS),
        (article.declares_its_papers_true, Verdict.CONFORMS, Verdict.VIOLATES),
    ],
)
def test_9_what_happens_once(rule: Any, if_yes: Verdict, if_no: Verdict) -> None:
    assert (rule(True).verdict, rule(False).verdict) == (if_yes, if_no)


@pytest.mark.parametrize("rule", [article.stands_on_a_website, article.gives_its_reasons])
def test_9_what_is_said_is_said(rule: Any) -> None:
    assert [rule(text).verdict for text in ("x", "", " ")] == [Verdict.CONFORMS, Verdict.VIOLATES, Verdict.VIOLATES]


@pytest.mark.provision("9(7)", "holds")
def test_9_7_weights_are_known_before_the_call() -> None:
    assert article.has_weights_before_the_call({"document": "1"}).verdict is Verdict.CONFORMS
    finding = article.has_weights_before_the_call(None)
    assert (finding.verdict, finding.why, finding.refuses) == (Verdict.SILENT, "weights", True)


@pytest.mark.provision("9(2)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("received_on", "opens_on", "closes_on", "expected"),
    [
        (FIRST, FIRST, LAST, Verdict.CONFORMS),
        (LAST, FIRST, LAST, Verdict.CONFORMS),
        (date(2025, 3, 9), FIRST, LAST, Verdict.VIOLATES),
        (DAY_AFTER, FIRST, LAST, Verdict.VIOLATES),
        (LAST, None, None, Verdict.NOT_ON_RECORD),
    ],
)
def test_9_2_both_days_of_the_window_count(received_on: date, opens_on: Any, closes_on: Any, expected: Verdict) -> None:
    assert article.is_received_within_the_window(received_on, opens_on, closes_on).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("received_on", "closes_on", "expected"),
    [
        (DAY_AFTER, LAST, Verdict.CONFORMS),
        (LAST, LAST, Verdict.VIOLATES),
        (FIRST, LAST, Verdict.VIOLATES),
        (LAST, None, Verdict.NOT_ON_RECORD),
    ],
)
def test_9_2_late_is_after_the_last_day(received_on: date, closes_on: date | None, expected: Verdict) -> None:
    assert article.came_after_the_window(received_on, closes_on).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("received_on", "expected"), [(LAST, Verdict.CONFORMS), (DAY_AFTER, Verdict.VIOLATES)])
def test_9_2_nothing_is_received_tomorrow(received_on: date, expected: Verdict) -> None:
    assert article.was_received_before_it_was_recorded(received_on, LAST).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks")
@pytest.mark.parametrize(("others", "expected"), [((), Verdict.CONFORMS), ((B,), Verdict.CONFORMS), ((B, A), Verdict.VIOLATES)])
def test_9_2_a_code_is_nobody_elses(others: Any, expected: Verdict) -> None:
    assert article.has_a_code_of_its_own(A, others).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks")
@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], Verdict.CONFORMS),
        ([("O2", "二厂")], Verdict.CONFORMS),
        ([("O1", "改名")], Verdict.VIOLATES),
        ([("O9", "一厂")], Verdict.VIOLATES),
    ],
)
def test_9_2_an_organisation_applies_once(others: Any, expected: Verdict) -> None:
    assert article.applies_once(OrgId("O1"), "一厂", others).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks")
@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        (("O1", "一厂"), Verdict.CONFORMS),
        (("O1", "旧名"), Verdict.CONFORMS),
        (("O9", "一厂"), Verdict.CONFORMS),
        (("O9", "九厂"), Verdict.VIOLATES),
        (None, Verdict.VIOLATES),
    ],
)
def test_9_2_a_correction_keeps_the_applicant(stands: Any, expected: Verdict) -> None:
    assert article.is_still_the_same_applicant(OrgId("O1"), "一厂", stands).verdict is expected


@pytest.mark.parametrize("rule", [article.supplements_a_standing_application, article.concerns_a_standing_applicant])
def test_9_who_is_spoken_of_stands(rule: Any) -> None:
    assert [rule(A, standing).verdict for standing in ((A, B), (B,), ())] == [Verdict.CONFORMS, Verdict.VIOLATES, Verdict.VIOLATES]


@pytest.mark.provision("9(3)", "holds", "breaks")
@pytest.mark.parametrize(
    ("missing", "expected"),
    [((), Verdict.CONFORMS), (("8(2)",), Verdict.VIOLATES), (("8(5) exports",), Verdict.VIOLATES), (None, Verdict.NOT_ON_RECORD)],
)
def test_9_3_every_condition_has_a_finding(missing: Any, expected: Verdict) -> None:
    assert article.has_a_finding_on_every_condition(missing).verdict is expected


CLEAN = {("8(1)", "whole"): MET, ("8(5)", "exports"): NOT_APPLICABLE}
STAINED = CLEAN | {("8(2)", "whole"): NOT_MET}


@pytest.mark.provision("9(3)", "holds", "breaks")
@pytest.mark.parametrize(
    ("qualified", "found", "is_recommended", "is_barred", "expected"),
    [
        (True, CLEAN, True, False, Verdict.CONFORMS),
        (False, STAINED, True, False, Verdict.CONFORMS),
        (False, CLEAN, False, False, Verdict.CONFORMS),
        (False, CLEAN, True, True, Verdict.CONFORMS),
        (True, STAINED, True, False, Verdict.VIOLATES),
        (False, CLEAN, True, False, Verdict.VIOLATES),
    ],
)
def test_9_3_the_decision_follows(qualified: bool, found: Any, is_recommended: bool, is_barred: bool, expected: Verdict) -> None:
    finding = article.follows_from_the_findings(qualified, found, is_recommended=is_recommended, is_barred=is_barred)
    assert finding.verdict is expected


@pytest.mark.provision("9(3)", "holds", "breaks")
@pytest.mark.parametrize(("undecided", "expected"), [((), Verdict.CONFORMS), ((A,), Verdict.VIOLATES)])
def test_9_3_nobody_disappears(undecided: Any, expected: Verdict) -> None:
    assert article.has_decided_on_everybody(undecided).verdict is expected


@pytest.mark.provision("9(3)", "holds", "breaks")
@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ((A, B), Verdict.CONFORMS),
        ((B, A), Verdict.CONFORMS),
        ((A,), Verdict.VIOLATES),
        ((A, B, C), Verdict.VIOLATES),
        ((A, C), Verdict.VIOLATES),
        ((A, B, B), Verdict.VIOLATES),
        ((), Verdict.VIOLATES),
    ],
)
def test_9_3_the_list_is_exact(listed: Any, expected: Verdict) -> None:
    assert article.lists_exactly_the_qualified(listed, (A, B)).verdict is expected


@pytest.mark.provision("9(2)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("fixed_on", "closes_on", "expected"),
    [
        (DAY_AFTER, LAST, Verdict.CONFORMS),
        (LAST, LAST, Verdict.VIOLATES),
        (FIRST, LAST, Verdict.VIOLATES),
        (DAY_AFTER, None, Verdict.VIOLATES),
    ],
)
def test_9_2_the_list_waits_for_the_last_day(fixed_on: date, closes_on: date | None, expected: Verdict) -> None:
    assert article.fixes_the_list_after_the_window(fixed_on, closes_on).verdict is expected


@pytest.mark.provision("9(8)", "holds", "breaks")
def test_9_8_a_calendar_has_a_name_of_its_own_and_is_known() -> None:
    known = ("2025",)
    assert [article.counts_by_an_adopted_calendar(n, known).verdict for n in ("2025", None)] == [Verdict.CONFORMS] * 2
    assert article.counts_by_an_adopted_calendar("2026", known).verdict is Verdict.VIOLATES
    assert article.adopts_a_calendar_of_a_new_name("2026", known).verdict is Verdict.CONFORMS
    assert [article.adopts_a_calendar_of_a_new_name(n, known).verdict for n in ("2025", " ")] == [Verdict.VIOLATES] * 2
