"""A campaign of seeded mutations: a published log, one thing changed in it, and the verification must see it.

``python -m tests.campaigns.mutations 100000 [SEED]``. Every change is undone after it was looked at.
A miss ends the campaign with exit code 1 and the number of the mutation, which repeats it.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.campaigns.signed_log import LOG_KEY, entries_of, published

from ledger.bundle import authority
from ledger.bundle.verify import verify_tiles
from ledger.errors import BadInput
from ledger.record import signing
from ledger.tlog.tile import ENTRIES, HEIGHT, tile_at, tiles_of

RECORDS = 300
STEPS = (5, 150, 256, 280)
SOMEWHERE = -1
"""Stands for a change that is caught wherever the report places it."""


@dataclass(frozen=True)
class Mutation:
    """One change: the new contents of some files (None: removed), and the position that the report must name first."""

    kind: str
    files: dict[str, bytes | None]
    first_bad: int | None


def mutation(seed: int, number: int, files: dict[str, bytes]) -> Mutation:
    """Return the mutation ``number`` of a campaign on ``files``, by path in the folder. It always changes something."""
    rng = random.Random(f"{seed} {number}")
    while True:
        path = rng.choice(sorted(files))
        before = files[path]
        at = rng.randrange(len(before))
        kind = rng.choices(
            ["bit", "byte", "cut", "insert", "delete", "grow", "empty", "remove", "swap", "double"], [30, 30, 5, 5, 5, 5, 2, 3, 5, 5]
        )[0]
        after: bytes | None = before
        more: dict[str, bytes | None] = {}
        if kind == "bit":
            after = before[:at] + bytes([before[at] ^ 1 << rng.randrange(8)]) + before[at + 1 :]
        elif kind == "byte":
            after = before[:at] + rng.randbytes(1) + before[at + 1 :]
        elif kind == "cut":
            after = before[:at]
        elif kind == "insert":
            after = before[:at] + rng.randbytes(rng.randint(1, 40)) + before[at:]
        elif kind == "delete":
            after = before[:at] + before[at + rng.randint(1, 40) :]
        elif kind == "grow":
            after = before + rng.randbytes(rng.randint(1, 40))
        elif kind == "empty":
            after = b""
        elif kind == "remove":
            # An earlier partial file may go once its full one is there; only what this checkpoint needs is missed.
            after = None if path == "checkpoint" or tile_at(path) in tiles_of(RECORDS) else before
        elif kind == "swap":
            other = rng.choice(sorted(files))
            after, more = files[other], {other: before}
        elif kind == "double":
            after = before[:at] + before[max(0, at - rng.randint(1, 2000)) : at] + before[at:]
        if after != before:
            place = _place(path, at, before) if kind in {"bit", "byte"} else SOMEWHERE
            return Mutation(f"{kind} of {path} at {at}", {path: after, **more}, place)


def campaign(folder: Path, count: int, seed: int, start: int = 0) -> Iterator[tuple[int, Mutation, str | None]]:
    """Yield each mutation of the log in ``folder`` with why it counts as missed, or None when it was caught."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    for number in range(start, start + count):
        change = mutation(seed, number, files)
        for path, data in change.files.items():
            _write(folder / path, data)
        try:
            yield number, change, _missed(folder, change)
        finally:
            for path in change.files:
                _write(folder / path, files[path])


def _missed(folder: Path, change: Mutation) -> str | None:
    try:
        report = verify_tiles(folder, LOG_KEY.vkey())
    except BadInput as error:
        return None if "checkpoint" in error.where else f"it was refused, but as {error}"
    if report.ok:
        return "it was not seen"
    if change.first_bad not in {SOMEWHERE, report.first_bad}:
        return f"it was seen at {report.first_bad} instead of {change.first_bad}"
    return None


def _place(path: str, at: int, before: bytes) -> int | None:
    """Return the first position over which byte ``at`` of the file says something; None for the checkpoint."""
    if path == "checkpoint":
        return None
    tile = tile_at(path)
    if tile.level != ENTRIES:
        return (tile.index * 256 + at // 32 << HEIGHT * tile.level) + 1
    start = entry = 0
    while start + 2 + int.from_bytes(before[start : start + 2]) <= at:
        start += 2 + int.from_bytes(before[start : start + 2])
        entry += 1
    return tile.index * 256 + entry + 1


def _write(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)


def remember_signatures() -> None:
    """Keep the outcome of each signature check: it depends on nothing else, and is most of the time of a run."""
    setattr(authority, "verify", lru_cache(maxsize=10_000)(signing.verify))  # noqa: B010 - a name it imported, not one it offers


def main(arguments: list[str]) -> int:
    """Run the campaign; return the exit code."""
    count, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    remember_signatures()
    kinds: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        folder = published(Path(place), entries_of(RECORDS), steps=STEPS)
        assert verify_tiles(folder, LOG_KEY.vkey()).ok
        for number, change, missed in campaign(folder, count, seed):
            if missed:
                print(f"mutation {number} of seed {seed}, {change.kind}: {missed}")
                return 1
            kinds[change.kind.split(" ", 1)[0]] += 1
        assert verify_tiles(folder, LOG_KEY.vkey()).ok
    print(f"{count} mutations of seed {seed} in {time.monotonic() - begun:.0f} s, no miss: {dict(kinds)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
