"""Journal (分录): every fact that moves prize money, as double entry in fen. Each entry sums to zero, and so do all accounts at any time.

=====================  =====================================================================================
``budget:YEAR``        预算额度: what a year's budget gives and payments use up
``funds:YEAR``         财政安排: where it comes from
``award:ROUND``        奖励支出: what a round has granted, less what a revocation left unpaid
``payable:WINNER``     应付奖金: granted and not paid yet
``receivable:WINNER``  应收追回: asked back and not come in yet
``recovery:ROUND``     追回收入: what was asked back
``recovered:ROUND``    已收回: what came in, less what was refunded
``refundable:WINNER``  应退奖金: came in under a revocation that was set aside, and not given back yet
=====================  =====================================================================================

Debits are positive. A revocation cancels what was not paid; its annulment brings that back, forgives what is still asked
for, and turns what came in into a debt to the winner. WINNER is ROUND/CODE.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import msgspec

from ledger.events.approval import PrizeGranted
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded, PrizePaid
from ledger.events.revocation import RevocationAnnulled, RevocationApproved
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, RoundId
from projections.terms import Bilingual, Term


class Account(Bilingual):
    """科目."""

    BUDGET = "budget", "预算额度", "budget"
    FUNDS = "funds", "财政安排", "funds appropriated"
    AWARD = "award", "奖励支出", "awards granted"
    PAYABLE = "payable", "应付奖金", "prize payable"
    RECEIVABLE = "receivable", "应收追回", "clawback receivable"
    RECOVERY = "recovery", "追回收入", "clawback demanded"
    RECOVERED = "recovered", "已收回", "clawback received"
    REFUNDABLE = "refundable", "应退奖金", "refund payable"


class Move(Bilingual):
    """事项: what an entry records."""

    APPROPRIATED = "appropriated", "预算安排", "budget appropriated"
    GRANTED = "granted", "核定奖金", "prize granted"
    PAID = "paid", "拨付奖金", "prize paid"
    CANCELLED = "cancelled", "撤销称号, 未付部分停付", "revoked: what was not paid is cancelled"
    DEMANDED = "demanded", "追缴", "clawback demanded"
    RECEIVED = "received", "收回", "clawback received"
    ANNULLED = "annulled", "撤销决定被撤销, 冲回", "revocation set aside: reversed"
    REFUNDED = "refunded", "退还", "clawback refunded"


Moving = PrizeGranted | PrizePaid | RevocationApproved | ClawbackDemanded | ClawbackReceived | RevocationAnnulled | ClawbackRefunded
"""Facts that move the money of one winner."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """分录行: ``amount`` in fen, a debit where positive; ``of`` a year, a round, or a winner as ROUND/CODE."""

    account: Term
    of: str
    amount: int


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """分录 of one record at its position. ``paper`` is its voucher or document. A grant of nothing has no lines."""

    position: int
    day: str
    move: Term
    round: str
    applicant: str | None
    paper: str | None
    lines: tuple[Line, ...]


Books = Counter[tuple[Account, str]]
"""Balances by account and whose it is."""

UNKNOWN = "-"
"""Year of a budget that the record does not name."""


@dataclass(slots=True)
class Purse:
    """一个获奖组织的奖金: sums in fen since the beginning; ``asked`` and ``came`` since the newest annulment."""

    granted: int | None = None
    cancelled: int = 0
    paid: int = 0
    demanded: int = 0
    received: int = 0
    refunded: int = 0
    asked: int = 0
    came: int = 0
    owed: int = 0
    """To be refunded."""
    revoked: bool = False


@dataclass(slots=True)
class Journal:
    """Entries in the order of their places, the balances that they make, and what each winner had and gave back."""

    entries: list[Entry] = field(default_factory=list)
    balances: Books = field(default_factory=Counter)
    purses: dict[tuple[RoundId, ApplicantCode], Purse] = field(default_factory=dict)

    def take(self, fact: Fact, round: RoundId) -> None:
        """Take one fact in; one that moves no money changes nothing."""
        event = fact.event
        if isinstance(event, BudgetAppropriated):
            lines = ((Account.BUDGET, f"{event.year}", event.amount), (Account.FUNDS, f"{event.year}", -event.amount))
            self._enter(fact, Move.APPROPRIATED, round, None, event.document, lines)
        elif isinstance(event, Moving):
            of = round, event.applicant
            move, paper, moved = _posted(self.purses.setdefault(of, Purse()), event)
            year = str(event.budget_year) if isinstance(event, PrizePaid) and event.budget_year is not None else UNKNOWN
            whose = {Account.AWARD: round, Account.RECOVERY: round, Account.RECOVERED: round, Account.BUDGET: year}
            named = tuple((account, whose.get(account, "/".join(of)), amount) for account, amount in moved if amount)
            self._enter(fact, move, round, event.applicant, paper, named)

    def _enter(
        self,
        fact: Fact,
        move: Move,
        round: RoundId,
        applicant: ApplicantCode | None,
        paper: str | None,
        lines: tuple[tuple[Account, str, int], ...],
    ) -> None:
        for account, of, amount in lines:
            self.balances[account, of] += amount
        told = tuple(Line(account=account.term, of=of, amount=amount) for account, of, amount in lines)
        self.entries.append(
            Entry(
                position=fact.position or 0,
                day=fact.said.occurred_at,
                move=move.term,
                round=round,
                applicant=applicant,
                paper=paper,
                lines=told,
            )
        )


Posted = tuple[Move, str | None, list[tuple[Account, int]]]


def _posted(purse: Purse, event: Moving) -> Posted:
    """Take an event into ``purse``, and return what it posts."""
    match event:
        case PrizeGranted(amount=amount):
            purse.granted = (purse.granted or 0) + amount
            return Move.GRANTED, None, [(Account.AWARD, amount), (Account.PAYABLE, -amount)]
        case PrizePaid(amount=amount):
            purse.paid += amount
            return Move.PAID, event.voucher, [(Account.PAYABLE, amount), (Account.BUDGET, -amount)]
        case RevocationApproved():
            return _revoked(purse, event)
        case ClawbackDemanded(amount=amount):
            purse.demanded, purse.asked = purse.demanded + amount, purse.asked + amount
            return Move.DEMANDED, None, [(Account.RECEIVABLE, amount), (Account.RECOVERY, -amount)]
        case ClawbackReceived(amount=amount):
            purse.received, purse.came = purse.received + amount, purse.came + amount
            return Move.RECEIVED, event.voucher, [(Account.RECOVERED, amount), (Account.RECEIVABLE, -amount)]
        case RevocationAnnulled():
            return _annulled(purse, event)
        case ClawbackRefunded(amount=amount):
            purse.refunded, purse.owed = purse.refunded + amount, purse.owed - amount
            return Move.REFUNDED, event.voucher, [(Account.REFUNDABLE, amount), (Account.RECOVERED, -amount)]


def _revoked(purse: Purse, event: RevocationApproved) -> Posted:
    """Cancel what was not paid. What an earlier annulment had yet to refund stays where it is, as come in anew."""
    unpaid = 0 if purse.revoked else max(0, (purse.granted or 0) - purse.paid)
    kept = 0 if purse.revoked else max(0, purse.owed)
    purse.revoked, purse.cancelled, purse.owed = True, purse.cancelled + unpaid, purse.owed - kept
    purse.asked, purse.came = purse.asked + kept, purse.came + kept
    lines = [(Account.PAYABLE, unpaid), (Account.AWARD, -unpaid), (Account.REFUNDABLE, kept), (Account.RECOVERY, -kept)]
    return Move.CANCELLED, event.document, lines


def _annulled(purse: Purse, event: RevocationAnnulled) -> Posted:
    back, asked, came = purse.cancelled, purse.asked, purse.came
    purse.cancelled = purse.asked = purse.came = 0
    purse.revoked, purse.owed = False, purse.owed + came
    lines = [(Account.AWARD, back), (Account.PAYABLE, -back)]
    lines += [(Account.RECOVERY, asked), (Account.RECEIVABLE, came - asked), (Account.REFUNDABLE, -came)]
    return Move.ANNULLED, event.document, lines
