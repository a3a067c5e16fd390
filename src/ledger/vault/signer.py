"""The log's signer (日志签名): signs tree heads, and remembers the last one outside the database.

The memory is one small file beside the key, written and synced before a signature leaves. A store
that is shorter than the memory, or whose tree at that size is another, was restored from an older
copy or tampered with: the signer says so and signs nothing. Two slots are written in turn, so that
a torn write leaves the one before. A signer that has lost its memory signs nothing either, until it
is given the newest checkpoint that left the house (docs/decisions/0005-log-key-rotation.md).
"""

from __future__ import annotations

import errno
import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable
from ledger.store import Head, Recorder
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from ledger.tlog.merkle import EMPTY, root_of, run_places
from ledger.tlog.note import LogKey, NoteRefused, Signature, write_signature
from ledger.vault.log_key import LogKeyFile

_SLOT = 64
_MAGIC = b"ALS1"

Slots = tuple[tuple[int, bytes] | None, tuple[int, bytes] | None]
"""(size, root) in each slot; None where a slot is empty or torn."""


class LogSigner:
    """The key of one log and its memory. One process signs at a time; ``hold`` waits for the others."""

    def __init__(self, origin: str, key: Ed25519PrivateKey, memory: Path, file: LogKeyFile | None = None) -> None:
        """``file`` is where ``key`` comes from, and where its successor waits; without it the key never changes."""
        self.origin, self._path, self._kept = origin, memory, file
        self._use(key)
        self._file: int | None = None
        self._lock = threading.RLock()
        self._agreed: tuple[int, bytes] | None = None
        self._recorder: Recorder | None = None

    def _use(self, key: Ed25519PrivateKey) -> None:
        # The form of a checkpoint is looked at here, once: from head to head only size and root change.
        log = LogKey(self.origin, key.public_key().public_bytes_raw())
        open_checkpoint(sign_checkpoint(Checkpoint(self.origin, 0, EMPTY), key), log)
        self._key, self._log, self._key_id = key, log, log.id
        self._prepared: tuple[Head | None, bytes] = (None, b"")

    @contextmanager
    def hold(self, recorder: Recorder) -> Iterator[None]:
        """Be the only signer meanwhile, of a store that agrees with the memory. Raises ``IntegrityViolation``."""
        with self._locked():
            self._recorder = recorder
            self._follow(look=self._agreed is None)
            remembered = self.remembered()
            if remembered != self._agreed or self._agreed is None:
                if self._slots() == (None, None):
                    self._begin(recorder)
                self.agree(recorder)
            yield

    def establish(self, recorder: Recorder, note: bytes) -> None:
        """Give a signer that lost its memory another, from ``note``: the newest checkpoint or receipt that left this house.

        Raises ``BadInput`` for a note that this log did not sign, or that is older than what the store itself shows to
        have been signed, and where the memory is not lost; ``IntegrityViolation`` where the store has not that tree.
        """
        try:
            checkpoint = open_checkpoint(note, self._log).checkpoint
        except NoteRefused as error:
            raise BadInput("checkpoint", str(error), "give a checkpoint or receipt that this log's key signed") from None
        published = recorder.published()
        if published is not None and checkpoint.size < published[0]:
            raise BadInput(
                "checkpoint", f"it is of {checkpoint.size} records, and one of {published[0]} was published", "give the newest there is"
            )
        with self._locked():
            if self._slots() != (None, None):
                raise BadInput("checkpoint", "the signer's memory is not lost", "leave it as it is")
            self._compare(recorder, checkpoint.size, checkpoint.root)
            self._create(checkpoint.size, checkpoint.root)

    def agree(self, recorder: Recorder) -> None:
        """Raise ``IntegrityViolation`` unless the store holds all that was ever signed, unchanged."""
        size, root = self.remembered()
        self._compare(recorder, size, root)
        self._agreed = (size, root)

    def _compare(self, recorder: Recorder, size: int, root: bytes) -> None:
        head = recorder.head()
        if head.size < size:
            raise IntegrityViolation(
                f"the store ends at record {head.size}, but a tree of {size} records was signed: "
                f"records {head.size + 1} to {size} are missing; the store was restored from an older copy or cut back",
                head.size + 1,
                size,
            )
        if size and root_of(recorder.nodes(run_places(0, size))) != root:
            raise IntegrityViolation(f"the first {size} records of the store are not those that were signed", 1, size)

    def sign(self, head: Head) -> bytes:
        """Return the signed checkpoint of ``head``, which must be held and follow what was signed before."""
        size, root = self._agreed or (0, EMPTY)
        if head.size < size or (head.size == size and head.root != root):
            raise IntegrityViolation(f"a tree of {head.size} records cannot follow the signed one of {size}", head.size + 1, size)
        if (head.size, head.root) != (size, root):
            if self._kept is not None and self._kept.is_waiting:
                # The handover may be among the records that this head takes in.
                self._follow()
            self._remember(head.size, head.root)
            self._agreed = (head.size, head.root)
        prepared, note = self._prepared
        return note if prepared == head else self._note(head)

    def prepare(self, head: Head) -> None:
        """Write the note of ``head`` while the store is still at work on it. It leaves by ``sign`` alone, after the memory holds it."""
        self._prepared = (head, self._note(head))

    def _follow(self, *, look: bool = False) -> None:
        """Sign with the key that the records name from now on."""
        if self._kept is not None and self._recorder is not None and self._kept.follow(self._recorder, look=look):
            self._use(self._kept.private)

    def _note(self, head: Head) -> bytes:
        text = Checkpoint(self.origin, head.size, head.root).text()
        line = write_signature(Signature(self.origin, self._key_id, self._key.sign(text.encode())))
        return f"{text}\n{line}".encode()

    def remembered(self) -> tuple[int, bytes]:
        """Return the (size, root) signed last; (0, empty root) where nothing was."""
        data = self._data()
        slots = _slots_in(data)
        if slots == (None, None) and data:
            raise IntegrityViolation(f"the signer's memory {self._path} is damaged; compare with the newest receipt before signing on")
        return slots[self._newest(slots)] or (0, EMPTY)

    def close(self) -> None:
        """Let go of the memory."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock:
            if self._file is None:
                try:
                    self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                except OSError as error:
                    raise StoreUnavailable(str(self._path), f"the signer's memory cannot be opened: {error.strerror}") from None
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _begin(self, recorder: Recorder) -> None:
        """Remember that nothing was signed, of an empty store. Raises ``IntegrityViolation`` for one that holds records."""
        size = recorder.head().size
        if size:
            raise IntegrityViolation(
                f"the signer's memory {self._path} is missing, and the store holds {size} records: it was deleted, or the ledger was "
                "moved without it; put it back, or establish it from the newest checkpoint that left this house"
            )
        self._create(0, EMPTY)

    def _create(self, size: int, root: bytes) -> None:
        self._remember(size, root)
        # A file is durable only when the folder that names it is; a memory that a power cut took would look deleted.
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _slots(self) -> Slots:
        return _slots_in(self._data())

    def _data(self) -> bytes:
        try:
            if self._file is not None:
                return os.pread(self._file, 2 * _SLOT, 0)
            # Who only looks needs no right to write, and leaves no file behind.
            return self._path.read_bytes()[: 2 * _SLOT]
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise StoreUnavailable(str(self._path), f"the signer's memory cannot be read: {error.strerror}") from None

    def _newest(self, slots: Slots | None = None) -> int:
        """Return the index of the slot that holds the larger size; the other is the next to be written."""
        first, second = (slot[0] if slot else -1 for slot in slots or self._slots())
        return 1 if second > first else 0

    def _remember(self, size: int, root: bytes) -> None:
        body, place = _MAGIC + size.to_bytes(8, "big") + root, _SLOT * (1 - self._newest())
        try:
            self._write(place, body + sha256(body).digest()[: _SLOT - len(body)])
        except OSError as error:
            # What was not synced must not be read back as if it had been. The other slot still stands.
            with suppress(OSError):
                self._write(place, bytes(_SLOT))
            raise StoreUnavailable(
                str(self._path),
                f"the signer's memory cannot be written: {error.strerror}; the act is recorded but not acknowledged",
                "free space and record the same act again: you get its receipt",
            ) from None

    def _write(self, place: int, slot: bytes) -> None:
        """Raises ``OSError``, for a slot that was taken in part too."""
        assert self._file is not None, "only who holds the memory writes it"
        if os.pwrite(self._file, slot, place) != len(slot):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fdatasync(self._file)


def _slots_in(data: bytes) -> Slots:
    return _slot(data[:_SLOT]), _slot(data[_SLOT:])


@lru_cache(maxsize=8)
def _slot(data: bytes) -> tuple[int, bytes] | None:
    body, check = data[:44], data[44:]
    if len(data) != _SLOT or body[:4] != _MAGIC or sha256(body).digest()[:20] != check:
        return None
    return int.from_bytes(body[4:12], "big"), body[12:44]
