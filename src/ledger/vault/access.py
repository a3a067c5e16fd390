"""The access log (查阅日志): who opened which sealed values, when and why. A log of its own, with its own origin and key.

It is kept in a store of its own under the same tree and checkpoint formats as the award log, so that
the same tools verify it.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.dcb.api import DCBEvent

from ledger.errors import IntegrityViolation
from ledger.record import canonical
from ledger.store import Clock, Head, create_store, open_store, pass_through, wall_clock
from ledger.terms import RoundId, View
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint


class AccessLog:
    """The access log in one SQLite file. Entries are canonical JSON."""

    def __init__(self, path: Path, origin: str, key: Ed25519PrivateKey, clock: Clock = wall_clock) -> None:
        self.origin, self._key, self._clock = f"{origin}/access", key, clock
        create_store(path)
        self._store = open_store(path, build=pass_through, clock=clock)

    def write(self, *, who: str, view: View, purpose: str, round: RoundId | None, upto: int | None, digests: list[str]) -> int:
        """Append one entry, durable and signed, and return its position. Raises ``StoreUnavailable``."""
        entry = {
            "v": 1,
            "at": self._clock(),
            "who": who,
            "view": view.value,
            "purpose": purpose,
            "round": round,
            "upto": upto,
            "values": len(digests),
            "digests": sha256("\n".join(sorted(digests)).encode()).hexdigest(),
        }
        head = self._store.commit([DCBEvent("access", canonical.dump(entry), [f"round:{round}"])])
        self._publish(head)
        return head.size

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield (position, entry), oldest first."""
        for position, data in self._store.read_log():
            yield position, orjson.loads(data)

    def _publish(self, head: Head) -> None:
        try:
            self._store.publish(head.size, sign_checkpoint(Checkpoint(self.origin, head.size, head.root), self._key))
        except IntegrityViolation:
            newest = self._store.published()
            if newest is None or newest[0] <= head.size:
                raise
            # Another process wrote meanwhile, and signed a longer tree: this entry stands in it.

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()
