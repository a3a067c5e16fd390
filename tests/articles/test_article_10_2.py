"""Article 10.2, and the bars of 11 and 12: five years, the last day included, from a day that the adopted rules name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.rules.article_10_2 import Revocation, Win, is_past_the_bar_after_a_revocation, is_past_the_bar_of_an_earlier_win
from ledger.rules.citation import Verdict
from ledger.terms import BarStart, PartialDate

D = PartialDate.parse
WON = Win(2023, D("2024-06-27"), is_certain=True)
SUBMITTED = "application_submission_date"


def bar(
    tested_on: date | None, *wins: Win, start: BarStart | None = BarStart.DECISION, scope: str | None = "programme", **given: Any
) -> Any:
    return is_past_the_bar_of_an_earlier_win(tested_on, wins, given.get("years", 5), start, scope, given.get("test_date", SUBMITTED))


@pytest.mark.provision("10.2", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("start", "day", "expected"),
    [
        (BarStart.DECISION, date(2029, 6, 27), Verdict.VIOLATES),  # five years to the day: the last day of the bar
        (BarStart.DECISION, date(2029, 6, 28), Verdict.CONFORMS),
        (BarStart.START_OF_AWARD_YEAR, date(2027, 12, 31), Verdict.VIOLATES),
        (BarStart.START_OF_AWARD_YEAR, date(2028, 1, 1), Verdict.CONFORMS),  # a whole round earlier than by decision
        (BarStart.END_OF_AWARD_YEAR, date(2028, 12, 31), Verdict.VIOLATES),
        (BarStart.END_OF_AWARD_YEAR, date(2029, 1, 1), Verdict.CONFORMS),
    ],
)
def test_10_2_bars_a_main_winner_for_five_years(start: BarStart, day: date, expected: Verdict) -> None:
    finding = bar(day, WON, start=start)
    assert (str(finding.citation), finding.citation.zh, finding.verdict) == ("10.2", "第十条第二款", expected)


@pytest.mark.provision("10.2", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("win", "day", "expected"),
    [
        (Win(None, D("2024"), is_certain=True), date(2028, 12, 31), Verdict.VIOLATES),  # every day of 2024 bars
        (Win(None, D("2024"), is_certain=True), date(2029, 1, 1), Verdict.VIOLATES),  # even the first one
        (Win(None, D("2024"), is_certain=True), date(2029, 1, 2), Verdict.NOT_ON_RECORD),
        (Win(None, D("2024"), is_certain=True), date(2029, 12, 31), Verdict.NOT_ON_RECORD),
        (Win(None, D("2024"), is_certain=True), date(2030, 1, 1), Verdict.CONFORMS),
        (Win(None, None, is_certain=True), date(2049, 1, 1), Verdict.NOT_ON_RECORD),
        (Win(2023, D("2024-06-27"), is_certain=False), date(2026, 1, 1), Verdict.NOT_ON_RECORD),
        (Win(2023, D("2024-06-27"), is_certain=False), date(2029, 6, 28), Verdict.CONFORMS),
        (Win(2023, D("2020-02-29"), is_certain=True), date(2025, 2, 28), Verdict.VIOLATES),
        (Win(2023, D("2020-02-29"), is_certain=True), date(2025, 3, 1), Verdict.CONFORMS),
    ],
)
def test_10_2_a_partly_known_day_tells_what_it_can(win: Win, day: date, expected: Verdict) -> None:
    assert bar(day, win).verdict is expected


def test_10_2_what_is_certain_outweighs_what_is_not() -> None:
    assert bar(date(2029, 6, 27), Win(None, None, is_certain=True), WON).verdict is Verdict.VIOLATES


@pytest.mark.provision("10.2", "holds")
def test_10_2_does_not_bar_who_won_nothing_whatever_is_open() -> None:
    assert bar(None, start=None, scope=None, test_date=None).verdict is Verdict.CONFORMS


@pytest.mark.parametrize(
    ("given", "key"), [({"start": None}, "bar.win.start"), ({"scope": None}, "bar.win.scope"), ({"test_date": None}, "bar.test_date")]
)
def test_10_2_says_so_where_nothing_settles_it(given: dict[str, Any], key: str) -> None:
    finding = bar(date(2029, 1, 1), WON, **given)
    assert (finding.verdict, finding.why, finding.refuses) == (Verdict.SILENT, key, True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"scope": "main_tier"}, Verdict.NOT_APPLICABLE),
        ({"years": None}, Verdict.NOT_ON_RECORD),
        ({"start": BarStart.END_OF_AWARD_YEAR}, Verdict.VIOLATES),
    ],
)
def test_10_2_other_readings(given: dict[str, Any], expected: Verdict) -> None:
    assert bar(date(2026, 1, 1), WON, **given).verdict is expected


def test_10_2_a_day_that_is_not_on_record_is_no_yes() -> None:
    assert bar(None, WON).verdict is Verdict.NOT_ON_RECORD
    unknown_year = Win(None, D("2024-06-27"), is_certain=True)
    assert bar(date(2026, 1, 1), unknown_year, start=BarStart.END_OF_AWARD_YEAR).verdict is Verdict.NOT_ON_RECORD


def after(day: date, *lost: Revocation, start: str | None = "revocation_approval_date", years: int | None = 5) -> Verdict:
    return is_past_the_bar_after_a_revocation(day, lost, years, start, SUBMITTED).verdict


@pytest.mark.provision("11", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("lost", "day", "expected"),
    [
        (Revocation(D("2020-03-20"), None), date(2025, 3, 20), Verdict.VIOLATES),
        (Revocation(D("2020-03-20"), None), date(2025, 3, 21), Verdict.CONFORMS),
        (Revocation(D("2020-03-20"), D("2020-04-01")), date(2025, 4, 1), Verdict.VIOLATES),
        (Revocation(D("2020-03-20"), D("2020-04-01")), date(2025, 4, 2), Verdict.CONFORMS),
        (Revocation(None, None), date(2025, 4, 2), Verdict.NOT_ON_RECORD),
    ],
)
def test_11_bars_after_a_revocation(lost: Revocation, day: date, expected: Verdict) -> None:
    assert after(day, lost) is expected


@pytest.mark.provision("11", "holds", "breaks")
def test_11_a_bar_that_names_its_start_needs_no_reading() -> None:
    imposed = Revocation(D("2020-03-20"), D("2020-04-01"))
    assert after(date(2025, 4, 1), imposed, start=None) is Verdict.VIOLATES
    assert after(date(2025, 4, 1), imposed, Revocation(D("2019-01-01"), None), start=None) is Verdict.SILENT
    assert after(date(2025, 4, 1), start=None) is Verdict.CONFORMS


def test_11_service_and_announcement_are_not_in_the_register() -> None:
    assert after(date(2025, 4, 1), Revocation(D("2020-03-20"), None), start="revocation_service_date") is Verdict.NOT_ON_RECORD
    assert after(date(2025, 4, 1), Revocation(D("2020-03-20"), None), years=None) is Verdict.NOT_ON_RECORD
