"""Honours (荣誉): titles won and lost, across all rounds. Articles 10 to 12."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.approval import AwardApproved, PrizeGranted, ResultPublished, Winner
from ledger.events.event import Event
from ledger.events.opening import RoundOpened
from ledger.events.revocation import BarImposed, RevocationAnnulled, RevocationApproved
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, EditionId, Fen, PartialDate, RoundId, Tier

EVENTS: tuple[type[Event], ...] = (ResultPublished, RevocationApproved, RevocationAnnulled, BarImposed)
"""``round.opened``, ``award.approved`` and ``prize.granted`` also carry the register, and belong to stages of a round."""


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
    revoked_on: PartialDate | None = None
    annulled: bool = False
    bar_from: PartialDate | None = None

    @property
    def tier(self) -> Tier:
        return self.winner.tier

    @property
    def held(self) -> bool:
        """Whether the title stands: never revoked, or its revocation set aside."""
        return self.revoked_on is None or self.annulled


@dataclass(slots=True)
class State:
    """Titles in the order of their publication, and the rounds they belong to."""

    titles: list[Title] = field(default_factory=list)
    opened: dict[RoundId, RoundOpened] = field(default_factory=dict)
    editions: dict[RoundId, EditionId] = field(default_factory=dict)
    approved: dict[RoundId, str] = field(default_factory=dict)
    """The day of the government's decision, as recorded: what a bar from the decision is counted from (10.2)."""

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
            # A publication without a decision on record, such as a list known from its public notice, gives no day.
            opened, decided = state.opened.get(said.round), state.approved.get(said.round)
            for winner in event.winners:
                state.titles.append(
                    Title(
                        said.round,
                        said.edition,
                        opened.programme if opened else "",
                        opened.award_year if opened else said.round,
                        opened.year if opened else None,
                        winner,
                        event.status,
                        PartialDate.parse(decided) if decided else None,
                        fact.position or 0,
                        event.note,
                    )
                )
        case PrizeGranted():
            if (title := state.of(said.round, event.applicant)) is not None:
                title.granted = event.amount
        case RevocationApproved():
            if (title := state.of(said.round, event.applicant)) is not None:
                title.revoked_on, title.annulled = PartialDate.parse(said.occurred_at), False
        case RevocationAnnulled():
            if (title := state.of(said.round, event.applicant)) is not None:
                title.annulled, title.bar_from = True, None
        case BarImposed():
            if (title := state.of(said.round, event.applicant)) is not None:
                title.bar_from = event.starts_on
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of honours")
