"""Approval and publication (批准公布): articles 9(9), 10."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.approval import (
    AwardApproved,
    AwardDenied,
    CommendationIssued,
    HonourConferred,
    PrizeGranted,
    ResultPublished,
)
from ledger.events.deliberation import Candidate
from ledger.events.event import Event
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, Fen

EVENTS: tuple[type[Event], ...] = (
    AwardApproved,
    AwardDenied,
    ResultPublished,
    HonourConferred,
    CommendationIssued,
    PrizeGranted,
)


@dataclass(slots=True)
class State:
    """Who won, by decision and by publication. Positions; 0 means not yet."""

    winners: dict[ApplicantCode, Candidate] = field(default_factory=dict)
    approved_at: int = 0
    approved_on: str = ""
    denied: dict[ApplicantCode, int] = field(default_factory=dict)
    published: ResultPublished | None = None
    published_at: int = 0
    conferred: dict[ApplicantCode, HonourConferred] = field(default_factory=dict)
    commended: tuple[ApplicantCode, ...] = ()
    granted: dict[ApplicantCode, Fen] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case AwardApproved():
            state.winners |= {winner.applicant: winner for winner in event.winners}
            state.approved_at, state.approved_on = position, fact.said.occurred_at
        case AwardDenied():
            state.denied[event.applicant] = position
        case ResultPublished():
            state.published, state.published_at = event, position
        case HonourConferred():
            state.conferred[event.applicant] = event
        case CommendationIssued():
            state.commended = event.applicants
        case PrizeGranted():
            state.granted[event.applicant] = event.amount
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to approval")
