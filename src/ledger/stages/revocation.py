"""Revocation (撤销) for deceit and for accidents: articles 11 and 12. Each consequence is a fact of its own, and so is each step back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.approval import ResultPublished
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.revocation import (
    AccidentFound,
    BarImposed,
    DeceitBarred,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationProposed,
    RevocationServed,
    StatementHeard,
    Token,
    VerificationConcluded,
    VerificationOpened,
)
from ledger.rules import article_11, article_11_before_the_award, article_11_carried_out, article_12
from ledger.rules.article_12 import Accident
from ledger.rules.citation import Finding
from ledger.stages.contenders import body_of, of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.stages.prize import is_revoked
from ledger.terms import ApplicantCode, PartialDate

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    VerificationOpened,
    AccidentFound,
    VerificationConcluded,
    StatementHeard,
    RevocationProposed,
    RevocationApproved,
    RevocationServed,
    RevocationAnnulled,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    BarImposed,
    DeceitBarred,
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
    accidents: dict[ApplicantCode, AccidentFound] = field(default_factory=dict)
    """The newest accident that was found of each."""
    days: dict[tuple[ApplicantCode, type[Event]], str] = field(default_factory=dict)

    taken: dict[ApplicantCode, set[Token]] = field(default_factory=dict)
    """What came back of plaque and certificate since the newest revocation."""

    def happened(self, applicant: ApplicantCode, kind: type[Event]) -> int:
        """Return the newest position of such a fact about ``applicant``; 0 where there is none."""
        positions = self.facts.get((applicant, kind))
        return positions[-1] if positions else 0

    def deceivers(self) -> tuple[ApplicantCode, ...]:
        """Return the applicants whose deceit was verified."""
        return tuple(applicant for (applicant, ground), position in self.established.items() if ground is Ground.FRAUD and position)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    if type(fact.event) not in EVENTS:
        raise TypeError(f"{type(fact.event).__name__} does not belong to revocation")
    event, position, applicant = fact.event, fact.position or 0, ApplicantCode(fact.said.subject("applicant") or "")
    state.facts.setdefault((applicant, type(event)), []).append(position)
    state.days[applicant, type(event)] = fact.said.occurred_at
    if isinstance(event, VerificationOpened | VerificationConcluded | RevocationProposed):
        state.by_ground[applicant, event.ground, type(event)] = position
    if isinstance(event, VerificationConcluded):
        state.established[applicant, event.ground] = position if event.established else 0
        if event.ground is Ground.ACCIDENT:
            state.impact[applicant] = event.impact
    if isinstance(event, RevocationApproved):
        state.taken[applicant] = set()
    if isinstance(event, PlaqueRecovered):
        state.taken.setdefault(applicant, set()).update(event.what)
    if isinstance(event, AccidentFound):
        state.accidents[applicant] = event


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 11 and 12 say of ``fact``."""
    return of_the_past(round, _check(history, round, fact))


def _check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    event, state, settled, past = fact.event, round.revocation, round.opening.parameters, round.opening.is_historical
    match event:
        case VerificationOpened():
            title = title_of(history, round, event.applicant)
            return (
                article_11.concerns_somebody_of_the_round(event.applicant in round.application.applications or title is not None),
                article_11.is_verified_by_who_verifies(body_of(fact), settled.revocation_verifier),
                article_12.comes_after_the_award(event.ground, has_title=title is not None),
            )
        case AccidentFound():
            has_title = title_of(history, round, event.applicant) is not None
            return (
                article_12.comes_after_the_award(article_12.ACCIDENT, has_title=has_title),
                article_12.names_authority_and_paper(event.authority, event.finding),
            )
        case VerificationConcluded():
            opened = state.by_ground.get((event.applicant, event.ground, VerificationOpened), 0)
            concluded = state.by_ground.get((event.applicant, event.ground, VerificationConcluded), 0)
            is_open = opened > (0 if fact.said.corrects else concluded)
            return (
                article_11.concludes_an_open_verification(
                    event.ground if is_open else None, event.ground, round.sealed, may_be_unknown=past
                ),
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
                article_11.approves_what_was_proposed(
                    _proposed(state, event.applicant, event.ground), event.ground, round.sealed, may_be_unknown=past
                ),
                heard,
            )
        case RevocationAnnulled():
            if fact.said.corrects is not None:
                return ()
            return (article_11.annuls_a_revocation_in_force(is_revoked(history, round, event.applicant), event.document),)
        case RevocationServed() | RevocationAnnounced() | BarImposed():
            return _check_consequence(history, round, fact, event)
        case PlaqueRecovered() | PlaqueReturned():
            return _check_things(history, round, fact, event)
        case DeceitBarred():
            return _check_bar_for_deceit(history, round, event)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to revocation")


