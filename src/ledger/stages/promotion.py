"""After the award (推广、使用、冒用): articles 13 to 15. Reports are answered, referrals come to an outcome; no fact here takes a title."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.approval import ResultPublished
from ledger.events.event import Event
from ledger.events.promotion import (
    CaseReferred,
    CounterfeitReported,
    MisuseClosed,
    MisuseFound,
    MisuseReported,
    PromotionRecorded,
    ReferralConcluded,
    TradeSecretClaimed,
    UnauthorisedReviewReported,
)
from ledger.rules import article_13, article_14, article_15
from ledger.rules.citation import Finding
from ledger.stages.contenders import of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    PromotionRecorded,
    TradeSecretClaimed,
    MisuseReported,
    MisuseFound,
    MisuseClosed,
    CounterfeitReported,
    UnauthorisedReviewReported,
    CaseReferred,
    ReferralConcluded,
)

READS: tuple[type[Event], ...] = (*EVENTS, ResultPublished)
"""Facts of the round that the check depends on; reports and what became of them stand in ``record.sealed``."""

REPORTS = frozenset({"misuse.reported", "counterfeit.reported", "unauthorised_review.reported", "lead.received", "objection.received"})
"""Types of acts that a referral may pass on."""


@dataclass(slots=True)
class State:
    """What was shared, and each report by the ids that it is known by, with what became of it."""

    shared: dict[ApplicantCode, list[str]] = field(default_factory=dict)
    secrets: dict[ApplicantCode, int] = field(default_factory=dict)
    """Position of the newest claim of trade secrets."""
    reports: dict[ActId, ApplicantCode | None] = field(default_factory=dict)
    """Whom a report is about, where it is about a winner."""
    found: dict[ActId, bool] = field(default_factory=dict)
    """Whether the use that a report tells of was found to be forbidden."""
    closed: set[ActId] = field(default_factory=set)
    referrals: set[ActId] = field(default_factory=set)
    referred: set[ActId] = field(default_factory=set)
    """Reports that a referral passed on."""
    outcomes: dict[ActId, bool | None] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    match event:
        case PromotionRecorded():
            state.shared.setdefault(event.applicant, []).append(event.what)
        case TradeSecretClaimed():
            state.secrets[event.applicant] = fact.position or 0
        case MisuseReported() | CounterfeitReported() | UnauthorisedReviewReported():
            about = event.applicant if isinstance(event, MisuseReported) else None
            state.reports |= dict.fromkeys(fact.ids, about)
        case MisuseFound():
            state.found[event.report] = event.found
        case MisuseClosed():
            state.closed.add(event.report)
        case CaseReferred():
            state.referrals |= set(fact.ids)
            state.referred |= set(fact.said.caused_by)
        case ReferralConcluded():
            state.outcomes[event.referral] = event.upheld
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to what follows the award")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 13 to 15 say of ``fact``."""
    return of_the_past(round, _check(history, round, fact))


def _check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    event, state = fact.event, round.promotion
    match event:
        case PromotionRecorded():
            return (
                article_13.is_promoted_by_a_winner(title_of(history, round, event.applicant) is not None),
                article_13.says_what_was_shared(event.what),
            )
        case TradeSecretClaimed():
            return (
                article_13.is_promoted_by_a_winner(title_of(history, round, event.applicant) is not None),
                article_13.says_what_was_shared(event.content),
            )
        case MisuseReported():
            return (article_14.concerns_a_winner(title_of(history, round, event.applicant) is not None),)
        case MisuseFound():
            return (
                article_14.answers_a_report(state.reports.get(event.report) == event.applicant, round.sealed),
                article_14.says_which_use_is_forbidden(event.found, event.use),
                *((article_14.is_answered_once(event.report in state.found),) if fact.said.corrects is None else ()),
            )
        case MisuseClosed():
            return (
                article_14.answers_a_report(state.reports.get(event.report) == event.applicant, round.sealed),
                article_14.closes_what_was_mended(
                    state.found.get(event.report), event.corrected, event.report in state.referred, round.sealed
                ),
                *((article_14.is_answered_once(event.report in state.closed),) if fact.said.corrects is None else ()),
            )
        case CounterfeitReported() | UnauthorisedReviewReported():
            return (article_15.says_who_and_what(event.who, event.content),)
        case CaseReferred():
            return (
                article_15.says_who_and_what(event.to, event.content),
                article_15.refers_what_was_reported(fact.said.caused_by, _reports(round), round.sealed),
            )
        case ReferralConcluded():
            is_concluded = fact.said.corrects is None and event.referral in state.outcomes
            return (
                article_15.concludes_a_referral(event.referral in state.referrals, is_concluded, fact.said.round is not None, round.sealed),
                article_15.says_what_came_of_it(event.outcome),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to what follows the award")


def _reports(round: Round) -> tuple[ActId, ...]:
    return (*round.promotion.reports, *(id for id, act in round.acts.items() if act.type in REPORTS))
