"""A folder of tiles as it was handed over (瓦片目录): every file of it is held against the entries.

No stored hash is trusted. Where an entry and a stored leaf hash disagree, the hash still tells
*which* entry it is; whether the one or the other was changed, only the signed root can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.bundle.report import Faults
from ledger.messages import in_chinese
from ledger.tlog.merkle import HASH_BYTES, Hash, extend, leaf_hash, root_of
from ledger.tlog.tile import ENTRIES, HEIGHT, WIDTH, BadTile, Tile, tile_at

READ, TREE = 2, 4
"""The steps that a fault of a file belongs to."""


class Folder:
    """Reads the log of ``size`` entries in ``directory``, bundle by bundle, and notes in ``faults`` what is wrong."""

    def __init__(self, directory: Path, size: int, faults: Faults) -> None:
        self._directory, self._size, self._faults = directory, size, faults
        self._files: dict[tuple[int, int], list[Tile]] = defaultdict(list)
        self._seen = self._beyond = 0
        self._bad: list[int] = []
        for path in sorted((directory / "tile").rglob("*")):
            if path.is_dir():
                continue
            self._seen += 1
            try:
                tile = tile_at(path.relative_to(directory).as_posix())
            except BadTile as error:
                faults.add(TREE, None, f"多余的文件：{path.name}（{in_chinese(str(error))}）", f"a file that is no part of a log: {error}")
            else:
                self._files[tile.level, tile.index].append(tile)

    def bundles(self) -> Iterator[tuple[int, list[bytes], list[Hash]]]:
        """Yield (index of the first entry, entries, their hashes), a bundle at a time.

        Of a bundle that is broken only the entries before the break come; after one that is missing, the next.
        """
        last = max((index for level, index in self._files if level == ENTRIES), default=-1)
        for index in range(min(-(-self._size // WIDTH), last + 1)):
            yield self._bundle(index)
        if (last + 1) * WIDTH < self._size:
            self._fail(READ, (last + 1) * WIDTH, self._size, "记录文件缺失", "their bundles are missing")

    def compare(self, rows: Sequence[Sequence[Hash]]) -> None:
        """Hold every tile of level 1 and up against ``rows``: of each level from 0 the hashes that the entries give."""
        for level in range(1, len(rows)):
            count = self._size >> HEIGHT * level
            for index in range(-(-len(rows[level]) // WIDTH)):
                self._tiles(level, index, rows[level][index * WIDTH : (index + 1) * WIDTH], count)
        for (level, index), tiles in sorted(self._files.items()):
            if (index * WIDTH) << HEIGHT * max(level, 0) >= self._size or level >= len(rows):
                self._beyond += len(tiles)
        self._faults.figures[TREE] |= {"files": self._seen, "files_beyond_the_checkpoint": self._beyond}

    def root_of_hashes(self) -> Hash | None:
        """Return the root that the stored leaf hashes give, or None where they are not all there."""
        frontier: tuple[Hash, ...] = ()
        for index in range(-(-self._size // WIDTH)):
            width = min(WIDTH, self._size - index * WIDTH)
            data = self._read(self._best(0, index, width))
            if data is None or len(data) < width * HASH_BYTES:
                return None
            _, frontier, _ = extend(index * WIDTH, frontier, _hashes(data)[:width])
        return root_of(frontier)

    def _bundle(self, index: int) -> tuple[int, list[bytes], list[Hash]]:
        start = index * WIDTH
        width = min(WIDTH, self._size - start)
        best = self._best(ENTRIES, index, width)
        data = self._read(best)
        if best is None or data is None:
            self._fail(READ, start, start + width, "记录文件缺失", "their bundle is missing")
            return start, [], []
        entries, rest = _entries(data)
        hashes = [leaf_hash(entry) for entry in entries]
        whole = not rest and len(entries) == best.width
        wrong = self._tiles(0, index, hashes[:width], self._size, whole=whole)
        if not whole:
            bad = min(len(entries), width - 1) if wrong is None else wrong
            self._bad.append(start + bad)
            self._fail(READ, start + bad, start + width, f"{best.path()} 自此起残缺", f"{best.path()} is broken from here on")
            entries, hashes = entries[:bad], hashes[:bad]
        for tile in self._files[ENTRIES, index]:
            if tile != best:
                self._earlier(tile, entries)
        return start, entries[:width], hashes[:width]

    def _earlier(self, tile: Tile, entries: Sequence[bytes]) -> None:
        """Hold the bundle of an earlier checkpoint, which was kept, against the one of this."""
        self._beyond += tile.index * WIDTH + tile.width > self._size
        found, rest = _entries(self._read(tile) or b"")
        due = entries[: tile.width]
        at = next((i for i, (a, b) in enumerate(zip(found, due, strict=False)) if a != b), None)
        if at is None and (rest or len(found) != tile.width):
            at = min(len(found), tile.width - 1)
        if at is not None:
            start = tile.index * WIDTH
            self._fail(READ, start + at, start + at + 1, f"与 {tile.path()} 不一致", f"{tile.path()} says otherwise")

    def _tiles(self, level: int, index: int, due: Sequence[Hash], count: int, *, whole: bool = True) -> int | None:
        """Hold each file of one tile against the hashes ``due``; return the first place in it that differs.

        ``count`` is how many hashes the level has. Differences are not noted with ``whole`` off, since
        what follows the break of a bundle says nothing; the answer tells where it is.
        """
        width = min(WIDTH, count - index * WIDTH)
        if len(due) == width and self._best(level, index, width) is None:
            first, end = Tile(level, index, width).leaves()
            self._fail(TREE, first, end, f"缺少哈希文件 {Tile(level, index, width).path()}", "their hash file is missing")
        wrong: list[int] = []
        for tile in self._files[level, index]:
            self._beyond += tile.width > width
            data = self._read(tile) or b""
            stored = _hashes(data)
            differ = [i for i, (a, b) in enumerate(zip(stored, due, strict=False)) if a != b]
            if len(data) != tile.width * HASH_BYTES:
                differ.append(min(len(data) // HASH_BYTES, tile.width - 1))
            wrong += differ
            for i in differ if whole else ():
                first, end = (index * WIDTH + i) << HEIGHT * level, (index * WIDTH + i + 1) << HEIGHT * level
                if level and any(first <= bad < end for bad in self._bad):
                    continue  # the hash of a leaf has told already which entry it is
                self._bad.append(first)
                self._fail(TREE, first, end, f"记录与 {tile.path()} 中的哈希不符", f"the entries and their hash in {tile.path()} disagree")
        return min(wrong, default=None)

    def _best(self, level: int, index: int, width: int) -> Tile | None:
        """Return the file to read the first ``width`` of a tile from: the exact one, else the full one of a longer log."""
        tiles = self._files.get((level, index), ())
        return next((Tile(level, index, w) for w in (width, WIDTH) if Tile(level, index, w) in tiles), None)

    def _read(self, tile: Tile | None) -> bytes | None:
        return None if tile is None else (self._directory / tile.path()).read_bytes()

    def _fail(self, step: int, first: int, end: int, zh: str, en: str) -> None:
        """Note a fault over the entries ``first`` up to, without, ``end``."""
        last = max(end, first + 1)
        where_zh = f"记录 {first + 1}" if last == first + 1 else f"记录 {first + 1} 至 {last}"
        where_en = f"record {first + 1}" if last == first + 1 else f"records {first + 1} to {last}"
        self._faults.add(step, first + 1, f"{where_zh}：{zh}", f"{where_en}: {en}", last)


def _entries(data: bytes) -> tuple[list[bytes], bytes]:
    """Return the whole entries at the beginning of a bundle, and what is left."""
    entries: list[bytes] = []
    at = 0
    while at + 2 <= len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2])
        if end > len(data):
            break
        entries.append(data[at + 2 : end])
        at = end
    return entries, data[at:]


def _hashes(data: bytes) -> list[Hash]:
    return [data[at : at + HASH_BYTES] for at in range(0, len(data) - HASH_BYTES + 1, HASH_BYTES)]
