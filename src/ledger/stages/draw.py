"""Drawing experts (抽取专家): snapshots, sealed and revealed numbers, aborted draws, and what the record of a draw gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.events.draw import DrawAborted, DrawNumberRevealed, DrawNumberSealed, Entry, Opening, PoolCommitted
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.panel import ExpertReplaced, PanelDrawn
from ledger.rules import article_06_draw as article_06
from ledger.rules import draw as drawing
from ledger.rules.article_06_panel import Redrawn
from ledger.rules.citation import Finding
from ledger.rules.draw import PoolEntry, Snapshot
from ledger.stages.contenders import body_of, computed
from ledger.stages.fact import Fact
from ledger.terms import Digest, ExpertCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (PoolCommitted, DrawNumberSealed, DrawNumberRevealed, DrawAborted)

READS: tuple[type[Event], ...] = (*EVENTS, ParametersAdopted, PanelDrawn, ExpertReplaced)
"""Facts of the round that the check depends on, besides the pool."""


@dataclass(slots=True)
class Draw:
    """抽取: one draw of the round. ``sealed`` keeps the order in which the parties committed, which is that of the seed."""

    committed: PoolCommitted
    snapshot: Snapshot
    digest: Digest
    sealed: dict[str, Digest] = field(default_factory=dict)
    revealed: dict[str, str] = field(default_factory=dict)
    aborted: DrawAborted | None = None

    @property
    def unsealed(self) -> tuple[str, ...]:
        """Parties that have not committed to a number."""
        return tuple(party for party in self.snapshot.parties if party not in self.sealed)

    @property
    def missing(self) -> tuple[str, ...]:
        """Parties whose number is not known."""
        return tuple(party for party in self.snapshot.parties if party not in self.revealed)

    def again(self) -> Redrawn:
        """Return what the record gives: everything but the drawn while numbers are missing."""
        nobody = Redrawn(self.snapshot.method, self.digest, None, (), ())
        if self.missing or len(self.snapshot.eligible) < self.snapshot.experts + self.snapshot.reserves:
            return nobody
        numbers = [self.revealed[party] for party in self.sealed]
        seed = drawing.seed(self.snapshot.origin, self.snapshot.round, self.digest, numbers)
        drawn = drawing.draw(self.snapshot, seed)
        return nobody._replace(seed=seed, experts=drawn.experts, reserves=drawn.reserves)


@dataclass(slots=True)
class State:
    """The draws of a round in order, the aborted ones too."""

    draws: list[Draw] = field(default_factory=list)

    @property
    def running(self) -> Draw | None:
        """The newest draw, unless it was aborted."""
        return self.draws[-1] if self.draws and self.draws[-1].aborted is None else None

    def of(self, digest: Digest | None) -> Draw | None:
        """Return the draw whose snapshot has that digest, and the one that runs where none has."""
        return next((draw for draw in self.draws if draw.digest == digest), self.running)

    @property
    def aborted(self) -> dict[int, DrawAborted]:
        """How each aborted draw ended, by its number."""
        return {draw.snapshot.draw: draw.aborted for draw in self.draws if draw.aborted is not None}


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, running = fact.event, state.running
    match event:
        case PoolCommitted():
            snapshot = snapshot_of(event, fact)
            state.draws.append(Draw(event, snapshot, drawing.snapshot_digest(snapshot)))
        case DrawNumberSealed():
            if running is not None:
                running.sealed.setdefault(party_of(event), event.commitment)
        case DrawNumberRevealed():
            if running is not None and party_of(event) in running.sealed:
                running.revealed.setdefault(party_of(event), event.number)
        case DrawAborted():
            if running is not None:
                running.aborted = event
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the draw")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the adopted rules and the method of drawing say of ``fact``."""
    event, is_new = fact.event, fact.said.corrects is None
    as_made = article_06.stands_as_it_was_made(is_new)
    if not is_new:
        return (as_made,)
    match event:
        case PoolCommitted():
            return as_made, *_check_snapshot(history, round, event, fact)
        case DrawNumberSealed():
            return as_made, *_check_sealed(round.draw, event, fact)
        case DrawNumberRevealed():
            return as_made, *_check_revealed(round.draw, event, fact)
        case DrawAborted():
            return as_made, *_check_aborted(round.draw, event, fact)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the draw")


def party_of(event: DrawNumberSealed | DrawNumberRevealed) -> str:
    """Return a party as a snapshot names it: its role, an applicant's with its code."""
    return event.party.value if event.applicant is None else f"{event.party.value}:{event.applicant}"


def snapshot_of(event: PoolCommitted, fact: Fact) -> Snapshot:
    """Return what ``event`` commits to."""
    return Snapshot(
        fact.said.origin,
        fact.said.round or "",
        event.draw,
        tuple(PoolEntry(entry.digest, entry.code, entry.excluded.value if entry.excluded else None) for entry in event.entries),
        event.experts,
        event.reserves,
        event.method,
        event.fallback,
        event.parties,
        event.reveal_by,
    )


