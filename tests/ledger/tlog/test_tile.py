"""Tiles: the arithmetic of the format, our writer, and what a reader refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.merkle import extend, leaf_hash, root_of, tree_hash
from ledger.tlog.tile import (
    ENTRIES,
    BadTile,
    Tile,
    Tiling,
    read_bundle,
    read_tile,
    rows_of,
    tile_at,
    tiles_of,
    write_bundle,
)

LOG = [b"entry %d" % i for i in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in LOG]
NODES = {(level, index): hash for level, index, hash in extend(0, (), LEAVES)[2]}


def root(size: int) -> bytes:
    return root_of(extend(0, (), LEAVES[:size])[1])


def test_a_log_of_70_000_is_made_of_the_files_that_the_specification_names() -> None:
    tiles = tiles_of(70_000)
    by_level = {level: [tile for tile in tiles if tile.level == level] for level in (ENTRIES, 0, 1, 2)}
    assert sum(map(len, by_level.values())) == len(tiles)
    assert [sum(tile.width == 256 for tile in row) for row in by_level.values()] == [273, 273, 1, 0]
    assert [tile.path() for tile in tiles if tile.width < 256] == [
        "tile/entries/273.p/112",
        "tile/0/273.p/112",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


@pytest.mark.parametrize(
    ("size", "paths"),
    [
        (0, []),
        (1, ["tile/entries/000.p/1", "tile/0/000.p/1"]),
        (255, ["tile/entries/000.p/255", "tile/0/000.p/255"]),
        (256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]),
        (257, ["tile/entries/000", "tile/entries/001.p/1", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
    ],
)
def test_small_logs(size: int, paths: list[str]) -> None:
    assert [tile.path() for tile in tiles_of(size)] == paths


def test_the_path_of_a_high_index() -> None:
    assert Tile(0, 1_234_067, 256).path() == "tile/0/x001/x234/067"
    assert Tile(63, 1_000, 7).path() == "tile/63/x001/000.p/7"


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_a_path_is_read_back(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert tile_at(tile.path()) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/x/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/0/000/1",
        "tile/0/../0/000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/data/000",
    ],
)
def test_what_is_the_path_of_no_tile_is_refused(path: str) -> None:
    with pytest.raises(BadTile):
        tile_at(path)


@given(st.integers(0, 3_000), st.lists(st.integers(0, 3_000), max_size=4))
def test_the_files_do_not_depend_on_the_steps_in_which_they_are_written(size: int, cuts: list[int]) -> None:
    files: dict[Tile, bytes] = {}
    tiling = Tiling()
    for cut in [*sorted(min(cut, size) for cut in cuts), size]:
        files |= dict(tiling.add(LOG[tiling.size : cut], LEAVES[tiling.size : cut]))
    files |= dict(tiling.partial())
    assert sorted(files) == sorted(tiles_of(size))
    assert tiling.root() == root(size)
    for tile, data in files.items():
        if tile.level == ENTRIES:
            assert read_bundle(data, tile.width) == LOG[tile.index * 256 : tile.index * 256 + tile.width]
        else:
            assert read_tile(data, tile.width) == [NODES[place] for place in tile.places()]


def test_the_hash_of_a_tile_is_the_hash_of_its_leaves() -> None:
    first, last = Tile(1, 0, 3).leaves()
    assert (first, last) == (0, 768)
    assert tree_hash(LEAVES[512:768]) == NODES[Tile(1, 0, 3).places()[-1]]


@pytest.mark.parametrize("size", [0, 256, 65_280, 65_536, 65_792, 69_888])
def test_a_tiling_goes_on_where_another_stopped(size: int) -> None:
    tiling = Tiling(size, [[NODES[place] for place in row] for row in rows_of(size)])
    assert tiling.root() == root(size)
    files = dict(tiling.add(LOG[size:], LEAVES[size:])) | dict(tiling.partial())
    assert tiling.root() == root(70_000)
    assert set(files) <= set(tiles_of(70_000))
    assert {tile for tile in tiles_of(70_000) if tile.leaves()[1] > size} <= set(files)


@given(st.integers(0, 16), st.integers(0, 255))
def test_a_changed_hash_to_go_on_from_changes_the_root(at: int, byte: int) -> None:
    rows = [[NODES[place] for place in row] for row in rows_of(69_888)]
    assert [len(row) for row in rows] == [17, 1]
    rows[0][at] = bytes([byte]) + rows[0][at][1:] if rows[0][at][0] != byte else bytes(32)
    assert Tiling(69_888, rows).root() != root(69_888)


@pytest.mark.parametrize(("size", "rows"), [(1, []), (256, []), (0, [[bytes(32)]]), (512, [[bytes(32)]]), (65_536, [[bytes(32)]])])
def test_a_tiling_does_not_go_on_from_rows_that_do_not_fit(size: int, rows: list[list[bytes]]) -> None:
    with pytest.raises(BadTile):
        Tiling(size, rows)


def test_entries_without_their_hashes_are_not_taken() -> None:
    with pytest.raises(ValueError, match="zip"):
        Tiling().add(LOG[:3], LEAVES[:2])


@given(st.lists(st.binary(max_size=300), max_size=12))
def test_a_bundle_is_read_back(entries: list[bytes]) -> None:
    data = write_bundle(entries)
    assert read_bundle(data, len(entries)) == entries
    with pytest.raises(BadTile):
        read_bundle(data, len(entries) + 1)
    with pytest.raises(BadTile):
        read_bundle(data + b"\0", len(entries))
    with pytest.raises(BadTile):
        read_bundle(data + b"\0\0", len(entries))
    if data:
        with pytest.raises(BadTile):
            read_bundle(data[:-1], len(entries))


def test_an_entry_that_two_bytes_cannot_measure_is_refused() -> None:
    assert len(write_bundle([bytes(65_535)])) == 65_537
    with pytest.raises(BadTile, match="65536 bytes"):
        write_bundle([bytes(65_536)])


@pytest.mark.parametrize(("length", "width"), [(0, 1), (31, 1), (33, 1), (64, 1), (8_191, 256), (8_193, 256)])
def test_a_tile_of_another_length_is_refused(length: int, width: int) -> None:
    with pytest.raises(BadTile):
        read_tile(bytes(length), width)
