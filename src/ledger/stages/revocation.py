"""Revocation (撤销) and what follows the award (推广、使用、冒用): articles 11 to 15. Each consequence is a fact of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.approval import ResultPublished
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.promotion import CaseReferred, CounterfeitReported, MisuseReported, PromotionRecorded
from ledger.events.revocation import (
    BarImposed,
    Ground,
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
from ledger.rules import article_11, article_12
from ledger.rules.article_13 import is_promoted_by_a_winner
from ledger.rules.article_14 import concerns_a_winner
from ledger.rules.citation import Finding
from ledger.stages.contenders import body_of, of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.stages.prize import is_revoked
from ledger.terms import ApplicantCode, PartialDate

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

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

READS: tuple[type[Event], ...] = (*EVENTS, ApplicationSubmitted, ParametersAdopted, ResultPublished)
"""Facts of the round that the check depends on; verification and proposal stand in ``record.sealed``."""


@dataclass(slots=True)
class State:
    """Facts of this stage by applicant and kind, each with the positions at which it stands.

    ``by_ground`` are the newest positions of what was opened, found true, and proposed on a ground; ``impact`` what was
    found of an accident's effect; ``days`` the newest day on which a kind of fact had effect.
    """

    facts: dict[tuple[ApplicantCode, type[Event]], list[int]] = field(default_factory=dict)
    by_ground: dict[tuple[ApplicantCode, Ground, type[Event]], int] = field(default_factory=dict)
    established: dict[tuple[ApplicantCode, Ground], int] = field(default_factory=dict)
    impact: dict[ApplicantCode, bool | None] = field(default_factory=dict)
    days: dict[tuple[ApplicantCode, type[Event]], str] = field(default_factory=dict)

    def happened(self, applicant: ApplicantCode, kind: type[Event]) -> int:
        """Return the newest position of such a fact about ``applicant``; 0 where there is none."""
        positions = self.facts.get((applicant, kind))
        return positions[-1] if positions else 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``. Reports about nobody in the round leave it as it is."""
    if type(fact.event) not in EVENTS:
        raise TypeError(f"{type(fact.event).__name__} does not belong to revocation")
    named = fact.said.subject("applicant")
    if named is None:
        return
    event, position, applicant = fact.event, fact.position or 0, ApplicantCode(named)
    state.facts.setdefault((applicant, type(event)), []).append(position)
    state.days[applicant, type(event)] = fact.said.occurred_at
    if isinstance(event, VerificationOpened | VerificationConcluded | RevocationProposed):
        state.by_ground[applicant, event.ground, type(event)] = position
    if isinstance(event, VerificationConcluded):
        state.established[applicant, event.ground] = position if event.established else 0
        if event.ground is Ground.ACCIDENT:
            state.impact[applicant] = event.impact


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 11 to 15 say of ``fact``."""
    return of_the_past(round, _check(history, round, fact))


def _check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    event, state, settled = fact.event, round.revocation, round.opening.parameters
    match event:
        case VerificationOpened():
            title = title_of(history, round, event.applicant)
            return (
                article_11.concerns_somebody_of_the_round(event.applicant in round.application.applications or title is not None),
                article_11.is_verified_by_who_verifies(body_of(fact), settled.revocation_verifier),
                article_12.comes_after_the_award(event.ground, has_title=title is not None),
            )
        case VerificationConcluded():
            opened = state.by_ground.get((event.applicant, event.ground, VerificationOpened), 0)
            concluded = state.by_ground.get((event.applicant, event.ground, VerificationConcluded), 0)
            is_open = opened > (0 if fact.said.corrects else concluded)
            return (
                article_11.concludes_an_open_verification(event.ground if is_open else None, event.ground, round.sealed),
                article_11.is_verified_by_who_verifies(body_of(fact), settled.revocation_verifier),
                article_11.gives_its_grounds(event.reasons),
                article_12.finds_on_both_elements(event.ground, event.established, event.impact),
            )
        case StatementHeard():
            is_known = state.happened(event.applicant, VerificationOpened) > 0
            return (article_11.hears_somebody_under_verification(is_known, round.sealed),)
        case RevocationProposed():
            return _check_proposal(history, round, fact, event)
        case RevocationApproved():
            heard = article_11.heard_the_organisation(state.happened(event.applicant, StatementHeard), round.sealed)
            if fact.said.corrects is not None:
                return (heard,)
            return (
                _title_stands(history, round, event.applicant),
                article_11.approves_what_was_proposed(_proposed(state, event.applicant, event.ground), event.ground, round.sealed),
                heard,
            )
        case RevocationAnnulled():
            if fact.said.corrects is not None:
                return ()
            return (article_11.annuls_a_revocation_in_force(is_revoked(history, round, event.applicant), event.document),)
        case RevocationServed() | RevocationAnnounced() | BarImposed():
            return _check_consequence(history, round, fact, event)
        case PlaqueRecovered():
            return (article_11.follows_the_revocation(is_revoked(history, round, event.applicant)),)
        case PromotionRecorded():
            return (is_promoted_by_a_winner(title_of(history, round, event.applicant) is not None),)
        case MisuseReported():
            return (concerns_a_winner(title_of(history, round, event.applicant) is not None),)
        case CounterfeitReported() | CaseReferred():
            return ()
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to revocation")


def _check_proposal(history: History, round: Round, fact: Fact, event: RevocationProposed) -> tuple[Finding, ...]:
    state = round.revocation
    found = state.established.get((event.applicant, event.ground), 0)
    stands = found > state.happened(event.applicant, RevocationAnnulled)
    return (
        _title_stands(history, round, event.applicant),
        article_11.follows_an_established_ground(event.ground if stands else None, event.ground, round.sealed),
        article_12.had_a_major_adverse_effect(event.ground, state.impact.get(event.applicant), round.sealed),
        article_11.is_proposed_by_who_proposes(body_of(fact), round.opening.parameters.revocation_proposer),
        article_11.gives_its_grounds(event.reasons),
    )


def _check_consequence(
    history: History, round: Round, fact: Fact, event: RevocationServed | RevocationAnnounced | BarImposed
) -> tuple[Finding, ...]:
    state, applicant = round.revocation, event.applicant
    approved = state.happened(applicant, RevocationApproved)
    findings = [article_11.follows_the_revocation(is_revoked(history, round, applicant))]
    if fact.said.corrects is None:
        findings.append(article_11.is_recorded_once(state.happened(applicant, type(event)) > approved))
    if isinstance(event, BarImposed):
        reading = round.opening.parameters.bar_revocation_start
        starts: dict[str, type[Event]] = {
            "revocation_approval_date": RevocationApproved,
            "revocation_service_date": RevocationServed,
            "revocation_announcement_date": RevocationAnnounced,
        }
        start = starts.get(reading or "")
        day = state.days.get((applicant, start)) if start and state.happened(applicant, start) >= approved else None
        findings.append(article_11.bars_from_the_adopted_day(event.starts_on, reading, PartialDate.parse(day) if day else None))
    return tuple(findings)


def _title_stands(history: History, round: Round, applicant: ApplicantCode) -> Finding:
    title = title_of(history, round, applicant)
    return article_11.concerns_a_title_that_stands(title is not None, is_held=title is not None and title.held)


def _proposed(state: State, applicant: ApplicantCode, ground: Ground) -> Ground | None:
    """Return ``ground`` where a revocation on it was proposed and not decided since."""
    proposed = state.by_ground.get((applicant, ground, RevocationProposed), 0)
    decided = max(state.happened(applicant, RevocationApproved), state.happened(applicant, RevocationAnnulled))
    return ground if proposed > decided else None
