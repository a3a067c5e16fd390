"""The draw (抽取): how experts are drawn so that anybody can draw them again from public records.

The office commits a snapshot of the pool: salted digests, exclusions with their reasons, how many are drawn, by what
method, by whom. Then several parties each commit to a number that they keep to themselves, and afterwards all
numbers are revealed. Snapshot and numbers together are the seed; the seed alone decides who is drawn. Nobody who has
yet to choose knows the others' numbers, and one honest party is enough to make the outcome nobody's choice.
docs/formats.md section 12 says the same for whoever recomputes it without this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from ledger.terms import Digest, ExpertCode

METHOD = "sha256-counter/v1"
"""The one way of drawing that is known here."""

ABORT_AND_REPLACE = "abort-and-replace/v1"
"""What follows when a party does not reveal: the draw is aborted and stays on record, and a new one starts with fresh numbers
and without that party. A seed from the others' numbers alone would let it choose between two outcomes that it can compute."""

NUMBER = re.compile(r"[0-9a-f]{64}")
"""A party's number: 32 random bytes."""

SALT = re.compile(r"[0-9a-f]{32}")
"""A salt: 16 random bytes."""

_WORD = re.compile(r"[!-~]{1,64}")
_RANGE = 1 << 256


class PoolEntry(NamedTuple):
    """专家库条目: one expert of a snapshot, under a fresh code. ``excluded`` is the class of the reason, or None."""

    digest: Digest
    code: ExpertCode
    excluded: str | None


class Snapshot(NamedTuple):
    """专家库快照: what the office commits to before anybody chooses a number. ``entries`` are sorted by digest."""

    origin: str
    round: str
    draw: int
    entries: tuple[PoolEntry, ...]
    experts: int
    reserves: int
    method: str
    fallback: str
    parties: tuple[str, ...]
    reveal_by: date

    @property
    def eligible(self) -> tuple[PoolEntry, ...]:
        """Who can be drawn, in the order of the snapshot."""
        return tuple(entry for entry in self.entries if entry.excluded is None)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything in it that was chosen freely and is written into the committed text."""
        chosen = [*self.parties, self.method, self.fallback]
        for entry in self.entries:
            chosen += [entry.code, entry.digest, *([entry.excluded] if entry.excluded else ())]
        return tuple(chosen)


class Drawn(NamedTuple):
    """抽取结果: the codes that a seed draws, in order; the reserves in the order in which they step in."""

    experts: tuple[ExpertCode, ...]
    reserves: tuple[ExpertCode, ...]


def is_word(text: str) -> bool:
    """Return whether ``text`` is 1 to 64 printable ASCII characters without a space: no two snapshots then read alike."""
    return _WORD.fullmatch(text) is not None


def entry_digest(round: str, code: ExpertCode, pool_code: str, salt: str) -> Digest:
    """Return the salted digest under which ``pool_code`` stands in a snapshot; whoever has the salt can prove who it is."""
    return _digest("award-ledger/draw/entry/v1", round, code, pool_code, salt)


def snapshot_digest(snapshot: Snapshot) -> Digest:
    """Return the digest of all that the snapshot commits to, line by line."""
    return _digest(
        "award-ledger/draw/pool/v1",
        snapshot.origin,
        snapshot.round,
        snapshot.draw,
        snapshot.method,
        snapshot.fallback,
        snapshot.experts,
        snapshot.reserves,
        snapshot.reveal_by.isoformat(),
        len(snapshot.parties),
        *snapshot.parties,
        len(snapshot.entries),
        *(f"{entry.digest} {entry.code} {entry.excluded or '-'}" for entry in snapshot.entries),
    )


def commitment(snapshot: Digest, party: str, number: str, salt: str) -> Digest:
    """Return what a party publishes before the numbers are revealed. It names snapshot and party, so that it fits no other."""
    return _digest("award-ledger/draw/number/v1", snapshot, party, number, salt)


def seed(origin: str, round: str, snapshot: Digest, numbers: Sequence[str]) -> Digest:
    """Return the seed. ``numbers`` are those revealed, in the order in which their commitments were recorded."""
    return _digest("award-ledger/draw/seed/v1", origin, round, snapshot, *numbers)


def draw(snapshot: Snapshot, seed: Digest) -> Drawn:
    """Return whom ``seed`` draws, one after another, each of those who are left with the same chance.

    Raises ``ValueError`` where fewer can be drawn than are asked for.
    """
    left = [entry.code for entry in snapshot.eligible]
    if len(left) < snapshot.experts + snapshot.reserves:
        raise ValueError(f"{len(left)} can be drawn, {snapshot.experts + snapshot.reserves} are asked for")
    numbers = stream(seed)
    chosen = tuple(left.pop(below(len(left), numbers)) for _ in range(snapshot.experts + snapshot.reserves))
    return Drawn(chosen[: snapshot.experts], chosen[snapshot.experts :])


def stream(seed: Digest) -> Iterator[int]:
    """Yield integers below 2^256 for ever: the SHA-256 of the seed and a counter from 0, big-endian."""
    counter = 0
    while True:
        yield int(_digest("award-ledger/draw/stream/v1", seed, counter), 16)
        counter += 1


def below(size: int, numbers: Iterator[int]) -> int:
    """Return an integer from 0 to ``size`` - 1. Numbers in the incomplete last stretch are passed over: none has more chances."""
    limit = _RANGE - _RANGE % size
    return next(number for number in numbers if number < limit) % size


def _digest(*lines: object) -> Digest:
    return Digest(sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest())
