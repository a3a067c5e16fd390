"""Experts (评审专家): the panel of a round, its interests and recusals. Article 6 and the adopted rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.panel import ExpertEnrolled, ExpertSuspended, InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded
from ledger.events.scoring import ScoreRecorded
from ledger.rules import article_06
from ledger.rules.citation import Finding
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, ExpertCode

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    ExpertEnrolled,
    ExpertSuspended,
    PanelDrawn,
    PanelConstituted,
    InterestDeclared,
    RecusalRecorded,
)

READS: tuple[type[Event], ...] = (*EVENTS, ApplicationSubmitted, ParametersAdopted, ScoreRecorded)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class State:
    """Who was drawn, who sits, and who stands aside from whom since which position. Applicant None means all."""

    drawn: tuple[ExpertCode, ...] | None = None
    experts: tuple[ExpertCode, ...] | None = None
    constituted_at: int = 0
    leader: ExpertCode | None = None
    declared: dict[ExpertCode, int] = field(default_factory=dict)
    recused: dict[tuple[ExpertCode, ApplicantCode | None], int] = field(default_factory=dict)

    def recused_at(self, expert: ExpertCode, applicant: ApplicantCode) -> int:
        """Return the position since which ``expert`` stands aside from ``applicant``; 0 where not."""
        return self.recused.get((expert, applicant)) or self.recused.get((expert, None)) or 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case PanelDrawn():
            state.drawn = event.experts
        case PanelConstituted():
            state.experts, state.leader, state.constituted_at = event.experts, event.leader, position
        case InterestDeclared():
            state.declared[event.expert] = position
        case RecusalRecorded():
            state.recused.setdefault((event.expert, event.applicant), position)
        case ExpertEnrolled() | ExpertSuspended():
            return  # the pool outlasts the round and is no part of its state
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the panel")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what article 6 and the adopted rules say of ``fact``. Panel size, draw and recusal have no article of their own."""
    event, state = fact.event, round.panel
    is_new = fact.said.corrects is None
    match event:
        case PanelDrawn():
            return (
                article_06.names_different_experts(event.experts),
                article_06.draws_different_persons(event.persons),
                article_06.draws_once(state.drawn) if is_new else article_06.keeps_who_was_drawn(event.experts, state.drawn or ()),
            )
        case PanelConstituted():
            return (
                article_06.names_different_experts(event.experts),
                article_06.has_enough_experts(event.experts, round.opening.parameters.panel_min),
                article_06.was_drawn(event.experts, state.drawn),
                article_06.is_led_by_a_member(event.leader, event.experts),
                article_06.is_constituted_before_the_first_mark(has_marks=any(round.scoring.marks.values())),
            )
        case InterestDeclared():
            return (article_06.is_an_expert_of_the_round(event.expert, state.drawn),)
        case RecusalRecorded():
            return (
                article_06.is_an_expert_of_the_round(event.expert, state.drawn),
                article_06.stands_aside_from_an_applicant(event.applicant, tuple(round.application.applications)),
            )
        case ExpertEnrolled() | ExpertSuspended():
            return ()
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the panel")
