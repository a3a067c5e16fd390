"""A failure at every single statement that writes: nothing is half written, and the same commit then works."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from eventsourcing.dcb.api import DCBAppendCondition

from ledger.errors import StoreUnavailable
from ledger.store import About, Head, Offer, create_store, open_store, pass_through, query_of
from ledger.store.postgres_schema import address_of
from ledger.store.sqlite import SQLiteRecorder
from ledger.tlog.merkle import leaf_hash, tree_hash

TABLES = ("record", "tag", "claim", "sealed", "node", "head", "checkpoint")
CONDITION = DCBAppendCondition(query_of([About("b", ("t",))]), 0)


def offers() -> list[Offer]:
    return [Offer("t", b"%d" % n, ["b", f"n:{n}"], claims=(f"{n}",), round="2025", sealed=((b"%d" % n * 32, b"box"),)) for n in range(3)]


class Failing:
    """A connection whose statement number ``at`` fails: as if the disk did, or as if the person pressed Ctrl-C."""

    def __init__(self, connection: sqlite3.Connection, at: int, error: type[BaseException], *, late: bool) -> None:
        self._connection, self._left, self._error, self._late = connection, at, error, late

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, *statement: Any) -> Any:
        return self._run(self._connection.execute, statement)

    def executemany(self, *statement: Any) -> Any:
        return self._run(self._connection.executemany, statement)

    def _run(self, run: Callable[..., Any], statement: tuple[Any, ...]) -> Any:
        self._left -= 1
        if self._left != 0:
            return run(*statement)
        # A COMMIT that is reported as failed after it was done is a broken promise of the disk, not a failure.
        if self._late and statement[0] != "COMMIT":
            run(*statement)
        raise self._error("injected")


def content(path: str) -> list[list[Any]]:
    with closing(sqlite3.connect(path)) as connection:
        return [connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in TABLES]


@pytest.fixture
def sqlite_store(tmp_path: Any) -> Iterator[SQLiteRecorder]:
    path = str(tmp_path / "ledger")
    create_store(path)
    with open_store(path, build=pass_through) as store:
        store.commit([Offer("t", b"first", ["a"])])
        store.publish(1, b"note")
        assert isinstance(store, SQLiteRecorder)
        yield store


ACTS: dict[str, tuple[Callable[[SQLiteRecorder], Any], int]] = {
    "commit": (lambda store: store.commit(offers(), CONDITION), 4),
    "publish": (lambda store: store.publish(1, b"other note"), 1),
}


@pytest.mark.parametrize("error", [sqlite3.OperationalError, KeyboardInterrupt])
@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", ACTS)
def test_a_failure_at_each_statement_of_sqlite(sqlite_store: SQLiteRecorder, act: str, late: bool, error: type[BaseException]) -> None:
    store, path = sqlite_store, str(sqlite_store.path)
    run, size = ACTS[act]
    before, head, real = content(path), store.head(), store._writer
    statements = 0
    while True:
        statements += 1
        failing = Failing(real, statements, error, late=late)
        store._writer = failing  # type: ignore[assignment]
        with contextlib.suppress(KeyboardInterrupt if error is KeyboardInterrupt else StoreUnavailable):
            run(store)
            assert failing._left > 0
            break
        assert not real.in_transaction
        assert content(path) == before
        assert store.head() == head
    store._writer = real
    # Every statement failed once; then all went well in the same recorder.
    assert statements > (15 if act == "commit" else 6)
    assert store.head().size == size
    assert store.head().root == tree_hash([leaf_hash(record) for _, record in store.read_log()])
    assert store.commit([Offer("t", b"next", ["a"])]).size == size + 1


@pytest.mark.parametrize("at", range(1, 20))
def test_a_failure_at_each_statement_keeps_out_the_whole_group(sqlite_store: SQLiteRecorder, at: int) -> None:
    store, real = sqlite_store, sqlite_store._writer
    before = content(str(store.path))
    store._writer = Failing(real, at, sqlite3.OperationalError, late=False)  # type: ignore[assignment]
    outcomes = store.commit_each([([offer], None) for offer in offers()])
    assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
    assert content(str(store.path)) == before
    store._writer = real
    assert [outcome.size for outcome in store.commit_each([([offer], None) for offer in offers()]) if isinstance(outcome, Head)] == [
        2,
        3,
        4,
    ]


@pytest.mark.postgres
@pytest.mark.parametrize("when", ["BEFORE", "AFTER"])
@pytest.mark.parametrize("table", TABLES)
def test_a_failure_at_each_insert_of_postgresql(postgres_url: str, table: str, when: str) -> None:
    address = address_of(postgres_url)
    create_store(postgres_url)

    def rows() -> list[list[Any]]:
        return [session.execute(f"SELECT * FROM {name} ORDER BY 1, 2".encode()).fetchall() for name in TABLES]

    with open_store(postgres_url, build=pass_through) as store, psycopg.connect(address.conninfo, autocommit=True) as session:
        session.execute(f"SET search_path = {address.schema}".encode())
        head = store.commit([Offer("t", b"first", ["a"])])
        store.publish(1, b"note")
        before = rows()
        session.execute("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'injected'; END $$")
        session.execute(f"CREATE TRIGGER failing {when} INSERT ON {table} EXECUTE FUNCTION fail()".encode())
        with pytest.raises(StoreUnavailable, match="injected"):
            store.publish(1, b"other") if table == "checkpoint" else store.commit(offers(), CONDITION)
        if table != "checkpoint":
            outcomes = store.commit_each([([Offer("t", b"plain", ["a"])], None), (offers(), None), (offers(), None)])
            assert [type(outcome) for outcome in outcomes] == [StoreUnavailable] * 3
        assert rows() == before
        assert store.head() == head
        session.execute(f"DROP TRIGGER failing ON {table}".encode())
        assert store.commit(offers(), CONDITION).size == 4
        assert store.head().root == tree_hash([leaf_hash(record) for _, record in store.read_log()])


@pytest.mark.postgres
def test_a_server_that_answers_with_an_error_is_asked_again_at_once(postgres_url: str) -> None:
    create_store(postgres_url)
    with open_store(postgres_url, build=pass_through) as store:
        writer = store._writer  # type: ignore[attr-defined]
        # The session is left inside a transaction that has failed; a commit may not pass for done.
        with pytest.raises(psycopg.Error):
            writer.execute("SELECT 1 / 0")
        writer.execute("BEGIN")
        with pytest.raises(psycopg.Error):
            writer.execute("SELECT 1 / 0")
        with pytest.raises(StoreUnavailable):
            store.commit(offers())
        writer.execute("ROLLBACK")
        assert store.commit(offers()).size == 3
