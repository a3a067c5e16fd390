"""What a look-up costs does not grow with the log: steps and pages are counted, never seconds."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent

from ledger.store import About, Offer, Recorder, query_of
from ledger.store.draft import draft_of
from ledger.store.port import Head, pass_through, wall_clock
from ledger.store.postgres import APPEND, PostgresRecorder, _arguments
from ledger.store.sqlite import SQLiteRecorder

Counted = tuple[dict[str, int], dict[str, int], Recorder]

SMALL, LARGE = 1_000, 50_000


def record(n: int) -> Offer:
    return Offer("score.recorded", b"%d" % n, ["round:2025", f"expert:{n % 7}", f"id:{n}"], claims=(f"{n}",), round=f"{n % 20}")


def grow(store: Recorder, size: int) -> Head:
    head = store.head()
    while head.size < size:
        head = store.commit([record(n) for n in range(head.size, min(size, head.size + 5000))])
    return head


def boundary(after: int | None) -> DCBAppendCondition:
    """Return a condition as the ledger makes them: a new id, absent types under the busiest tag and under a busy one."""
    return DCBAppendCondition(
        query_of(
            [
                About("id:new", ("score.recorded",)),
                About("round:2025", ("round.closed", "list.fixed")),
                About("expert:3", ("key.revoked",)),
            ]
        ),
        after,
    )


class Cost:
    """Counts what the database does for an act: virtual machine steps of SQLite, pages touched by PostgreSQL."""

    def __init__(self, store: Recorder) -> None:
        self.store = store

    def of_commit(self, condition: DCBAppendCondition | None) -> int:
        """Return what is done before an insert may begin; on PostgreSQL the insert is counted too. Nothing is stored."""
        head, member = self.store.head(), ([event()], condition)
        draft = draft_of(head, *member, pass_through, wall_clock)
        if isinstance(self.store, SQLiteRecorder):
            store = self.store
            return self._steps(store._writer, lambda: store._admitted(store._writer, head, member, draft))
        assert isinstance(self.store, PostgresRecorder)
        assert self.store._writer is not None
        return self._pages(self.store._writer, APPEND, _arguments(draft))

    def of_read(self, act: Callable[[], object]) -> int:
        if isinstance(self.store, SQLiteRecorder):
            return self._steps(self.store._reader, act)
        assert isinstance(self.store, PostgresRecorder)
        pages: list[int] = []
        asked = self.store._rows

        def counting(sql: str, parameters: Any) -> list[Any]:
            pages.append(self._pages(self.store._reader, sql, parameters))  # type: ignore[attr-defined]
            return asked(sql, parameters)

        self.store._rows = counting  # type: ignore[method-assign]
        act()
        self.store._rows = asked  # type: ignore[method-assign]
        return sum(pages)

    @staticmethod
    def _steps(connection: sqlite3.Connection, act: Callable[[], object]) -> int:
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection.set_progress_handler(count, 1)
        act()
        connection.set_progress_handler(None, 0)
        return steps

    @staticmethod
    def _pages(session: psycopg.Connection[Any], sql: str, parameters: Any) -> int:
        explain = f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}".encode()
        plan: dict[str, Any] = {}
        # The first time the catalogue is read as well, and a plan is made.
        for _ in range(3):
            with session.transaction(force_rollback=True):
                ((told,),) = session.execute(explain, parameters).fetchall()
                plan = told[0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def event() -> DCBEvent:
    return DCBEvent("score.recorded", b"new", ["round:2025", "expert:3"])


COMMITS: dict[str, Callable[[int], DCBAppendCondition | None]] = {
    "no condition": lambda _: None,
    "from the beginning": lambda _: boundary(None),
    "from the middle": lambda size: boundary(size // 2),
    "a busy tag with its busy type, lately": lambda size: DCBAppendCondition(query_of([About("round:2025", ("score.recorded",))]), size),
}


def of_reads(store: Recorder, size: int) -> dict[str, Callable[[], object]]:
    return {
        "an id": lambda: list(store.read(query_of([About(f"id:{size // 2}", ("score.recorded",))]))),
        "first ten of a busy tag": lambda: list(store.read(query_of([About("round:2025", ("score.recorded",))]), limit=10)),
        "last ten of a busy tag": lambda: list(store.read(query_of([About("round:2025", ("score.recorded",))]), after=size - 10)),
        "ten in the middle by a bound": lambda: list(
            store.read(query_of([About("round:2025", ("score.recorded",))]), after=size // 2, upto=size // 2 + 10)
        ),
        "ten of a round by a bound": lambda: list(store.read_round("3", after=size // 2, upto=size // 2 + 200)),
        "a claim": lambda: store.claimed(f"{size // 2}"),
        "the published checkpoint": store.published,
    }


@pytest.fixture
def counted(store: Recorder) -> Counted:
    """Return the costs at 1,000 and at 50,000 records, and the store."""
    costs = []
    for size in (SMALL, LARGE):
        grow(store, size)
        cost = Cost(store)
        found = {f"read {name}": cost.of_read(act) for name, act in of_reads(store, size).items()}
        found |= {f"commit {name}": cost.of_commit(made(store.head().size)) for name, made in COMMITS.items()}
        costs.append(found)
    return costs[0], costs[1], store


def test_no_look_up_costs_more_in_a_log_fifty_times_as_long(counted: Counted) -> None:
    small, large, store = counted
    # An index of 50,000 rows is one or two levels deeper: on PostgreSQL that is a page or two more for each descent.
    slack = 1.0 if isinstance(store, SQLiteRecorder) else 1.6
    assert {name: (cost, large[name]) for name, cost in small.items() if large[name] > slack * cost} == {}
    assert large["commit from the beginning"] > 2 + large["commit no condition"]
    # A commit decided on the newest head pays for no look-up.
    for costs in (small, large):
        assert costs["commit a busy tag with its busy type, lately"] == costs["commit no condition"]


def test_the_count_would_show_a_scan(store: Recorder) -> None:
    query = query_of([About("round:2025", ("score.recorded",))])
    cost = Cost(store)
    grow(store, 200)
    few = cost.of_read(lambda: list(store.read(query)))
    grow(store, 2000)
    assert cost.of_read(lambda: list(store.read(query))) > 4 * few


def test_reading_a_busy_tag_in_pages_costs_its_length_not_its_square(store: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("sqlite", "postgres_read"):
        monkeypatch.setattr(f"ledger.store.{module}.PAGE", 100)
    query = query_of([About("round:2025", ("score.recorded",))])
    cost = Cost(store)
    costs = []
    for size in (1000, 8000):
        grow(store, size)
        costs.append(cost.of_read(lambda: list(store.read(query))))
    assert costs[1] < 12 * costs[0]
