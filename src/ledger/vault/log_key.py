"""The log's private key (日志私钥) in its file, and which key the records name as the log's."""

from __future__ import annotations

from pathlib import Path

from ledger.errors import IntegrityViolation
from ledger.events.founding import LogKeyRotated
from ledger.record.envelope import read_record
from ledger.record.signing import SigningKey, key_id
from ledger.store import About, Recorder, query_of
from ledger.tlog.note import LogKey, NoteRefused
from ledger.vault.key_file import KeyFile

HANDOVERS = query_of([About("register:keys", (LogKeyRotated.wire_name,))])


class LogKeyFile(KeyFile):
    """The key of the log ``origin`` and its successor."""

    def __init__(self, folder: Path, origin: str) -> None:
        super().__init__(folder, "log")
        self._origin = origin

    def follow(self, recorder: Recorder, *, look: bool = False) -> bool:
        """Take the key that the records name, and return whether it is another than before.

        They are looked at while a successor waits, and in any case with ``look``. Raises ``IntegrityViolation`` where that
        key is not here.
        """
        before = self.key
        self.refresh()
        if look or self.is_waiting:
            self._take_what_is_named(recorder)
        return self.key is not before

    def vkey_of(self, key: SigningKey) -> str:
        """Return the verifier key of ``key`` for this log."""
        return LogKey(self._origin, key.public).vkey()

    def must_hold_vkey(self, vkey: str) -> None:
        """Raise ``BadInput`` as ``must_hold`` does, for a verifier key of this log; what is none is left to the rules."""
        try:
            public = LogKey.of(vkey).public
        except NoteRefused:
            return
        self.must_hold(key_id(public))

    def _take_what_is_named(self, recorder: Recorder) -> None:
        handovers = list(recorder.read(HANDOVERS))
        if not handovers:
            return
        position, newest = handovers[-1].position, handovers[-1].event.data
        named = read_record(newest, position, strict=False).act.said.body.get("new")
        if named == self.vkey_of(self.key):
            return
        successor = self.successor
        if successor is None or self.vkey_of(successor) != named:
            raise IntegrityViolation(
                f"record {position} hands the log over to the key {named}, which is not in {self.folder}: an older copy of the keys "
                "was put back; put the newest one there",
                position,
                position,
            )
        self.take_over()
