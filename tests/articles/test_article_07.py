"""Article 7, printed 第7条: who recommends, once, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.rules import article_07 as article
from ledger.rules.citation import Verdict
from ledger.terms import ApplicantCode

A, LAST = ApplicantCode("A-01"), date(2025, 4, 10)


@pytest.mark.provision("7", "holds", "breaks")
@pytest.mark.parametrize(("standing", "expected"), [((A,), Verdict.CONFORMS), ((), Verdict.VIOLATES)])
def test_7_an_opinion_is_on_an_applicant(standing: tuple[ApplicantCode, ...], expected: Verdict) -> None:
    finding = article.speaks_of_a_standing_applicant(A, standing)
    assert (finding.citation.zh, finding.verdict) == ("第七条", expected)


@pytest.mark.provision("7", "holds", "breaks")
@pytest.mark.parametrize(("others", "expected"), [((), Verdict.CONFORMS), (("park",), Verdict.CONFORMS), (("town",), Verdict.VIOLATES)])
def test_7_a_body_has_one_opinion(others: tuple[str, ...], expected: Verdict) -> None:
    assert article.is_the_only_opinion_of_its_body("town", others).verdict is expected


@pytest.mark.provision("7", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("signed_on", "until", "closes_on", "is_decided", "expected"),
    [
        (LAST, "application_deadline", LAST, False, Verdict.CONFORMS),
        (date(2025, 4, 11), "application_deadline", LAST, False, Verdict.VIOLATES),
        (LAST, "application_deadline", None, False, Verdict.NOT_ON_RECORD),
        (date(2025, 6, 1), "qualification_decision", LAST, False, Verdict.CONFORMS),
        (LAST, "qualification_decision", LAST, True, Verdict.VIOLATES),
        (LAST, None, LAST, False, Verdict.SILENT),
    ],
)
def test_7_an_opinion_comes_in_time(
    signed_on: date, until: str | None, closes_on: date | None, is_decided: bool, expected: Verdict
) -> None:
    finding = article.is_signed_in_time(signed_on, until, closes_on, is_decided=is_decided)
    assert finding.verdict is expected
    assert finding.refuses is (expected in (Verdict.VIOLATES, Verdict.SILENT))


@pytest.mark.provision("7", "holds", "breaks")
@pytest.mark.parametrize(("opinions", "expected"), [(("town",), Verdict.CONFORMS), ((), Verdict.VIOLATES)])
def test_7_one_opinion_suffices(opinions: tuple[str, ...], expected: Verdict) -> None:
    assert article.has_an_opinion(opinions).verdict is expected
