"""Bodies (机构): who takes part, for what each is competent on which day, and who sits on the committee. Whatever the round."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ledger.events.bodies import BodyChanged, BodyDissolved, BodyRegistered, MemberAppointed, MemberLeft
from ledger.events.event import Event
from ledger.rules import powers
from ledger.rules.citation import Finding
from ledger.rules.powers import Mandate
from ledger.stages.fact import Fact
from ledger.terms import BodyCode, day_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (BodyRegistered, BodyChanged, BodyDissolved, MemberAppointed, MemberLeft)

READS: tuple[type[Event], ...] = ()
"""Such acts are about no round."""


class From(NamedTuple):
    """起效: a mandate and the day from which it holds."""

    day: date
    mandate: Mandate


@dataclass(slots=True)
class Body:
    """机构: its function, its name, and its mandates by the day from which each holds."""

    function: str
    name: str
    mandates: list[From]
    dissolved: date | None = None

    def on(self, day: date) -> Mandate | None:
        """Return for what it is competent on ``day``; None before its first day, and from the day of its dissolution on."""
        if self.dissolved is not None and day >= self.dissolved:
            return None
        return next((since.mandate for since in reversed(self.mandates) if since.day <= day), None)


@dataclass(slots=True)
class Member:
    """委员: who sits under a code, from and until when. ``left`` is the first day without. ``person`` may be closed."""

    body: BodyCode
    code: str
    person: str
    chair: bool
    since: date
    left: date | None = None

    def sits_on(self, day: date) -> bool:
        return self.since <= day and (self.left is None or day < self.left)


@dataclass(slots=True)
class State:
    """Bodies by code, and every seat that was ever taken."""

    bodies: dict[BodyCode, Body] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)

    def mandate(self, body: BodyCode, day: date) -> Mandate | None:
        """Return for what ``body`` is competent on ``day``; None where it takes no part then."""
        found = self.bodies.get(body)
        return None if found is None else found.on(day)

    def keeps(self, functions: Collection[str]) -> bool:
        """Return whether any body of these functions was ever registered: without one, nothing can be asked of it."""
        return any(body.function in functions for body in self.bodies.values())

    @property
    def keeps_answers(self) -> bool:
        """Whether it is on record of any body for which parts of article 8 it answers."""
        return any(since.mandate.answers for body in self.bodies.values() for since in body.mandates)

    def answering(self, limb: str, day: date) -> tuple[BodyCode, ...]:
        """Return the bodies that answer for a part of article 8 on ``day``."""
        mandates = ((code, body.on(day)) for code, body in self.bodies.items())
        return tuple(code for code, mandate in mandates if mandate is not None and powers.answers_for(mandate, limb))

    def district(self, day: date) -> tuple[str, ...]:
        """Return the codes of the district's area, as its government is registered."""
        mandates = (body.on(day) for body in self.bodies.values() if body.function == "government")
        return tuple(area for mandate in mandates if mandate is not None for area in mandate.areas)

    def sitting(self, day: date) -> tuple[Member, ...]:
        """Return who sits on the committee on ``day``: what its size, quorum and attendance are held against."""
        return tuple(member for member in self.members if member.sits_on(day))


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about bodies into ``state``."""
    event, day = fact.event, day_of(fact.said.occurred_at)
    match event:
        case BodyRegistered():
            mandate = Mandate(event.function.value, event.areas, event.trades, event.answers)
            state.bodies[event.body] = Body(event.function.value, event.name, [From(day, mandate)])
        case BodyChanged():
            if (body := state.bodies.get(event.body)) is not None:
                body.mandates.append(From(day, Mandate(body.function, event.areas, event.trades, event.answers)))
        case BodyDissolved():
            if (body := state.bodies.get(event.body)) is not None:
                body.dissolved = day
        case MemberAppointed():
            state.members.append(Member(event.body, event.member, event.person, event.chair, day))
        case MemberLeft():
            for member in _seats(state, event.body, event.member):
                member.left = day
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of bodies")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the articles on bodies say of ``fact``."""
    state, event, day = history.registers.bodies, fact.event, day_of(fact.said.occurred_at)
    match event:
        case BodyRegistered():
            others = tuple(code for code, body in state.bodies.items() if body.function == event.function and body.dissolved is None)
            return (
                powers.registers_a_body_once(event.body, tuple(state.bodies)),
                powers.is_the_only_body_of_its_function(event.function.value, others),
                powers.has_what_its_function_asks(event.function.value, event.areas, event.trades, event.answers),
                powers.rests_on_a_document(event.document),
            )
        case BodyChanged() | BodyDissolved():
            body = state.bodies.get(event.body)
            asked = (
                powers.speaks_of_a_body_that_stands(body is not None, body.dissolved if body else None),
                powers.takes_effect_in_order(day, body.mandates[-1].day if body else None),
                powers.rests_on_a_document(event.document),
            )
            if isinstance(event, BodyDissolved) or body is None:
                return asked
            return (*asked, powers.has_what_its_function_asks(body.function, event.areas, event.trades, event.answers))
        case MemberAppointed():
            mandate, sitting = state.mandate(event.body, day), state.sitting(day)
            return (
                powers.sits_on_the_committee(mandate.function if mandate else None),
                powers.sits_once(event.member, event.person, {member.code: member.person for member in sitting}),
                powers.has_one_chair(event.chair, tuple(member.code for member in sitting if member.chair)),
                powers.rests_on_a_document(event.document),
            )
        case MemberLeft():
            seats = tuple(_seats(state, event.body, event.member))
            return (
                powers.leaves_a_seat_that_is_held(event.member, tuple(member.code for member in seats)),
                powers.takes_effect_in_order(day, seats[-1].since if seats else None),
                powers.rests_on_a_document(event.document),
            )
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of bodies")


def _seats(state: State, body: BodyCode, code: str) -> Iterator[Member]:
    return (member for member in state.members if member.body == body and member.code == code and member.left is None)
