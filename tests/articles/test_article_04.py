"""Article 4: applying is voluntary, until there is a title to give up."""

from __future__ import annotations

import pytest

from ledger.rules import article_04 as article
from ledger.rules.citation import Verdict
from ledger.terms import ApplicantCode

A, B = ApplicantCode("A-01"), ApplicantCode("A-02")


@pytest.mark.provision("4", "holds", "breaks")
@pytest.mark.parametrize(("standing", "expected"), [((A, B), Verdict.CONFORMS), ((B,), Verdict.VIOLATES), ((), Verdict.VIOLATES)])
def test_4_what_stands_can_be_withdrawn(standing: tuple[ApplicantCode, ...], expected: Verdict) -> None:
    assert article.withdraws_a_standing_application(A, standing).verdict is expected


@pytest.mark.provision("4", "holds", "breaks")
@pytest.mark.parametrize(("decided", "expected"), [((), Verdict.CONFORMS), ((B,), Verdict.CONFORMS), ((A,), Verdict.VIOLATES)])
def test_4_the_approval_of_one_ends_the_choice_of_one(decided: tuple[ApplicantCode, ...], expected: Verdict) -> None:
    finding = article.withdraws_before_the_approval(A, decided)
    assert (str(finding.citation), finding.verdict) == ("4", expected)