def _check_proposal(history: History, round: Round, fact: Fact, event: RevocationProposed) -> tuple[Finding, ...]:
    state, past = round.revocation, round.opening.is_historical
    found = state.established.get((event.applicant, event.ground), 0)
    stands = found > state.happened(event.applicant, RevocationAnnulled)
    return (
        _title_stands(history, round, event.applicant),
        article_11.follows_an_established_ground(event.ground if stands else None, event.ground, round.sealed, may_be_unknown=past),
        article_12.had_a_major_adverse_effect(event.ground, state.impact.get(event.applicant), round.sealed),
        *_check_accident(history, round, event),
        article_11.is_proposed_by_who_proposes(body_of(fact), round.opening.parameters.revocation_proposer),
        article_11.gives_its_grounds(event.reasons),
    )


def _check_accident(history: History, round: Round, event: RevocationProposed) -> tuple[Finding, ...]:
    found, title = round.revocation.accidents.get(event.applicant), title_of(history, round, event.applicant)
    accident = None if found is None else Accident(found.happened_on, found.of_subsidiary, found.attribution)
    decided_on, settled = title.decided_on if title else None, round.opening.parameters
    return (
        article_12.happened_after_the_award(event.ground, accident, decided_on, round.sealed),
        article_12.happened_within_the_years_that_count(event.ground, accident, decided_on, settled.article12_lookback_years, round.sealed),
        article_12.is_attributed_as_adopted(event.ground, accident, settled.article12_subsidiary_attribution, round.sealed),
    )


def _check_things(history: History, round: Round, fact: Fact, event: PlaqueRecovered | PlaqueReturned) -> tuple[Finding, ...]:
    title = title_of(history, round, event.applicant)
    last = title.last if title is not None else None
    taken = () if last is None else tuple(token for token in last.taken if token not in last.returned)
    is_new = fact.said.corrects is None
    if isinstance(event, PlaqueReturned):
        return (
            article_11_carried_out.gives_back_after_an_annulment(title is not None and title.annulled),
            *((article_11_carried_out.returns_what_was_taken_back(event.what, taken),) if is_new else ()),
        )
    return (
        article_11.follows_the_revocation(is_revoked(history, round, event.applicant)),
        _served_first(round.revocation, event.applicant),
        *((article_11_carried_out.takes_back_what_is_still_out(event.what, taken),) if is_new else ()),
    )


def _check_bar_for_deceit(history: History, round: Round, event: DeceitBarred) -> tuple[Finding, ...]:
    application = round.application.applications.get(event.applicant)
    applied = None if application is None else (application.submitted.organisation, application.submitted.name)
    return (
        article_11_before_the_award.bars_with_the_title_where_there_is_one(title_of(history, round, event.applicant) is not None),
        article_11_before_the_award.bars_who_deceived_before_the_award(
            round.revocation.established.get((event.applicant, Ground.FRAUD), 0) > 0,
            round.opening.parameters.fraud_before_award,
            round.sealed,
        ),
        article_11_before_the_award.binds_who_applied(event.organisation, event.name, applied),
    )


def _served_first(state: State, applicant: ApplicantCode) -> Finding:
    served = state.happened(applicant, RevocationServed)
    return article_11_carried_out.was_served_first(served if served > state.happened(applicant, RevocationApproved) else 0)


def _check_consequence(
    history: History, round: Round, fact: Fact, event: RevocationServed | RevocationAnnounced | BarImposed
) -> tuple[Finding, ...]:
    state, applicant = round.revocation, event.applicant
    approved = state.happened(applicant, RevocationApproved)
    findings = [article_11.follows_the_revocation(is_revoked(history, round, applicant))]
    if isinstance(event, RevocationAnnounced):
        findings.append(_served_first(state, applicant))
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
