"""Article 9(2) and article 4: the stamp and the hour of receipt, supplements in time, and until when one withdraws."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules import article_09_1_to_3, article_09_2_receipt
from ledger.rules.article_09_2_receipt import is_in_time
from ledger.rules.citation import Verdict
from ledger.terms import ApplicantCode

CLOSES = date(2025, 4, 10)


def at(time: str, day: str = "2025-04-10") -> str:
    return f"{day}T{time}:00+08:00"


@pytest.mark.parametrize(
    ("received_at", "hour", "expected"),
    [
        pytest.param(at("17:30"), "17:30", Verdict.CONFORMS, marks=pytest.mark.provision("9(2)", "holds", "boundary")),
        pytest.param(at("17:31"), "17:30", Verdict.VIOLATES, marks=pytest.mark.provision("9(2)", "breaks", "boundary")),
        ("2025-04-10T17:30:59.999+08:00", "17:30", Verdict.CONFORMS),
        (at("23:59"), "24:00", Verdict.CONFORMS),
        (at("00:00", "2025-04-11"), "24:00", Verdict.VIOLATES),
        (at("12:00"), None, Verdict.SILENT),
        (at("23:59", "2025-04-09"), None, Verdict.CONFORMS),
        (at("00:01", "2025-04-11"), None, Verdict.VIOLATES),
        (None, "17:30", Verdict.NOT_ON_RECORD),
        ("2025-04-10T09:45:00+00:00", "17:30", Verdict.VIOLATES),
        ("2025-04-10T09:30:00+00:00", "17:30", Verdict.CONFORMS),
        ("2025-04-10T16:30:00+00:00", "24:00", Verdict.VIOLATES),
    ],
)
def test_9_2_the_last_day_ends_at_its_hour(received_at: str | None, hour: str | None, expected: Verdict) -> None:
    assert article_09_2_receipt.is_received_before_the_closing_hour(received_at, CLOSES, hour).verdict is expected


def test_9_2_without_a_window_nothing_is_late() -> None:
    finding = article_09_2_receipt.is_received_before_the_closing_hour(at("12:00"), None, "17:30")
    assert finding.verdict is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("received_on", "received_at", "hour", "expected"),
    [
        (CLOSES, at("17:31"), "17:30", Verdict.CONFORMS),
        (CLOSES, at("17:30"), "17:30", Verdict.VIOLATES),
        (CLOSES, at("17:31"), None, Verdict.SILENT),
        (CLOSES, None, "17:30", Verdict.VIOLATES),
        (date(2025, 4, 11), None, None, Verdict.CONFORMS),
        (date(2025, 4, 11), at("09:00", "2025-04-11"), None, Verdict.CONFORMS),
    ],
)
def test_9_2_late_is_what_came_after_the_hour_too(received_on: date, received_at: str | None, hour: str | None, expected: Verdict) -> None:
    finding = article_09_1_to_3.came_after_the_window(received_on, CLOSES, received_at, hour)
    assert (str(finding.citation), finding.verdict) == ("9(2)", expected)


@pytest.mark.parametrize("hour", ["00:00", "17:30", "24:00"])
@pytest.mark.parametrize("received_at", [at("00:00"), at("17:30"), at("17:31"), at("23:59"), at("12:00", "2025-04-11")])
def test_9_2_an_application_is_in_time_or_late_and_never_both(received_at: str, hour: str) -> None:
    day = date.fromisoformat(received_at[:10])
    late = article_09_1_to_3.came_after_the_window(day, CLOSES, received_at, hour).verdict is Verdict.CONFORMS
    assert is_in_time(received_at, CLOSES, hour) is not late


@pytest.mark.parametrize(
    ("day", "stamp", "expected"),
    [(CLOSES, at("09:00"), Verdict.CONFORMS), (date(2025, 4, 9), at("09:00"), Verdict.VIOLATES), (CLOSES, None, Verdict.NOT_ON_RECORD)],
)
def test_9_2_the_day_is_that_of_the_stamp(day: date, stamp: str | None, expected: Verdict) -> None:
    assert article_09_2_receipt.stands_as_it_was_received(day, stamp).verdict is expected


@pytest.mark.parametrize(
    ("handed_in_on", "due_on", "expected"),
    [
        pytest.param(CLOSES, CLOSES, Verdict.CONFORMS, marks=pytest.mark.provision("9(2)", "holds", "boundary")),
        pytest.param(date(2025, 4, 11), CLOSES, Verdict.VIOLATES, marks=pytest.mark.provision("9(2)", "breaks", "boundary")),
        (CLOSES, None, Verdict.NOT_ON_RECORD),
    ],
)
def test_9_2_papers_come_by_the_day_that_was_set(handed_in_on: date, due_on: date | None, expected: Verdict) -> None:
    assert article_09_2_receipt.is_supplemented_in_time(handed_in_on, due_on).verdict is expected


def test_9_2_what_is_asked_leaves_time() -> None:
    a = ApplicantCode("A-01")
    assert article_09_2_receipt.leaves_time_to_supplement(CLOSES, CLOSES).verdict is Verdict.CONFORMS
    assert article_09_2_receipt.leaves_time_to_supplement(CLOSES, date(2025, 4, 9)).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.asks_for_papers_of_a_standing_application(a, (a,)).verdict is Verdict.CONFORMS
    assert article_09_2_receipt.asks_for_papers_of_a_standing_application(a, ()).verdict is Verdict.VIOLATES


def test_9_2_stamp_and_profile_come_once_and_first() -> None:
    assert article_09_2_receipt.is_stamped_once(is_stamped=True).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.comes_before_its_papers(is_recorded=True).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.is_profiled_once(is_profiled=True).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.profiles_an_application_of_the_round(0, is_late=False).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.profiles_an_application_of_the_round(5, is_late=True).verdict is Verdict.VIOLATES
    assert article_09_2_receipt.profiles_an_application_of_the_round(5, is_late=False).verdict is Verdict.CONFORMS


LATER = date(2025, 5, 1)


@pytest.mark.parametrize(
    ("until", "on", "defence_list_at", "notice_at", "expected"),
    [
        (None, CLOSES, 0, 0, Verdict.CONFORMS),
        (None, date(2025, 4, 11), 0, 0, Verdict.SILENT),
        ("application_deadline", CLOSES, 0, 0, Verdict.CONFORMS),
        pytest.param("application_deadline", date(2025, 4, 11), 0, 0, Verdict.VIOLATES, marks=pytest.mark.provision("4", "breaks")),
        ("defence_list", LATER, 0, 0, Verdict.CONFORMS),
        ("defence_list", LATER, 80, 0, Verdict.VIOLATES),
        ("notice_opened", LATER, 80, 0, Verdict.CONFORMS),
        ("notice_opened", LATER, 80, 90, Verdict.VIOLATES),
        pytest.param("government_approval", LATER, 80, 90, Verdict.CONFORMS, marks=pytest.mark.provision("4", "holds")),
    ],
)
def test_4_an_applicant_withdraws_as_long_as_was_adopted(
    until: str | None, on: date, defence_list_at: int, notice_at: int, expected: Verdict
) -> None:
    finding = article_09_2_receipt.withdraws_while_it_may(until, on, CLOSES, defence_list_at, notice_at)
    assert (str(finding.citation), finding.verdict) == ("4", expected)


def test_4_without_a_window_its_last_day_is_not_on_record() -> None:
    assert article_09_2_receipt.withdraws_while_it_may("application_deadline", CLOSES, None, 0, 0).verdict is Verdict.NOT_ON_RECORD
