"""Article 16: an interpretation fills a gap, says which, and comes before the marks."""

from __future__ import annotations

import pytest

from ledger.rules import article_16 as article
from ledger.rules.citation import Verdict
from ledger.rules.editions import FIXED
from ledger.terms import RoundId


@pytest.mark.parametrize("key", sorted(FIXED))
def test_16_the_text_is_out_of_reach(key: str) -> None:
    assert article.fills_open_questions_only(("notice.counting", key)).verdict is Verdict.VIOLATES


def test_16_gaps_are_filled() -> None:
    assert article.fills_open_questions_only(("notice.counting", "bar.win.start")).verdict is Verdict.CONFORMS
    assert article.fills_open_questions_only(()).verdict is Verdict.CONFORMS
    assert article.fills_open_questions_only(("made.up",)).verdict is Verdict.VIOLATES


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("1", "9(8)", "q", "a"), Verdict.CONFORMS),
        (("", "9(8)", "q", "a"), Verdict.VIOLATES),
        (("1", "nine", "q", "a"), Verdict.VIOLATES),
        (("1", "9(8)", " ", "a"), Verdict.VIOLATES),
        (("1", "9(8)", "q", ""), Verdict.VIOLATES),
    ],
)
def test_16_it_says_what_it_interprets(said: tuple[str, str, str, str], expected: Verdict) -> None:
    assert article.says_what_it_interprets(*said).verdict is expected


@pytest.mark.parametrize(("running", "expected"), [((), Verdict.CONFORMS), ((RoundId("2025"),), Verdict.VIOLATES)])
def test_16_marks_that_are_known_are_flagged(running: tuple[RoundId, ...], expected: Verdict) -> None:
    assert article.comes_before_marks_are_known(running).verdict is expected
