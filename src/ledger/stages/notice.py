"""Public notice (公示) and objections (异议): article 9(8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.notice import (
    CandidateDisqualified,
    LeadReceived,
    NoticeClosed,
    NoticeOpened,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
)
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode

EVENTS: tuple[type[Event], ...] = (
    NoticeOpened,
    NoticeClosed,
    ObjectionReceived,
    LeadReceived,
    ObjectionResolved,
    CandidateDisqualified,
)


@dataclass(slots=True)
class Objection:
    """异议: against whom, where it stands, and how it ended (None: open)."""

    applicant: ApplicantCode
    received_at: int
    outcome: Outcome | None = None
    resolved_at: int = 0


@dataclass(slots=True)
class State:
    """The notice, what was said against the candidates, and who failed. Positions; 0 means not yet."""

    opened: NoticeOpened | None = None
    opened_at: int = 0
    closed: NoticeClosed | None = None
    closed_at: int = 0
    objections: dict[ActId, Objection] = field(default_factory=dict)
    leads: int = 0
    disqualified: dict[ApplicantCode, int] = field(default_factory=dict)

    def open_objections(self, applicant: ApplicantCode) -> tuple[int, ...]:
        """Return the positions of the objections against ``applicant`` that nobody has resolved."""
        return tuple(o.received_at for o in self.objections.values() if o.applicant == applicant and o.outcome is None)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case NoticeOpened():
            state.opened, state.opened_at = event, position
            state.closed, state.closed_at = None, 0
        case NoticeClosed():
            state.closed, state.closed_at = event, position
        case ObjectionReceived():
            state.objections[fact.said.id] = Objection(event.applicant, position)
        case LeadReceived():
            state.leads += 1
        case ObjectionResolved():
            if (objection := state.objections.get(event.objection)) is not None:
                objection.outcome, objection.resolved_at = event.outcome, position
        case CandidateDisqualified():
            state.disqualified[event.applicant] = position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the public notice")
