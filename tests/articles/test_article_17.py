"""Article 17: the text prints 2024 and leaves the rest blank. What is blank is not guessed."""

from __future__ import annotations

import pytest

from ledger.rules import article_17 as article
from ledger.rules.acts import stands_under_the_edition_of_its_round
from ledger.rules.article_17 import Terms
from ledger.rules.citation import Verdict
from ledger.rules.editions import EDITIONS
from ledger.rules.restatements import RESTATED
from ledger.stages.check import FLAGS
from ledger.terms import MAIN, NOMINATION, Digest, EditionId, Fen, PartialDate

D = PartialDate.parse


@pytest.mark.provision("17", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("opened_on", "since", "expected"),
    [
        ("2023-12-31", "2024", Verdict.VIOLATES),
        ("2023", "2024", Verdict.VIOLATES),
        ("2024-06-27", "2024", Verdict.NOT_ON_RECORD),
        ("2024-12-31", "2024", Verdict.CONFORMS),
        ("2025", "2024", Verdict.CONFORMS),
        ("2024-06-26", "2024-06-27", Verdict.VIOLATES),
        ("2024-06-27", "2024-06-27", Verdict.CONFORMS),
        ("2025", None, Verdict.NOT_ON_RECORD),
    ],
)
def test_17_a_round_opens_under_a_measure_in_force(opened_on: str, since: str | None, expected: Verdict) -> None:
    assert article.opens_after_the_measure_came_into_force(D(opened_on), D(since) if since else None).verdict is expected


@pytest.mark.provision("17", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("opened_on", "until", "expected"),
    [
        ("2029-06-26", "2029-06-26", Verdict.CONFORMS),
        ("2029-06-27", "2029-06-26", Verdict.VIOLATES),
        ("2028", "2029", Verdict.CONFORMS),
        ("2029-03-01", "2029", Verdict.NOT_ON_RECORD),
        ("2030", "2029", Verdict.VIOLATES),
        ("2030", None, Verdict.NOT_ON_RECORD),
    ],
)
def test_17_a_round_opens_before_the_measure_expires(opened_on: str, until: str | None, expected: Verdict) -> None:
    assert article.opens_before_the_measure_expires(D(opened_on), D(until) if until else None).verdict is expected


@pytest.mark.provision("17", "holds", "breaks")
@pytest.mark.parametrize(("edition", "expected"), [("2024", Verdict.CONFORMS), ("2023", Verdict.VIOLATES), ("", Verdict.VIOLATES)])
def test_17_an_edition_is_known(edition: str, expected: Verdict) -> None:
    assert article.stands_under_a_known_edition(EditionId(edition), set(EDITIONS)).verdict is expected


M, N = Terms(MAIN, 2, Fen(20_000_000), bars=True), Terms(NOMINATION, 2, Fen(5_000_000), bars=False)


@pytest.mark.provision("17", "holds", "breaks")
@pytest.mark.parametrize(
    ("registered", "printed", "expected"),
    [
        ((M, N), (N, M), Verdict.CONFORMS),
        ((M,), None, Verdict.CONFORMS),
        ((M, M), None, Verdict.VIOLATES),
        ((M,), (M, N), Verdict.VIOLATES),
        ((M, N._replace(bars=True)), (M, N), Verdict.VIOLATES),
        ((M._replace(quota=3), N), (M, N), Verdict.VIOLATES),
        ((M._replace(prize=Fen(1)), N), (M, N), Verdict.VIOLATES),
    ],
)
def test_17_registered_terms_are_the_printed_ones(
    registered: tuple[Terms, ...], printed: tuple[Terms, ...] | None, expected: Verdict
) -> None:
    assert article.registers_the_printed_terms(registered, printed).verdict is expected


def test_17_the_edition_of_2024_knows_no_day_and_no_end() -> None:
    edition = EDITIONS[EditionId("2024")]
    assert (edition.effective_from, edition.valid_until) == (PartialDate(2024), None)


@pytest.mark.provision("17", "holds", "breaks")
@pytest.mark.parametrize(
    ("text", "registered", "others", "expected"),
    [
        ("a" * 64, "a" * 64, (), Verdict.CONFORMS),
        ("a" * 64, "b" * 64, (), Verdict.VIOLATES),
        ("a" * 64, "a" * 64, ("there",), Verdict.VIOLATES),
        ("a" * 64, None, (), Verdict.NOT_ON_RECORD),
    ],
)
def test_17_numbers_are_stated_once_of_a_registered_text(
    text: str, registered: str | None, others: tuple[str, ...], expected: Verdict
) -> None:
    known = None if registered is None else Digest(registered)
    finding = article.fixes_a_registered_text_once(EditionId("there"), Digest(text), known, tuple(map(EditionId, others)))
    assert (finding.verdict, finding.refuses) == (expected, expected is not Verdict.CONFORMS)


@pytest.mark.provision("17", "holds", "breaks")
@pytest.mark.parametrize(
    ("provisions", "expected"),
    [(("4.2", "11(3)"), Verdict.CONFORMS), ((), Verdict.VIOLATES), (("4.2", ""), Verdict.VIOLATES), (("F4",), Verdict.VIOLATES)],
)
def test_17_every_number_has_its_provision(provisions: tuple[str, ...], expected: Verdict) -> None:
    assert article.names_the_provision_of_every_number(provisions).verdict is expected


@pytest.mark.provision("17", "holds", "breaks")
@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), Verdict.CONFORMS),
        ((("9(8)", "13"), ("9(9)", "13")), Verdict.CONFORMS),  # one of theirs may answer to two of ours
        ((("9(8)", "13"), ("9(8)", "14")), Verdict.VIOLATES),
        ((("9(10)", "13"),), Verdict.VIOLATES),
        ((("9(8)", "article 13"),), Verdict.VIOLATES),
    ],
)
def test_17_provisions_answer_each_other(pairs: tuple[tuple[str, str], ...], expected: Verdict) -> None:
    assert article.answers_provisions_that_exist(pairs, RESTATED).verdict is expected


@pytest.mark.provision("17", "holds", "breaks", "boundary")
@pytest.mark.parametrize("opened_on", ["2029-06-26", "2029-06-27"])
def test_17_trap_19_a_round_keeps_the_law_of_its_opening_day(opened_on: str) -> None:
    """The last day of the measure and the next: whenever the rest of the round happens, the opening day alone is asked."""
    expected = Verdict.CONFORMS if opened_on == "2029-06-26" else Verdict.VIOLATES
    finding = article.opens_before_the_measure_expires(D(opened_on), D("2029-06-26"))
    assert finding.verdict is expected
    assert finding.rule.name in FLAGS, "flagged, and not blocked"
    kept = stands_under_the_edition_of_its_round(EditionId("2024"), EditionId("2024"))
    assert kept.verdict is Verdict.CONFORMS
    assert stands_under_the_edition_of_its_round(EditionId("2029"), EditionId("2024")).refuses
