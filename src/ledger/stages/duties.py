"""Duties kept apart (职责分离): what the register of bodies says of acts whose own stage knows nothing of it. Articles 6, 15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events.deliberation import DeliberationHeld
from ledger.events.eligibility import AccidentReported, AdverseRecordReported, InspectionReported
from ledger.events.event import Event
from ledger.events.keys import KeyBound
from ledger.events.panel import ExpertReplaced, PanelDrawn
from ledger.events.qualification import DepartmentReplied
from ledger.rules import powers
from ledger.rules.identity import same
from ledger.terms import day_of

if TYPE_CHECKING:
    from ledger.rules.citation import Finding
    from ledger.stages.fact import Fact
    from ledger.stages.history import History, Round
    from ledger.terms import Role


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what is asked of ``fact`` beside its stage; nothing for most types, and nothing where no body is on record."""
    event, bodies = fact.event, history.registers.bodies
    match event:
        case KeyBound():
            return (powers.keeps_its_duties_apart(event.role, _roles_of(history, event, fact.said.round)),)
        case PanelDrawn() | ExpertReplaced() if bodies.members:
            sitting = bodies.sitting(day_of(fact.said.occurred_at))
            persons = event.persons if isinstance(event, PanelDrawn) else (event.person,)
            return (powers.scores_without_a_vote(persons, tuple(member.person for member in sitting)),)
        case DeliberationHeld() if bodies.members:
            sitting = bodies.sitting(day_of(fact.said.occurred_at))
            members = tuple(member.person for member in sitting)
            return (
                powers.counts_the_members_on_record(event.members, len(sitting)),
                powers.votes_without_having_scored(members, tuple(persons for _, persons in round.panel.persons)),
            )
        case DepartmentReplied() | AccidentReported() | InspectionReported() | AdverseRecordReported() if bodies.bodies:
            mandate = bodies.mandate(event.body, day_of(fact.said.occurred_at)) if event.body else None
            return (powers.reviews_as_a_body_of_the_measure(event.body or "", mandate),)
    return ()


def reads(kind: type[Event]) -> tuple[type[Event], ...]:
    """Return the facts of the round on which the answer for acts of this type depends."""
    return (PanelDrawn, ExpertReplaced) if kind is DeliberationHeld else ()


def _roles_of(history: History, event: KeyBound, round: str | None) -> tuple[Role, ...]:
    """Return the roles in force, in this round or in every one, of whoever is to hold the key."""
    bindings = (binding for of_key in history.registers.keys.bindings.values() for binding in of_key)
    return tuple(
        binding.role
        for binding in bindings
        if binding.until is None and same(binding.holder) == same(event.holder) and (binding.round in (None, round) or round is None)
    )
