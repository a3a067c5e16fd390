"""The store: where records are kept, in one order, each with its place in the tree.

``port`` says what a recorder promises; ``sqlite`` and ``postgres`` keep the promise, and one suite
of tests holds both to it. ``draft`` works a commit out before anything is locked, ``probes`` takes
queries apart, ``boxes`` packs what a record seals, ``paging`` reads, ``tree`` gives the tree back
from its rows. Nothing here knows what a record says.
"""

from __future__ import annotations

from pathlib import Path

from ledger.errors import BadInput
from ledger.store.port import (
    About,
    AlreadyClaimed,
    BoundaryMoved,
    Build,
    Clock,
    Head,
    Index,
    Offer,
    Recorder,
    Table,
    pass_through,
    query_of,
    wall_clock,
)

__all__ = [
    "About",
    "AlreadyClaimed",
    "BoundaryMoved",
    "Build",
    "Clock",
    "Head",
    "Index",
    "Offer",
    "Recorder",
    "Table",
    "create_store",
    "open_store",
    "pass_through",
    "query_of",
    "wall_clock",
]

POSTGRES = ("postgresql://", "postgres://")


def create_store(url: str | Path) -> None:
    """Make the empty ledger at ``url``, or leave the one that is there: a path, or ``postgresql://…``.

    A PostgreSQL address may name the schema, ``?schema=NAME``; otherwise it is ``award_ledger``.
    Many processes may call this at once. Raises ``StoreUnavailable``, ``BadInput`` for another kind of address.
    """
    if _is_postgres(url):
        from ledger.store.postgres_schema import create_schema

        create_schema(str(url))
    else:
        from ledger.store.sqlite_file import create_file

        create_file(_path(url))


def open_store(url: str | Path, *, build: Build, clock: Clock = wall_clock, read_only: bool = False) -> Recorder:
    """Return a recorder on the ledger at ``url``, which ``create_store`` made.

    Opened ``read_only`` it changes nothing, not even a table's definition. Raises ``StoreUnavailable``
    when there is no ledger or it cannot be read, ``BadInput`` for another kind of address.
    """
    if _is_postgres(url):
        from ledger.store.postgres import PostgresRecorder

        return PostgresRecorder(str(url), build=build, clock=clock, read_only=read_only)
    from ledger.store.sqlite import SQLiteRecorder

    return SQLiteRecorder(_path(url), build=build, clock=clock, read_only=read_only)


def _is_postgres(url: str | Path) -> bool:
    return isinstance(url, str) and url.startswith(POSTGRES)


def _path(url: str | Path) -> Path:
    if isinstance(url, str) and "://" in url:
        # The address may hold a password: only its scheme is repeated.
        raise BadInput("store", f"{url.split('://')[0]}:// is no kind of store", "name a file, or postgresql://HOST/DATABASE")
    return Path(url)
