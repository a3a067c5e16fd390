"""What the writer knows (已知): a history kept in step with the log, so that an act is judged without reading its round anew.

Registers are folded at once, a round when its first act comes. The position says how far the log
was taken in; whoever appends makes that the condition of the append.
"""

from __future__ import annotations

from ledger.stages.effective import effective
from ledger.stages.fact import Fact
from ledger.stages.history import History, take_into_registers, take_into_round
from ledger.store import Recorder
from ledger.terms import RoundId
from ledger.vault.reading import facts_of, uncollected
from ledger.vault.registers import REGISTERS
from ledger.vault.vault import Vault


class Folded:
    """A history of one store, all sealed values open, owned by one writer."""

    def __init__(self, store: Recorder, vault: Vault) -> None:
        self._store, self._vault = store, vault
        self._history = History()
        self._rounds: set[RoundId] = set()
        self._start_again()

    @property
    def position(self) -> int:
        """How far the log was taken in."""
        return self._history.position

    def history(self, round: RoundId | None) -> History:
        """Return what is known, with ``round`` folded, as of ``position``."""
        if round is not None and round not in self._rounds:
            with uncollected():
                self._history.read_round(round, lambda: facts_of(self._store.read_round(round, upto=self.position), self._vault.open))
            self._rounds.add(round)
        return self._history

    def take(self, fact: Fact) -> None:
        """Take in a fact that was just appended, and first whatever came in between."""
        if fact.position == self.position + 1 and fact.said.corrects is None:
            self._take_one(fact)
        else:
            self.catch_up()

    def catch_up(self) -> bool:
        """Take in what came since; return whether anything did."""
        before = self.position
        for fact in facts_of(self._store.read_log(after=before), self._vault.open):
            if fact.said.corrects is not None:
                # A correction changes the past that was folded.
                self._start_again()
                break
            self._take_one(fact)
        return self.position > before

    def _take_one(self, fact: Fact) -> None:
        round = fact.said.round
        if round in self._rounds:
            take_into_round(self._history.rounds[round], fact)
        take_into_registers(self._history.registers, fact)
        self._history.position = fact.position or 0

    def _start_again(self) -> None:
        self._history, self._rounds = History(position=self._store.head().size), set()
        for fact in effective(facts_of(self._store.read_tagged(REGISTERS, upto=self.position), self._vault.open)):
            take_into_registers(self._history.registers, fact)
