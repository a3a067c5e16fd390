"""History (全部已知): all that the facts taken in so far have established, round by round and beyond the rounds.

A history belongs to whoever folds it; ``take`` changes it in place, since a round holds tens of
thousands of marks. Folding the same facts gives the same history, and nothing else can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from ledger.events.event import Event
from ledger.events.founding import ActRefused, RecordSealed
from ledger.stages import (
    application,
    approval,
    deliberation,
    evaluation,
    honours,
    keys,
    measure,
    notice,
    opening,
    panel,
    prize,
    qualification,
    revocation,
    scoring,
)
from ledger.stages.effective import effective
from ledger.stages.fact import Fact
from ledger.terms import ActId, RoundId


@dataclass(slots=True)
class Registers:
    """登记: what lasts beyond a round: keys, editions of the measure, honours."""

    keys: keys.State = field(default_factory=keys.State)
    measure: measure.State = field(default_factory=measure.State)
    honours: honours.State = field(default_factory=honours.State)


@dataclass(slots=True)
class Round:
    """评审年度现状: what the facts of one round have established, stage by stage."""

    id: RoundId
    opening: opening.State = field(default_factory=opening.State)
    application: application.State = field(default_factory=application.State)
    qualification: qualification.State = field(default_factory=qualification.State)
    panel: panel.State = field(default_factory=panel.State)
    scoring: scoring.State = field(default_factory=scoring.State)
    evaluation: evaluation.State = field(default_factory=evaluation.State)
    deliberation: deliberation.State = field(default_factory=deliberation.State)
    notice: notice.State = field(default_factory=notice.State)
    approval: approval.State = field(default_factory=approval.State)
    prize: prize.State = field(default_factory=prize.State)
    revocation: revocation.State = field(default_factory=revocation.State)
    acts: dict[ActId, tuple[int, str]] = field(default_factory=dict)
    """Effective acts: id to (position, type). An act that was corrected is known by the id of its newest correction."""
    sealed: int = 0
    """How many neutral records stay closed in this view."""
    refused: int = 0


STAGES = {
    "opening": opening,
    "application": application,
    "qualification": qualification,
    "panel": panel,
    "scoring": scoring,
    "evaluation": evaluation,
    "deliberation": deliberation,
    "notice": notice,
    "approval": approval,
    "prize": prize,
    "revocation": revocation,
}
"""The stages of a round in the order of the regulation; each names the attribute of ``Round`` that it folds."""

STAGE_OF: dict[type[Event], str] = {kind: name for name, stage in STAGES.items() for kind in stage.EVENTS}
"""Event type to the one stage that it belongs to."""

_evolve: dict[type[Event], tuple[str, Callable[[Any, Fact], None]]] = {
    kind: (name, STAGES[name].evolve) for kind, name in STAGE_OF.items()
}
_register: dict[str, tuple[str, Callable[[Any, Fact], None]]] = {
    "keys": ("keys", keys.evolve),
    "measures": ("measure", measure.evolve),
    "honours": ("honours", honours.evolve),
}


@dataclass(slots=True)
class History:
    """全部已知: registers and rounds, up to ``position``."""

    registers: Registers = field(default_factory=Registers)
    rounds: dict[RoundId, Round] = field(default_factory=dict)
    position: int = 0

    def round(self, id: RoundId) -> Round:
        """Return what is known of the round; an empty one where nothing is."""
        return self.rounds.get(id) or Round(id)

    def take(self, fact: Fact) -> None:
        """Take one effective fact in: into its round, and into the registers that its type names."""
        if fact.said.round is not None:
            found = self.rounds.get(fact.said.round)
            if found is None:
                found = self.rounds[fact.said.round] = Round(fact.said.round)
            take_into_round(found, fact)
        take_into_registers(self.registers, fact)
        self.position = max(self.position, fact.position or 0)


def take_into_round(round: Round, fact: Fact) -> None:
    """Take a fact into its round alone."""
    kind = type(fact.event)
    round.acts[fact.said.id] = (fact.position or 0, fact.said.type)
    target = _evolve.get(kind)
    if target is not None:
        target[1](getattr(round, target[0]), fact)
    elif kind is RecordSealed:
        round.sealed += 1
    elif kind is ActRefused:
        round.refused += 1


def take_into_registers(registers: Registers, fact: Fact) -> None:
    """Take a fact into the registers that its type names; most types name none."""
    for name in type(fact.event).registers:
        attribute, evolve = _register[name]
        if name != "measures" or type(fact.event) in measure.EVENTS:
            evolve(getattr(registers, attribute), fact)


def history_of(facts: Iterable[Fact]) -> History:
    """Return the history of all ``facts``, corrections in the place of what they correct."""
    history = History()
    for fact in effective(facts):
        history.take(fact)
    return history
