"""The log over HTTP: what it gives is checked by code that knows nothing of the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.api.conftest import served
from tests.api.world import World, found

from ledger.bundle.tiles import publish_tiles
from ledger.bundle.verify import verify_tiles
from ledger.record.envelope import read_record
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.merkle import EMPTY, ProofFailed, check_consistency, check_inclusion, leaf_hash
from ledger.tlog.note import LogKey, NoteRefused
from ledger.tlog.proof import check_proof
from ledger.tlog.tile import tiles_of

PUBLISHED, ALL = 600, 620


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, TestClient]]:
    """Return a log of three tiles, the newest records of which are not published yet."""
    world = World(tmp_path_factory.mktemp("long") / "ledger")
    found(world)
    while (size := world.store.head().size) < ALL:
        if size in (300, PUBLISHED):
            world.publish()
        day = {"name": f"c{size}", "first": 2025, "last": 2025, "holidays": [], "workdays": [], "source": "示例"}
        world.add("calendar.adopted", day, round=None)
    with served(world.home) as client:
        yield world, client
    world.close()


def root(client: TestClient, size: int) -> bytes:
    return bytes.fromhex(client.get(f"/log/proof/consistency?from={size}").json()["from_root"])


def hashes(answer: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(text) for text in answer["hashes"]]


def test_the_checkpoint_is_the_published_one_and_signed(long: tuple[World, TestClient]) -> None:
    world, client = long
    note = client.get("/log/checkpoint")
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    opened = open_checkpoint(note.content, LogKey.of(world.vkey))
    assert opened.checkpoint.size == PUBLISHED
    assert client.get("/log").json()["key"] == world.vkey
    with pytest.raises(NoteRefused):
        open_checkpoint(note.content.replace(b"\n600\n", b"\n601\n"), LogKey.of(world.vkey))


def test_tiles_are_those_that_publishing_writes(long: tuple[World, TestClient], tmp_path: Path) -> None:
    world, client = long
    publish_tiles(world.store, tmp_path / "log", client.get("/log/checkpoint").content)
    written = {path.relative_to(tmp_path / "log").as_posix(): path.read_bytes() for path in (tmp_path / "log").rglob("*") if path.is_file()}
    assert len(written) > 6
    assert set(client.get("/log/files").text.split()) == set(written)
    for path, content in written.items():
        assert client.get(f"/log/{path}").content == content, path


def test_a_partial_tile_of_an_older_checkpoint_is_still_there(long: tuple[World, TestClient]) -> None:
    world, client = long
    for tile in tiles_of(300):
        answer = client.get(f"/log/{tile.path()}")
        assert (answer.status_code, "immutable" in answer.headers["cache-control"]) == (200, True), tile
    hashes = client.get("/log/tile/0/001.p/44").content
    assert hashes == b"".join(leaf_hash(data) for _, data in world.store.read_log(after=256, upto=300))


def test_nothing_behind_the_checkpoint_is_given(long: tuple[World, TestClient]) -> None:
    _, client = long
    beyond = [tile.path() for tile in tiles_of(ALL) if tile not in tiles_of(PUBLISHED)]
    assert beyond
    for path in (*beyond, f"entries/{PUBLISHED}", f"proof/{PUBLISHED}.tlog-proof", f"proof/inclusion?index=0&size={ALL}"):
        assert client.get(f"/log/{path}").json()["type"] == "/problems/not-in-the-checkpoint", path
    assert client.get(f"/log/proof/consistency?from=1&to={PUBLISHED + 1}").status_code == 404


def test_whoever_mirrors_the_log_verifies_it_whole(long: tuple[World, TestClient], tmp_path: Path) -> None:
    world, client = long
    for path in client.get("/log/files").text.split():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(client.get(f"/log/{path}").content)
    report = verify_tiles(tmp_path, world.vkey)
    assert report.ok, [fault for step in report.steps for fault in step.faults]
    (tmp_path / "tile/0/000").write_bytes(bytes(8192))
    assert not verify_tiles(tmp_path, world.vkey).ok


@pytest.mark.parametrize("index", [0, 1, 255, 256, 511, 598, 599])
def test_an_entry_is_proven(index: int, long: tuple[World, TestClient]) -> None:
    world, client = long
    entry = client.get(f"/log/entries/{index}").content
    ((_, stored),) = world.store.read_log(after=index, upto=index + 1)
    assert entry == stored
    assert read_record(entry, index + 1).log.position == index + 1
    answer = client.get(f"/log/proof/inclusion?index={index}").json()
    check_inclusion(hashes(answer), index, PUBLISHED, leaf_hash(entry), bytes.fromhex(answer["root"]))
    assert answer["leaf"] == leaf_hash(entry).hex()
    proof, _ = check_proof(client.get(f"/log/proof/{index}.tlog-proof").content, entry, LogKey.of(world.vkey))
    assert proof.index == index
    other = client.get(f"/log/entries/{(index + 1) % PUBLISHED}").content
    with pytest.raises(ProofFailed):
        check_inclusion(hashes(answer), index, PUBLISHED, leaf_hash(other), bytes.fromhex(answer["root"]))
    with pytest.raises(ProofFailed):
        check_proof(client.get(f"/log/proof/{index}.tlog-proof").content, other, LogKey.of(world.vkey))


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 512, 599, 600])
def test_an_older_tree_is_proven_too(size: int, long: tuple[World, TestClient]) -> None:
    _, client = long
    answer = client.get(f"/log/proof/inclusion?index={size - 1}&size={size}").json()
    entry = client.get(f"/log/entries/{size - 1}").content
    check_inclusion(hashes(answer), size - 1, size, leaf_hash(entry), root(client, size))


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 600), (1, 2), (1, 600), (255, 256), (256, 600), (300, 600), (511, 513), (600, 600)])
def test_the_log_only_grew(old: int, new: int, long: tuple[World, TestClient]) -> None:
    _, client = long
    answer = client.get(f"/log/proof/consistency?from={old}&to={new}").json()
    roots = bytes.fromhex(answer["from_root"]), bytes.fromhex(answer["to_root"])
    check_consistency(hashes(answer), old, new, *roots)
    assert (roots[0] == EMPTY) == (old == 0)
    if 0 < old < new:
        with pytest.raises(ProofFailed):
            check_consistency(hashes(answer), old, new, leaf_hash(b"another"), roots[1])


def test_answers_name_the_head_and_how_far_it_is_published(long: tuple[World, TestClient]) -> None:
    world, client = long
    head = world.store.head()
    said = client.get("/honours").json()["as_of"]
    assert said == {
        "position": ALL,
        "recorded_at": head.recorded_at,
        "size": ALL,
        "root": head.root.hex(),
        "published_size": PUBLISHED,
    }
