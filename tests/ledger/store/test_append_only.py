"""No row changes or goes, by the database's own refusal; and who has which right on PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from ledger.errors import StoreUnavailable
from ledger.store import Offer, Recorder, create_store, open_store, pass_through
from ledger.store.postgres_schema import address_of

Raw = Callable[..., list[Any]]

D = b"\x0d" * 32
COLUMNS = {
    "record": "data",
    "tag": "type",
    "claim": "pos",
    "sealed": "boxes",
    "node": "hash",
    "head": "recorded_at",
    "checkpoint": "note",
}
ROWS = {
    "record": ("pos, type, tags, round, data", (2, "t", "[]", None, b"forged")),
    "tag": ("tag, type, pos", ("a", "t", 2)),
    "claim": ("id, pos", ("id-1", 2)),
    "sealed": ("pos, boxes", (2, D + bytes(4))),
    "node": ("pos, level, hash", (1, 0, D)),
    "head": ("size, root, recorded_at", (2, D, "forged")),
    "checkpoint": ("seq, size, note", (1, 2, b"forged")),
}
KEYS = {
    "record": "pos", "tag": "tag, type, pos", "claim": "id", "sealed": "pos", "node": "pos, level", "head": "size",
    "checkpoint": "seq",
}  # fmt: skip
REFUSED = (sqlite3.DatabaseError, errors.InsufficientPrivilege)


@pytest.fixture
def written(store: Recorder) -> Recorder:
    """Return a recorder on a store with a row in every table."""
    store.commit([Offer("t", b"1", ["a"]), Offer("t", b"2", ["a"], claims=("id-1",), round="2025", sealed=((D, b"box"),))])
    store.publish(2, b"note")
    return store


def content(raw: Raw) -> dict[str, list[Any]]:
    return {table: raw(f"SELECT * FROM {table} ORDER BY 1, 2") for table in COLUMNS}


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_is_changed_or_deleted_even_by_the_owner(written: Recorder, raw: Raw, store_url: str, table: str) -> None:
    before = content(raw)
    forbidden = [f"UPDATE {table} SET {COLUMNS[table]} = {COLUMNS[table]}", f"DELETE FROM {table}"]
    if "://" in store_url:
        forbidden += [f"TRUNCATE {table}", f"DELETE FROM {table} WHERE false"]
    for sql in forbidden:
        with pytest.raises(REFUSED, match=f"{table} is append-only"):
            raw(sql)
    assert content(raw) == before


@pytest.mark.parametrize("table", COLUMNS)
def test_no_row_is_replaced_by_an_insert(written: Recorder, raw: Raw, store_url: str, table: str) -> None:
    before = content(raw)
    columns, row = ROWS[table]
    marks = ", ".join("?" * len(row))
    verbs = ["INSERT OR REPLACE", "REPLACE", "INSERT"] if "://" not in store_url else ["INSERT"]
    change = COLUMNS[table]
    tail = f" ON CONFLICT ({KEYS[table]}) DO UPDATE SET {change} = excluded.{change}"
    for sql in [
        *(f"{verb} INTO {table} ({columns}) VALUES ({marks})" for verb in verbs),
        f"INSERT INTO {table} ({columns}) VALUES ({marks}){tail}",
    ]:
        with pytest.raises((*REFUSED, errors.UniqueViolation)):
            raw(sql, *row)
    assert content(raw) == before


@pytest.mark.parametrize(("table", "row"), [
    ("record", (4, "t", "[]", None, b"after a hole")),
    ("record", (0, "t", "[]", None, b"before the first")),
    ("record", (None, "t", "[]", None, b"wherever")),
    ("tag", ("slipped in", "t", 1)),
    ("claim", ("slipped in", 1)),
    ("sealed", (1, b"\x0e" * 32 + bytes(4))),
    ("sealed", (3, b"short")),
    ("node", (3, 1, D)),
    ("node", (4, -1, D)),
    ("head", (1, D, "back")),
    ("head", (3, D, "beyond the records")),
    ("checkpoint", (3, 2, b"after a hole")),
    ("checkpoint", (2, 1, b"back")),
])  # fmt: skip
def test_sqlite_lets_nothing_slip_in_beside_the_tree(
    tmp_path: Any, open_url: Callable[..., Recorder], table: str, row: tuple[Any, ...]
) -> None:
    store = open_url(str(tmp_path / "ledger"))
    store.commit([Offer("t", b"1", ["a"]), Offer("t", b"2", ["a"])])
    store.publish(2, b"note")
    with sqlite3.connect(tmp_path / "ledger") as connection, pytest.raises(sqlite3.DatabaseError, match="append-only|constraint"):
        connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    connection.close()
    assert store.commit([Offer("t", b"3", ["a"])]).size == 3


def test_the_owner_cannot_step_around_the_triggers_as_a_replica(postgres_url: str, open_url: Callable[..., Recorder]) -> None:
    open_url(postgres_url).commit([Offer("t", b"1", ["a"])])
    address = address_of(postgres_url)
    with psycopg.connect(address.conninfo) as session:
        session.execute("SET session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege, match="append-only"):
            session.execute(f"DELETE FROM {address.schema}.record".encode())


@pytest.fixture
def users(postgres_url: str, postgres_server: str) -> Iterator[dict[str, str]]:
    """Yield addresses of a store of one record, as seen by a writer, a reader and a stranger."""
    create_store(postgres_url)
    with open_store(postgres_url, build=pass_through) as store:
        store.commit([Offer("t", b"1", ["a"], claims=("id-1",), round="2025", sealed=((D, b"box"),))])
    names = {role: f"{role}_{uuid4().hex[:8]}" for role in ("writer", "reader", "stranger")}
    with psycopg.connect(postgres_server, autocommit=True) as session:
        for role, name in names.items():
            session.execute(f"CREATE ROLE {name} LOGIN".encode())
            if role != "stranger":
                session.execute(f"GRANT award_ledger_{role} TO {name}".encode())
    yield {role: postgres_url.replace("//ledger@", f"//{name}@") for role, name in names.items()}
    with psycopg.connect(postgres_server, autocommit=True) as session:
        for name in names.values():
            session.execute(f"DROP ROLE {name}".encode())


def test_a_writer_records_and_reads_and_publishes(users: dict[str, str]) -> None:
    with open_store(users["writer"], build=pass_through) as store:
        assert store.commit([Offer("t", b"2", ["a"], sealed=((b"\x0e" * 32, b"more"),))]).size == 2
        assert len(store.commit_each([([Offer("t", b"3", ["a"])], None), ([Offer("t", b"4", ["a"])], None)])) == 2
        store.publish(2, b"note")
        assert store.disclosures([1]) == [(1, D, b"box")]


def test_a_reader_reads_all_but_the_vault(users: dict[str, str]) -> None:
    with open_store(users["reader"], build=pass_through, read_only=True) as store:
        assert (store.head().size, store.claimed("id-1"), len(list(store.read_round("2025")))) == (1, 1, 1)
        with pytest.raises(StoreUnavailable, match="permission denied for table sealed"):
            store.disclosures([1])


def test_a_reader_cannot_record(users: dict[str, str]) -> None:
    with open_store(users["reader"], build=pass_through) as store:
        with pytest.raises(StoreUnavailable, match="permission denied for function append") as caught:
            store.commit([Offer("t", b"2", ["a"])])
        assert "GRANT award_ledger_writer" in caught.value.remedy()
        with pytest.raises(StoreUnavailable, match="permission denied for function publish"):
            store.publish(1, b"note")


def test_a_stranger_sees_nothing(users: dict[str, str]) -> None:
    with pytest.raises(StoreUnavailable, match="permission denied") as caught:
        open_store(users["stranger"], build=pass_through, read_only=True)
    assert "GRANT" in caught.value.remedy()


@pytest.mark.parametrize("role", ["writer", "reader"])
@pytest.mark.parametrize("table", COLUMNS)
def test_neither_role_has_a_right_to_a_row_but_to_read_it(users: dict[str, str], role: str, table: str) -> None:
    address = address_of(users[role])
    columns, row = ROWS[table]
    sqls = [
        f"INSERT INTO {address.schema}.{table} ({columns}) VALUES ({', '.join(['%s'] * len(row))})",
        f"UPDATE {address.schema}.{table} SET {COLUMNS[table]} = {COLUMNS[table]}",
        f"DELETE FROM {address.schema}.{table}",
        f"TRUNCATE {address.schema}.{table}",
        f"ALTER TABLE {address.schema}.{table} DISABLE TRIGGER ALL",
        f"DROP TABLE {address.schema}.{table}",
    ]
    with psycopg.connect(address.conninfo, autocommit=True) as session:
        for sql in sqls:
            with pytest.raises(errors.InsufficientPrivilege, match="permission denied|must be owner"):
                session.execute(sql.encode(), row if "%s" in sql else None)
