"""What is opened: nothing, something else, a newer ledger, a ledger that may only be read."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.errors import BadInput, IntegrityViolation, StoreUnavailable
from ledger.store import Offer, Recorder, create_store, open_store, pass_through
from ledger.store.postgres_schema import address_of

Open = Callable[..., Recorder]
ONE = [Offer("t", b"x", ["a"])]


def test_there_is_no_ledger_before_it_is_made(store_url: str) -> None:
    for read_only in (True, False):
        with pytest.raises(StoreUnavailable, match="no ledger here") as caught:
            open_store(store_url, build=pass_through, read_only=read_only)
        assert "ledger init" in caught.value.remedy()


def test_a_ledger_is_made_once(store: Recorder, store_url: str) -> None:
    store.commit(ONE)
    create_store(store_url)
    assert store.head().size == 1


def test_many_processes_may_make_the_same_ledger_at_once(store_url: str, open_url: Open) -> None:
    # The library's own start of workers dies here with "tuple concurrently updated".
    spawn = get_context("spawn")
    workers = [spawn.Process(target=create_store, args=(store_url,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert open_url(store_url).commit(ONE).size == 1


def test_opened_read_only_it_changes_nothing(store: Recorder, open_one: Open) -> None:
    store.commit(ONE)
    store.publish(1, b"note")
    reader = open_one(read_only=True)
    for change in (lambda: reader.commit(ONE), lambda: reader.publish(1, b"other")):
        with pytest.raises(StoreUnavailable, match="read-only") as caught:
            change()
        assert "for writing" in caught.value.remedy()
    assert (reader.head().size, reader.published(), len(list(reader.read()))) == (1, (1, b"note"), 1)
    store.commit(ONE)
    assert reader.head().size == 2


def test_the_database_itself_refuses_what_a_reading_session_would_write(store: Recorder, open_one: Open) -> None:
    for reader in (store._reader, open_one(read_only=True)._reader):  # type: ignore[attr-defined]
        with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction), match="read-?only"):
            reader.execute("INSERT INTO claim VALUES ('id-1', 1)")
    assert store.claimed("id-1") is None


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path, postgres_url: str, open_url: Open) -> None:
    embedded = open_url(str(tmp_path / "ledger"))._writer  # type: ignore[attr-defined]
    assert embedded.execute("PRAGMA synchronous").fetchone() == (2,)
    assert embedded.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    # A server, database or user may be set up to acknowledge before the disk has it.
    server = open_url(f"{postgres_url}&options=-csynchronous_commit%3Doff")._writer  # type: ignore[attr-defined]
    assert server.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_a_newer_edition_is_left_alone(store: Recorder, store_url: str, raw: Callable[..., list[Any]]) -> None:
    store.commit(ONE)
    raw("PRAGMA user_version = 2" if "://" not in store_url else "INSERT INTO edition VALUES (2)")
    for attempt in (lambda: open_store(store_url, build=pass_through), lambda: create_store(store_url)):
        with pytest.raises(StoreUnavailable, match="edition 2; this program knows edition 1") as caught:
            attempt()
        assert "newer" in caught.value.remedy()


@pytest.mark.parametrize("url", ["mysql://office:geheim@db/ledger", "http://x", "file://x"])
def test_another_kind_of_address_is_bad_input_and_no_password_is_repeated(url: str) -> None:
    for attempt in (lambda: create_store(url), lambda: open_store(url, build=pass_through)):
        with pytest.raises(BadInput, match="no kind of store") as caught:
            attempt()
        assert "geheim" not in str(caught.value) + caught.value.remedy()


@pytest.mark.parametrize("schema", ["", "Award", "1st", "a-b", 'x";DROP', "x" * 52])
def test_a_schema_is_a_plain_name(schema: str) -> None:
    with pytest.raises(BadInput, match="not a plain name"):
        create_store(f"postgresql://office@db/ledger?schema={schema}")


def test_no_server_at_the_address(tmp_path: Path) -> None:
    url = f"postgresql://office:geheim@/ledger?host={tmp_path}"
    with pytest.raises(StoreUnavailable) as caught:
        open_store(url, build=pass_through)
    assert "server runs" in caught.value.remedy()
    assert "geheim" not in str(caught.value) + caught.value.remedy() + repr(address_of(url))


@pytest.mark.parametrize("url", ["postgresql://office:geheim@db/ledger?sslmod=1", "postgresql://office:geheim@[db/ledger"])
def test_an_address_that_cannot_be_read_keeps_its_password(url: str) -> None:
    with pytest.raises(BadInput, match="cannot be read") as caught:
        create_store(url)
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_no_folder_to_make_it_in(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="folder does not exist") as caught:
        create_store(tmp_path / "none" / "ledger")
    assert "none" in caught.value.remedy()


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook" * 300, b"SQLite format 3\0" + b"\xff" * 9000, "质量奖".encode() * 700])
def test_a_file_that_is_no_database_is_not_touched(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger"
    path.write_bytes(content)
    for attempt in (lambda: create_store(path), lambda: open_store(path, build=pass_through)):
        with pytest.raises((IntegrityViolation, StoreUnavailable)):
            attempt()
    assert path.read_bytes() == content


def test_somebody_elses_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE record (pos INTEGER PRIMARY KEY)")
    before = path.read_bytes()
    for attempt in (lambda: create_store(path), lambda: open_store(path, build=pass_through)):
        with pytest.raises(StoreUnavailable, match="not an award ledger"):
            attempt()
    assert path.read_bytes() == before


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="no ledger here"):
        open_store(tmp_path, build=pass_through)
    with pytest.raises(StoreUnavailable):
        create_store(tmp_path)


READ = """
import os, sys
from ledger.errors import StoreUnavailable
from ledger.store import Offer, open_store, pass_through, sqlite
os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    with open_store(sys.argv[1], build=pass_through, read_only=sys.argv[2] == "read") as store:
        print(store.head().size)
        if sys.argv[2] == "write":
            store.commit([Offer("t", b"x", ["a"])])
