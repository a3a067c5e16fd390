"""What one record seals, as one row of the vault: digest, length and ciphertext of each value, one behind the other.

One row for each record keeps the table in the order of the log: a commit writes to its end, and a
replay reads a run of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger.errors import BadInput, IntegrityViolation
from ledger.store.port import Box

DIGEST_BYTES = 32
LENGTH_BYTES = 4
_START = DIGEST_BYTES + LENGTH_BYTES


def pack(sealed: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return (digest, ciphertext) pairs as one row. Raises ``BadInput`` for what is no digest, and for one that comes twice."""
    parts: dict[bytes, bytes] = {}
    for digest, box in sealed:
        if len(digest) != DIGEST_BYTES:
            raise BadInput("sealed", f"a digest of {len(digest)} bytes; SHA-256 and SM3 have {DIGEST_BYTES}")
        if digest in parts:
            raise BadInput("sealed", f"one record seals the digest {digest.hex()} twice", "each sealing draws its own salt")
        parts[digest] = digest + len(box).to_bytes(LENGTH_BYTES, "big") + box
    return b"".join(parts.values())


def unpack(rows: Iterable[tuple[int, bytes]]) -> Iterator[Box]:
    """Yield the boxes in (position, row). Raises ``IntegrityViolation`` for a row that ``pack`` did not write."""
    for position, row in rows:
        at, end = 0, len(row) if isinstance(row, bytes) else -1
        while at < end:
            box = at + _START
            digest, length = row[at : at + DIGEST_BYTES], int.from_bytes(row[at + DIGEST_BYTES : box], "big")
            at = box + length
            yield position, digest, row[box:at]
        if at != end:
            raise IntegrityViolation(f"what record {position} seals was changed in the store", position, position)
