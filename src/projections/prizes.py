"""Prizes (奖金账): granted, paid, recovered: per winner, per award year, against the budget, and whatever does not agree.

For every winner: granted = paid + outstanding + cancelled, and net = paid - recovered + refunded. Everything follows from
the register of honours, which is public. Amounts in fen. The journal behind the sums is ``projections.journal``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import msgspec

from ledger.rules.identity import same
from ledger.stages.history import History
from ledger.stages.honours import Title
from ledger.stages.measure import most_of_a_year, terms_of
from ledger.terms import ApplicantCode, RoundId, RoundKind
from projections.journal import UNKNOWN, Account, Entry, Journal, Purse
from projections.projection import Placed, Projection
from projections.terms import Bilingual, Term


class Odd(Bilingual):
    """不符或逾期: what does not agree, or is late, or waits."""

    UNBALANCED = "unbalanced", "借贷不平", "an entry does not balance"
    OVERPAID = "overpaid", "拨付超过应付", "paid beyond what was owed"
    OVER_MOST = "over_most", "核定超过全年最高额", "granted beyond the most of a year"
    OVER_BUDGET = "over_budget", "拨付超过预算安排", "paid beyond the budget"
    NO_BUDGET = "no_budget", "拨付所依预算未见记录", "paid out of a budget that is not on record"
    VOUCHER = "voucher", "凭证编号重复", "a voucher's number occurs twice"
    OVER_RECEIVED = "over_received", "收回超过追缴", "came in beyond what was asked back"
    OVER_REFUNDED = "over_refunded", "退还超过应退", "refunded beyond what was due"
    NOT_DEMANDED = "not_demanded", "称号已撤销而奖金未全部追缴", "the title was revoked and not all of the prize asked back"
    OVERDUE = "overdue", "追回逾期", "the clawback is overdue"
    TO_REFUND = "to_refund", "应退奖金未退", "a refund waits to be paid"


FAULTS = frozenset(
    odd.value for odd in (Odd.UNBALANCED, Odd.OVERPAID, Odd.OVER_MOST, Odd.OVER_BUDGET, Odd.VOUCHER, Odd.OVER_RECEIVED, Odd.OVER_REFUNDED)
)
"""What does not agree; the others wait, or rest on what is not on record."""


class OddOne(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that does not agree, or waits: of whom or what, and by how much in fen; ``since`` the day that has passed."""

    what: Term
    of: str
    amount: int
    since: str | None


class Winner(msgspec.Struct, frozen=True, kw_only=True):
    """获奖组织的奖金. ``granted`` of None: no grant is on record. ``is_historical``: payments may just not be on record."""

    round: str
    award_year: str
    applicant: str
    name: str | None
    is_historical: bool
    granted: int | None
    cancelled: int
    paid: int
    outstanding: int
    demanded: int
    recovered: int
    refunded: int
    receivable: int
    refundable: int
    net: int
    due_on: str | None


class Year(msgspec.Struct, frozen=True, kw_only=True):
    """奖项年度: the sums of one round; ``most`` is what all places of its edition bring, None where its text does not say."""

    round: str
    award_year: str
    edition: str
    most: int | None
    granted: int
    paid: int
    outstanding: int
    recovered: int
    refunded: int
    net: int


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """预算年度: ``appropriated`` and ``left`` of None: no budget of that year is on record. ``year`` ``-``: not named."""

    year: str
    line: str | None
    appropriated: int | None
    paid: int
    left: int | None


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """科目余额."""

    account: Term
    of: str
    amount: int


class Prizes(msgspec.Struct, frozen=True, kw_only=True):
    """奖金账: ``on`` is the day on which it is judged what is overdue; ``total`` the sum over all accounts, which is zero."""

    on: str | None
    entries: tuple[Entry, ...]
    balances: tuple[Balance, ...]
    total: int
    winners: tuple[Winner, ...]
    years: tuple[Year, ...]
    budgets: tuple[Budget, ...]
    odd: tuple[OddOne, ...]


@dataclass(slots=True)
class State:
    """The register of honours and the journal."""

    history: History = field(default_factory=History)
    journal: Journal = field(default_factory=Journal)


def take(state: State, one: Placed) -> None:
    """Take one fact in its place into ``state``; those that carry no register change nothing."""
    fact, kind = one.fact, type(one.fact.event)
    if not kind.registers or fact.brief.version < kind.registers_from:
        return
    state.history.take(fact)
    if fact.brief.round is not None:
        state.journal.take(fact, fact.brief.round)


def result(on: date | None, round: RoundId | None, state: State) -> Prizes:
    """Return the prizes of all rounds, or of one, as of ``on``."""
    journal = state.journal
    entries = tuple(e for e in journal.entries if round in (None, e.round))
    balances: Counter[tuple[str, str]] = Counter()
    terms: dict[str, Term] = {}
    for line in (line for entry in entries for line in entry.lines):
        balances[line.account.code, line.of] += line.amount
        terms[line.account.code] = line.account
    winners = tuple(_winner(state, of, code, purse) for (of, code), purse in sorted(journal.purses.items()) if round in (None, of))
    years = tuple(_year(state, of, winners) for of in dict.fromkeys(w.round for w in winners))
    budgets = tuple(_budgets(state, entries))
    return Prizes(
        on=None if on is None else on.isoformat(),
        entries=entries,
        balances=tuple(Balance(account=terms[code], of=of, amount=amount) for (code, of), amount in sorted(balances.items())),
        total=balances.total(),
        winners=winners,
        years=years,
        budgets=budgets,
        odd=(
            *_odd_entries(entries),
            *_odd_winners(state, winners, on),
            *_odd_years(years),
            *_odd_budgets(budgets),
            *_odd_vouchers(entries),
        ),
    )


