"""The operations log (运行日志): that something was offered which nobody is known to have signed, or which could not be read.

Such input makes no record, since whoever sends it could fill the log of acts with it. What stands here is when, why not, the
digest of what came, and the name of the file that it came in: never its content. It is no evidence and proves nothing; it helps
an operator see that somebody tries.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from ledger.errors import BadInput, Refused
from ledger.terms import instant

PER_HOUR = 60
"""Lines that one hour may have; the line after them says that more came, and then nothing is written until the hour is over."""

MOST_BYTES = 1_000_000
"""When the file is longer it is put aside once, and the one that was put aside before goes."""

MOST_NAME = 200
"""Characters of a file's name that are written down; the names come from whoever sent the files."""

_TAIL = 128_000
"""Bytes at the end of the file that hold more than an hour's lines."""


class OperationsLog:
    """A file of JSON lines in the ledger's folder, for the operator. Several processes may write it."""

    def __init__(self, path: Path, clock: Callable[[], str]) -> None:
        self._path, self._clock = path, clock

    @contextmanager
    def noting(self, offered: bytes) -> Iterator[None]:
        """Note ``offered`` where what is done with it ends in ``BadInput``, or in a refusal that left no record."""
        try:
            yield
        except BadInput:
            self.note("unreadable", offered)
            raise
        except Refused as refused:
            if refused.position is None:
                self.note("unauthenticated", offered)
            raise

    def turned_away(self, kind: str, file: Path, offered: bytes) -> None:
        """Note what was turned away before it was an act: a line of ``file`` or all of it, ``unopened`` where it gave no byte."""
        self.note(kind, offered, file.name)

    def note(self, kind: str, offered: bytes, file: str = "") -> None:
        """Write down that ``offered`` was turned away, ``unreadable`` or ``unauthenticated``. Never raises for a full disk."""
        now = self._clock()
        # What turned the input away is told to its sender either way; a log that cannot be written must not hide it.
        with suppress(OSError):
            recent = self._recent(now)
            if recent > PER_HOUR:
                return
            line = {"at": now, "kind": kind, "bytes": len(offered), "sha256": sha256(offered).hexdigest()}
            if file:
                line["file"] = file[:MOST_NAME]
            self._write(line if recent < PER_HOUR else {"at": now, "kind": "more", "bytes": 0, "sha256": ""})

    def _recent(self, now: str) -> int:
        """Return how many lines the last hour has."""
        if not self._path.exists():
            return 0
        if self._path.stat().st_size > MOST_BYTES:
            self._path.replace(self._path.with_suffix(".old.jsonl"))
            return 0
        with self._path.open("rb") as file:
            file.seek(max(0, self._path.stat().st_size - _TAIL))
            lines = file.read().splitlines()
        since = instant(datetime.fromisoformat(now) - timedelta(hours=1))
        return sum(_at(line) > since for line in lines)

    def _write(self, line: dict[str, object]) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, json.dumps(line).encode() + b"\n")
        finally:
            os.close(descriptor)


def _at(line: bytes) -> str:
    """Return when a line was written; empty for one that was cut off."""
    try:
        return str(json.loads(line)["at"])
    except (ValueError, KeyError, TypeError):
        return ""