except StoreUnavailable as error:
    print(f"{error} / {error.remedy()}")
"""


def as_nobody(path: Path, what: str) -> str:
    done = subprocess.run([sys.executable, "-c", READ, str(path), what], capture_output=True, text=True, check=True, env={
        "PYTHONPATH": os.pathsep.join(sys.path)
    })  # fmt: skip
    return done.stdout


@pytest.fixture
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a ledger of one record in a folder that others may read but not write."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    folder = tmp_path_factory.mktemp("readable")
    for part in (folder, *folder.parents):
        if not part.stat().st_mode & 0o001:
            part.chmod(part.stat().st_mode | 0o055)
    create_store(folder / "ledger")
    with open_store(folder / "ledger", build=pass_through) as store:
        store.commit(ONE)
    return folder / "ledger"


def test_who_may_only_read_reads(published: Path) -> None:
    assert as_nobody(published, "read") == "1\n"
    said = as_nobody(published, "write")
    assert "readonly" in said.replace("-", "").replace(" ", "")
    assert "right to write" in said


def test_who_may_only_read_is_told_of_records_that_wait_in_the_wal(published: Path, tmp_path: Path) -> None:
    with open_store(published, build=pass_through) as store:
        store.commit(ONE)
        copy = published.parent / "copy"
        shutil.copy(published, copy)
        shutil.copy(f"{published}-wal", f"{copy}-wal")
    said = as_nobody(copy, "read")
    assert "-wal file holds its newest records" in said
    assert "copy the file together with its -wal" in said


def test_a_database_that_is_not_utf8_is_refused(postgres_server: str) -> None:
    with psycopg.connect(postgres_server, autocommit=True) as session:
        session.execute("CREATE DATABASE narrow ENCODING 'SQL_ASCII' TEMPLATE template0")
    with pytest.raises(StoreUnavailable, match="encoded in SQL_ASCII") as caught:
        create_store(postgres_server.replace("/postgres?", "/narrow?"))
    assert "UTF8" in caught.value.remedy()
    with psycopg.connect(postgres_server, autocommit=True) as session:
        session.execute("DROP DATABASE narrow")
