"""History (全部已知): all that the facts taken in so far have established, round by round and beyond the rounds.

A history belongs to whoever folds it; ``take`` changes it in place, since a round holds tens of
thousands of marks. Folding the same facts gives the same history, and nothing else can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import Any

import msgspec

from ledger.errors import BadInput, UnreadableEvent
from ledger.events.event import Event, Openness
from ledger.events.founding import ActRefused, RecordSealed
from ledger.rules.authorship import LIVE
from ledger.stages import (
    application,
    approval,
    bodies,
    deliberation,
    draw,
    evaluation,
    forms,
    honours,
    integrity,
    keys,
    measure,
    notice,
    opening,
    panel,
    pool,
    prize,
    promotion,
    qualification,
    revocation,
    scoring,
)
from ledger.stages.effective import effective
from ledger.stages.fact import Fact
from ledger.terms import ActId, RoundId


@dataclass(slots=True)
class Registers:
    """登记: what lasts beyond a round: keys, editions of the measure, honours, bodies, the pool of experts."""

    keys: keys.State = field(default_factory=keys.State)
    measure: measure.State = field(default_factory=measure.State)
    honours: honours.State = field(default_factory=honours.State)
    bodies: bodies.State = field(default_factory=bodies.State)
    pool: pool.State = field(default_factory=pool.State)


class OnRecord(msgspec.Struct, frozen=True, gc=False):
    """在案行为: what a later act that names this one is held against. ``author`` is the role or code that its provenance names."""

    position: int
    event: Event
    how: str
    author: str | None
    departs: str | None

    @property
    def type(self) -> str:
        return type(self.event).wire_name

    @property
    def matter(self) -> tuple[Any, ...]:
        """What the act is about, as ``matter_of`` tells."""
        return matter_of(self.event)


@dataclass(slots=True)
class Round:
    """评审年度现状: what the facts of one round have established, stage by stage."""

    id: RoundId
    opening: opening.State = field(default_factory=opening.State)
    application: application.State = field(default_factory=application.State)
    qualification: qualification.State = field(default_factory=qualification.State)
    draw: draw.State = field(default_factory=draw.State)
    panel: panel.State = field(default_factory=panel.State)
    integrity: integrity.State = field(default_factory=integrity.State)
    scoring: scoring.State = field(default_factory=scoring.State)
    evaluation: evaluation.State = field(default_factory=evaluation.State)
    deliberation: deliberation.State = field(default_factory=deliberation.State)
    notice: notice.State = field(default_factory=notice.State)
    approval: approval.State = field(default_factory=approval.State)
    prize: prize.State = field(default_factory=prize.State)
    revocation: revocation.State = field(default_factory=revocation.State)
    promotion: promotion.State = field(default_factory=promotion.State)
    forms: forms.State = field(default_factory=forms.State)
    acts: dict[ActId, OnRecord] = field(default_factory=dict)
    """Effective acts by id. An act that was corrected is known by the id of its newest correction."""
    sealed: int = 0
    """How many neutral records stay closed in this view."""
    refused: int = 0


STAGES = {
    "opening": opening,
    "application": application,
    "qualification": qualification,
    "draw": draw,
    "panel": panel,
    "integrity": integrity,
    "scoring": scoring,
    "evaluation": evaluation,
    "deliberation": deliberation,
    "notice": notice,
    "approval": approval,
    "prize": prize,
    "revocation": revocation,
    "promotion": promotion,
    "forms": forms,
}
"""The stages of a round in the order of the regulation; each names the attribute of ``Round`` that it folds."""

STAGE_OF: dict[type[Event], str] = {kind: name for name, stage in STAGES.items() for kind in stage.EVENTS}
"""Event type to the one stage that it belongs to."""

_evolve: dict[type[Event], tuple[str, Callable[[Any, Fact], None]]] = {kind: (name, STAGES[name].evolve) for kind, name in STAGE_OF.items()}
_WHICH = frozenset({"phase", "item", "condition", "limb", "matter", "tier", "objection", "told", "line", "ground", "report", "referral"})
"""Public fields that tell several acts about the same subject apart."""

_register: dict[str, tuple[str, Callable[[Any, Fact], None]]] = {
    "keys": ("keys", keys.evolve),
    "measures": ("measure", measure.evolve),
    "honours": ("honours", honours.evolve),
    "bodies": ("bodies", bodies.evolve),
    "pool": ("pool", pool.evolve),
}


@dataclass(slots=True)
class History:
    """全部已知: registers and rounds, up to ``position``."""

    registers: Registers = field(default_factory=Registers)
    rounds: dict[RoundId, Round] = field(default_factory=dict)
    position: int = 0

    def round(self, id: RoundId) -> Round:
        """Return what is known of the round; an empty one where nothing is."""
        return self.rounds.get(id) or self.begin(id)

    def begin(self, id: RoundId) -> Round:
        """Return a round of which nothing is known but what the registers say of editions and interpretations."""
        round = Round(id)
        round.opening.measure, round.opening.approval = self.registers.measure, round.approval
        return round

    def read_round(self, id: RoundId, read: Callable[[], Iterable[Fact]]) -> None:
        """Take in one round, of which nothing is known yet, as ``read`` reads its facts; what they say to registers stands there already.

        They are read once, or twice where there is a correction, and none of them is kept meanwhile.
        """
        round, last = self.begin(id), 0
        for fact in read():
            if fact.brief.corrects is not None:
                # A correction changes what was taken in.
                round = self.begin(id)
                for right in effective(read()):
                    take_into_round(round, right)
                    last = max(last, right.position or 0)
                break
            take_into_round(round, fact)
            last = fact.position or 0
        self.rounds[id], self.position = round, max(self.position, last)

    def take(self, fact: Fact) -> None:
        """Take one effective fact in: into its round, and into the registers that its type names."""
        round, position = fact.brief.round, fact.position or 0
        if round is not None:
            found = self.rounds.get(round)
            if found is None:
                found = self.rounds[round] = self.begin(round)
            take_into_round(found, fact)
        if type(fact.event).registers:
            take_into_registers(self.registers, fact)
        self.position = max(self.position, position)


def take_into_round(round: Round, fact: Fact) -> None:
    """Take a fact into its round alone."""
    event, brief = fact.event, fact.brief
    provenance, deviation = brief.provenance, brief.deviation
    how = provenance.kind
    author = brief.signers[0].role if how == LIVE else provenance.on_behalf_of
    round.acts[brief.id] = OnRecord(fact.position or 0, event, how, author, None if deviation is None else deviation.rule)
    target = _evolve.get(type(event))
    if target is not None:
        stage, evolve = target
        try:
            evolve(getattr(round, stage), fact)
        except (BadInput, ValueError, OverflowError) as error:
            raise cannot_be(fact, error) from None
    elif type(event) is RecordSealed:
        round.sealed += 1
    elif type(event) is ActRefused:
        round.refused += 1


def matter_of(event: Event) -> tuple[Any, ...]:
    """Return what an act is about: its subjects, and which of several things about them. A correction leaves it as it is."""
    return (_matter.get(type(event)) or _matter_of(type(event)))(event)


_matter: dict[type[Event], Callable[[Event], tuple[Any, ...]]] = {}
"""What tells the matter of each type met so far."""


def _matter_of(kind: type[Event]) -> Callable[[Event], tuple[Any, ...]]:
    return _matter.setdefault(kind, _matter_in(kind))


def _matter_in(kind: type[Event]) -> Callable[[Event], tuple[Any, ...]]:
    names = [f.name for f in kind.fields() if f.openness is Openness.SUBJECT or (f.openness is Openness.PUBLIC and f.name in _WHICH)]
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda event: (get(event),)


def take_into_registers(registers: Registers, fact: Fact) -> None:
    """Take a fact into the registers that its type names; most types name none, and records of before it did are in none."""
    if fact.brief.version < type(fact.event).registers_from:
        return
    for name in type(fact.event).registers:
        attribute, evolve = _register[name]
        if name != "measures" or type(fact.event) in measure.EVENTS:
            try:
                evolve(getattr(registers, attribute), fact)
            except (BadInput, ValueError, OverflowError) as error:
                raise cannot_be(fact, error) from None


def cannot_be(fact: Fact, error: Exception) -> UnreadableEvent:
    """Return what is said of a record that no ledger of ours admits: a day that does not exist, a key that nobody knows."""
    return UnreadableEvent(fact.position, f"{fact.brief.type} says what cannot be: {error}")


def history_of(facts: Iterable[Fact]) -> History:
    """Return the history of all ``facts``, corrections in the place of what they correct."""
    history = History()
    taken: list[Fact] = []
    facts = iter(facts)
    for fact in facts:
        if fact.brief.corrects is not None:
            # A correction changes what was taken in. Without one, each fact is folded while it is still at hand.
            history = History()
            for right in effective(chain(taken, (fact,), facts)):
                history.take(right)
            break
        taken.append(fact)
        history.take(fact)
    return history


def history_read_by(read: Callable[[], Iterable[Fact]]) -> History:
    """Return the same of facts that ``read`` reads in order, as often as it is asked, and keep none of them meanwhile.

    Without a correction they are read once: a round of tens of thousands is folded in the memory of its last few facts.
    """
    history = History()
    same: Round | None = None
    for fact in read():
        brief = fact.brief
        if brief.corrects is not None:
            return history_of(read())
        if same is not None and same.id == brief.round:
            # Facts of one round come in long runs.
            take_into_round(same, fact)
            if type(fact.event).registers:
                take_into_registers(history.registers, fact)
            history.position = fact.position or 0
        else:
            history.take(fact)
            same = None if brief.round is None else history.rounds[brief.round]
    return history
