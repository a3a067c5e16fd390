"""A log that another implementation wrote (transparency-dev/tessera): 15 entries, a checkpoint for each size."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from ledger.tlog.checkpoint import Checkpoint, open_checkpoint
from ledger.tlog.merkle import (
    ProofFailed,
    check_consistency,
    check_inclusion,
    consistency_places,
    extend,
    inclusion_places,
    leaf_hash,
    root_of,
)
from ledger.tlog.note import LogKey, NoteRefused
from ledger.tlog.tile import ENTRIES, Tile, Tiling, read_bundle, read_tile

pytestmark = pytest.mark.shared

KEY = LogKey.of("example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx")
SIZE = 15


@pytest.fixture(scope="module")
def log(shared: Path) -> Path:
    return shared / "data/vectors/tessera-testdata/testdata/log"


@pytest.fixture(scope="module")
def entries(log: Path) -> list[bytes]:
    return read_bundle((log / Tile(ENTRIES, 0, SIZE).path()).read_bytes(), SIZE)


@pytest.fixture(scope="module")
def checkpoints(log: Path) -> list[Checkpoint]:
    return [open_checkpoint((log / f"checkpoint.{size}").read_bytes(), KEY).checkpoint for size in range(SIZE + 1)]


def test_every_checkpoint_is_signed_over_the_root_of_the_entries(entries: list[bytes], checkpoints: list[Checkpoint]) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    roots = [root_of(extend(0, (), leaves[:size])[1]) for size in range(SIZE + 1)]
    assert [(c.size, c.root) for c in checkpoints] == list(enumerate(roots))


def test_the_checkpoint_of_today_is_the_last_one(log: Path) -> None:
    assert (log / "checkpoint").read_bytes() == (log / f"checkpoint.{SIZE}").read_bytes()


def test_no_checkpoint_opens_under_another_key(log: Path) -> None:
    stranger = LogKey(KEY.name, bytes(32))
    for size in range(SIZE + 1):
        with pytest.raises(NoteRefused):
            open_checkpoint((log / f"checkpoint.{size}").read_bytes(), stranger)


def test_our_writer_makes_the_same_files_byte_for_byte(log: Path, entries: list[bytes]) -> None:
    tiling, written = Tiling(), 0
    for entry in entries:
        assert tiling.add([entry], [leaf_hash(entry)]) == []
        for tile, data in tiling.partial():
            assert (log / tile.path()).read_bytes() == data, tile.path()
            written += 1
    assert written == 2 * SIZE == sum(file.is_file() for file in (log / "tile").rglob("*"))


def test_every_entry_is_in_every_tree_after_it_by_proofs_from_the_tile(
    log: Path, entries: list[bytes], checkpoints: list[Checkpoint]
) -> None:
    hashes = read_tile((log / Tile(0, 0, SIZE).path()).read_bytes(), SIZE)
    nodes = {(level, index): hash for level, index, hash in extend(0, (), hashes)[2]}
    for index, size in combinations(range(SIZE + 1), 2):
        proof = [root_of([nodes[place] for place in run]) for run in inclusion_places(index, size)]
        check_inclusion(proof, index, size, leaf_hash(entries[index]), checkpoints[size].root)
        with pytest.raises(ProofFailed):
            check_inclusion(proof, index, size, leaf_hash(entries[index - 1]), checkpoints[size].root)


def test_all_120_pairs_of_checkpoints_are_consistent(entries: list[bytes], checkpoints: list[Checkpoint]) -> None:
    nodes = {(level, index): hash for level, index, hash in extend(0, (), map(leaf_hash, entries))[2]}
    pairs = list(combinations(range(SIZE + 1), 2))
    assert len(pairs) == 120
    for old, new in pairs:
        proof = [root_of([nodes[place] for place in run]) for run in consistency_places(old, new)] if old else []
        check_consistency(proof, old, new, checkpoints[old].root, checkpoints[new].root)
        if old:
            with pytest.raises(ProofFailed):
                check_consistency(proof, old, new, checkpoints[old].root, checkpoints[old].root)