def prizes_of(on: date | None = None, round: RoundId | None = None) -> Projection[State, Prizes]:
    """Return the projection of prize money over all rounds, or one; ``on`` is the day by which things are overdue."""
    return Projection("prizes", 1, State, take, partial(result, on, round))


def _winner(state: State, round: RoundId, applicant: ApplicantCode, purse: Purse) -> Winner:
    honours, title = state.history.registers.honours, state.history.registers.honours.of(round, applicant)
    opened, balances = honours.opened.get(round), state.journal.balances
    of = f"{round}/{applicant}"
    due = [demand.due_on for demand in title.last.demands if demand.due_on] if title is not None and title.last is not None else []
    return Winner(
        round=round,
        award_year=opened.award_year if opened else round,
        applicant=applicant,
        name=title.winner.name if title else None,
        is_historical=opened is not None and opened.kind == RoundKind.HISTORICAL,
        granted=purse.granted,
        cancelled=purse.cancelled,
        paid=purse.paid,
        outstanding=-balances[Account.PAYABLE, of],
        demanded=purse.demanded,
        recovered=purse.received,
        refunded=purse.refunded,
        receivable=balances[Account.RECEIVABLE, of],
        refundable=-balances[Account.REFUNDABLE, of],
        net=purse.paid - purse.received + purse.refunded,
        due_on=max(due).isoformat() if due else None,
    )


def _year(state: State, round: str, winners: tuple[Winner, ...]) -> Year:
    registers, mine = state.history.registers, [w for w in winners if w.round == round]
    edition = registers.honours.editions.get(RoundId(round))
    return Year(
        round=round,
        award_year=mine[0].award_year,
        edition=edition or "",
        most=most_of_a_year(terms_of(registers.measure, edition)),
        granted=sum(w.granted or 0 for w in mine),
        paid=sum(w.paid for w in mine),
        outstanding=sum(w.outstanding for w in mine),
        recovered=sum(w.recovered for w in mine),
        refunded=sum(w.refunded for w in mine),
        net=sum(w.net for w in mine),
    )


def _budgets(state: State, entries: tuple[Entry, ...]) -> Iterator[Budget]:
    """Yield the budgets that the entries touch, each with all that was paid out of it, by whichever round."""
    known = state.history.registers.honours.budgets
    paid: Counter[str] = Counter()
    for line in (line for entry in state.journal.entries for line in entry.lines):
        if line.account.code == Account.BUDGET.value and line.amount < 0:
            paid[line.of] -= line.amount
    for year in sorted({line.of for entry in entries for line in entry.lines if line.account.code == Account.BUDGET.value}):
        budget = known.get(int(year)) if year != UNKNOWN else None
        yield Budget(
            year=year,
            line=budget.line if budget else None,
            appropriated=budget.amount if budget else None,
            paid=paid[year],
            left=budget.amount - paid[year] if budget else None,
        )


def _odd_entries(entries: tuple[Entry, ...]) -> Iterator[OddOne]:
    for entry in entries:
        if off := sum(line.amount for line in entry.lines):
            yield _odd(Odd.UNBALANCED, f"#{entry.position}", off)


def _odd_winners(state: State, winners: tuple[Winner, ...], on: date | None) -> Iterator[OddOne]:
    for winner in winners:
        of = f"{winner.round}/{winner.applicant}"
        if winner.outstanding < 0:
            yield _odd(Odd.OVERPAID, of, -winner.outstanding)
        if winner.receivable < 0:
            yield _odd(Odd.OVER_RECEIVED, of, -winner.receivable)
        if winner.refundable:
            yield _odd(Odd.TO_REFUND if winner.refundable > 0 else Odd.OVER_REFUNDED, of, abs(winner.refundable))
        title = state.history.registers.honours.of(RoundId(winner.round), ApplicantCode(winner.applicant))
        if title is not None and (unasked := _unasked(title, winner)) > 0:
            yield _odd(Odd.NOT_DEMANDED, of, unasked)
        if winner.receivable > 0 and on is not None and winner.due_on is not None and winner.due_on < on.isoformat():
            yield _odd(Odd.OVERDUE, of, winner.receivable, winner.due_on)


def _unasked(title: Title, winner: Winner) -> int:
    """Return what a winner without a title has of the prize and was not asked for."""
    return 0 if title.held else winner.net - winner.receivable


def _odd_years(years: tuple[Year, ...]) -> Iterator[OddOne]:
    for year in years:
        if year.most is not None and year.granted > year.most:
            yield _odd(Odd.OVER_MOST, year.round, year.granted - year.most)


def _odd_budgets(budgets: tuple[Budget, ...]) -> Iterator[OddOne]:
    for budget in budgets:
        if budget.appropriated is None:
            yield _odd(Odd.NO_BUDGET, budget.year, budget.paid)
        elif budget.left is not None and budget.left < 0:
            yield _odd(Odd.OVER_BUDGET, budget.year, -budget.left)


def _odd_vouchers(entries: tuple[Entry, ...]) -> Iterator[OddOne]:
    count: Counter[tuple[str, str]] = Counter((e.move.code, same(e.paper)) for e in entries if e.move.code == "paid" and e.paper)
    yield from (_odd(Odd.VOUCHER, number, times) for (_, number), times in sorted(count.items()) if times > 1)


def _odd(what: Odd, of: str, amount: int, since: str | None = None) -> OddOne:
    return OddOne(what=what.term, of=of, amount=amount, since=since)
