"""Reading in pages: a response that fetches as it is read, and a subscription that asks again.

The log only grows, and has no gaps: its first n records are the same for ever. So a read that is
bounded by the head it found is a snapshot, without a transaction that would stay open between pages.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import msgspec
from eventsourcing.dcb.api import (
    DCBEvent,
    DCBQuery,
    DCBReadResponse,
    DCBRecorder,
    DCBSequencedEvent,
    DCBSubscription,
)

from ledger.errors import IntegrityViolation

PAGE = 1000
"""Records in one page of a read: about a megabyte."""

Stored = tuple[int, str, str, bytes]
"""(position, type, tags as JSON, record)"""

FetchPage = Callable[[int, int], list[Stored]]
"""(after, limit) -> the next matching rows in order, at most ``limit``; fewer only at the end."""

FetchRecords = Callable[[int, int], list[tuple[int, bytes]]]
"""(after, limit) -> the next (position, record) in order, at most ``limit``; fewer only at the end."""


class PagedResponse(DCBReadResponse):
    """What ``read`` gives back: sequenced events, fetched a page at a time.

    ``first`` is the page already fetched, ``size`` how far the log is considered.
    """

    def __init__(self, fetch: FetchPage, first: list[Stored], page: int, size: int, limit: int | None) -> None:
        self._fetch, self._page, self._left = fetch, page, limit
        self._head = None if limit is not None or size == 0 else size
        self._rows = iter(first)
        self._more = len(first) == page
        self._last = first[-1][0] if first else 0

    @property
    def head(self) -> int | None:
        """How far the log was considered; with a limit, the last position given out so far."""
        return self._head

    def __next__(self) -> DCBSequencedEvent:
        row = next(self._rows, None)
        if row is None:
            row = self._turn()
        position, kind, tags, record = row
        if self._left is not None:
            self._left -= 1
            self._head = position
        return DCBSequencedEvent(DCBEvent(kind, _bytes(record, position), _tags(tags, position)), position)

    def _turn(self) -> Stored:
        """Return the first row of the next page. Raises ``StopIteration`` after the last."""
        page = self._page if self._left is None else min(self._page, self._left)
        if not self._more or page <= 0:
            raise StopIteration
        rows = self._fetch(self._last, page)
        self._more = len(rows) == page
        if not rows:
            raise StopIteration
        self._rows, self._last = iter(rows), rows[-1][0]
        return next(self._rows)


def records(fetch: FetchRecords, after: int, page: int) -> Iterator[tuple[int, bytes]]:
    """Yield all rows behind ``after``, ``page`` at a time."""
    must_hold_something(page)
    while rows := fetch(after, page):
        yield from rows
        if len(rows) < page:
            return
        after = rows[-1][0]


def must_hold_something(page: int) -> None:
    """Raise ``ValueError`` for pages that would never come to an end."""
    if page < 1:
        raise ValueError(f"a page of {page} records would never end")


def runs_of(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and last of each run of ``positions`` without a gap: a round lies mostly together."""
    runs: list[tuple[int, int]] = []
    first = last = None
    for position in sorted(set(positions)):
        if first is None or last is None or position != last + 1:
            if first is not None and last is not None:
                runs.append((first, last))
            first = position
        last = position
    return runs if first is None or last is None else [*runs, (first, last)]


def without_gaps(rows: Iterator[tuple[int, bytes]], after: int, upto: int) -> Iterator[tuple[int, bytes]]:
    """Yield ``rows``. Raises ``IntegrityViolation`` where a position between ``after`` and ``upto`` is missing."""
    expected = after + 1
    for position, record in rows:
        if position != expected:
            raise _missing(expected, position - 1)
        yield position, _bytes(record, position)
        expected += 1
    if expected <= upto:
        raise _missing(expected, upto)


def _missing(first: int, last: int) -> IntegrityViolation:
    what = f"record {first} is" if first == last else f"records {first} to {last} are"
    return IntegrityViolation(f"{what} missing from the store", first, last)


def _bytes(record: bytes, position: int) -> bytes:
    # SQLite keeps a value of any kind in any column, so that what is no record must be told apart here.
    if not isinstance(record, bytes):
        raise IntegrityViolation(f"record {position} is stored as something that is not bytes", position, position)
    return record


def _tags(column: str, position: int) -> list[str]:
    try:
        return _read_tags(column)
    except (TypeError, ValueError):
        raise IntegrityViolation(f"the tags stored beside record {position} are not a list of texts", position, position) from None


_read_tags = msgspec.json.Decoder(list[str]).decode


R = TypeVar("R", bound=DCBRecorder, covariant=True)


class Following(DCBSubscription[R]):
    """A subscription that asks the store again, more slowly the longer nothing comes.

    It works the same on every store, and cannot miss a record: positions become visible in order.
    """

    SHORTEST, LONGEST = 0.01, 0.25
    """Seconds between two questions."""

    def __init__(self, recorder: R, query: DCBQuery | None = None, after: int | None = None) -> None:
        super().__init__(recorder, query, after)
        self._stopped = threading.Event()
        self._rows: Iterator[DCBSequencedEvent] = iter(())
        self._seen = self._last_position

    def stop(self) -> None:
        """Stop: a thread that waits in ``next`` is let go with ``StopIteration``."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> DCBSequencedEvent:
        wait = self.SHORTEST
        while not self._stopped.is_set():
            event = next(self._rows, None)
            if event is not None:
                self._last_position = event.position
                return event
            # What was considered and did not match need not be considered again.
            self._last_position = max(self._last_position, self._seen)
            response = self._recorder.read(self._query, after=self._last_position)
            self._rows, self._seen = response, response.head or 0
            if self._seen <= self._last_position and self._stopped.wait(wait):
                break
            wait = min(wait * 2, self.LONGEST)
        raise StopIteration
