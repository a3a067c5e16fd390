"""Deliberation (审定): articles 3, 4, 6, 9(8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.deliberation import CandidatesDetermined, DeliberationHeld, PlaceLeftVacant, VoteCounted
from ledger.events.event import Event
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, Tier

EVENTS: tuple[type[Event], ...] = (DeliberationHeld, VoteCounted, CandidatesDetermined, PlaceLeftVacant)


@dataclass(slots=True)
class State:
    """The meeting, its counts, and the candidates. Positions; 0 means not yet."""

    meeting: DeliberationHeld | None = None
    meeting_at: int = 0
    votes: dict[tuple[ApplicantCode, Tier], VoteCounted] = field(default_factory=dict)
    determined: CandidatesDetermined | None = None
    determined_at: int = 0
    vacant: dict[Tier, PlaceLeftVacant] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case DeliberationHeld():
            state.meeting, state.meeting_at = event, position
        case VoteCounted():
            state.votes[event.applicant, event.tier] = event
        case CandidatesDetermined():
            state.determined, state.determined_at = event, position
        case PlaceLeftVacant():
            state.vacant[event.tier] = event
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to deliberation")
