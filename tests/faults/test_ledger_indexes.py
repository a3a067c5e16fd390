"""Rows beside the records, on both databases: what nobody recorded is seen, whatever it claims to be about."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from tests.campaigns.kills import faults_of, here, size_of
from tests.ledger.world import World

from ledger.errors import Refused
from ledger.home import Home
from ledger.store import Index, Offer, Table, create_store, open_store, pass_through, whole
from ledger.store.postgres_schema import address_of
from ledger.terms import Role
from ledger.tlog.checkpoint import Checkpoint, sign_checkpoint
from ledger.tlog.merkle import root_of, run_places

LAST = -1
"""Stands for the position of the refusal. Which of the ids beside it is one too many, nobody can tell."""


def insert(home: Home, sql: str) -> None:
    """Do what somebody with the database's own rights can do."""
    if isinstance(home.store, Path):
        with closing(sqlite3.connect(home.store)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(sql)
            connection.commit()
        return
    address = address_of(home.store)
    with psycopg.connect(address.conninfo) as session:
        session.execute(f"SET search_path = {address.schema}".encode())
        for table in ("tag", "claim", "record", "node", "sealed", "head", "checkpoint"):
            session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for table, check in session.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND connamespace = %s::regnamespace",
            (address.schema,),
        ).fetchall():
            session.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}".encode())
        session.execute(sql.encode())


@pytest.fixture
def home(tmp_path: Path, store_url: str) -> Home:
    """A ledger with a refused act in it, and the ids that such an act spends without naming them."""
    world = World(tmp_path / "home", store_url if "://" in store_url else None).found().open_round()
    with pytest.raises(Refused):
        world.by(Role.OFFICE, "round.opened", kind="live", award_year="2025", year=2025, programme="again", planned=[], calendar=None)
    world.ledger.close()
    return world.home


def test_a_sound_ledger_has_no_strays(home: Home) -> None:
    assert faults_of(home) == []


@pytest.mark.parametrize(
    ("sql", "position", "what"),
    [
        ("INSERT INTO tag VALUES ('round:2031', 'round.opened', 3)", 3, "round:2031"),
        ("INSERT INTO tag VALUES ('round:2025', 'result.published', 3)", 3, "round:2025"),
        ("INSERT INTO tag VALUES ('round:2025', 'score.recorded', 100000)", 100000, "round:2025"),
        ("INSERT INTO claim VALUES ('an id that somebody will want', 3)", 3, "somebody will want"),
        ("INSERT INTO claim VALUES ('an id that somebody will want', 100000)", 100000, "somebody will want"),
        ("INSERT INTO claim VALUES ('a third id of a refusal', (SELECT max(pos) FROM record))", LAST, ""),
        ("UPDATE record SET round = '2031' WHERE pos = 3", 3, "round 2031"),
    ],
)
def test_a_stray_row_is_named_by_the_command(home: Home, sql: str, position: int, what: str) -> None:
    insert(home, sql)
    code, told, _ = here("verify", "--ledger", home.path)
    assert code == 4
    assert "(8)" in told
    place = size_of(home) if position == LAST else position
    (fault,) = [fault for fault in faults_of(home) if fault.startswith(f"record {place}:")]
    if position != LAST:
        assert what in told
        assert what in fault


HASH = "00" * 32
BOX = HASH + "00000001" + "aa"


def bytes_of(home: Home, hex: str) -> str:
    """Return bytes as the store's own SQL writes them."""
    return f"x'{hex}'" if isinstance(home.store, Path) else f"'\\x{hex}'::bytea"


