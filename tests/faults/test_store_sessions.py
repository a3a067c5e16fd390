"""The PostgreSQL server ends sessions: idle ones, waiting ones, and any at any moment."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from eventsourcing.dcb.api import DCBAppendCondition

from ledger.errors import StoreUnavailable
from ledger.store import About, Head, Offer, Recorder, create_store, open_store, pass_through, query_of
from ledger.store.postgres_schema import address_of
from ledger.tlog.merkle import leaf_hash, tree_hash

pytestmark = pytest.mark.postgres


def act(name: str) -> list[Offer]:
    return [Offer("t", name.encode(), [name], claims=(name,))]


def unless(tag: str) -> DCBAppendCondition:
    return DCBAppendCondition(query_of([About(tag, ("t",))]), 0)


@pytest.fixture
def store(postgres_url: str) -> Iterator[Recorder]:
    """Yield a recorder that has not looked at its ledger of one record yet."""
    create_store(postgres_url)
    with open_store(postgres_url, build=pass_through) as earlier:
        earlier.commit(act("first"))
    with open_store(postgres_url, build=pass_through) as store:
        yield store


@pytest.fixture
def log(postgres_url: str) -> Callable[[], list[str]]:
    """Return a function that reads the log through a session of its own, and checks its tree."""

    def read() -> list[str]:
        with open_store(postgres_url, build=pass_through) as direct:
            records = [record for _, record in direct.read_log()]
            assert direct.head().root == tree_hash([leaf_hash(record) for record in records])
            return [record.decode() for record in records]

    return read


def terminate(url: str, which: str = "true") -> int:
    """End the other sessions on this test's server that ``which`` selects; return how many."""
    with psycopg.connect(address_of(url).conninfo) as session:
        others = f"pid <> pg_backend_pid() AND client_port = -1 AND {which}"
        sql = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
        return len(session.execute(sql.encode()).fetchall())


@pytest.mark.parametrize("known", [True, False], ids=["head known", "head unknown"])
def test_idle_sessions_that_the_server_ended_are_made_anew(postgres_url: str, store: Recorder, log: Any, known: bool) -> None:
    if known:
        store.commit(act("before"))
    terminate(postgres_url)
    assert store.commit(act("after")).size == (3 if known else 2)
    terminate(postgres_url)
    assert len(list(store.read())) == (3 if known else 2)
    terminate(postgres_url)
    store.publish(1, b"note")
    assert store.published() == (1, b"note")
    assert log()[-1] == "after"


@pytest.mark.parametrize("released", [True, False])
def test_a_session_ended_while_it_waits_for_the_lock(postgres_url: str, log: Any, released: bool) -> None:
    create_store(postgres_url)
    address = address_of(postgres_url)
    outcome: list[Head | Exception] = []
    with open_store(postgres_url, build=pass_through) as store, psycopg.connect(address.conninfo) as holder:
        store.commit(act("first"))
        holder.execute(f"SELECT {address.schema}.hold()".encode())
        waiting = threading.Thread(target=lambda: outcome.extend(store.commit_each([(act("ended"), unless("ended"))])))
        waiting.start()
        waits = "wait_event_type = 'Lock' AND wait_event = 'advisory'"
        end = time.monotonic() + 10
        while not terminate(postgres_url, waits) and time.monotonic() < end:
            time.sleep(0.01)
        if not released:
            # The settling waits for the same lock; ended as well, it cannot say what became of the act.
            time.sleep(0.1)
            while not terminate(postgres_url, waits) and time.monotonic() < end:
                time.sleep(0.01)
            waiting.join(10)
        holder.rollback()
        waiting.join(10)
        assert not waiting.is_alive()
    if released:
        assert [type(each) for each in outcome] == [Head]
        assert log() == ["first", "ended"]
    else:
        assert [type(each) for each in outcome] == [StoreUnavailable]
        assert "not known" in str(outcome[0])
        assert log() == ["first"]


def test_sessions_ended_at_any_moment_lose_and_double_nothing(postgres_url: str, log: Any) -> None:
    create_store(postgres_url)
    sizes: dict[str, int] = {}
    unknown: set[str] = set()

    def write(number: int) -> None:
        with open_store(postgres_url, build=pass_through) as store:
            for n in range(60):
                name = f"{number}-{n}"
                try:
                    sizes[name] = store.commit(act(name), unless(name)).size
                except StoreUnavailable:
                    unknown.add(name)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(2)]
    for writer in writers:
        writer.start()
    ended = 0
    while any(writer.is_alive() for writer in writers):
        ended += terminate(postgres_url, "query LIKE '%FROM append%'")
        time.sleep(0.005)
    records = log()
    assert ended > 0
    assert len(set(records)) == len(records)
    assert {name: records[size - 1] for name, size in sizes.items()} == {name: name for name in sizes}
    assert set(records) <= set(sizes) | unknown
