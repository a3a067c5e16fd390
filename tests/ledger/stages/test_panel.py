"""Experts: drawn once, enough of them, led by one of them, standing aside from applicants that there are."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.events.panel import ExpertEnrolled, InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded
from ledger.events.scoring import ScoreRecorded
from ledger.rules.citation import Verdict
from ledger.rules.parameters import Parameters
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Role

FIVE = tuple(ExpertCode(f"E-0{n}") for n in range(1, 6))


def drawn(experts: tuple[ExpertCode, ...] = FIVE) -> PanelDrawn:
    persons = tuple(f"person {number}" for number, _ in enumerate(experts))
    return PanelDrawn(experts=experts, method="lot", pool=None, seed=None, persons=persons)


def constituted(experts: tuple[ExpertCode, ...] = FIVE, leader: str | None = "E-01") -> PanelConstituted:
    return PanelConstituted(experts=experts, leader=ExpertCode(leader) if leader else None)


def test_five_drawn_experts_make_a_panel(called: Any) -> None:
    called.record(drawn())
    assert called.refused(constituted()) == set()  # the least number itself is enough
    assert called.verdict("article_06.is_led_by_a_member", constituted(leader=None)) is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("panel", "rule"),
    [
        (constituted(FIVE[:4]), "has_enough_experts"),
        (constituted((*FIVE, ExpertCode("E-06"))), "was_drawn"),
        (constituted((*FIVE, FIVE[0])), "names_different_experts"),
        (constituted(leader="E-09"), "is_led_by_a_member"),
    ],
)
def test_a_fault_of_a_panel_is_named(called: Any, panel: PanelConstituted, rule: str) -> None:
    called.record(drawn())
    assert called.refused(panel) == {f"article_06.{rule}"}


def test_a_panel_nobody_drew_is_refused(called: Any) -> None:
    assert called.refused(constituted()) == {"article_06.was_drawn"}


def test_how_many_are_enough_may_be_a_silence(called: Any) -> None:
    called.record(drawn())
    called.history.round("2025").opening.parameters = Parameters()
    assert called.verdict("article_06.has_enough_experts", constituted()) is Verdict.SILENT
    assert called.refused(constituted()) == {"article_06.has_enough_experts"}


def test_experts_are_drawn_once_and_differ(called: Any) -> None:
    assert called.refused(drawn((*FIVE, FIVE[0]))) == {"article_06.names_different_experts"}
    assert called.refused(drawn(())) == {"article_06.names_different_experts"}
    called.record(drawn())
    assert called.refused(drawn()) == {"article_06.draws_once"}


def test_the_panel_does_not_change_under_the_marks(called: Any) -> None:
    called.record(drawn())
    called.record(constituted())
    assert called.refused(constituted()) == set()
    mark = ScoreRecorded(applicant=ApplicantCode("A-01"), expert=FIVE[0], phase=Phase.DOCUMENT, item=ItemId("4.1"), points=Hundredths(8000))
    called.take(called.fact(mark))
    assert called.refused(constituted()) == {"article_06.is_constituted_before_the_first_mark"}


def test_interests_are_those_of_drawn_experts(called: Any) -> None:
    called.record(drawn())
    called.bind(Role.EXPERT, "E-01", "2025")
    called.bind(Role.EXPERT, "E-09", "2025")
    assert called.refused(InterestDeclared(expert=FIVE[0], ties=())) == set()
    assert called.refused(InterestDeclared(expert=ExpertCode("E-09"), ties=())) == {"article_06.is_an_expert_of_the_round"}
    assert "authorship.is_signed_by_who_it_speaks_of" in called.refused(InterestDeclared(expert=FIVE[0], ties=()), holder="E-09")


def recusal(expert: str = "E-01", applicant: str | None = "A-01") -> RecusalRecorded:
    return RecusalRecorded(expert=ExpertCode(expert), applicant=ApplicantCode(applicant) if applicant else None, why="sealed")


def test_an_expert_stands_aside_from_an_applicant_or_all(called: Any) -> None:
    called.record(drawn())
    called.record(called.applied())
    assert called.refused(recusal(), Role.OFFICE) == set()
    assert called.refused(recusal(applicant=None), Role.OFFICE) == set()
    assert called.refused(recusal(applicant="A-02"), Role.OFFICE) == {"article_06.stands_aside_from_an_applicant"}
    assert called.refused(recusal("E-09"), Role.OFFICE) == {"article_06.is_an_expert_of_the_round"}


def test_nobody_is_recused_before_the_draw(called: Any) -> None:
    called.record(called.applied())
    assert called.refused(recusal(), Role.OFFICE) == {"article_06.is_an_expert_of_the_round"}


def test_the_pool_outlasts_rounds(office: Any) -> None:
    assert office.refused(ExpertEnrolled(pool_code="P-1", person="sealed", fields_of_work=("quality",)), round=None) == set()
