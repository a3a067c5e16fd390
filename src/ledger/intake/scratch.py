"""A round as it would stand (试算): what is on record, and in memory whatever is being prepared, judged in order.

Nothing here reaches a store. It is how a workbook is told, row by row, what the ledger would say.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ledger.drafting import Draft, Sealed, event_of_draft, seal_act
from ledger.errors import BadInput
from ledger.events.event import Event
from ledger.events.founding import ActRefused
from ledger.intake.entries import act_id
from ledger.record.envelope import Seen, read_act
from ledger.rules.citation import Finding
from ledger.stages.check import check, refusals
from ledger.stages.fact import Fact
from ledger.stages.history import History, history_of
from ledger.store import Clock
from ledger.terms import ActId, KeyId, Role, RoundId

UNKNOWN = KeyId("0" * 64)
"""Stands where a key has yet to sign, so that everything else about an act can be judged."""


class Tried:
    """试算状态: the facts of some rounds and of the registers, and those taken in on trial."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = list(facts)
        self.history: History = history_of(self._facts)
        self.acts: dict[ActId, Fact] = {}
        self.refused: set[ActId] = set()
        self._corrected: dict[ActId, Fact] = {}
        for fact in self._facts:
            self._note(fact)

    def newest(self, id: ActId) -> Fact | None:
        """Return what stands for the act ``id``: its newest correction, else the act; None where neither is known."""
        found = self.acts.get(id)
        while found is not None and (by := self._corrected.get(found.said.id)) is not None:
            found = by
        return found

    def refusals(self, fact: Fact) -> tuple[Finding, ...]:
        """Return for what reasons the act would be refused now."""
        return refusals(check(self.history, fact), fact)

    def take(self, fact: Fact) -> None:
        """Take an act in, as if it were recorded now."""
        taken = replace(fact, position=self.history.position + 1)
        self._facts.append(taken)
        self._note(taken)
        if fact.said.corrects is not None:
            self.history = history_of(self._facts)
        else:
            self.history.take(taken)

    def _note(self, fact: Fact) -> None:
        if isinstance(fact.event, ActRefused):
            self.refused.add(fact.event.act)
            return
        self.acts[fact.said.id] = fact
        if fact.said.corrects is not None:
            target = fact.said.corrects.act
            if target in self._corrected and self._corrected[target].said.id != fact.said.id:
                # Two corrections of one act: the later stands, and the earlier leads to it.
                self._corrected[self._corrected[target].said.id] = fact
            self._corrected[target] = fact


class Scratch(Tried):
    """年度试算: the scratch state of one round, in which rows and drafts become acts."""

    def __init__(self, facts: Iterable[Fact], round_id: RoundId, origin: str, clock: Clock) -> None:
        super().__init__(facts)
        self.round_id, self.origin, self._clock = round_id, origin, clock

    def id_of(self, key: str) -> ActId:
        """Return the id of the act of a row, past those that were refused."""
        attempt = 0
        while (id := act_id(self.origin, self.round_id, key, attempt)) in self.refused:
            attempt += 1
        return id

    def key_of(self, role: Role) -> KeyId:
        """Return a key that signs as ``role`` in this round, for trying an act before anybody signs it."""
        keys = self.history.registers.keys
        return next((key for key in keys.bindings if keys.valid(key, role, self.round_id) is not None), UNKNOWN)

    def fact(self, sealed: Sealed, event: Event) -> Fact:
        """Return an offered act as it is judged now."""
        return Fact(event, read_act(sealed.finish().act).said, None, self._clock())

    def try_draft(self, draft: Draft, signers: Iterable[tuple[Role, KeyId]], seen: Seen) -> tuple[Sealed, Fact]:
        """Return the act that a draft makes, sealed and not signed. Raises ``BadInput``."""
        event = event_of_draft(draft)
        sealed = seal_act(event, draft, self.origin, list(signers), seen=seen)
        return sealed, self.fact(sealed, event)


def must_be_of(origin: str, round_id: RoundId, other_origin: str, other_round: str) -> None:
    """Raise ``BadInput`` without a place for a workbook of another ledger or another round."""
    if other_origin != origin:
        raise BadInput("", f"it belongs to the ledger {other_origin}, not to {origin}", "write a new one with `ledger template`")
    if other_round != round_id:
        raise BadInput("", f"it belongs to the round {other_round}, not to {round_id}", "keep one folder for each round")
