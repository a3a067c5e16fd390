"""Article 16: an interpretation fills a gap, says which, and comes before the marks."""

from __future__ import annotations

import pytest

from ledger.rules import article_16 as article
from ledger.rules.citation import Silence, Verdict
from ledger.rules.editions import FIXED
from ledger.rules.parameters import KEYS
from ledger.stages.check import FLAGS
from ledger.terms import RoundId


@pytest.mark.provision("16", "breaks")
@pytest.mark.parametrize("key", sorted(FIXED))
def test_16_the_text_is_out_of_reach(key: str) -> None:
    assert article.fills_open_questions_only(("notice.counting", key)).verdict is Verdict.VIOLATES


@pytest.mark.provision("16", "holds", "breaks")
def test_16_gaps_are_filled() -> None:
    assert article.fills_open_questions_only(("notice.counting", "bar.win.start")).verdict is Verdict.CONFORMS
    assert article.fills_open_questions_only(()).verdict is Verdict.CONFORMS
    assert article.fills_open_questions_only(("made.up",)).verdict is Verdict.VIOLATES


@pytest.mark.provision("16", "holds", "breaks")
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


@pytest.mark.provision("16", "holds", "breaks")
@pytest.mark.parametrize(("running", "expected"), [((), Verdict.CONFORMS), ((RoundId("2025"),), Verdict.VIOLATES)])
def test_16_marks_that_are_known_are_flagged(running: tuple[RoundId, ...], expected: Verdict) -> None:
    assert article.comes_before_marks_are_known(running).verdict is expected


@pytest.mark.provision("16", "holds", "breaks")
@pytest.mark.parametrize(
    ("keys", "expected"), [((), Verdict.CONFORMS), (("panel.min",), Verdict.CONFORMS), (("weights", "panel.min"), Verdict.VIOLATES)]
)
def test_16_what_another_text_answers_is_out_of_reach_too(keys: tuple[str, ...], expected: Verdict) -> None:
    assert article.leaves_alone_what_the_text_fixes(keys, ("weights",)).verdict is expected


@pytest.mark.provision("16", "holds", "breaks")
@pytest.mark.parametrize("key", [key for key in KEYS if key.startswith("publish.")])
def test_16_the_office_opens_nothing_by_interpreting(key: str) -> None:
    finding = article.opens_no_sealed_field(("panel.min", key))
    assert (finding.verdict, finding.refuses) == (Verdict.VIOLATES, True)
    assert article.opens_no_sealed_field(("panel.min",)).verdict is Verdict.CONFORMS


@pytest.mark.provision("16", "holds", "breaks")
def test_16_what_an_interpretation_moves_is_named_and_refuses_nothing() -> None:
    assert article.leaves_the_outcome_as_it_was(()).verdict is Verdict.CONFORMS
    moved = article.leaves_the_outcome_as_it_was(("2025 答辩名单 defence list",))
    assert (moved.verdict, "2025" in moved.sentence()) == (Verdict.VIOLATES, True)
    assert article.leaves_the_outcome_as_it_was(Silence("tie.defence")).verdict is Verdict.SILENT
    assert "article_16.leaves_the_outcome_as_it_was" in FLAGS