def persons_behind(history: History, round: Round, codes: Iterable[ExpertCode]) -> tuple[str, ...] | None:
    """Return who stands behind ``codes`` by the panel's snapshot and the pool; None without a snapshot, "" for a code of nobody.

    Raises ``NotDisclosed`` where either is closed.
    """
    drawn = round.draw.of(round.panel.drawn_in)
    if drawn is None:
        return None
    behind = {entry.code: opening.pool_code for entry, opening in _opened(drawn)}
    members = history.registers.pool.known()
    found = (members.get(behind.get(code, "")) for code in codes)
    return tuple("" if member is None else member.person for member in found)


def suspended_codes(history: History, round: Round) -> tuple[ExpertCode, ...]:
    """Return the codes of the panel's snapshot behind which somebody stands who is suspended now. Raises ``NotDisclosed``."""
    drawn, suspended = round.draw.of(round.panel.drawn_in), history.registers.pool.suspended()
    if drawn is None or not suspended:
        return ()
    return tuple(entry.code for entry, opening in _opened(drawn) if opening.pool_code in suspended)


def _opened(draw: Draw) -> Iterable[tuple[Entry, Opening]]:
    return zip(draw.committed.entries, draw.committed.openings, strict=False)


def _check_snapshot(history: History, round: Round, event: PoolCommitted, fact: Fact) -> tuple[Finding, ...]:
    state, pool = round.draw, history.registers.pool
    snapshot, running = snapshot_of(event, fact), state.running
    drawn = running is not None and round.panel.drawn_in == running.digest
    left = [code for code in running.again().reserves if code not in round.panel.entered] if running is not None and drawn else []
    absent = [party for aborted in state.aborted.values() for party in aborted.absent]
    return (
        article_06.counts_the_draws_of_the_round(event.draw, len(state.draws)),
        article_06.starts_when_nothing_else_can_be_drawn(running is not None and not drawn, len(left)),
        article_06.is_drawn_by_a_known_method(event.method, event.fallback),
        article_06.lists_each_expert_once_in_order(snapshot.entries, snapshot.words),
        article_06.commits_to_the_whole_pool(
            snapshot.round,
            snapshot.entries,
            computed(lambda: tuple((opening.pool_code, opening.salt) for opening in event.openings)),
            computed(lambda: tuple(pool.known())),
            computed(pool.suspended),
        ),
        article_06.has_enough_to_draw_from(len(snapshot.eligible), event.experts, event.reserves),
        article_06.is_drawn_by_parties_of_the_adopted_kinds(event.parties, round.opening.parameters.draw_parties),
        article_06.replaces_who_kept_its_number_back(event.parties, absent),
        article_06.leaves_time_to_reveal(_day(fact), event.reveal_by),
    )


def _check_sealed(state: State, event: DrawNumberSealed, fact: Fact) -> tuple[Finding, ...]:
    running, party = state.running, party_of(event)
    others = [digest for draw in state.draws for digest in draw.sealed.values()]
    return (
        article_06.belongs_to_the_draw_that_runs(event.draw, _number(running)),
        article_06.speaks_for_itself(party, running.snapshot.parties if running else (), body_of(fact)),
        article_06.seals_one_number_of_its_own(event.commitment, running is not None and party in running.sealed, others),
        article_06.is_within_the_time(_day(fact), running.snapshot.reveal_by if running else None),
    )


def _check_revealed(state: State, event: DrawNumberRevealed, fact: Fact) -> tuple[Finding, ...]:
    running, party = state.running, party_of(event)
    known = [number for draw in state.draws for number in draw.revealed.values()]
    return (
        article_06.belongs_to_the_draw_that_runs(event.draw, _number(running)),
        article_06.speaks_for_itself(party, running.snapshot.parties if running else (), body_of(fact)),
        article_06.reveals_when_all_are_sealed(running.unsealed if running else (), running is not None and party in running.revealed),
        article_06.reveals_what_was_sealed(
            running.digest if running else None, party, event.number, event.salt, running.sealed.get(party) if running else None
        ),
        article_06.reveals_a_fresh_number(event.number, known),
        article_06.is_within_the_time(_day(fact), running.snapshot.reveal_by if running else None),
    )


def _check_aborted(state: State, event: DrawAborted, fact: Fact) -> tuple[Finding, ...]:
    running, on = state.running, _day(fact)
    missing = running.missing if running else ()
    return (
        article_06.belongs_to_the_draw_that_runs(event.draw, _number(running)),
        article_06.aborts_before_the_outcome_is_known(is_complete=running is not None and not missing),
        article_06.aborts_for_a_stated_reason(
            event.reason.value,
            event.absent,
            missing,
            len(running.revealed) if running else 0,
            is_late=running is not None and on > running.snapshot.reveal_by,
        ),
        article_06.says_why(event.why),
    )


def _number(draw: Draw | None) -> int:
    return draw.snapshot.draw if draw is not None else 0


def _day(fact: Fact) -> date:
    """Return the day on which it was done. A number may reach the ledger later: until the draw is aborted that changes no outcome."""
    return day_of(fact.said.occurred_at)
