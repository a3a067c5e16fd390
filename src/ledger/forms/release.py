"""What a form needs of the record (开示取数): closed facts first, then through the vault's door the acts that are printed alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Self

from ledger.errors import BadInput
from ledger.forms.paper import Stand
from ledger.home import Home
from ledger.record.envelope import Said, read_record
from ledger.stages.effective import effective
from ledger.stages.fact import Fact
from ledger.stages.history import History, Round, history_of
from ledger.store import wall_clock
from ledger.terms import RoundId, View, day_of
from ledger.vault.access import AccessLog
from ledger.vault.door import Door, Visit
from ledger.vault.reading import Reader, facts_of
from ledger.vault.vault import Vault


class Release:
    """A round opened to print from. Nothing sealed is opened until a form asks for it, with the purpose in the access log."""

    def __init__(self, home: Home, round: RoundId, *, who: str, purpose: str) -> None:
        """Raises ``BadInput`` for a round that is not there."""
        self.home, self._who, self._purpose, self._id = home, who, purpose, round
        self._reader = Reader(home, View.PUBLIC, who=who, purpose=purpose or f"print {round}")
        self._access: AccessLog | None = None
        self._head = self._reader.head()
        try:
            self._reader.opened(round)
        except BadInput:
            self._reader.close()
            raise
        self.public = list(self._reader.facts(round, self._head.size))
        """The facts of the round and of the registers as everybody sees them."""
        self.history: History = history_of(self.public)

    @property
    def has_purpose(self) -> bool:
        """Whether it was said why sealed values are opened."""
        return bool(self._purpose.strip())

    @property
    def round(self) -> Round:
        """What is public of the round."""
        return self.history.round(self._id)

    @property
    def stand(self) -> Stand:
        """What the form is printed from."""
        return Stand(self.home.origin, self._head.size, self._head.root, day_of(wall_clock()))

    def checkpoint(self) -> bytes | None:
        """Return the signed note over exactly these records, where the log keeps it."""
        kept = self._reader.recorder.published()
        return kept[1] if kept is not None and kept[0] == self._head.size else None

    def facts(self, wanted: Callable[[Said], bool]) -> list[Fact]:
        """Return the acts that ``wanted`` names, opened through the door, each in its newest correction.

        Raises ``BadInput`` where no purpose is given, or the vault is not beside this ledger.
        """
        rows = list(self._rows(wanted))
        door = self._door()
        return effective(facts_of(iter(rows), lambda places: door.release(places, self._id, self._head.size)))

    def opened(self) -> History:
        """Return the whole round with everything in it open, for what needs all marks and every recusal. Raises ``BadInput``."""
        self._door()
        with Reader(self.home, View.AUDITOR, who=self._who, purpose=self._purpose) as reader:
            return reader.history(self._id, self._head.size)

    def close(self) -> None:
        """Let go of the store and of the access log."""
        self._reader.close()
        if self._access is not None:
            self._access.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _rows(self, wanted: Callable[[Said], bool]) -> Iterator[tuple[int, bytes]]:
        for position, data in self._reader.recorder.read_round(self._id, upto=self._head.size):
            if wanted(read_record(data, position, strict=False).act.said):
                yield position, data

    def _door(self) -> Door:
        if not self.has_purpose:
            raise BadInput("--purpose", "this form shows sealed values, and the access log asks why", "say it with --purpose")
        if not self.home.has_vault:
            raise BadInput("--ledger", "the vault, which holds what this form shows, is not beside this ledger", "print it in the office")
        if self._access is None:
            self._access = self.home.open_access_log()
        access = self._access
        vault = Vault(self._reader.recorder, self.home.keyring())
        return Door(vault, lambda: access, Visit(self._who, View.AUDITOR, self._purpose))
