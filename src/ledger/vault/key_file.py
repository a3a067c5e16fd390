"""A private key of the ledger's own in its file (台账私钥), and the successor that waits beside it for its handover.

``keys/NAME.pem`` signs, ``keys/NAME.next.pem`` waits. The successor is in force from the record on that says so, and takes
the place of the old key in one rename, after which the old one is gone. Whoever signs next does that, under the lock of the
signer's memory, so that a crash at any moment leaves exactly one key that signs (docs/decisions/0005-log-key-rotation.md).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from ledger.errors import BadInput, StoreUnavailable
from ledger.record.signing import SigningKey
from ledger.terms import KeyId, Role
from ledger.vault.keyring import write_new

if TYPE_CHECKING:
    from ledger.stages.keys import State


class KeyFile:
    """The files of the key ``name`` in ``folder``, as they were read last. Raises ``StoreUnavailable``."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self._path, self._next = folder / f"{name}.pem", folder / f"{name}.next.pem"
        self._read()

    @property
    def is_waiting(self) -> bool:
        """Whether a successor waits for its handover."""
        # Asked before and after each act: ``Path.exists`` takes four times as long.
        return os.path.exists(self._next)  # noqa: PTH110

    @property
    def successor(self) -> SigningKey | None:
        """The key that waits, or None."""
        return SigningKey(read_key(self._next)) if self.is_waiting else None

    def prepare(self) -> SigningKey:
        """Return the successor, made and durable where none waits yet."""
        if not self.is_waiting:
            write_new(self._next, SigningKey.generate().pem())
        return SigningKey(read_key(self._next))

    def refresh(self) -> None:
        """Read the key again where another process has put the successor into its place."""
        if self._stamp() != self._seen:
            self._read()

    def take_over(self) -> None:
        """Put the successor into the place of the old key, which is gone with that."""
        self._next.replace(self._path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self.refresh()

    def must_hold(self, id: KeyId) -> None:
        """Raise ``BadInput`` unless ``id`` is the successor, or a key that it has become: the ledger could sign no more."""
        if id not in {key.id for key in (self.key, self.successor) if key is not None}:
            raise BadInput(
                "event",
                f"the key {id} does not wait in this ledger, which could then sign no more",
                "draft the handover here with `ledger key rotate-log` or `rotate-service`",
            )

    def _read(self) -> None:
        # The stamp first: a key that is put there meanwhile is read again.
        self._seen = self._stamp()
        self.private = read_key(self._path)
        self.key = SigningKey(self.private)

    def _stamp(self) -> tuple[int, int]:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - asked before each act
        except OSError:
            return 0, 0  # whoever reads the key says what is wrong with the file
        return found.st_ino, found.st_mtime_ns


class ServiceKeyFile(KeyFile):
    """The key with which the ledger signs its own acts: refusals, and what stands around a neutral act."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "service")

    def in_force(self, known: State) -> SigningKey | None:
        """Return the key that signs after what is ``known``: the successor once it is bound; None where neither is in force."""
        if (successor := self.successor) is not None and known.valid(successor.id, Role.SERVICE, None):
            self.take_over()
        elif not known.valid(self.key.id, Role.SERVICE, None):
            self.refresh()
        return self.key if known.valid(self.key.id, Role.SERVICE, None) else None


def read_key(path: Path) -> Ed25519PrivateKey:
    """Return the private key in a file of the ledger's own. Raises ``StoreUnavailable``."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise StoreUnavailable(str(path), f"the key cannot be read: {type(error).__name__}", "restore it from its own backup") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise StoreUnavailable(str(path), "it is no Ed25519 key", "restore it from its own backup")
    return key
