"""Article 12, the accident itself: after the award, within the years that count, and the winner's own or a subsidiary's."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.event import Undisclosed
from ledger.rules import article_12 as article
from ledger.rules.article_12 import Accident
from ledger.rules.citation import Verdict
from ledger.terms import PartialDate

YES, NO, UNKNOWN, NA = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_ON_RECORD, Verdict.NOT_APPLICABLE
AWARDED = PartialDate(2025, 10, 15)


def accident(on: str, *, of_subsidiary: bool = False, attribution: str = "") -> Accident:
    return Accident(PartialDate.parse(on), of_subsidiary, attribution)


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        pytest.param("2025-10-16", YES, marks=pytest.mark.provision("12", "holds", "boundary")),
        pytest.param("2025-10-14", NO, marks=pytest.mark.provision("12", "breaks", "boundary")),
        pytest.param("2025-10-15", UNKNOWN, marks=pytest.mark.provision("12", "boundary")),
        ("2026", YES),
        ("2024", NO),
        ("2025-11", YES),
        ("2025-10", UNKNOWN),
        ("2025", UNKNOWN),
    ],
)
def test_12_the_accident_happened_after_the_day_of_the_award(on: str, verdict: Verdict) -> None:
    assert article.happened_after_the_award("accident", accident(on), AWARDED, 0).verdict is verdict


@pytest.mark.parametrize(
    ("on", "lookback", "verdict"),
    [
        ("2060-01-01", "none", YES),  # the text has no limit
        ("2028-10-15", 3, YES),
        ("2028-10-16", 3, NO),
        ("2028", 3, UNKNOWN),
        ("2027", 3, YES),
        ("2029", 3, NO),
        ("2025-10-15", 0, YES),
        ("2026-01-01", None, Verdict.SILENT),
    ],
)
def test_12_how_many_years_back_it_counts_is_adopted(on: str, lookback: Any, verdict: Verdict) -> None:
    assert article.happened_within_the_years_that_count("accident", accident(on), AWARDED, lookback, 0).verdict is verdict


@pytest.mark.parametrize(
    ("of_subsidiary", "attribution", "reading", "verdict"),
    [
        (False, "", None, YES),  # its own accident asks for no reading
        (False, "", "never", YES),
        (True, "", "always", YES),
        (True, "母公司统一管理", "never", NO),
        (True, "母公司统一管理", "case_by_case_with_reasons", YES),
        (True, " ", "case_by_case_with_reasons", NO),
        (True, "母公司统一管理", None, Verdict.SILENT),
    ],
)
def test_12_whether_a_subsidiary_counts_is_adopted(of_subsidiary: bool, attribution: str, reading: str | None, verdict: Verdict) -> None:
    found = accident("2026-01-01", of_subsidiary=of_subsidiary, attribution=attribution)
    assert article.is_attributed_as_adopted("accident", found, reading, 0).verdict is verdict


@pytest.mark.parametrize(
    ("ground", "sealed", "verdict"), [("fraud", 0, NA), ("accident", 0, UNKNOWN), ("accident", 3, Verdict.NOT_DISCLOSED)]
)
def test_12_without_a_finding_of_the_authority_nothing_is_guessed(ground: str, sealed: int, verdict: Verdict) -> None:
    for found in (
        article.happened_after_the_award(ground, None, AWARDED, sealed),
        article.happened_within_the_years_that_count(ground, None, AWARDED, "none", sealed),
        article.is_attributed_as_adopted(ground, None, "always", sealed),
    ):
        assert (found.verdict, found.refuses) == (verdict, False)


def test_12_a_title_whose_day_is_unknown_and_reasons_that_are_closed() -> None:
    assert article.happened_after_the_award("accident", accident("2026-01-01"), None, 0).verdict is UNKNOWN
    closed: Any = Undisclosed("attribution")
    found = Accident(PartialDate(2026), of_subsidiary=True, attribution=closed)
    assert article.is_attributed_as_adopted("accident", found, "case_by_case_with_reasons", 0).verdict is Verdict.NOT_DISCLOSED


@pytest.mark.parametrize(
    ("authority", "finding", "verdict"), [("应急管理局", "认定书 1 号", YES), ("", "认定书 1 号", NO), ("应急管理局", " ", NO)]
)
def test_12_a_finding_names_its_authority_and_its_paper(authority: str, finding: str, verdict: Verdict) -> None:
    assert article.names_authority_and_paper(authority, finding).verdict is verdict
