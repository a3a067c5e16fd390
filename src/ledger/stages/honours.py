"""Honours (荣誉): titles won and lost, across all rounds, and the money and the things that go with them. Articles 10 to 12."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from ledger.events.approval import AwardApproved, HonourConferred, PrizeGranted, ResultPublished, Winner
from ledger.events.event import Event
from ledger.events.opening import RoundOpened
from ledger.events.prize import BudgetAppropriated, ClawbackDemanded, ClawbackReceived, ClawbackRefunded, PrizePaid
from ledger.events.revocation import (
    BarImposed,
    DeceitBarred,
    Ground,
    PlaqueRecovered,
    PlaqueReturned,
    RevocationAnnounced,
    RevocationAnnulled,
    RevocationApproved,
    RevocationServed,
    Token,
)
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode, EditionId, Fen, PartialDate, RoundId, Tier

EVENTS: tuple[type[Event], ...] = (ResultPublished, RevocationApproved, RevocationAnnulled, BarImposed)
"""Facts that make and unmake titles. Others carry the register too, and belong to stages of a round."""


NOTHING = Fen(0)


class Demand(NamedTuple):
    """追回: so much was asked back, by when."""

    amount: Fen
    due_on: date | None


class Payment(NamedTuple):
    """拨付: one payment of a prize, by the acts that it is known by."""

    ids: tuple[ActId, ...]
    round: RoundId
    applicant: ApplicantCode
    amount: Fen
    voucher: str
    year: int | None
    line: str | None


class Budget(NamedTuple):
    """预算安排 of one year."""

    round: RoundId
    line: str
    amount: Fen


@dataclass(slots=True)
class Revoked:
    """撤销: one revocation of one title with what followed it. Days may be partly known; None: not on record."""

    ground: Ground
    revoked_on: PartialDate
    document: str | None
    position: int
    served_on: PartialDate | None = None
    announced_on: PartialDate | None = None
    bar_from: PartialDate | None = None
    annulled_on: PartialDate | None = None
    annulled_by: str | None = None
    taken: dict[Token, PartialDate] = field(default_factory=dict)
    """What was handed over and came back, and when."""
    returned: dict[Token, PartialDate] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    received: Fen = NOTHING
    refunded: Fen = NOTHING


@dataclass(slots=True)
class Title:
    """荣誉称号: one award of one organisation, with the days that bars are counted from. Days may be partly known."""

    round: RoundId
    edition: EditionId
    programme: str
    award_year: str
    year: int | None
    winner: Winner
    status: str
    decided_on: PartialDate | None
    position: int
    note: str
    granted: Fen | None = None
    paid: Fen = NOTHING
    conferred: HonourConferred | None = None
    revocations: list[Revoked] = field(default_factory=list)
    """Oldest first: one that was set aside is not erased."""

    @property
    def tier(self) -> Tier:
        return self.winner.tier

    @property
    def last(self) -> Revoked | None:
        """The newest revocation, in force or set aside."""
        return self.revocations[-1] if self.revocations else None

    @property
    def annulled(self) -> bool:
        """Whether the newest revocation was set aside."""
        return self.last is not None and self.last.annulled_on is not None

    @property
    def held(self) -> bool:
        """Whether the title stands: never revoked, or its revocation set aside."""
        return self.last is None or self.annulled

    @property
    def revoked_on(self) -> PartialDate | None:
        """The day of the newest revocation, in force or not."""
        return self.last.revoked_on if self.last else None

    @property
    def bar_from(self) -> PartialDate | None:
        """The day that a bar in force names."""
        return self.last.bar_from if self.last is not None and not self.annulled else None


@dataclass(slots=True)
class State:
    """Titles in the order of their publication, and the rounds they belong to."""

    titles: list[Title] = field(default_factory=list)
    opened: dict[RoundId, RoundOpened] = field(default_factory=dict)
    editions: dict[RoundId, EditionId] = field(default_factory=dict)
    approved: dict[RoundId, str] = field(default_factory=dict)
    """The day of the government's decision, as recorded: what a bar from the decision is counted from (10.2)."""
    barred: list[tuple[RoundId, DeceitBarred]] = field(default_factory=list)
    """Bars for deceit that was found before any award."""
    budgets: dict[int, Budget] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)

    def of(self, round: RoundId | None, applicant: ApplicantCode) -> Title | None:
        """Return the title that ``applicant`` won in ``round``."""
        return next((t for t in self.titles if t.round == round and t.winner.applicant == applicant), None)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about honours into ``state``; those of unknown titles change nothing."""
    event, said = fact.event, fact.said
    if said.round is None:
        return
    match event:
        case RoundOpened():
            state.opened[said.round], state.editions[said.round] = event, said.edition
        case AwardApproved():
            state.approved[said.round] = said.occurred_at
        case ResultPublished():
            _publish(state, fact, event, said.round)
        case BudgetAppropriated():
            state.budgets[event.year] = Budget(said.round, event.budget_line, event.amount)
        case DeceitBarred():
            state.barred.append((said.round, event))
        case PrizePaid():
            payment = Payment(fact.ids, said.round, event.applicant, event.amount, event.voucher, event.budget_year, event.budget_line)
            state.payments.append(payment)
            if (title := state.of(said.round, event.applicant)) is not None:
                title.paid = Fen(title.paid + event.amount)
        case PrizeGranted() | HonourConferred() | RevocationApproved():
            if (title := state.of(said.round, event.applicant)) is not None:
                _give_or_take(title, event, fact)
        case (
            RevocationServed()
            | RevocationAnnounced()
            | RevocationAnnulled()
            | BarImposed()
            | PlaqueRecovered()
            | PlaqueReturned()
            | ClawbackDemanded()
            | ClawbackReceived()
            | ClawbackRefunded()
        ):
            if (title := state.of(said.round, event.applicant)) is not None and title.last is not None:
                _follow(title.last, event, PartialDate.parse(said.occurred_at))
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of honours")


def _publish(state: State, fact: Fact, event: ResultPublished, round: RoundId) -> None:
    # A publication without a decision on record, such as a list known from its public notice, gives no day.
    opened, decided = state.opened.get(round), state.approved.get(round)
    for winner in event.winners:
        state.titles.append(
            Title(
                round,
                fact.said.edition,
                opened.programme if opened else "",
                opened.award_year if opened else round,
                opened.year if opened else None,
                winner,
                event.status,
                PartialDate.parse(decided) if decided else None,
                fact.position or 0,
                event.note,
            )
        )


def _give_or_take(title: Title, event: PrizeGranted | HonourConferred | RevocationApproved, fact: Fact) -> None:
    match event:
        case PrizeGranted():
            title.granted = event.amount
        case HonourConferred():
            title.conferred = event
        case RevocationApproved():
            day = PartialDate.parse(fact.said.occurred_at)
            title.revocations.append(Revoked(event.ground, day, event.document, fact.position or 0))


def _follow(revoked: Revoked, event: Event, day: PartialDate) -> None:
    """Take in what follows a revocation, or undoes it."""
    match event:
        case RevocationServed():
            revoked.served_on = day
        case RevocationAnnounced():
            revoked.announced_on = day
        case RevocationAnnulled():
            revoked.annulled_on, revoked.annulled_by = day, event.document
        case BarImposed():
            revoked.bar_from = event.starts_on
        case PlaqueRecovered():
            revoked.taken |= dict.fromkeys(event.what, day)
        case PlaqueReturned():
            revoked.returned |= dict.fromkeys(event.what, day)
        case ClawbackDemanded():
            revoked.demands.append(Demand(event.amount, event.due_on))
        case ClawbackReceived():
            revoked.received = Fen(revoked.received + event.amount)
        case ClawbackRefunded():
            revoked.refunded = Fen(revoked.refunded + event.amount)
