"""Article 6: rules before the call, and experts as the adopted rules ask."""

from __future__ import annotations

import pytest

from ledger.rules import article_06 as article
from ledger.rules.citation import RULES, Basis, Verdict
from ledger.terms import ApplicantCode, ExpertCode

E = tuple(ExpertCode(f"E-{n}") for n in range(1, 8))


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(("at", "expected"), [(0, Verdict.CONFORMS), (7, Verdict.VIOLATES)])
def test_6_1_rules_come_before_the_call(at: int, expected: Verdict) -> None:
    assert article.is_adopted_before_the_call(at).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("document", "sources", "expected"),
    [("d", ("a", "b"), Verdict.CONFORMS), ("", ("a",), Verdict.VIOLATES), ("d", (), Verdict.VIOLATES), ("d", ("a", " "), Verdict.VIOLATES)],
)
def test_6_1_every_value_has_a_source(document: str, sources: tuple[str, ...], expected: Verdict) -> None:
    assert article.names_its_sources(document, sources).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(
    ("at", "why", "expected"), [(0, "flood", Verdict.CONFORMS), (0, " ", Verdict.VIOLATES), (9, "flood", Verdict.VIOLATES)]
)
def test_6_1_titles_are_not_taken_by_annulment(at: int, why: str, expected: Verdict) -> None:
    assert article.annuls_a_round_without_a_result(at, why).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(("experts", "expected"), [(E, Verdict.CONFORMS), ((), Verdict.VIOLATES), ((E[0], E[0]), Verdict.VIOLATES)])
def test_6_2_experts_differ(experts: tuple[ExpertCode, ...], expected: Verdict) -> None:
    assert article.names_different_experts(experts).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks", "boundary")
@pytest.mark.parametrize(
    ("count", "least", "expected"),
    [(5, 5, Verdict.CONFORMS), (6, 5, Verdict.CONFORMS), (4, 5, Verdict.VIOLATES), (0, 1, Verdict.VIOLATES), (5, None, Verdict.SILENT)],
)
def test_6_2_the_least_number_is_enough(count: int, least: int | None, expected: Verdict) -> None:
    assert article.has_enough_experts(E[:count], least).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(
    ("experts", "drawn", "expected"),
    [(E[:3], E, Verdict.CONFORMS), (E, E[:3], Verdict.VIOLATES), (E, None, Verdict.VIOLATES), (E, (), Verdict.VIOLATES)],
)
def test_6_2_who_sits_was_drawn(experts: tuple[ExpertCode, ...], drawn: tuple[ExpertCode, ...] | None, expected: Verdict) -> None:
    assert article.was_drawn(experts, drawn).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(("drawn", "expected"), [(None, Verdict.CONFORMS), (E, Verdict.VIOLATES), ((), Verdict.VIOLATES)])
def test_6_2_the_draw_is_not_repeated(drawn: tuple[ExpertCode, ...] | None, expected: Verdict) -> None:
    assert article.draws_once(drawn).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(("leader", "expected"), [(E[0], Verdict.CONFORMS), (E[6], Verdict.VIOLATES), (None, Verdict.NOT_ON_RECORD)])
def test_6_2_a_member_leads(leader: ExpertCode | None, expected: Verdict) -> None:
    assert article.is_led_by_a_member(leader, E[:5]).verdict is expected


@pytest.mark.provision("6.2", "holds", "breaks")
@pytest.mark.parametrize(("has_marks", "expected"), [(False, Verdict.CONFORMS), (True, Verdict.VIOLATES)])
def test_6_2_the_panel_stands_before_the_marks(has_marks: bool, expected: Verdict) -> None:
    assert article.is_constituted_before_the_first_mark(has_marks=has_marks).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(("experts", "expected"), [(E, Verdict.CONFORMS), (E[1:], Verdict.VIOLATES), (None, Verdict.VIOLATES)])
def test_6_1_an_expert_is_one_of_the_round(experts: tuple[ExpertCode, ...] | None, expected: Verdict) -> None:
    assert article.is_an_expert_of_the_round(E[0], experts).verdict is expected


@pytest.mark.provision("6.1", "holds", "breaks")
@pytest.mark.parametrize(("applicant", "expected"), [("A-1", Verdict.CONFORMS), (None, Verdict.CONFORMS), ("A-2", Verdict.VIOLATES)])
def test_6_1_one_stands_aside_from_an_applicant(applicant: str | None, expected: Verdict) -> None:
    code = ApplicantCode(applicant) if applicant else None
    assert article.stands_aside_from_an_applicant(code, (ApplicantCode("A-1"),)).verdict is expected


def test_6_what_no_article_says_does_not_pose_as_text() -> None:
    assert {rule.basis for name, rule in RULES.items() if name.startswith("article_06.")} == {Basis.ADOPTED, Basis.METHOD}
