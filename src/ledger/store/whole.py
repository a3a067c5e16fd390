"""Whole tables (整表): every row of an index, and of what stands beside the records, for whoever trusts no look-up.

A look-up finds what it is asked for; a row that no record accounts for is found only by reading all of them. Both stores
read so, a page at a time, in the order of a key; each says in its own SQL what comes behind the last row of a page.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar

from ledger.errors import IntegrityViolation
from ledger.store.paging import PAGE
from ledger.store.port import Beside, Index, Recorder, Table

LEAST = -(2**63)
"""Before every position that a database can hold, those that no record ever had among them."""

Cursor = dict[str, str | int]
"""The last row of the page before, by the names that the SQL gives its columns."""


class WholeTables(Recorder):
    """The part of a recorder that reads whole tables. ``_indexes`` and ``_tables`` are the SQL of one page of each."""

    _indexes: ClassVar[Mapping[Index, str]]
    """Pages of (key, type, position) behind ``:key``, ``:type``, ``:pos``, at most ``:limit``."""

    _tables: ClassVar[Mapping[Table, str]]
    """Pages of (position, number, content, time) behind ``:pos``, ``:number``, at most ``:limit``."""

    @abstractmethod
    def _rows(self, sql: str, parameters: Any) -> list[Any]: ...

    def indexed(self, index: Index) -> Iterator[tuple[str, str, int]]:
        first: Cursor = {"key": "", "type": "", "pos": LEAST}
        return _pages(lambda bound: self._rows(self._indexes[index], bound), first, (str, str, int), index)

    def beside(self, table: Table) -> Iterator[Beside]:
        first: Cursor = {"pos": LEAST, "number": LEAST}
        rows = _pages(lambda bound: self._rows(self._tables[table], bound), first, (int, int, bytes, str), table)
        return (Beside(*row) for row in rows)


def _pages(fetch: Callable[[Cursor], list[Any]], first: Cursor, form: tuple[type, ...], name: str) -> Iterator[Any]:
    """Yield all rows, a page at a time. Raises ``IntegrityViolation`` for a row that is not of its ``form``."""
    cursor = first
    while rows := fetch(cursor | {"limit": PAGE}):
        for row in rows:
            if tuple(type(value) for value in row) != form:
                # Of what is sealed no more is repeated than where it stands.
                shown = row[: len(first)]
                raise IntegrityViolation(f"the table of {name} holds the row {shown!r}, which no program of ours writes")
            yield row
        cursor = dict(zip(first, rows[-1], strict=False))
        if len(rows) < PAGE:
            return
