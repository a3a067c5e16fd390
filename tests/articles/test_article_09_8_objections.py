"""Article 9(8), objections: the closing hour to its minute, what may be turned away, who handles, what follows, who is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_09_8_changes as changes
from ledger.rules import article_09_8_objections as objections
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.terms import ApplicantCode

A, B = map(ApplicantCode, "AB")
YES, NO = Verdict.CONFORMS, Verdict.VIOLATES
LAST = date(2025, 10, 9)
OFFICE_HOURS = "17:30"


@pytest.mark.parametrize(
    ("received_at", "closing", "verdict"),
    [
        pytest.param("2025-10-09T23:59:59+08:00", "24:00", NO, marks=pytest.mark.provision("9(8)", "boundary")),
        pytest.param("2025-10-10T00:00:00+08:00", "24:00", YES, marks=pytest.mark.provision("9(8)", "boundary")),
        pytest.param("2025-10-09T17:30:59+08:00", OFFICE_HOURS, NO, marks=pytest.mark.provision("9(8)", "boundary")),
        pytest.param("2025-10-09T17:31:00+08:00", OFFICE_HOURS, YES, marks=pytest.mark.provision("9(8)", "boundary")),
        ("2025-10-09T16:00:00+00:00", "24:00", YES),  # midnight in Shanghai
        ("2025-10-08T23:00:00+08:00", OFFICE_HOURS, NO),  # in the evening of any other day the office's hours do not matter
        ("2025-10-08T23:00:00+08:00", None, NO),
        ("2025-10-10T08:00:00+08:00", None, YES),
        ("2025-10-09T18:00:00+08:00", None, Verdict.SILENT),
        ("2025-10-09T18:00:00", OFFICE_HOURS, Verdict.NOT_ON_RECORD),
        ("about six", OFFICE_HOURS, Verdict.NOT_ON_RECORD),
    ],
)
def test_trap_06_late_is_what_came_after_the_adopted_hour(received_at: str, closing: str | None, verdict: Verdict) -> None:
    found = objections.came_after_the_notice(received_at, LAST, closing)
    assert found.verdict is verdict
    assert found.refuses is (verdict is not YES)


def test_nothing_is_late_without_a_notice() -> None:
    assert objections.came_after_the_notice("2025-10-10T08:00:00+08:00", None, "24:00").verdict is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("admitted", "received_at", "closing", "verdict"),
    [
        (True, None, None, YES),
        (True, "2025-10-09T20:00:00+08:00", OFFICE_HOURS, YES),  # taken up although late: nobody is hurt
        (False, "2025-10-09T17:31:00+08:00", OFFICE_HOURS, YES),
        (False, "2025-10-09T17:30:00+08:00", OFFICE_HOURS, NO),
        (False, "2025-10-09T17:31:00+08:00", "24:00", NO),
        (False, "2025-10-09T17:31:00+08:00", None, Verdict.SILENT),
        (False, None, OFFICE_HOURS, NO),  # an hour that nobody knows turns nobody away
        (False, "evening", OFFICE_HOURS, NO),
    ],
)
@pytest.mark.provision("9(8)", "breaks")
def test_9_8_what_came_in_time_is_taken_up(admitted: bool, received_at: str | None, closing: str | None, verdict: Verdict) -> None:
    assert objections.turns_away_nothing_in_time(admitted, received_at, LAST, closing).verdict is verdict


@pytest.mark.parametrize(
    ("received_at", "verdict"),
    [
        ("2025-09-26T09:00:00+08:00", YES),
        ("2025-09-25T16:00:00+00:00", YES),  # the 26th in Shanghai
        ("2025-09-26T16:00:00+00:00", NO),
        ("2025-09-26T09:00:00", NO),
        ("morning", NO),
        (None, YES),
    ],
)
def test_9_8_the_instant_lies_on_the_day_of_the_objection(received_at: str | None, verdict: Verdict) -> None:
    assert objections.bears_the_instant_of_its_receipt(received_at, date(2025, 9, 26)).verdict is verdict


@pytest.mark.parametrize(("named", "objector", "verdict"), [(True, "某甲", YES), (False, " ", YES), (True, " ", NO), (False, "某甲", NO)])
def test_9_8_a_name_is_a_name(named: bool, objector: str, verdict: Verdict) -> None:
    assert objections.says_whether_it_is_named(named, objector).verdict is verdict
    closed: Any = Undisclosed("objector")
    assert objections.says_whether_it_is_named(named, closed).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("handler", "author", "declared", "reading", "verdict"),
    [
        ("科员丙", "office", True, "not_involved", YES),
        ("E-03", "office", True, "not_involved", NO),
        ("ｅ-03", "office", True, "not_involved", NO),  # a full-width letter hides nobody
        ("town", "office", True, "not_involved", NO),
        ("科员丙", "office", False, "not_involved", NO),
        (" ", "office", True, "not_involved", NO),
        ("科员丙", "discipline", False, "discipline", YES),
        ("科员丙", "office", True, "discipline", NO),
        ("E-03", "office", False, "office", YES),
        ("科员丙", "office", True, None, Verdict.SILENT),
    ],
)
@pytest.mark.provision("9(8)", "breaks")
def test_9_8_nobody_judges_his_own_work(handler: str, author: str, declared: bool, reading: str | None, verdict: Verdict) -> None:
    found = objections.is_handled_by_who_took_no_part(handler, author, ("E-03", "town"), reading, took_no_part=declared)
    assert found.verdict is verdict


def test_9_8_an_admission_is_of_an_open_objection_once() -> None:
    rule = objections.admits_an_open_objection
    given = [(A, A, True, False), (B, A, True, False), (None, A, False, False), (A, A, False, False), (A, A, True, True)]
    assert [rule(*one).verdict for one in given] == [YES, NO, NO, NO, NO]


def test_9_8_an_objection_is_taken_up_before_it_is_resolved() -> None:
    assert [objections.was_taken_up_first(said).verdict for said in (True, False, None)] == [YES, NO, Verdict.NOT_ON_RECORD]
    assert not objections.was_taken_up_first(None).refuses


def test_9_8_who_resolves_is_who_was_adopted() -> None:
    rule = objections.is_resolved_by_the_adopted_body
    given = [("office", "not_involved"), ("discipline", "discipline"), ("office", "discipline"), ("office", None)]
    assert [rule(*one).verdict for one in given] == [YES, YES, NO, Verdict.SILENT]


@pytest.mark.provision("9(9)", "breaks")
def test_9_9_an_objection_that_proved_right_is_decided_on_before_the_approval() -> None:
    rule = objections.has_a_decision_on_what_proved_right
    assert [rule(given, 0).verdict for given in ({}, {A: ()}, {A: (9,)}, {A: (), B: (9,)})] == [YES, YES, NO, NO]
    assert rule({A: ()}, 2).verdict is Verdict.NOT_DISCLOSED
    assert rule({A: (9,)}, 2).verdict is NO
    assert RULES["article_09_8_objections.has_a_decision_on_what_proved_right"].basis is Basis.TEXT


def test_9_8_a_candidate_is_kept_against_what_proved_right_alone() -> None:
    rule = objections.keeps_who_an_objection_proved_right_against
    given = [(A, A, True, False), (A, A, False, False), (A, A, True, True), (B, A, True, False), (None, A, False, False)]
    assert [rule(*one).verdict for one in given] == [YES, NO, NO, NO, NO]


@pytest.mark.parametrize(
    ("told", "reading", "verdict"),
    [
        ([{"objector", "applicant"}], "both", YES),
        ([{"objector"}], "both", Verdict.NOT_ON_RECORD),
        ([{"objector", "applicant"}, set()], "both", Verdict.NOT_ON_RECORD),
        ([{"objector"}], "objector", YES),
        ([{"objector"}], "applicant", Verdict.NOT_ON_RECORD),
        ([{"objector"}], None, Verdict.SILENT),
        ([], None, YES),
    ],
)
def test_9_8_who_is_told(told: list[set[str]], reading: str | None, verdict: Verdict) -> None:
    assert objections.told_those_concerned(told, reading, 0).verdict is verdict
    assert objections.told_those_concerned([], reading, 1).verdict is Verdict.NOT_DISCLOSED


# Changes and interruptions


NOTICE = (date(2025, 9, 24), date(2025, 10, 1))


@pytest.mark.parametrize(
    ("days", "restarts", "verdict"),
    [
        ((date(2025, 9, 26), date(2025, 10, 3)), True, YES),
        ((date(2025, 9, 25), date(2025, 10, 3)), True, NO),  # the day before the change
        (NOTICE, True, NO),
        (NOTICE, False, YES),
        ((NOTICE[0], date(2025, 9, 30)), False, NO),
        ((date(2025, 9, 26), date(2025, 10, 3)), False, NO),
        (NOTICE, None, Verdict.SILENT),
    ],
)
@pytest.mark.provision("9(8)", "boundary")
def test_9_8_a_change_counts_its_days_as_adopted(days: changes.Span, restarts: bool | None, verdict: Verdict) -> None:
    assert changes.counts_its_days_as_adopted(date(2025, 9, 26), days, NOTICE, restarts).verdict is verdict


@pytest.mark.parametrize(
    ("dark", "last"),
    [
        ([], date(2025, 10, 1)),
        ([(date(2025, 9, 26), date(2025, 9, 27))], date(2025, 10, 3)),
        ([(date(2025, 9, 26), date(2025, 9, 27)), (date(2025, 9, 27), date(2025, 9, 28))], date(2025, 10, 4)),  # a day counts once
        ([(date(2025, 9, 20), date(2025, 9, 23))], date(2025, 10, 1)),  # before it began
        ([(date(2025, 10, 2), date(2025, 10, 5))], date(2025, 10, 1)),  # after it was over
        ([(date(2025, 10, 1), date(2025, 10, 2))], date(2025, 10, 3)),  # the added day is dark itself
    ],
)
def test_9_8_dark_days_are_added(dark: list[changes.Span], last: date) -> None:
    assert changes.extended(NOTICE, dark, "adds_the_days") == last
    assert {changes.extended(NOTICE, dark, reading) for reading in ("counts_on", "starts_anew", None)} == {NOTICE[1]}


@pytest.mark.parametrize(
    ("reading", "starts_on", "verdict"),
    [
        ("starts_anew", date(2025, 9, 28), YES),
        ("starts_anew", date(2025, 9, 27), NO),
        ("adds_the_days", date(2025, 9, 24), YES),
        ("counts_on", date(2025, 9, 24), YES),
        (None, date(2025, 9, 24), Verdict.SILENT),
    ],
)
@pytest.mark.provision("9(8)", "boundary")
def test_9_8_an_interruption_is_made_up_for(reading: str | None, starts_on: date, verdict: Verdict) -> None:
    dark = [(date(2025, 9, 26), date(2025, 9, 27))]
    assert changes.makes_up_for_interruptions(starts_on, dark, reading).verdict is verdict
    assert changes.makes_up_for_interruptions(starts_on, [], None).verdict is YES
