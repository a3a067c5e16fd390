"""The SQLite file of a ledger: made once, opened to write or only to read, and what its errors mean.

A ledger in WAL mode is up to three files. A reader needs to write too, into ``-shm``; where the
folder does not let it, SQLite can read the file only as *immutable*, which is right only while no
``-wal`` holds records that are not in the file yet, and no writer comes.
"""

from __future__ import annotations

import os
import sqlite3
import time
from importlib.resources import files
from pathlib import Path

from ledger.errors import IntegrityViolation, StoreUnavailable
from ledger.store.port import Index, Table

APPLICATION_ID = 0x41574C44
"""``AWLD`` in the file's header says what the file is."""

EDITION = 1
BUSY_SECONDS = 30.0
CACHE_KIB = 32 * 1024
"""Of pages that a connection keeps at most: a round of 15,000 marks, some 20 MB, is read once more without asking the file."""

INDEXES = {
    Index.TAGS: "SELECT tag, type, pos FROM tag WHERE (tag, type, pos) > (:key, :type, :pos) ORDER BY tag, type, pos LIMIT :limit",
    Index.ROUNDS: """SELECT round, '', pos FROM record
        WHERE round IS NOT NULL AND (round, pos) > (:key, :pos) ORDER BY round, pos LIMIT :limit""",
    Index.CLAIMS: "SELECT id, '', pos FROM claim WHERE (id, pos) > (:key, :pos) ORDER BY id, pos LIMIT :limit",
}
TABLES = {
    Table.NODES: "SELECT pos, level, hash, '' FROM node WHERE (pos, level) > (:pos, :number) ORDER BY pos, level LIMIT :limit",
    Table.SEALED: "SELECT pos, 0, boxes, '' FROM sealed WHERE (pos, 0) > (:pos, :number) ORDER BY pos LIMIT :limit",
    Table.HEADS: "SELECT size, 0, root, recorded_at FROM head WHERE (size, 0) > (:pos, :number) ORDER BY size LIMIT :limit",
    Table.CHECKPOINTS: "SELECT size, seq, note, '' FROM checkpoint WHERE (size, seq) > (:pos, :number) ORDER BY size, seq LIMIT :limit",
}
"""Pages of whole tables, as ``whole.WholeTables`` reads them."""


def create_file(path: Path) -> None:
    """Make the ledger at ``path``, or leave the one that is there; many processes may do so at once.

    Raises ``StoreUnavailable`` where the folder or disk does not allow it, or the file is something else.
    """
    if not path.parent.is_dir():
        raise StoreUnavailable(str(path), "the folder does not exist", f"make {path.parent} first")
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            _create_once(path)
            return
        except sqlite3.Error as error:
            # The change to WAL does not wait its turn as other statements do.
            if _code(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() > deadline:
                raise meaning(error, path) from None
            time.sleep(0.02)


def open_file(path: Path, *, read_only: bool) -> tuple[sqlite3.Connection, bool]:
    """Return a connection to the ledger at ``path``, and whether it reads the file as immutable.

    Raises ``StoreUnavailable`` when there is no ledger, it cannot be read, or it is of another edition.
    """
    if not path.is_file():
        raise StoreUnavailable(str(path), "there is no ledger here", "make one with `ledger init`, or name the right file")
    immutable = False
    connection = _connect(path, "ro" if read_only else "rw")
    try:
        try:
            _check_edition(connection, path)
        except sqlite3.Error as error:
            if not (read_only and _code(error) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)):
                raise
            connection.close()
            immutable = True
            if wal_holds_records(path):
                raise StoreUnavailable(
                    str(path),
                    "a -wal file holds its newest records, and this user may not write beside it to read them",
                    "copy the file together with its -wal to a folder of your own and read it there",
                ) from None
            connection = _connect(path, "ro&immutable=1")
            _check_edition(connection, path)
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
    except sqlite3.Error as error:
        connection.close()
        raise meaning(error, path) from None
    except BaseException:
        connection.close()
        raise
    return connection, immutable


def wal_holds_records(path: Path) -> bool:
    """Return whether a ``-wal`` with something in it stands beside the file."""
    try:
        return Path(f"{path}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def meaning(error: sqlite3.Error, path: Path) -> StoreUnavailable | IntegrityViolation:
    """Return what SQLite's ``error`` means to the operator, and what to do."""
    code, why = _code(error), str(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or why.startswith("Could not decode to UTF-8"):
        return IntegrityViolation(f"{path}: the file is damaged or no ledger: {why}")
    if code == sqlite3.SQLITE_FULL:
        why, way_out = f"the disk is full: {why}", "free space on the disk and record the act again; nothing of it was stored"
    elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        way_out = "give this user the right to write the file and its folder, or open the ledger read-only"
    elif code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        why = f"another program kept it locked for {BUSY_SECONDS:.0f} s: {why}"
        way_out = "wait for the other program to finish, or close it"
    elif code == sqlite3.SQLITE_IOERR:
        way_out = "look for a failing or full disk, or a file-size limit, then record the act again under the same id"
    elif code == sqlite3.SQLITE_CANTOPEN:
        way_out = "check that the file and its folder exist and that this user may read and write them"
    else:
        way_out = "nothing was stored; if it happens again, keep the file as it is and report this message"
    return StoreUnavailable(str(path), why, way_out)


def statements(script: str) -> list[str]:
    """Return the single statements of a script, so that all of them can run in one transaction."""
    found, rest = [], ""
    for line in script.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            found.append(rest.strip())
            rest = ""
    return found


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    try:
        # check_same_thread is off since the recorder holds its own locks.
        return sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
    except sqlite3.Error as error:
        raise meaning(error, path) from None


def _create_once(path: Path) -> None:
    connection = _connect(path, "rwc")
    try:
        if _is_new(connection, path):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN IMMEDIATE")
            if _is_new(connection, path):
                for statement in statements(files(__package__).joinpath("sqlite.sql").read_text("utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {EDITION}")
            connection.execute("COMMIT")
    finally:
        connection.close()
    # A file is durable only when the folder that names it is.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_new(connection: sqlite3.Connection, path: Path) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables == 0:
        return True
    _check_edition(connection, path)
    return False


def _check_edition(connection: sqlite3.Connection, path: Path) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (edition,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID:
        raise StoreUnavailable(str(path), "this SQLite file is not an award ledger", "name the ledger's own file")
    if edition != EDITION:
        raise StoreUnavailable(
            str(path),
            f"its tables are of edition {edition}; this program knows edition {EDITION}",
            "use the version of this program that wrote it, or a newer one",
        )
    connection.execute("SELECT size FROM head LIMIT 1").fetchone()


def _code(error: sqlite3.Error) -> int:
    # The low byte is the kind of error; the rest says more than we need.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
