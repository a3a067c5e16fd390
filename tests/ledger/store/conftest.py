"""Recorders that close themselves, and a way past them to the database below."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from typing import Any

import psycopg
import pytest

from ledger.store import Build, Recorder, create_store, open_store, pass_through
from ledger.store.postgres_schema import address_of

Open = Callable[..., Recorder]
Raw = Callable[..., list[Any]]

TABLES = ("record", "tag", "claim", "sealed", "node", "head", "checkpoint")


@pytest.fixture
def open_url() -> Iterator[Open]:
    """Return a function that opens the store at an address, made if need be; each recorder is closed after the test."""
    opened: list[Recorder] = []

    def at(url: str, *, build: Build = pass_through, **more: Any) -> Recorder:
        create_store(url)
        opened.append(open_store(url, build=build, **more))
        return opened[-1]

    yield at
    for recorder in opened:
        recorder.close()


@pytest.fixture
def open_one(store_url: str, open_url: Open) -> Open:
    """Return a function that opens one more recorder on the store of this test."""
    return partial(open_url, store_url)


@pytest.fixture
def store(open_one: Open) -> Recorder:
    """Return a recorder on an empty store, once for each kind of database."""
    return open_one()


@pytest.fixture
def raw(store: Recorder, store_url: str) -> Raw:
    """Return a function that runs SQL as the database's owner, behind the recorder's back."""

    def run(sql: str, *parameters: object) -> list[Any]:
        if "://" not in store_url:
            with closing(sqlite3.connect(store_url, isolation_level=None)) as connection:
                return connection.execute(sql, parameters).fetchall()
        address = address_of(store_url)
        with psycopg.connect(address.conninfo, autocommit=True) as session:
            session.execute(f"SET search_path = {address.schema}".encode())
            cursor = session.execute(sql.replace("?", "%s").encode(), parameters)
            return cursor.fetchall() if cursor.description else []

    return run


@pytest.fixture
def unguarded(raw: Raw, store_url: str) -> Raw:
    """Return what ``raw`` returns, after taking the triggers away: what somebody with the owner's rights can do."""
    if "://" in store_url:
        for table in TABLES:
            raw(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    else:
        for (name,) in raw("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            raw(f"DROP TRIGGER {name}")
    return raw
