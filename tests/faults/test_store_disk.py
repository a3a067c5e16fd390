"""A full disk, a locked file, a damaged file: said plainly, with the way out, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from ledger.errors import IntegrityViolation, StoreUnavailable
from ledger.store import Offer, Recorder, create_store, open_store, pass_through, postgres_schema, sqlite_file
from ledger.tlog.merkle import leaf_hash, tree_hash

FILLER = """
import resource, sys
from ledger.errors import StoreUnavailable
from ledger.store import Offer, open_store, pass_through
with open_store(sys.argv[1], build=pass_through) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    acknowledged = 0
    try:
        while True:
            acknowledged = store.commit([Offer("t", b"%d " % (acknowledged + 1) * 300, ["a"])]).size
    except StoreUnavailable as error:
        print(acknowledged)
        print(store.head().size)
        print(error.remedy())
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(store.commit([Offer("t", b"there is room again", ["a"])]).size)
"""


def fill(store: Recorder, size: int) -> None:
    for start in range(0, size, 500):
        store.commit([Offer("t", b"%d " % n * 50, ["a", f"n:{n}"], claims=(f"{n}",), round="2025") for n in range(start, start + 500)])


def check_whole(path: Path, size: int) -> None:
    with open_store(path, build=pass_through) as store:
        leaves = [leaf_hash(record) for _, record in store.read_log()]
        assert (len(leaves), store.head().root) == (size, tree_hash(leaves))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("limit", [150_000, 150_500, 400_007])
def test_a_file_that_may_not_grow_loses_nothing(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "ledger"
    create_store(path)
    done = subprocess.run(
        [sys.executable, "-c", FILLER, str(path), str(limit)],
        capture_output=True, text=True, check=True, timeout=60, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    acknowledged, head, remedy, after = done.stdout.splitlines()
    assert int(acknowledged) == int(head) > 5
    assert "disk" in remedy
    assert int(after) == int(acknowledged) + 1
    check_whole(path, int(after))


def test_a_full_database_says_so_and_takes_the_act_when_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    create_store(path)
    with open_store(path, build=pass_through) as store:
        (pages,) = store._writer.execute("PRAGMA page_count").fetchone()  # type: ignore[attr-defined]
        store._writer.execute(f"PRAGMA max_page_count = {pages + 20}")  # type: ignore[attr-defined]
        while True:
            size = store.head().size
            (outcome,) = store.commit_each([([Offer("t", b"x" * 3000, ["a"], claims=(f"{size}",))], None)])
            if isinstance(outcome, StoreUnavailable):
                break
        assert size > 3
        assert "the disk is full" in str(outcome)
        assert "nothing of it was stored" in outcome.remedy()
        assert (store.head().size, store.claimed(f"{size}")) == (size, None)
        outcomes = store.commit_each([([Offer("t", b"x" * 3000, ["a"])], None)] * 2)
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 2
        store._writer.execute("PRAGMA max_page_count = 1073741823")  # type: ignore[attr-defined]
        assert store.commit([Offer("t", b"x" * 3000, ["a"], claims=(f"{size}",))]).size == size + 1
    check_whole(path, size + 1)


def test_a_locked_file_is_waited_for_and_then_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.2)
    path = tmp_path / "ledger"
    create_store(path)
    with open_store(path, build=pass_through) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        store.commit([Offer("t", b"1", ["a"])])
        other.execute("BEGIN IMMEDIATE")
        for act in (lambda: store.commit([Offer("t", b"2", ["a"])]), lambda: store.publish(1, b"note")):
            with pytest.raises(StoreUnavailable, match="locked") as caught:
                act()
            assert "other program" in caught.value.remedy()
        assert [record for _, record in store.read_log()] == [b"1"]
        other.execute("ROLLBACK")
        assert store.commit([Offer("t", b"2", ["a"])]).size == 2


@pytest.mark.postgres
def test_a_writer_that_does_not_end_is_waited_for_and_then_reported(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_schema, "LOCK_SECONDS", 1)
    create_store(postgres_url)
    address = postgres_schema.address_of(postgres_url)
    with open_store(postgres_url, build=pass_through) as store, psycopg.connect(address.conninfo) as other:
        store.commit([Offer("t", b"1", ["a"])])
        other.execute(f"SELECT {address.schema}.hold()".encode())
        for act in (lambda: store.commit([Offer("t", b"2", ["a"])]), lambda: store.publish(1, b"note")):
            with pytest.raises(StoreUnavailable, match="another writer held the ledger") as caught:
                act()
            assert "pg_stat_activity" in caught.value.remedy()
        assert [record for _, record in store.read_log()] == [b"1"]
        other.rollback()
        assert store.commit([Offer("t", b"2", ["a"])]).size == 2


def smash_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for page in range(4096 * 3, len(content) - 4096, 4096):
        content[page : page + 200] = b"\xa5" * 200
    path.write_bytes(content)


def cut_off_the_end(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 8192 * 4096)


READS: dict[str, Callable[[Recorder], object]] = {
    "read_log": lambda store: list(store.read_log()),
    "read": lambda store: list(store.read()),
    "read_round": lambda store: list(store.read_round("2025")),
    "leaves": lambda store: store.leaves(0, 1000),
    "commit": lambda store: store.commit_each([([Offer("t", b"x", ["a", f"n:{n}"], claims=(f"new {n}",))], None) for n in range(50)]),
}


@pytest.mark.parametrize("damage", [smash_the_middle, cut_off_the_end])
@pytest.mark.parametrize("ask", READS)
def test_a_damaged_file_is_an_integrity_violation(tmp_path: Path, damage: Callable[[Path], None], ask: str) -> None:
    path = tmp_path / "ledger"
    create_store(path)
    with open_store(path, build=pass_through) as store:
        fill(store, 1000)
    damage(path)

    def act() -> None:
        with open_store(path, build=pass_through) as store:
            found = READS[ask](store)
            for outcome in found if ask == "commit" else []:  # type: ignore[attr-defined]
                if isinstance(outcome, Exception):
                    raise outcome

    with pytest.raises(IntegrityViolation) as caught:
        act()
    assert caught.value.exit_code == 4
    assert "keep the files as they are" in caught.value.remedy()


def test_a_record_deleted_in_the_file_is_an_integrity_violation(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    create_store(path)
    with open_store(path, build=pass_through) as store:
        fill(store, 500)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER record_no_delete")
        connection.execute("DELETE FROM record WHERE pos = 77")
    with open_store(path, build=pass_through) as store, pytest.raises(IntegrityViolation, match="record 77 is missing") as caught:
        list(store.read_log())
    assert (caught.value.first, caught.value.last) == (77, 77)
