"""Article 12: an accident after the award and its major adverse effect, both."""

from __future__ import annotations

import pytest

from ledger.rules import article_12 as article
from ledger.rules.citation import Verdict

YES, NO, NA = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.NOT_APPLICABLE


@pytest.mark.provision("12", "holds", "breaks")
@pytest.mark.parametrize(("ground", "has_title", "verdict"), [("accident", True, YES), ("accident", False, NO), ("fraud", False, NA)])
def test_12_the_accident_comes_after_the_award(ground: str, has_title: bool, verdict: Verdict) -> None:
    assert article.comes_after_the_award(ground, has_title).verdict is verdict


@pytest.mark.provision("12", "holds", "breaks")
@pytest.mark.parametrize(
    ("ground", "impact", "sealed", "verdict"),
    [
        ("accident", True, 0, YES),
        ("accident", False, 0, NO),
        ("accident", None, 0, NO),
        ("accident", None, 1, Verdict.NOT_DISCLOSED),
        ("fraud", None, 0, NA),
    ],
)
def test_12_the_accident_alone_is_not_enough(ground: str, impact: bool | None, sealed: int, verdict: Verdict) -> None:
    found = article.had_a_major_adverse_effect(ground, impact, sealed)
    assert (found.verdict, found.citation.zh) == (verdict, "第十二条")


@pytest.mark.provision("12", "holds", "breaks")
@pytest.mark.parametrize(
    ("established", "impact", "verdict"), [(True, True, YES), (True, False, YES), (True, None, NO), (False, None, YES)]
)
def test_12_a_conclusion_finds_on_both(established: bool, impact: bool | None, verdict: Verdict) -> None:
    assert article.finds_on_both_elements("accident", established, impact).verdict is verdict
    assert article.finds_on_both_elements("fraud", established, impact).verdict is NA
