"""Indexes beside the records, on both databases: what nobody recorded is seen, whatever it claims to be about."""

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
from ledger.store import Index, Offer, create_store, open_store, paging, pass_through, postgres_read, sqlite
from ledger.store.postgres_schema import address_of
from ledger.terms import Role

LAST = -1
"""Stands for the position of the refusal. Which of the ids beside it is one too many, nobody can tell."""


def insert(home: Home, sql: str) -> None:
    """Do what somebody with the database's own rights can do."""
    if isinstance(home.store, Path):
        with closing(sqlite3.connect(home.store)) as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute(sql)
            connection.commit()
        return
    address = address_of(home.store)
    with psycopg.connect(address.conninfo) as session:
        session.execute(f"SET search_path = {address.schema}".encode())
        for table in ("tag", "claim", "record"):
            session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
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


@pytest.mark.parametrize("page", [1, 2, 3, 1000])
def test_an_index_is_read_whole_in_pages_of_any_size(store_url: str, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    for module in (sqlite, postgres_read):
        monkeypatch.setattr(module, "PAGE", page)
    assert paging.PAGE >= 1000
    create_store(store_url)
    with open_store(store_url, build=pass_through) as store:
        assert [list(store.indexed(index)) for index in Index] == [[], [], []]
        for n in range(1, 8):
            tags = ["all", f"third:{n % 3}", "重"]
            store.commit(
                [Offer("odd" if n % 2 else "even", b"%d" % n, tags, claims=(f"{n}", f"x{n}"), round=f"{n % 2}" if n > 2 else None)]
            )
        expected = [(tag, "odd" if n % 2 else "even", n) for n in range(1, 8) for tag in ("all", f"third:{n % 3}", "重")]
        assert list(store.indexed(Index.TAGS)) == sorted(expected)
        assert list(store.indexed(Index.ROUNDS)) == sorted((f"{n % 2}", "", n) for n in range(3, 8))
        assert list(store.indexed(Index.CLAIMS)) == sorted((id, "", n) for n in range(1, 8) for id in (f"{n}", f"x{n}"))
