"""Experts (评审专家): the panel of a round, its interests and recusals. Article 6 and the adopted rules."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.panel import ExpertEnrolled, ExpertSuspended, InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, ExpertCode

EVENTS: tuple[type[Event], ...] = (
    ExpertEnrolled,
    ExpertSuspended,
    PanelDrawn,
    PanelConstituted,
    InterestDeclared,
    RecusalRecorded,
)


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
