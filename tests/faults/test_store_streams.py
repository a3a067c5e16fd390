"""A round comes from PostgreSQL as a stream: it is cut off, taken by somebody else, left in the middle, or refused by the server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice

import psycopg
import pytest
from tests.faults.test_store_sessions import terminate

from ledger.errors import StoreUnavailable
from ledger.store import Offer, Recorder, create_store, open_store, pass_through
from ledger.store.postgres_schema import address_of

pytestmark = pytest.mark.postgres

COUNT = 2000
OURS = "streams"
"""What the sessions of this test are called on the server; others of this process may be open still."""
WHOLE = [(n, b"%d" % n * 200) for n in range(1, COUNT + 1)]
"""Records of some 900 bytes: far more than a socket holds."""


@pytest.fixture
def store(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    create_store(postgres_url)
    monkeypatch.setenv("PGAPPNAME", OURS)
    with open_store(postgres_url, build=pass_through) as store:
        store.commit([Offer("t", data, ["a"], round="2025") for _, data in WHOLE])
        yield store


def sessions(url: str) -> int:
    """Return how many sessions of this test the server has."""
    address = address_of(url)
    with psycopg.connect(address.conninfo) as session:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = %s"
        row = session.execute(sql, (OURS,)).fetchone()
        return int(row[0]) if row else 0


@pytest.mark.parametrize("read", [0, 1, 49, 50, 51, 777, COUNT])
def test_what_the_server_cuts_off_comes_by_pages(postgres_url: str, store: Recorder, read: int) -> None:
    rows = store.read_round("2025")
    begun = list(islice(rows, read))
    terminate(postgres_url)
    assert begun + list(rows) == WHOLE
    # And the next one is a stream again.
    assert list(store.read_round("2025")) == WHOLE


def test_streams_that_are_left_leave_one_session_behind(postgres_url: str, store: Recorder) -> None:
    before = sessions(postgres_url)
    assert before > 0
    for _ in range(5):
        rows = store.read_round("2025")
        next(rows)
        del rows
    assert list(store.read_round("2025")) == WHOLE
    assert sessions(postgres_url) == before + 1


def test_a_stream_that_is_left_hanging_holds_up_nobody(store: Recorder) -> None:
    hanging = store.read_round("2025")
    next(hanging)
    assert list(store.read_round("2025")) == WHOLE
    store.commit([Offer("t", b"more", ["a"], round="2025")])
    assert list(store.read_round("2025", after=COUNT)) == [(COUNT + 1, b"more")]


def test_threads_that_read_at_once_read_the_same(store: Recorder) -> None:
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(list(store.read_round("2025")))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [WHOLE] * 6


def test_a_recorder_that_is_closed_ends_its_streams(store: Recorder) -> None:
    rows = store.read_round("2025")
    next(rows)
    store.close()
    with pytest.raises(StoreUnavailable, match="was closed"):
        list(rows)
    with pytest.raises(StoreUnavailable, match="was closed"):
        list(store.read_round("2025"))


def test_a_server_that_lets_nobody_in_any_more_serves_by_pages(postgres_url: str, store: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreUnavailable("there", "sorry, too many clients already")

    monkeypatch.setattr("ledger.store.postgres_stream.connect", full)
    assert list(store.read_round("2025")) == WHOLE


def test_what_the_server_refuses_is_told(postgres_url: str, store: Recorder) -> None:
    with psycopg.connect(address_of(postgres_url).conninfo, autocommit=True) as session:
        session.execute(f"ALTER TABLE {address_of(postgres_url).schema}.record RENAME TO gone".encode())
    with pytest.raises(StoreUnavailable, match="gone|record"):
        list(store.read_round("2025"))
