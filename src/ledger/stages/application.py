"""Applying (申报推荐): articles 4, 7, 9(2), 10 to 12."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.application import (
    ApplicationLate,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationWithdrawn,
    Opinion,
    RecommendationSigned,
)
from ledger.events.event import Event
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode

EVENTS: tuple[type[Event], ...] = (
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationLate,
    ApplicationWithdrawn,
    RecommendationSigned,
)


@dataclass(slots=True)
class Application:
    """申报: one application, with what its recommending bodies said. Numbers are positions; 0 means not."""

    submitted: ApplicationSubmitted
    submitted_at: int
    supplements: int = 0
    withdrawn_at: int = 0
    opinions: dict[BodyCode, Opinion] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        return not self.withdrawn_at


@dataclass(slots=True)
class State:
    """Applications in order of submission, and those that came too late."""

    applications: dict[ApplicantCode, Application] = field(default_factory=dict)
    late: dict[ApplicantCode, int] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case ApplicationSubmitted():
            state.applications[event.applicant] = Application(event, position)
        case ApplicationLate():
            state.late[event.applicant] = position
        case ApplicationSupplemented():
            if (found := state.applications.get(event.applicant)) is not None:
                found.supplements += 1
        case ApplicationWithdrawn():
            if (found := state.applications.get(event.applicant)) is not None:
                found.withdrawn_at = position
        case RecommendationSigned():
            if (found := state.applications.get(event.applicant)) is not None:
                found.opinions[event.body] = event.opinion
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to applying")
