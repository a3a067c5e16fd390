"""Prize money (奖金): articles 10 to 12. Amounts in fen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.approval import PrizeGranted, ResultPublished
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.prize import ClawbackDemanded, ClawbackReceived, PrizePaid
from ledger.events.revocation import RevocationAnnulled, RevocationApproved
from ledger.rules import article_10, article_11
from ledger.rules.citation import Finding
from ledger.stages.contenders import of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode, Fen

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (PrizePaid, ClawbackDemanded, ClawbackReceived)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ParametersAdopted,
    PrizeGranted,
    ResultPublished,
    RevocationAnnulled,
    RevocationApproved,
)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class State:
    """Fen by applicant: paid out, asked back, come back."""

    paid: Counter[ApplicantCode] = field(default_factory=Counter)
    demanded: Counter[ApplicantCode] = field(default_factory=Counter)
    received: Counter[ApplicantCode] = field(default_factory=Counter)
    amounts: dict[ActId, Fen] = field(default_factory=dict)
    """What each act moved or asked for, by its id."""


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
    state.amounts[fact.said.id] = event.amount


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 10 to 12 say of money that moves.

    A correction is judged with the amount that it takes the place of left out.
    """
    return of_the_past(round, _check(history, round, fact))


def _check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    event, state = fact.event, round.prize
    match event:
        case PrizePaid():
            title = title_of(history, round, event.applicant)
            return (
                article_10.honours_a_winner((event.applicant,), (title.winner.applicant,) if title else ()),
                article_10.pays_after_the_publication(round.approval.published_at),
                article_10.is_an_amount(event.amount),
                article_10.pays_no_more_than_was_granted(
                    event.amount, _before(state.paid, event.applicant, state, fact), round.approval.granted.get(event.applicant)
                ),
                article_11.concerns_a_title_that_stands(title is not None, is_held=title is not None and title.held),
            )
        case ClawbackDemanded():
            return (
                article_11.follows_the_revocation(is_revoked(history, round, event.applicant)),
                article_11.demands_what_was_paid(
                    event.amount,
                    _before(state.demanded, event.applicant, state, fact),
                    Fen(state.paid[event.applicant]),
                    round.opening.parameters.clawback_scope,
                ),
            )
        case ClawbackReceived():
            return (
                article_10.is_an_amount(event.amount),
                article_11.receives_no_more_than_was_demanded(
                    event.amount, _before(state.received, event.applicant, state, fact), Fen(state.demanded[event.applicant])
                ),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to prize money")


def is_revoked(history: History, round: Round, applicant: ApplicantCode) -> bool:
    """Return whether a revocation of the title of ``applicant`` is in force."""
    title = title_of(history, round, applicant)
    return title is not None and not title.held


def _before(sums: Counter[ApplicantCode], applicant: ApplicantCode, state: State, fact: Fact) -> Fen:
    """Return what stood before: the sum, without the amount that ``fact`` corrects."""
    corrected = state.amounts.get(fact.said.corrects.act, 0) if fact.said.corrects else 0
    return Fen(sums[applicant] - corrected)
