"""Article 8: the conditions, and the arithmetic of five and three years, these numbers included."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import article_08 as article
from ledger.rules.article_08 import CONDITIONS, MET, NOT_APPLICABLE, NOT_MET, WHOLE, as_partial, lasted, missing
from ledger.rules.calendar import anniversary
from ledger.rules.citation import Finding, Verdict
from ledger.rules.outside import OUTSIDE
from ledger.terms import PartialDate

D = PartialDate.parse
COUNTED = [
    (article.has_operated_long_enough, "8(1)", 5),
    (article.has_run_its_quality_system_long_enough, "8(3)", 3),
    (article.has_used_the_excellence_model_long_enough, "8(3)", 3),
    (article.looks_back_far_enough, "8(5)", 3),
]


@pytest.mark.provision("8(1)", "holds", "breaks", "boundary")
@pytest.mark.provision("8(3)", "holds", "breaks", "boundary")
@pytest.mark.provision("8(5)", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("rule", "citation", "years"), COUNTED)
def test_8_the_number_itself_is_enough(rule: Callable[..., Finding], citation: str, years: int) -> None:
    as_of, since = D("2025-04-10"), D(f"{2025 - years}-04-10")
    finding = rule(MET, since, as_of, years)
    assert (str(finding.citation), finding.verdict) == (citation, Verdict.CONFORMS)
    assert rule(MET, D(f"{2025 - years}-04-11"), as_of, years).verdict is Verdict.VIOLATES
    assert rule(NOT_MET, D("2025-04-09"), as_of, years).verdict is Verdict.CONFORMS
    assert rule(NOT_APPLICABLE, None, as_of, years).verdict is Verdict.NOT_APPLICABLE
    assert rule(MET, None, as_of, years).verdict is Verdict.NOT_ON_RECORD
    assert rule(MET, since, as_of, None).verdict is Verdict.NOT_ON_RECORD
    assert rule(MET, D(f"{2025 - years}"), as_of, years).verdict is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("since", "as_of", "expected"),
    [
        ("2020-02-29", "2025-02-28", True),  # no 29th: the month's last day (Civil Code 202)
        ("2020-02-29", "2025-02-27", False),
        ("2019", "2025-01-01", True),
        ("2020", "2025-12-31", True),
        ("2020", "2025-06-30", None),
        ("2021", "2025-12-31", False),
        ("2020-04", "2025-04-30", True),
        ("2020-04", "2025-04-15", None),
        ("2020-05", "2025-04-30", False),
        ("2020-04-10", "2025", None),
        ("2020-04-10", "2026", True),
    ],
)
def test_8_partly_known_days_tell_what_they_can(since: str, as_of: str, expected: bool | None) -> None:
    assert lasted(D(since), D(as_of), 5) is expected


@given(st.dates(date(1950, 1, 1), date(2080, 12, 31)), st.dates(date(1950, 1, 1), date(2080, 12, 31)))
def test_8_whole_days_always_tell(since: date, as_of: date) -> None:
    assert lasted(as_partial(since), as_partial(as_of), 5) is (anniversary(since, 5) <= as_of)


@pytest.mark.provision("8", "holds", "breaks")
@pytest.mark.parametrize(
    ("condition", "limb", "expected"),
    [
        ("8(1)", "operation", Verdict.CONFORMS),
        ("8(5)", WHOLE, Verdict.CONFORMS),
        ("8(5)", "operation", Verdict.VIOLATES),
        ("8(6)", WHOLE, Verdict.VIOLATES),
        ("9(3)", WHOLE, Verdict.VIOLATES),
        ("8(1)", "", Verdict.VIOLATES),
    ],
)
def test_8_findings_are_on_its_conditions(condition: str, limb: str, expected: Verdict) -> None:
    assert article.finds_on_a_condition_of_the_article(condition, limb).verdict is expected


@pytest.mark.provision("8", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("as_of", "expected", "reading", "verdict"),
    [
        ("2025-04-10", "2025-04-10", "application_deadline", Verdict.CONFORMS),
        ("2025-04-09", "2025-04-10", "application_deadline", Verdict.VIOLATES),
        ("2025", "2025-04-10", "application_deadline", Verdict.VIOLATES),
        ("2025-04-10", None, "application_deadline", Verdict.NOT_ON_RECORD),
        ("2025-04-10", "2025-04-10", None, Verdict.SILENT),
    ],
)
def test_8_years_run_to_the_reference_day(as_of: str, expected: str | None, reading: str | None, verdict: Verdict) -> None:
    assert article.is_counted_to_the_reference_day(D(as_of), D(expected) if expected else None, reading).verdict is verdict


@pytest.mark.provision("8(5)", "holds")
@pytest.mark.parametrize(
    ("found", "reading", "verdict"),
    [
        (MET, "any_record", Verdict.CONFORMS),
        (NOT_MET, "any_record", Verdict.CONFORMS),
        (MET, None, Verdict.SILENT),
        (NOT_MET, None, Verdict.SILENT),
        (NOT_APPLICABLE, None, Verdict.NOT_APPLICABLE),
    ],
)
def test_8_5_what_is_undefined_waits_for_a_reading(found: str, reading: str | None, verdict: Verdict) -> None:
    finding = article.rests_on_an_adopted_reading(found, "eligibility.other_record", reading)
    assert (finding.verdict, str(finding.citation)) == (verdict, "8(5)")


def test_8_nothing_is_left_out() -> None:
    assert missing([]) == tuple(CONDITIONS)
    assert missing((condition, WHOLE) for condition in CONDITIONS) == ()
    assert missing((condition, limb) for condition, limbs in CONDITIONS.items() for limb in limbs) == ()
    parts = [(c, limb) for c, limbs in CONDITIONS.items() for limb in limbs if limb not in ("innovation", "social")]
    assert missing(parts) == ("8(3) innovation", "8(4) social")


def test_8_has_five_conditions_in_both_languages() -> None:
    assert list(CONDITIONS) == ["8(1)", "8(2)", "8(3)", "8(4)", "8(5)"]
    assert all(not zh.isascii() and en.isascii() for limbs in CONDITIONS.values() for zh, en in limbs.values())


@pytest.mark.provision("8(2)", "outside")
def test_8_2_says_why_no_program_decides_it() -> None:
    assert all(text.strip() for text in OUTSIDE["8(2)"])
    assert "8(2)" in CONDITIONS  # and yet nobody qualifies without a finding on it


@pytest.mark.provision("8(4)", "holds", "breaks")
@pytest.mark.parametrize(
    ("business", "social", "verdict"),
    [
        (MET, NOT_APPLICABLE, Verdict.CONFORMS),
        (NOT_APPLICABLE, NOT_MET, Verdict.CONFORMS),  # a finding it is; what follows from it is 9(3)
        (NOT_APPLICABLE, NOT_APPLICABLE, Verdict.VIOLATES),
    ],
)
def test_8_4_an_applicant_is_in_business_or_not_for_profit(business: str, social: str, verdict: Verdict) -> None:
    parts = [limb for limb in CONDITIONS["8(4)"] if limb != WHOLE]
    found = {("8(4)", parts[0]): business, ("8(4)", parts[1]): social, ("8(1)", WHOLE): MET}
    assert article.is_measured_as_one_kind_or_the_other(found).verdict is verdict
