"""Article 5: the standard, its edition, its items."""

from __future__ import annotations

import pytest

from ledger.rules import article_05 as article
from ledger.rules.article_05 import Scale
from ledger.rules.citation import Verdict
from ledger.terms import Hundredths, ItemId


def scale(item: str = "4.1", least: int = 0, most: int = 11000, step: int = 100) -> Scale:
    return Scale(ItemId(item), Hundredths(least), Hundredths(most), Hundredths(step))


@pytest.mark.provision("5", "holds", "breaks")
@pytest.mark.parametrize(
    ("standard", "adopted", "expected"),
    [
        ("GB/T 19580-2012", "GB/T 19580-2012", Verdict.CONFORMS),
        ("GB/T 19580-2004", "GB/T 19580-2012", Verdict.VIOLATES),
        ("GB/T 19580", "GB/T 19580-2012", Verdict.VIOLATES),
        ("GB/T 19580-2012", None, Verdict.SILENT),
    ],
)
def test_5_the_edition_is_the_adopted_one(standard: str, adopted: str | None, expected: Verdict) -> None:
    finding = article.follows_the_adopted_standard(standard, adopted)
    assert (finding.verdict, finding.why) == (expected, "" if adopted else "rubric.edition")


@pytest.mark.provision("5", "holds", "breaks")
@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ((scale(), scale("4.2")), Verdict.CONFORMS),
        ((scale(least=5, most=5),), Verdict.CONFORMS),
        ((), Verdict.VIOLATES),
        ((scale(), scale()), Verdict.VIOLATES),
        ((scale(step=0),), Verdict.VIOLATES),
        ((scale(step=-100),), Verdict.VIOLATES),
        ((scale(least=11000, most=0),), Verdict.VIOLATES),
        ((scale(most=11050),), Verdict.VIOLATES),
    ],
)
def test_5_items_can_be_scored(items: tuple[Scale, ...], expected: Verdict) -> None:
    assert article.has_items_that_can_be_scored(items).verdict is expected


@pytest.mark.provision("5", "holds", "breaks")
@pytest.mark.parametrize(("at", "before", "after"), [(0, Verdict.VIOLATES, Verdict.CONFORMS), (1, Verdict.CONFORMS, Verdict.VIOLATES)])
def test_5_the_rubric_stands_before_the_call(at: int, before: Verdict, after: Verdict) -> None:
    assert article.has_a_rubric_before_the_call(at).verdict is before
    assert article.keeps_the_rubric_after_the_call(at).verdict is after
