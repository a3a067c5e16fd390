"""Revocation (撤销) and what follows the award (推广、使用、冒用): articles 11 to 15. Each consequence is a fact of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.promotion import CaseReferred, CounterfeitReported, MisuseReported, PromotionRecorded
from ledger.events.revocation import (
    BarImposed,
    PlaqueRecovered,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode

EVENTS: tuple[type[Event], ...] = (
    VerificationOpened,
    VerificationConcluded,
    StatementHeard,
    RevocationProposed,
    RevocationApproved,
    RevocationServed,
    RevocationAnnulled,
    PlaqueRecovered,
    RevocationAnnounced,
    BarImposed,
    PromotionRecorded,
    MisuseReported,
    CounterfeitReported,
    CaseReferred,
)


@dataclass(slots=True)
class State:
    """Facts of this stage by applicant and kind, each with the positions at which it stands."""

    facts: dict[tuple[ApplicantCode, type[Event]], list[int]] = field(default_factory=dict)

    def happened(self, applicant: ApplicantCode, kind: type[Event]) -> int:
        """Return the newest position of such a fact about ``applicant``; 0 where there is none."""
        positions = self.facts.get((applicant, kind))
        return positions[-1] if positions else 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``. Reports about nobody in the round leave it as it is."""
    if type(fact.event) not in EVENTS:
        raise TypeError(f"{type(fact.event).__name__} does not belong to revocation")
    applicant = fact.said.subject("applicant")
    if applicant is not None:
        state.facts.setdefault((ApplicantCode(applicant), type(fact.event)), []).append(fact.position or 0)
