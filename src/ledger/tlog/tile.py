"""Tiles (C2SP tlog-tiles): the log as static files, which any web server or memory stick serves.

``tile/<level>/<index>`` holds 256 hashes of complete subtrees of height 8·level; the last file of a
level holds fewer and has its width at the end of its name. ``tile/entries/<index>`` holds the
entries below a tile of level 0, each after its length in two bytes. Pure: bytes in, (path, bytes) out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.tlog.merkle import HASH_BYTES, Hash, Place, extend, root_of, run_places

WIDTH = 256
HEIGHT = 8
MAX_LEVEL = 63
MAX_ENTRY_BYTES = 65_535
ENTRIES = -1
"""The level at which bundles of entries are counted: below the leaf hashes."""

_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<width>[1-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]))?",
    re.ASCII,
)


class BadTile(ValueError):
    """A tile, a bundle or its path does not have the form that the format demands."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """瓦片: one file of the log. ``level`` is -1 for a bundle of entries; ``width`` is 1 to 256."""

    level: int
    index: int
    width: int

    def path(self) -> str:
        """Return the path below the log's prefix."""
        groups = [f"{self.index % 1000:03}"]
        rest = self.index // 1000
        while rest:
            groups.insert(0, f"x{rest % 1000:03}")
            rest //= 1000
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{'/'.join(groups)}{partial}"

    def places(self) -> list[Place]:
        """Return the complete subtrees whose hashes stand in the tile; for a bundle, its leaves."""
        level = max(self.level, 0) * HEIGHT
        return [(level, self.index * WIDTH + i) for i in range(self.width)]

    def leaves(self) -> tuple[int, int]:
        """Return the first leaf below the tile, and the first one after it."""
        (level, first), (_, last) = self.places()[0], self.places()[-1]
        return first << level, last + 1 << level


def tile_at(path: str) -> Tile:
    """Return the tile that lies at ``path``. Raises ``BadTile`` for a path of no tile."""
    match = _PATH.fullmatch(path)
    if match is None:
        raise BadTile(f"{path!r} is the path of no tile")
    level = ENTRIES if match["level"] == "entries" else int(match["level"])
    index = int(match["index"].replace("x", "").replace("/", ""))
    tile = Tile(level, index, int(match["width"] or WIDTH))
    if tile.path() != path:
        raise BadTile(f"{path!r} is not how the path of its tile is written")
    return tile


def tiles_of(size: int) -> list[Tile]:
    """Return the files that a log of ``size`` entries is made of: full ones and, at each level, the partial one."""
    tiles = [tile for level in (ENTRIES, 0) for tile in _row(level, size)]
    level, count = 1, size >> HEIGHT
    while count:
        tiles += _row(level, count)
        level, count = level + 1, count >> HEIGHT
    return tiles


def _row(level: int, count: int) -> list[Tile]:
    full = [Tile(level, index, WIDTH) for index in range(count // WIDTH)]
    return full + ([Tile(level, count // WIDTH, count % WIDTH)] if count % WIDTH else [])


class Tiling:
    """Writes tiles from entries, one after the other, holding no more than one unfinished file of each level.

    It can begin anew, or at ``size`` entries, a multiple of 256: then ``rows`` are the hashes of the
    unfinished tile of each level from 1 up. They are not trusted further than that ``root`` depends on
    every one of them. Raises ``BadTile`` for a size or rows that do not fit.
    """

    def __init__(self, size: int = 0, rows: Sequence[Sequence[Hash]] = ()) -> None:
        if size % WIDTH or [len(row) for row in rows] != [len(row) for row in rows_of(size)]:
            raise BadTile(f"no tiling goes on from {size} entries with these rows")
        self.size = size
        self._entries: list[bytes] = []
        self._rows: list[list[Hash]] = [[], *map(list, rows)]
        frontier: list[Hash] = []
        for row in reversed(self._rows):
            frontier += _folded(row)
        self._frontier = tuple(frontier)

    def add(self, entries: Iterable[bytes], hashes: Iterable[Hash]) -> list[tuple[Tile, bytes]]:
        """Take the next entries, each with its leaf hash; return the files that they fill."""
        done: list[tuple[Tile, bytes]] = []
        for entry, hash in zip(entries, hashes, strict=True):
            self._entries.append(entry)
            self.size, self._frontier, nodes = extend(self.size, self._frontier, (hash,))
            for height, index, node in nodes:
                level, rest = divmod(height, HEIGHT)
                if rest:
                    continue
                if level == len(self._rows):
                    self._rows.append([])
                row = self._rows[level]
                row.append(node)
                if len(row) == WIDTH:
                    if level == 0:
                        done.append((Tile(ENTRIES, index // WIDTH, WIDTH), write_bundle(self._entries)))
                        self._entries.clear()
                    done.append((Tile(level, index // WIDTH, WIDTH), b"".join(row)))
                    row.clear()
        return done

    def partial(self) -> list[tuple[Tile, bytes]]:
        """Return the unfinished file of each level as it stands, if it is not empty."""
        tiles = [(Tile(ENTRIES, self.size // WIDTH, len(self._entries)), write_bundle(self._entries))] if self._entries else []
        for level, row in enumerate(self._rows):
            if row:
                tiles.append((Tile(level, (self.size >> HEIGHT * level) // WIDTH, len(row)), b"".join(row)))
        return tiles

    def root(self) -> Hash:
        """Return the root over all entries so far."""
        return root_of(self._frontier)


def rows_of(size: int) -> list[list[Place]]:
    """Return the subtrees in the unfinished tile of each level from 1 up, as ``Tiling`` takes them."""
    rows: list[list[Place]] = []
    level, count = 1, size >> HEIGHT
    while count:
        rows.append([(level * HEIGHT, index) for index in range(count - count % WIDTH, count)])
        level, count = level + 1, count >> HEIGHT
    return rows


def write_bundle(entries: Iterable[bytes]) -> bytes:
    """Return the bundle of ``entries``. Raises ``BadTile`` for an entry that its two bytes of length cannot tell."""
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            raise BadTile(f"an entry of {len(entry)} bytes; a bundle takes at most {MAX_ENTRY_BYTES}")
        parts += (len(entry).to_bytes(2), entry)
    return b"".join(parts)


def read_bundle(data: bytes, width: int) -> list[bytes]:
    """Return the ``width`` entries of a bundle. Raises ``BadTile`` when there are fewer, or more."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if at + 2 > len(data) or end > len(data):
            raise BadTile(f"the bundle ends within its entry {len(entries)}, at byte {at}")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != width:
        raise BadTile(f"a bundle of {len(entries)} entries where {width} are due")
    return entries


def read_tile(data: bytes, width: int) -> list[Hash]:
    """Return the ``width`` hashes of a tile. Raises ``BadTile`` for another length."""
    if len(data) != width * HASH_BYTES:
        raise BadTile(f"a tile of {len(data)} bytes where {width} hashes, {width * HASH_BYTES} bytes, are due")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


def _folded(row: Sequence[Hash]) -> list[Hash]:
    """Return the hashes of the complete subtrees that ``row`` makes up, largest first."""
    hashes: list[Hash] = []
    for level, index in run_places(0, len(row)):
        hashes += extend(0, (), row[index << level : index + 1 << level])[1]
    return hashes
