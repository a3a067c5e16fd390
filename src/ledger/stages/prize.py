"""Prize money (奖金): articles 10 to 12. Amounts in fen.

What a revocation asks back is judged since the newest annulment: a revocation that was set aside asks for nothing any more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger.events.approval import PrizeGranted, ResultPublished
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded, PrizePaid
from ledger.events.revocation import RevocationAnnulled, RevocationApproved, RevocationServed
from ledger.rules import article_10, article_10_budget, article_11, article_11_carried_out
from ledger.rules.citation import Finding
from ledger.rules.identity import same
from ledger.stages.contenders import of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode, Fen, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round
    from ledger.stages.honours import Title

EVENTS: tuple[type[Event], ...] = (BudgetAppropriated, PrizePaid, ClawbackDemanded, ClawbackReceived, ClawbackRefunded)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ParametersAdopted,
    PrizeGranted,
    ResultPublished,
    RevocationAnnulled,
    RevocationApproved,
    RevocationServed,
)
"""Facts of the round that the check depends on."""


class Move(NamedTuple):
    """资金变动: what one act moved or asked for, by the ids that it is known by; ``voucher`` of None: it has none."""

    ids: tuple[ActId, ...]
    position: int
    kind: type[Event]
    applicant: ApplicantCode
    amount: Fen
    voucher: str | None


@dataclass(slots=True)
class State:
    """Fen by applicant: paid out, asked back, come back, given back. ``moves`` holds all of it, act by act."""

    paid: Counter[ApplicantCode] = field(default_factory=Counter)
    demanded: Counter[ApplicantCode] = field(default_factory=Counter)
    received: Counter[ApplicantCode] = field(default_factory=Counter)
    refunded: Counter[ApplicantCode] = field(default_factory=Counter)
    moves: list[Move] = field(default_factory=list)
    budgets: set[int] = field(default_factory=set)
    """Years whose budget was recorded in this round."""

    def total(
        self, kind: type[Event], applicant: ApplicantCode, without: ActId | None = None, *, after: int = 0, upto: int | None = None
    ) -> Fen:
        """Return what acts of a kind moved for ``applicant`` behind position ``after`` and up to ``upto``, without one act."""
        return Fen(
            sum(
                move.amount
                for move in self.moves
                if move.kind is kind
                and move.applicant == applicant
                and move.position > after
                and (upto is None or move.position <= upto)
                and without not in move.ids
            )
        )


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    match event:
        case BudgetAppropriated():
            state.budgets.add(event.year)
            return
        case PrizePaid():
            state.paid[event.applicant] += event.amount
        case ClawbackDemanded():
            state.demanded[event.applicant] += event.amount
        case ClawbackReceived():
            state.received[event.applicant] += event.amount
        case ClawbackRefunded():
            state.refunded[event.applicant] += event.amount
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to prize money")
    voucher = None if isinstance(event, ClawbackDemanded) else event.voucher
    state.moves.append(Move(fact.ids, fact.position or 0, type(event), event.applicant, event.amount, voucher))


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 10 to 12 say of money that moves.

    A correction is judged with the amount that it takes the place of left out.
    """
    return of_the_past(round, _check(history, round, fact))


