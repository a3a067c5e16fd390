"""Article 3: organisations apply; one round a year; two tiers; no more than two places in each."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.rules import article_03 as article
from ledger.rules.citation import Finding, Verdict
from ledger.terms import MAIN, NOMINATION, Tier

TIERS, QUOTA = (MAIN, NOMINATION), {MAIN: 2, NOMINATION: 2}
GOLD = Tier("gold")


def verdict(finding: Finding, citation: str) -> Verdict:
    assert str(finding.citation) == citation
    return finding.verdict


@pytest.mark.provision("3.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("organisation", "name", "expected"),
    [
        ("9132", "一厂", Verdict.CONFORMS),
        ("", "一厂", Verdict.VIOLATES),
        ("9132", "", Verdict.VIOLATES),
        (" ", " ", Verdict.VIOLATES),
    ],
)
def test_3_1_an_organisation_applies(organisation: str, name: str, expected: Verdict) -> None:
    assert verdict(article.applies_as_an_organisation(organisation, name), "3.1") is expected


@pytest.mark.provision("3.2", "holds", "breaks")
@pytest.mark.parametrize(
    ("planned", "tiers", "is_historical", "expected"),
    [
        ((MAIN, NOMINATION), TIERS, False, Verdict.CONFORMS),
        ((MAIN,), TIERS, False, Verdict.CONFORMS),
        ((), TIERS, True, Verdict.CONFORMS),
        ((), None, True, Verdict.CONFORMS),
        ((), TIERS, False, Verdict.VIOLATES),
        ((MAIN, MAIN), TIERS, False, Verdict.VIOLATES),
        ((MAIN, GOLD), TIERS, False, Verdict.VIOLATES),
        ((MAIN,), None, False, Verdict.NOT_ON_RECORD),
    ],
)
def test_3_2_tiers_are_those_of_the_edition(planned: Any, tiers: Any, is_historical: bool, expected: Verdict) -> None:
    assert verdict(article.plans_tiers_of_the_edition(planned, tiers, is_historical=is_historical), "3.2") is expected


@pytest.mark.provision("3.2", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("places", "quota", "expected"),
    [
        ({MAIN: 2, NOMINATION: 2}, QUOTA, Verdict.CONFORMS),  # the ceiling itself
        ({MAIN: 0}, QUOTA, Verdict.CONFORMS),  # a place may stay vacant
        ({}, None, Verdict.CONFORMS),
        ({MAIN: 3}, QUOTA, Verdict.VIOLATES),
        ({MAIN: 1, NOMINATION: 3}, QUOTA, Verdict.VIOLATES),  # no transfer between tiers
        ({MAIN: -1}, QUOTA, Verdict.VIOLATES),
        ({MAIN: 3, GOLD: 1}, QUOTA, Verdict.VIOLATES),  # a breach that is known outweighs what is not
        ({MAIN: 2, GOLD: 1}, QUOTA, Verdict.NOT_ON_RECORD),
        ({MAIN: 1}, None, Verdict.NOT_ON_RECORD),
        ({MAIN: 1}, {MAIN: None}, Verdict.NOT_ON_RECORD),
    ],
)
def test_3_2_the_quota_is_a_ceiling(places: Any, quota: Any, expected: Verdict) -> None:
    assert verdict(article.keeps_to_the_quota(places, quota), "3.2") is expected


@pytest.mark.provision("3.2", "holds", "breaks")
@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), Verdict.CONFORMS),
        ((("质量奖", "2024"), ("other", "2025")), Verdict.CONFORMS),
        ((("质量奖", "2025"),), Verdict.VIOLATES),
    ],
)
def test_3_2_a_year_has_one_round(others: Any, expected: Verdict) -> None:
    assert verdict(article.is_the_one_round_of_its_year("质量奖", "2025", others), "3.2") is expected


@pytest.mark.provision("3.2", "holds", "breaks")
@pytest.mark.parametrize(
    ("label", "year", "expected"),
    [
        ("2025", 2025, Verdict.CONFORMS),
        ("2025-2026", None, Verdict.CONFORMS),
        ("第三届", 2019, Verdict.CONFORMS),
        ("2025", 2024, Verdict.VIOLATES),
        ("2025", None, Verdict.VIOLATES),
        ("", None, Verdict.VIOLATES),
    ],
)
def test_3_2_a_round_names_its_award_year(label: str, year: int | None, expected: Verdict) -> None:
    assert verdict(article.names_its_award_year(label, year), "3.2") is expected
