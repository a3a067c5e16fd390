"""Rules about a round as a whole: the case that holds, the one that does not, and the day between."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules.calendar import Calendar, NoticeCounting
from ledger.rules.citation import Verdict
from projections import whole_round

CALENDAR = Calendar.read(2025, 2025, ["2025-10-01", "2025-10-02", "2025-10-03", "2025-10-06", "2025-10-07", "2025-10-08"], [])
ROLL = NoticeCounting.CALENDAR_ROLL


def notice(starts: str, ends: str, closed: str | None, counting: NoticeCounting | None = ROLL, calendar: Calendar | None = CALENDAR):
    days = [date.fromisoformat(day) if day else None for day in (starts, ends, closed)]
    return whole_round.stood_its_seven_days(*days, 7, counting, calendar, is_over=True)


@pytest.mark.parametrize(
    ("starts", "ends", "closed", "verdict"),
    [
        ("2025-09-24", "2025-10-09", "2025-10-10", Verdict.CONFORMS),  # over the holidays
        ("2025-09-24", "2025-10-08", "2025-10-10", Verdict.VIOLATES),
        ("2025-09-24", "2025-10-09", "2025-10-08", Verdict.VIOLATES),  # closed before its last day
        ("2025-09-01", "2025-09-08", "2025-09-08", Verdict.CONFORMS),
        ("2025-09-01", "2025-09-07", "2025-09-09", Verdict.VIOLATES),
        ("2025-09-01", "2025-09-08", None, Verdict.NOT_ON_RECORD),
        ("2025-12-28", "2026-01-05", "2026-01-06", Verdict.NOT_ON_RECORD),  # past the calendar
    ],
)
def test_a_notice_stands_seven_days(starts: str, ends: str, closed: str | None, verdict: Verdict) -> None:
    assert notice(starts, ends, closed).verdict is verdict


def test_how_days_count_is_never_guessed() -> None:
    assert notice("2025-09-01", "2025-09-08", "2025-09-09", counting=None).verdict is Verdict.SILENT
    assert notice("2025-09-01", "2025-09-08", "2025-09-09", calendar=None).verdict is Verdict.NOT_ON_RECORD
    assert notice("2025-09-01", "2025-09-08", "2025-09-09", NoticeCounting.CALENDAR, None).verdict is Verdict.CONFORMS


def test_an_unknown_edition_has_no_number_of_days() -> None:
    day = date(2025, 9, 1)
    assert whole_round.stood_its_seven_days(day, day, day, None, ROLL, CALENDAR, is_over=True).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(("is_over", "verdict"), [(True, Verdict.NOT_ON_RECORD), (False, Verdict.NOT_DUE)])
def test_what_is_missing_is_due_only_once_the_round_is_over(is_over: bool, verdict: Verdict) -> None:
    assert whole_round.stood_its_seven_days(None, None, None, 7, ROLL, CALENDAR, is_over=is_over).verdict is verdict
    assert whole_round.gives_everybody_one_end(3, ("A-01",), is_over=is_over).verdict is verdict
    assert whole_round.accounts_for_every_place({"main": 1}, is_over=is_over).verdict is verdict
    assert whole_round.pays_what_it_granted({}, {}, ("A-01",), is_over=is_over).verdict is verdict


def test_a_round_that_nobody_entered_proves_nothing() -> None:
    assert whole_round.gives_everybody_one_end(0, (), is_over=True).verdict is Verdict.NOT_ON_RECORD
    assert whole_round.gives_everybody_one_end(1, (), is_over=True).verdict is Verdict.CONFORMS


@pytest.mark.parametrize(
    ("unaccounted", "verdict"),
    [({"main": 0}, Verdict.CONFORMS), ({}, Verdict.NOT_ON_RECORD), ({"main": None}, Verdict.NOT_ON_RECORD)],
)
def test_places_without_a_plan_are_not_accounted_for(unaccounted: dict[str, int | None], verdict: Verdict) -> None:
    assert whole_round.accounts_for_every_place(unaccounted, is_over=True).verdict is verdict


@pytest.mark.parametrize(
    ("granted", "paid", "verdict"),
    [
        ({"A-01": 5}, {"A-01": 5}, Verdict.CONFORMS),
        ({"A-01": 0}, {}, Verdict.CONFORMS),  # a repeat winner
        ({"A-01": 5}, {"A-01": 4}, Verdict.NOT_DUE),
        ({"A-01": 5}, {}, Verdict.NOT_DUE),
        ({"A-01": 5}, {"A-01": 6}, Verdict.VIOLATES),
        ({}, {}, Verdict.NOT_ON_RECORD),
        ({"A-01": 5}, {"A-01": 5, "A-02": 1}, Verdict.NOT_ON_RECORD),  # paid to whom nothing was granted
    ],
)
def test_prizes_are_paid_as_granted(granted: dict[str, int], paid: dict[str, int], verdict: Verdict) -> None:
    assert whole_round.pays_what_it_granted(granted, paid, ("A-01",), is_over=True).verdict is verdict


def test_more_than_was_granted_is_too_much_at_any_time() -> None:
    assert whole_round.pays_what_it_granted({"A-01": 5}, {"A-01": 6}, (), is_over=False).verdict is Verdict.VIOLATES


@pytest.mark.parametrize(
    ("differing", "unknown", "closed", "is_fixed", "verdict"),
    [
        ((), (), (), True, Verdict.CONFORMS),
        (("A-01",), (), (), True, Verdict.VIOLATES),
        ((), ("A-01",), (), True, Verdict.NOT_ON_RECORD),
        ((), (), ("A-01",), True, Verdict.NOT_DISCLOSED),
        ((), (), (), False, Verdict.NOT_DUE),
    ],
)
def test_reported_scores_follow_from_the_marks(differing, unknown, closed, is_fixed, verdict: Verdict) -> None:
    for rule in (
        whole_round.reports_document_scores_as_marked,
        whole_round.reports_combined_scores_as_marked,
        whole_round.reports_overall_scores_as_marked,
    ):
        assert rule(differing, unknown, closed, is_fixed=is_fixed).verdict is verdict
