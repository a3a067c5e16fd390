"""Reading a round from PostgreSQL as it comes (流式读取): the server goes on fetching while what has come is folded.

A page that was asked for as a whole leaves one of the two waiting for the other. A stream has a session to itself,
since nothing else can be asked there until it ends; one is kept, and whoever finds it taken reads by pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

import psycopg

from ledger.errors import StoreUnavailable
from ledger.store.paging import must_hold_something
from ledger.store.postgres_schema import Address, connect

ROWS = 50
"""Records that are handed on together: few enough to stay in the processor's cache, and well below what the socket holds."""

Row = tuple[int, bytes]
"""(position, record)"""


class Stream:
    """The session for one stream at a time, on the schema at ``address``; made when first needed."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._taken = threading.Lock()
        self._session: psycopg.Connection[Any] | None = None
        self._closed = False

    def rows(self, sql: str, bound: tuple[Any, ...], after: int, page: int, by_pages: Callable[[int], Iterator[Row]]) -> Iterator[Row]:
        """Yield what ``sql`` finds, from the position behind ``after`` on, fetched in no larger pieces than ``page``.

        ``by_pages`` yields what stands behind a position. It is asked where the session is taken, and for the rest where a
        stream ends early: it meets the same fault and names it, or the server has come back.
        """
        return chain.from_iterable(self._handfuls(sql, bound, after, page, by_pages))

    def close(self) -> None:
        """Let go of the session; a stream that is running ends with its next records."""
        self._closed = True
        if self._taken.acquire(blocking=False):
            self._let_go()
            self._taken.release()

    def _handfuls(
        self, sql: str, bound: tuple[Any, ...], after: int, page: int, by_pages: Callable[[int], Iterator[Row]]
    ) -> Iterator[Iterable[Row]]:
        must_hold_something(page)
        size = min(page, ROWS)
        if not self._closed and self._taken.acquire(blocking=False):
            whole = False
            try:
                rows = self._open().cursor().stream(sql.encode(), bound, binary=True, size=size)
                while not self._closed and (handful := list(islice(rows, size))):
                    after = handful[-1][0]
                    yield handful
                whole = not self._closed
            except (psycopg.Error, StoreUnavailable):
                # The pages that follow meet what is wrong, and name it.
                whole = False
            finally:
                if not whole:
                    # Rows that nobody will ask for are still on their way.
                    self._let_go()
                self._taken.release()
            if whole:
                return
        yield by_pages(after)

    def _open(self) -> psycopg.Connection[Any]:
        if self._session is None or self._session.closed:
            self._session = connect(self._address, read_only=True)
        return self._session

    def _let_go(self) -> None:
        if self._session is not None:
            self._session.close()
