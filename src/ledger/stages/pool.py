"""The pool of experts (专家库): who is in it, and who is suspended. It outlasts every round. Article 6.2."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.errors import NotDisclosed
from ledger.events.event import Event, Undisclosed
from ledger.events.panel import ExpertEnrolled, ExpertReinstated, ExpertSuspended
from ledger.rules import article_06_draw as article_06
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.citation import Finding
from ledger.rules.identity import same
from ledger.stages.contenders import computed
from ledger.stages.fact import Fact

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (ExpertEnrolled, ExpertSuspended, ExpertReinstated)

READS: tuple[type[Event], ...] = EVENTS
"""Facts of a round that the check depends on: an entry may name one, and is of the register all the same."""


@dataclass(slots=True)
class Member:
    """在库专家: one expert of the pool. ``suspended_at`` is a position, 0 where the expert can be drawn."""

    person: str
    suspended_at: int = 0


@dataclass(slots=True)
class State:
    """Members by their lasting code. ``closed`` counts entries that this view does not open."""

    members: dict[str, Member] = field(default_factory=dict)
    closed: int = 0

    def known(self) -> dict[str, Member]:
        """Return the members. Raises ``NotDisclosed`` where some are closed."""
        if self.closed:
            raise NotDisclosed("pool_code")
        return self.members

    @property
    def size(self) -> int:
        """How many entries there are, the closed ones too."""
        return len(self.members) + self.closed

    def suspended(self) -> frozenset[str]:
        """Return the codes of those who are suspended. Raises ``NotDisclosed``."""
        return frozenset(code for code, member in self.known().items() if member.suspended_at)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of the pool into ``state``."""
    event = fact.event
    assert isinstance(event, ExpertEnrolled | ExpertSuspended | ExpertReinstated)
    if isinstance(event.pool_code, Undisclosed):
        state.closed += 1
        return
    match event:
        case ExpertEnrolled():
            state.members[event.pool_code] = Member(event.person)
        case ExpertSuspended() if event.pool_code in state.members:
            state.members[event.pool_code].suspended_at = fact.position or 0
        case ExpertReinstated() if event.pool_code in state.members:
            state.members[event.pool_code].suspended_at = 0


def check(history: History, _: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what article 6.2 says of an entry of the pool."""
    event, pool, is_new = fact.event, history.registers.pool, fact.said.corrects is None
    match event:
        case ExpertEnrolled():
            return (article_06.enrols_a_person_once(event.pool_code, computed(lambda: _is_known(pool, event))),) if is_new else ()
        case ExpertSuspended():
            return (article_06.suspends_who_can_be_drawn(_is_in(pool, event.pool_code), _is_out(pool, event.pool_code)),) if is_new else ()
        case ExpertReinstated():
            return (article_06.ends_a_suspension_that_there_is(_is_out(pool, event.pool_code)),) if is_new else ()
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the pool")


def _is_known(pool: State, event: ExpertEnrolled) -> bool:
    members = pool.known()
    return event.pool_code in members or same(event.person) in {same(member.person) for member in members.values()}


def _is_in(pool: State, code: str) -> Computed[bool]:
    return computed(lambda: code in pool.known())


def _is_out(pool: State, code: str) -> Computed[bool]:
    return computed(lambda: code in pool.suspended())
