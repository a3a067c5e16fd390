"""Prize money (奖金): articles 10 to 12. Amounts in fen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.prize import ClawbackDemanded, ClawbackReceived, PrizePaid
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode

EVENTS: tuple[type[Event], ...] = (PrizePaid, ClawbackDemanded, ClawbackReceived)


@dataclass(slots=True)
class State:
    """Fen by applicant: paid out, asked back, come back."""

    paid: Counter[ApplicantCode] = field(default_factory=Counter)
    demanded: Counter[ApplicantCode] = field(default_factory=Counter)
    received: Counter[ApplicantCode] = field(default_factory=Counter)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    match event:
        case PrizePaid():
            state.paid[event.applicant] += event.amount
        case ClawbackDemanded():
            state.demanded[event.applicant] += event.amount
        case ClawbackReceived():
            state.received[event.applicant] += event.amount
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to prize money")
