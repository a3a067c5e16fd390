"""Articles 4, 6.1 and 9(6), clean hands: declarations, relations, challenges, advisers, interference, cards (trap 18)."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.errors import NotDisclosed
from ledger.rules import article_06_experts as article
from ledger.rules.citation import RULES, Basis, Silence, Verdict
from ledger.terms import ApplicantCode, ExpertCode

Y, N, SILENT, ABSENT, NA = Verdict.CONFORMS, Verdict.VIOLATES, Verdict.SILENT, Verdict.NOT_ON_RECORD, Verdict.NOT_APPLICABLE
CLOSED, NOT_DUE = Verdict.NOT_DISCLOSED, Verdict.NOT_DUE
E = ExpertCode("E-1")
A = tuple(ApplicantCode(f"A-{n}") for n in range(1, 4))

holds_and_breaks = pytest.mark.provision("6.1", "holds", "breaks")


@pytest.mark.parametrize(("reading", "expected"), [("before_first_mark", Y), ("not_required", Y), (None, SILENT)])
def test_6_1_when_to_declare_is_a_silence(reading: str | None, expected: Verdict) -> None:
    assert article.is_told_when_interests_are_declared(reading).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("at", "reading", "expected"),
    [(1, "before_first_mark", Y), (0, "before_first_mark", N), (0, "not_required", NA), (0, None, NA)],
)
def test_6_1_an_expert_declares_before_its_first_mark(at: int, reading: str | None, expected: Verdict) -> None:
    assert article.has_declared_its_interests(at, reading).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("chain", "expected"),
    [(None, Y), (("E-1", "A-1"), N), (("E-1", "甲", "乙", "A-1"), N), (Silence("recusal.depth"), SILENT), (NotDisclosed("ties"), CLOSED)],
)
def test_6_1_a_chain_of_relations_asks_to_stand_aside(chain: Any, expected: Verdict) -> None:
    found = article.has_no_relation_to_the_applicant(chain)
    assert found.verdict is expected
    assert (expected is N) == ("A-1" in found.facts())


@holds_and_breaks
@pytest.mark.parametrize(("upheld", "expected"), [(False, Y), (True, N), (NotDisclosed("record.sealed"), CLOSED)])
def test_6_1_an_upheld_challenge_asks_to_stand_aside(upheld: Any, expected: Verdict) -> None:
    assert article.was_not_successfully_challenged(upheld).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("words", "expected"), [("曾为其顾问", Y), ("", N), (" \n", N)])
def test_6_1_grounds_and_reasons_are_given(words: str, expected: Verdict) -> None:
    assert article.is_challenged_with_grounds(words).verdict is expected
    assert article.decides_with_reasons(words).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("challenged", "decided", "expected"), [(E, False, Y), (E, True, N), (None, False, N), (ExpertCode("E-2"), False, N)]
)
def test_6_1_a_challenge_is_decided_once(challenged: ExpertCode | None, decided: bool, expected: Verdict) -> None:
    assert article.decides_a_challenge_once(E, challenged, decided).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("author", "challenger", "expected"), [("committee", "discipline", Y), ("office", "office", N), ("office", None, Y)]
)
def test_6_1_nobody_decides_on_what_it_asked(author: str, challenger: str | None, expected: Verdict) -> None:
    assert article.is_decided_by_somebody_else(author, challenger).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("applicant", "expected"), [("A-1", Y), ("A-9", N)])
def test_6_1_advisers_are_those_of_an_applicant(applicant: str, expected: Verdict) -> None:
    assert article.is_declared_for_an_application(ApplicantCode(applicant), A).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(
    ("names", "expected"), [((), Y), (("甲", "乙"), Y), (("甲", " 甲"), N), (("甲", ""), N), (NotDisclosed("persons"), CLOSED)]
)
def test_6_1_advisers_are_named_once_or_there_are_none(names: Any, expected: Verdict) -> None:
    assert article.names_each_adviser_once(names).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks", "boundary")
@pytest.mark.parametrize(("years", "asked", "expected"), [(3, 3, Y), (4, 3, Y), (2, 3, N), (0, 3, N), (0, 0, NA), (3, None, NA)])
def test_6_1_three_years_are_three(years: int, asked: int | None, expected: Verdict) -> None:
    assert article.declares_as_many_years_as_asked(years, asked).verdict is expected


@holds_and_breaks
@pytest.mark.parametrize(("asked", "marks", "expected"), [(3, False, Y), (3, True, N), (0, True, NA), (None, True, NA)])
def test_6_1_advisers_are_declared_before_the_first_mark(asked: int | None, marks: bool, expected: Verdict) -> None:
    assert article.declares_before_it_is_scored(asked, has_marks=marks).verdict is expected


@pytest.mark.provision("4", "holds", "breaks")
@pytest.mark.parametrize(("who", "what", "expected"), [("某人", "请关照", Y), ("", "请关照", N), ("某人", " ", N)])
def test_4_interference_is_told(who: str, what: str, expected: Verdict) -> None:
    assert article.tells_what_was_said(who, what).verdict is expected


@pytest.mark.provision("9(6)", "holds", "breaks")
@pytest.mark.parametrize(("visited", "returned", "expected"), [(7, False, Y), (0, False, N), (7, True, N)])
def test_9_6_a_card_is_about_a_visit(visited: int, returned: bool, expected: Verdict) -> None:
    assert article.speaks_of_a_visit_that_was_held(visited, returned).verdict is expected


@pytest.mark.parametrize(
    ("visited", "returned", "sealed", "over", "expected"),
    [
        (A[:2], A[:2], 0, True, Y),
        (A[:2], A, 3, False, Y),
        (A[:2], A[:1], 0, True, ABSENT),
        (A[:2], A[:1], 0, False, NOT_DUE),
        (A[:2], A[:1], 1, True, CLOSED),
        ((), (), 0, True, NA),
    ],
)
def test_9_6_a_missing_card_is_not_on_record_and_nothing_worse(
    visited: Any, returned: Any, sealed: int, over: bool, expected: Verdict
) -> None:
    assert article.has_a_card_for_each_visit(visited, returned, sealed, is_over=over).verdict is expected


@pytest.mark.parametrize(
    ("missing", "scored", "asked", "expected"),
    [((), 3, 3, Y), (A[:1], 3, 3, ABSENT), ((), 0, 3, NOT_DUE), (A, 3, 0, NA), (A, 3, None, SILENT)],
)
def test_6_1_whoever_was_scored_declared_its_advisers(missing: Any, scored: int, asked: int | None, expected: Verdict) -> None:
    assert article.has_declarations_of_advisers(missing, scored, asked).verdict is expected


@pytest.mark.parametrize(
    ("undecided", "made", "sealed", "over", "expected"),
    [(0, 2, 0, True, Y), (1, 2, 0, True, N), (1, 2, 0, False, NOT_DUE), (0, 0, 0, True, NA), (0, 0, 2, True, CLOSED)],
)
def test_6_1_every_challenge_is_decided_in_the_end(undecided: int, made: int, sealed: int, over: bool, expected: Verdict) -> None:
    assert article.has_decided_every_challenge(undecided, made, sealed, is_over=over).verdict is expected


@pytest.mark.parametrize(("aborted", "expected"), [({}, Y), ({"1": "not_revealed: public"}, N), ({"1": "x", "2": "y"}, N)])
def test_6_2_aborted_draws_are_shown(aborted: dict[str, str], expected: Verdict) -> None:
    assert article.came_about_at_the_first_attempt(aborted).verdict is expected


def test_6_nothing_about_clean_hands_poses_as_text() -> None:
    """Trap 18: recusal and confidentiality have no article at all."""
    assert {rule.basis for name, rule in RULES.items() if name.startswith("article_06_experts.")} == {Basis.ADOPTED, Basis.METHOD}
