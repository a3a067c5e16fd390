"""Checkpoints (C2SP tlog-checkpoint): origin, size and root of a log, signed by its key as a note.

Extension lines, which the format allows and advises against, are neither written nor read: nobody
can audit what they say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.tlog.merkle import EMPTY, HASH_BYTES
from ledger.tlog.note import Key, LogKey, Note, NoteRefused, open_note, read_base64, sign, write_base64, write_note

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """检查点: the state of a log, in three lines. ``root`` has 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{write_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Opened:
    """A checkpoint whose signatures hold: of the log, and of those known witnesses that are ``signed``."""

    checkpoint: Checkpoint
    note: Note
    signed: tuple[Key, ...]


def read_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint that a note's ``text`` writes. Raises ``NoteRefused`` for any other spelling."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise NoteRefused("a checkpoint has three lines: origin, size, root")
    origin, size, root = lines[0], lines[1], read_base64(lines[2])
    if not origin:
        raise NoteRefused("the checkpoint names no origin")
    if not _SIZE.fullmatch(size):
        raise NoteRefused(f"{size!r} is not the size of a log")
    if len(root) != HASH_BYTES:
        raise NoteRefused(f"a root of {len(root)} bytes; SHA-256 has {HASH_BYTES}")
    if size == "0" and root != EMPTY:
        raise NoteRefused("the root given for the empty log is not its root")
    return Checkpoint(origin, int(size), root)


def sign_checkpoint(checkpoint: Checkpoint, private: Ed25519PrivateKey) -> bytes:
    """Return the note of ``checkpoint``, signed under its origin as key name. Raises ``NoteRefused``.

    What was signed before is not known here: the signer's memory, not this function, refuses a fork.
    """
    text = checkpoint.text()
    if read_checkpoint(text) != checkpoint:
        raise NoteRefused("a checkpoint that would not read back as what it is")
    return write_note(text, [sign(private, checkpoint.origin, text)])


def open_checkpoint(data: bytes, key: LogKey, witnesses: Sequence[Key] = (), origin: str | None = None) -> Opened:
    """Return the checkpoint in ``data``, signed by ``key``, of the log ``origin`` (the key's name, if not given).

    Raises ``NoteRefused``. How many witnesses must have signed is for the caller to say.
    """
    note, signed = open_note(data, key, witnesses)
    checkpoint = read_checkpoint(note.text)
    wanted = key.name if origin is None else origin
    if checkpoint.origin != wanted:
        raise NoteRefused(f"a checkpoint of the log {checkpoint.origin!r}, not of {wanted!r}")
    return Opened(checkpoint, note, tuple(k for k in signed if k is not key))
