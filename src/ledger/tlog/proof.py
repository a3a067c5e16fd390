"""Receipts (``c2sp.org/tlog-proof@v1``): one text file that proves, offline, that an entry is in a log.

It holds the index, the path from the leaf up to the root, and the checkpoint whole. ``extra`` is
for the application and stands under no signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ledger.tlog.checkpoint import Opened, open_checkpoint
from ledger.tlog.merkle import HASH_BYTES, check_inclusion, leaf_hash
from ledger.tlog.note import Key, LogKey, NoteRefused, read_base64, write_base64

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """收据: entry ``index`` (position - 1) is in the log of ``checkpoint``, a signed note."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None


def write_proof(proof: Proof) -> bytes:
    """Return the file. Raises ``NoteRefused`` when it would not read back as ``proof``."""
    lines = [FIRST_LINE]
    if proof.extra is not None:
        lines.append(f"extra {write_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += map(write_base64, proof.hashes)
    data = "\n".join([*lines, "", ""]).encode() + proof.checkpoint
    if read_proof(data) != proof:
        raise NoteRefused("a proof that would not read back as what it is")
    return data


def read_proof(data: bytes) -> Proof:
    """Return the proof that ``data`` writes, unchecked. Raises ``NoteRefused`` for any other spelling."""
    head, gap, checkpoint = data.partition(b"\n\n")
    if not gap:
        raise NoteRefused("the proof ends before its checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise NoteRefused("a line of the proof above its checkpoint is not ASCII") from None
    if lines[0] != FIRST_LINE:
        raise NoteRefused(f"the first line is not {FIRST_LINE!r}")
    extra = read_base64(lines.pop(1)[6:]) if len(lines) > 1 and lines[1].startswith("extra ") else None
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if index is None:
        raise NoteRefused("the proof does not say which entry it is for")
    if len(lines) - 2 > MAX_HASHES:
        raise NoteRefused(f"a path of {len(lines) - 2} hashes; no log is that high")
    hashes = tuple(map(read_base64, lines[2:]))
    if any(len(hash) != HASH_BYTES for hash in hashes):
        raise NoteRefused(f"a hash on the path does not have {HASH_BYTES} bytes")
    return Proof(int(index[1]), hashes, checkpoint, extra)


def check_proof(data: bytes, entry: bytes, key: LogKey, witnesses: Sequence[Key] = ()) -> tuple[Proof, Opened]:
    """Return the proof and its checkpoint when they show that ``entry`` is in the log of ``key``.

    Raises ``NoteRefused`` for the file or its signatures, ``ledger.tlog.merkle.ProofFailed`` for another entry or path.
    """
    proof = read_proof(data)
    opened = open_checkpoint(proof.checkpoint, key, witnesses)
    check_inclusion(proof.hashes, proof.index, opened.checkpoint.size, leaf_hash(entry), opened.checkpoint.root)
    return proof, opened