def _check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    event, state = fact.event, round.prize
    match event:
        case BudgetAppropriated():
            years = tuple(history.registers.honours.budgets) if fact.said.corrects is None else ()
            return (
                article_10.is_an_amount(event.amount),
                article_10_budget.names_line_and_document(event.budget_line, event.document),
                article_10_budget.appropriates_once_a_year(event.year, years),
            )
        case PrizePaid():
            return _check_payment(history, round, fact, event)
        case ClawbackDemanded():
            return _check_demand(history, round, fact, event)
        case ClawbackReceived():
            return (
                article_10.is_an_amount(event.amount),
                article_11.receives_no_more_than_was_demanded(
                    event.amount,
                    _since(round, ClawbackReceived, fact, event.applicant),
                    _since(round, ClawbackDemanded, fact, event.applicant),
                ),
                _check_voucher(history, round, fact, event),
            )
        case ClawbackRefunded():
            title = title_of(history, round, event.applicant)
            annulled_at = round.revocation.happened(event.applicant, RevocationAnnulled)
            return (
                article_11_carried_out.gives_back_after_an_annulment(_is_restored(title)),
                article_10.is_an_amount(event.amount),
                article_11_carried_out.refunds_no_more_than_came_back(
                    event.amount,
                    state.total(ClawbackRefunded, event.applicant, _corrected(fact)),
                    state.total(ClawbackReceived, event.applicant, upto=annulled_at),
                ),
                _check_voucher(history, round, fact, event),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to prize money")


def _check_payment(history: History, round: Round, fact: Fact, event: PrizePaid) -> tuple[Finding, ...]:
    title, corrected = title_of(history, round, event.applicant), _corrected(fact)
    budget = history.registers.honours.budgets.get(event.budget_year) if event.budget_year is not None else None
    spent = sum(p.amount for p in history.registers.honours.payments if p.year == event.budget_year and corrected not in p.ids)
    return (
        article_10.honours_a_winner((event.applicant,), (title.winner.applicant,) if title else ()),
        article_10_budget.pays_the_winner_and_nobody_else(event.payee, (title.winner.organisation, title.winner.name) if title else None),
        article_10.pays_after_the_publication(round.approval.published_at),
        article_10.is_an_amount(event.amount),
        article_10.pays_no_more_than_was_granted(
            event.amount, round.prize.total(PrizePaid, event.applicant, corrected), round.approval.granted.get(event.applicant)
        ),
        _check_voucher(history, round, fact, event),
        article_10_budget.is_paid_out_of_the_budget(event.budget_year, event.budget_line, (budget.line,) if budget else ()),
        article_10_budget.stays_within_the_budget(event.amount, Fen(spent), budget.amount if budget else None),
        article_11.concerns_a_title_that_stands(title is not None, is_held=title is not None and title.held),
    )


def _check_demand(history: History, round: Round, fact: Fact, event: ClawbackDemanded) -> tuple[Finding, ...]:
    approved_at = round.revocation.happened(event.applicant, RevocationApproved)
    served_at = round.revocation.happened(event.applicant, RevocationServed)
    return (
        article_11.follows_the_revocation(is_revoked(history, round, event.applicant)),
        article_11_carried_out.was_served_first(served_at if served_at > approved_at else 0),
        article_11.demands_what_was_paid(
            event.amount,
            _since(round, ClawbackDemanded, fact, event.applicant),
            _left_with_the_winner(round, event.applicant),
            round.opening.parameters.clawback_scope,
        ),
        article_11_carried_out.sets_a_day_for_payment(event.due_on, _day(fact)),
    )


def _check_voucher(history: History, round: Round, fact: Fact, event: PrizePaid | ClawbackReceived | ClawbackRefunded) -> Finding:
    """Ask whether no other movement of the same kind has the number: payments have theirs in all rounds, receipts in this one."""
    corrected, kind = _corrected(fact), type(event)
    taken = [m.voucher for m in round.prize.moves if m.kind is kind and m.voucher is not None and corrected not in m.ids]
    if isinstance(event, PrizePaid):
        taken += [p.voucher for p in history.registers.honours.payments if p.round != round.id]
    number = same(event.voucher)
    return article_10_budget.has_a_voucher_of_its_own(event.voucher, tuple(v for v in taken if same(v) == number))


def is_revoked(history: History, round: Round, applicant: ApplicantCode) -> bool:
    """Return whether a revocation of the title of ``applicant`` is in force."""
    title = title_of(history, round, applicant)
    return title is not None and not title.held


def _is_restored(title: Title | None) -> bool:
    return title is not None and title.annulled


def _since(round: Round, kind: type[Event], fact: Fact, applicant: ApplicantCode) -> Fen:
    """Return what such acts moved since the newest annulment, without the one that ``fact`` corrects."""
    return round.prize.total(kind, applicant, _corrected(fact), after=round.revocation.happened(applicant, RevocationAnnulled))


def _left_with_the_winner(round: Round, applicant: ApplicantCode) -> Fen:
    """Return what the winner has of the prize as a revocation finds it: paid, less what came back of an earlier one and stayed."""
    before = round.prize.total(ClawbackReceived, applicant, upto=round.revocation.happened(applicant, RevocationAnnulled))
    return Fen(round.prize.paid[applicant] - before + round.prize.refunded[applicant])


def _corrected(fact: Fact) -> ActId | None:
    return fact.said.corrects.act if fact.said.corrects else None


def _day(fact: Fact) -> date | None:
    return day_of(fact.said.occurred_at) if len(fact.said.occurred_at) >= len("2026-01-01") else None