@pytest.mark.parametrize(
    ("sql", "position", "what"),
    [
        ("INSERT INTO node VALUES (4096, 12, {hash})", 4096, "nodes"),
        ("INSERT INTO node VALUES (100000, 0, {hash})", 100000, "nodes"),
        ("INSERT INTO node VALUES (3, 1, {hash})", 3, "nodes"),
        ("INSERT INTO node VALUES (0, 0, {hash})", 0, "nodes"),
        ("INSERT INTO node VALUES (-4, 2, {hash})", -4, "nodes"),
        ("INSERT INTO sealed VALUES (100000, {box})", 100000, "sealed"),
        ("INSERT INTO sealed VALUES (-2, {box})", -2, "sealed"),
        ("UPDATE sealed SET boxes = {box} WHERE pos = 3", 3, "missing"),
        ("UPDATE sealed SET boxes = CAST(boxes || {box} AS {bytes}) WHERE pos = 3", 3, "under AAAA"),
        ("UPDATE sealed SET boxes = CAST(boxes || boxes AS {bytes}) WHERE pos = 3", 3, "calls for none"),
        ("UPDATE sealed SET boxes = CAST(boxes || {hash} AS {bytes}) WHERE pos = 3", 3, "changed in the store"),
        ("DELETE FROM sealed WHERE pos = 3", 3, "missing"),
        ("DELETE FROM sealed WHERE pos = (SELECT max(pos) FROM record)", LAST, "missing"),
        ("INSERT INTO head VALUES (0, {hash}, '')", 0, "heads"),
        ("INSERT INTO head VALUES (-5, {hash}, '')", -5, "heads"),
        ("UPDATE head SET recorded_at = '2031-01-01T00:00:00.000+08:00' WHERE size = 3", 3, "2031"),
        ("INSERT INTO checkpoint VALUES (0, 3, {hash})", 3, "cannot be read"),
        ("INSERT INTO checkpoint VALUES (0, 100000, {hash})", 100000, "checkpoints"),
        ("INSERT INTO checkpoint SELECT 0, 4, note FROM checkpoint", 4, "disagrees"),
        ("INSERT INTO checkpoint SELECT 0, size + 1, note FROM checkpoint", 6, "after one of more records"),
        ("INSERT INTO checkpoint SELECT 2, 6, note FROM checkpoint", 6, "disagrees"),
        ("INSERT INTO checkpoint SELECT 2, 100000, note FROM checkpoint", 100000, "checkpoints"),
    ],
)
def test_a_row_of_no_record_is_named_by_the_command(home: Home, sql: str, position: int, what: str) -> None:
    publish(home, 5)
    assert faults_of(home) == []
    size = size_of(home)
    kind = "blob" if isinstance(home.store, Path) else "bytea"
    insert(home, sql.format(hash=bytes_of(home, HASH), box=bytes_of(home, BOX), bytes=kind))
    code, told, _ = here("verify", "--ledger", home.path)
    assert code == 4
    assert "(8)" in told
    assert what in told
    assert f"the first bad position is {size if position == LAST else position}\n" in told
    assert size_of(home) == size, "it was only looked at"


def publish(home: Home, size: int) -> None:
    """Keep a checkpoint of the first records in the store."""
    signer = home.log_signer()
    with home.open_store(read_only=False) as store:
        root = root_of(store.nodes(run_places(0, size)))
        store.publish(size, sign_checkpoint(Checkpoint(home.origin, size, root), home.log_key().private))
    signer.close()


def test_a_changed_root_of_an_older_head_is_found(home: Home) -> None:
    insert(home, f"UPDATE head SET root = {bytes_of(home, HASH)} WHERE size = 3")
    assert [fault for fault in faults_of(home) if "head of 3 records" in fault]


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
def test_an_index_is_read_whole_in_pages_of_any_size(store_url: str, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    assert whole.PAGE >= 1000
    monkeypatch.setattr(whole, "PAGE", page)
    create_store(store_url)
    with open_store(store_url, build=pass_through) as store:
        assert [list(store.indexed(index)) for index in Index] == [[], [], []]
        assert [list(store.beside(table)) for table in Table] == [[], [], [], []]
        for n in range(1, 8):
            tags = ["all", f"third:{n % 3}", "重"]
            store.commit(
                [Offer("odd" if n % 2 else "even", b"%d" % n, tags, claims=(f"{n}", f"x{n}"), round=f"{n % 2}" if n > 2 else None)]
            )
        expected = [(tag, "odd" if n % 2 else "even", n) for n in range(1, 8) for tag in ("all", f"third:{n % 3}", "重")]
        assert list(store.indexed(Index.TAGS)) == sorted(expected)
        assert list(store.indexed(Index.ROUNDS)) == sorted((f"{n % 2}", "", n) for n in range(3, 8))
        assert list(store.indexed(Index.CLAIMS)) == sorted((id, "", n) for n in range(1, 8) for id in (f"{n}", f"x{n}"))
        nodes = [(row.position, row.number) for row in store.beside(Table.NODES)]
        assert nodes == [(n, level) for n in range(1, 8) for level in range(3) if n % (1 << level) == 0]
        assert [row[:2] for row in store.beside(Table.HEADS)] == [(n, 0) for n in range(1, 8)]
        assert list(store.beside(Table.HEADS))[-1][2:] == (store.head().root, store.head().recorded_at)
        store.publish(5, b"note")
        store.publish(7, b"newer")
        assert list(store.beside(Table.CHECKPOINTS)) == [(5, 1, b"note", ""), (7, 2, b"newer", "")]
