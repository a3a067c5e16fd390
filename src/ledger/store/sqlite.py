"""The recorder on one SQLite file: the embedded store, with nothing to set up.

WAL with ``synchronous=FULL``: a commit is on the disk before it is acknowledged. One writer at a
time holds the file, by ``BEGIN IMMEDIATE``; readers are never blocked by it. The commit is drafted
before the lock against the head last seen, and drafted again under the lock when the head moved.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import orjson
from eventsourcing.dcb.api import DCBQuery

from ledger.errors import LedgerError, StoreUnavailable
from ledger.store import sqlite_file
from ledger.store.boxes import unpack
from ledger.store.draft import Draft, chain_of, draft_of
from ledger.store.paging import PAGE, Following, PagedResponse, Stored, records, runs_of, without_gaps
from ledger.store.port import NOTHING, AlreadyClaimed, BoundaryMoved, Box, Build, Clock, Head, Meanwhile, Member, storable
from ledger.store.probes import EVERYTHING, Probes, probes_of
from ledger.store.tree import Place, check_publication, head_of, in_order, keys_of, subtrees
from ledger.store.whole import WholeTables

PLAIN = """
SELECT t.pos FROM json_each(:plain) AS p
CROSS JOIN tag AS t ON t.tag = json_extract(p.value, '$[0]') AND t.type = json_extract(p.value, '$[1]')
    AND t.pos > :after AND t.pos <= (SELECT max(pos) FROM (SELECT l.pos FROM tag AS l
        WHERE l.tag = json_extract(p.value, '$[0]') AND l.type = json_extract(p.value, '$[1]')
            AND l.pos > :after AND l.pos <= :upto ORDER BY l.pos LIMIT :limit))"""

WIDE = f"""{PLAIN}
UNION ALL SELECT t.pos FROM json_each(:wide, '$.typed') AS p
CROSS JOIN tag AS t ON t.tag = json_extract(p.value, '$[0]') AND t.type = json_extract(p.value, '$[1]')
    AND t.pos > :after AND t.pos <= :upto
WHERE NOT EXISTS (SELECT 1 FROM json_each(p.value, '$[2]') AS o
    WHERE NOT EXISTS (SELECT 1 FROM tag AS x WHERE x.tag = o.value AND x.type = t.type AND x.pos = t.pos))
UNION ALL SELECT t.pos FROM json_each(:wide, '$.broad') AS p
CROSS JOIN tag AS t ON t.tag = json_extract(p.value, '$[0]') AND t.pos > :after AND t.pos <= :upto
WHERE NOT EXISTS (SELECT 1 FROM json_each(p.value, '$[1]') AS o
    WHERE NOT EXISTS (SELECT 1 FROM tag AS x WHERE x.tag = o.value AND x.type = t.type AND x.pos = t.pos))
UNION ALL SELECT r.pos FROM record AS r
WHERE json_array_length(:wide, '$.types') > 0 AND r.pos > :after AND r.pos <= :upto
    AND r.type IN (SELECT value FROM json_each(:wide, '$.types'))"""

ALL = "SELECT pos FROM record WHERE pos > :after AND pos <= :upto"

PAGE_OF = """
SELECT r.pos, r.type, r.tags, r.data
FROM (SELECT DISTINCT pos FROM ({positions}) ORDER BY pos LIMIT :limit) AS m
CROSS JOIN record AS r ON r.pos = m.pos ORDER BY m.pos"""

NODES = """
SELECT n.level, (n.pos >> n.level) - 1, n.hash FROM json_each(?) AS w
CROSS JOIN node AS n ON n.pos = json_extract(w.value, '$[0]') AND n.level = json_extract(w.value, '$[1]')"""

SEALED = """
SELECT s.pos, s.boxes FROM json_each(?) AS w
CROSS JOIN sealed AS s ON s.pos >= json_extract(w.value, '$[0]') AND s.pos <= json_extract(w.value, '$[1]')"""

TAGGED = """SELECT r.pos, r.data FROM (SELECT DISTINCT t.pos FROM json_each(?) AS w CROSS JOIN tag AS t
    ON t.tag = w.value AND t.pos > ? AND t.pos <= ? ORDER BY t.pos LIMIT ?) AS m CROSS JOIN record AS r ON r.pos = m.pos ORDER BY m.pos"""

ROUND = "SELECT pos, data FROM record WHERE round = ? AND pos > ? AND pos <= ? ORDER BY pos LIMIT ?"
END = 2**63 - 1


def matching(probes: Probes) -> str:
    """Return the SQL that selects ``pos`` of what ``probes`` find between ``:after`` and ``:upto``.

    A record may come more than once. Of each plain look-up only the first ``:limit`` come.
    """
    return ALL if probes.everything else PLAIN if probes.narrow else WIDE


class SQLiteRecorder(WholeTables):
    """A recorder on the ledger file at ``path``, which ``sqlite_file.create_file`` made."""

    _indexes, _tables = sqlite_file.INDEXES, sqlite_file.TABLES

    def __init__(self, path: Path, *, build: Build, clock: Clock, read_only: bool = False) -> None:
        self.path, self._build, self._clock, self._read_only = path, build, clock, read_only
        self._known: Head | None = None
        self._writing, self._reading = threading.Lock(), threading.Lock()
        self._reader, self._immutable = sqlite_file.open_file(path, read_only=True)
        self._writer = self._reader if read_only else sqlite_file.open_file(path, read_only=False)[0]

    # Writing

    def commit_each(self, members: Sequence[Member], meanwhile: Meanwhile | None = None) -> list[Head | Exception]:  # noqa: ARG002 - nobody else works here
        outcomes: list[Head | Exception] = []
        try:
            with self._writing, self._errors():
                self._must_write()
                head = self._known or self._head(self._writer)
                drafts = chain_of(head, members, self._build, self._clock)
                # Forgotten until the commit stands: after a failed one the file has the last word.
                self._known = None
                with self._transaction() as writer:
                    head = self._head_under_lock(writer, head)
                    for member, draft in zip(members, drafts, strict=True):
                        try:
                            admitted = self._admitted(writer, head, member, draft)
                        except sqlite3.Error:
                            raise
                        except Exception as refusal:  # noqa: BLE001 - it keeps out its own member only
                            outcomes.append(refusal)
                        else:
                            self._insert(writer, admitted)
                            head = admitted.after
                            outcomes.append(head)
                self._known = head
        except LedgerError as error:
            return [error for _ in members]
        return outcomes

    def publish(self, size: int, note: bytes) -> None:
        with self._writing, self._errors():
            self._must_write()
            with self._transaction() as writer:
                published = self._published(writer)
                check_publication(size, self._head(writer).size, published[0] if published else 0)
                writer.execute("INSERT INTO checkpoint SELECT coalesce(max(seq), 0) + 1, ?, ? FROM checkpoint", (size, note))

    def _head_under_lock(self, writer: sqlite3.Connection, known: Head) -> Head:
        found = writer.execute("SELECT size, root FROM head ORDER BY size DESC LIMIT 1").fetchone()
        return known if (found or (0, NOTHING.root)) == (known.size, known.root) else self._head(writer)

    def _admitted(self, writer: sqlite3.Connection, head: Head, member: Member, draft: Draft | Exception) -> Draft:
        """Return the draft to insert behind ``head``. Raises for what forbids it; nothing is inserted yet."""
        if isinstance(draft, Exception):
            raise draft
        if draft.before != head:
            draft = draft_of(head, *member, self._build, self._clock)
        if draft.barred is not None:
            bound = _bound(draft.barred, draft.seen, END) | {"limit": 1}
            row = writer.execute(f"{matching(draft.barred)} LIMIT 1", bound).fetchone()
            if row is not None:
                raise BoundaryMoved(row[0], draft.seen)
        for id, _ in draft.claims:
            row = writer.execute("SELECT pos FROM claim WHERE id = ?", (id,)).fetchone()
            if row is not None:
                raise AlreadyClaimed(id, row[0])
        return draft

    def _insert(self, writer: sqlite3.Connection, draft: Draft) -> None:
        writer.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)",
            [(row.position, row.type, row.tags, row.round, row.record) for row in draft.rows],
        )
        writer.executemany("INSERT INTO tag VALUES (?, ?, ?)", draft.tags)
        writer.executemany("INSERT INTO claim VALUES (?, ?)", draft.claims)
        writer.executemany("INSERT INTO sealed VALUES (?, ?)", draft.sealed)
        writer.executemany("INSERT INTO node VALUES (?, ?, ?)", draft.nodes)
        head = draft.after
        writer.execute("INSERT INTO head VALUES (?, ?, ?)", (head.size, head.root, head.recorded_at))

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._writer.execute("BEGIN IMMEDIATE")
            yield self._writer
            self._writer.execute("COMMIT")
        except BaseException:
            # Ctrl-C may fall right behind BEGIN, which would leave the file locked; and SQLite ends the
            # transaction itself after some errors, a full disk among them.
            if self._writer.in_transaction:
                self._writer.execute("ROLLBACK")
            raise

    def _must_write(self) -> None:
        if self._read_only:
            raise StoreUnavailable(str(self.path), "it was opened read-only", "open it for writing to record acts")

    # Reading

    def read(
        self,
        query: DCBQuery | None = None,
        *,
        after: int | None = None,
        limit: int | None = None,
        upto: int | None = None,
    ) -> PagedResponse:
        if limit is not None and limit < 0:
            raise ValueError(f"limit {limit} is below zero")
        probes = EVERYTHING if query is None else probes_of(query)
        size = min(self._size(), END if upto is None else max(upto, 0))
        sql = PAGE_OF.format(positions=matching(probes))

        def fetch(after: int, limit: int) -> list[Stored]:
            return self._rows(sql, _bound(probes, after, size) | {"limit": limit})

        page = PAGE if limit is None else min(PAGE, limit)
        return PagedResponse(fetch, fetch(after or 0, page) if page else [], page, size, limit)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> Following[Self]:
        return Following(self, query, after)

    def read_round(self, round: str, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        storable("round", round)
        end = self._size() if upto is None else upto
        return records(lambda after, limit: self._rows(ROUND, (round, after, end, limit)), after, page)

    def read_tagged(self, tags: Sequence[str], *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        end = self._size() if upto is None else upto
        listed = orjson.dumps([storable("tag", tag) for tag in tags]).decode()
        return records(lambda after, limit: self._rows(TAGGED, (listed, after, end, limit)), after, page)

    def read_log(self, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        end = min(self._size(), END if upto is None else upto)
        sql = "SELECT pos, data FROM record WHERE pos > ? AND pos <= ? ORDER BY pos LIMIT ?"
        rows = records(lambda after, limit: self._rows(sql, (after, end, limit)), after, page)
        return without_gaps(rows, after, end)

    def head(self) -> Head:
        with self._reading, self._errors():
            self._still_immutable()
            return self._head(self._reader)

    def nodes(self, wanted: Sequence[Place]) -> list[bytes]:
        found = {(level, index): hash for level, index, hash in self._rows(NODES, (_places(wanted),))}
        return in_order(wanted, found, self._size())

    def leaves(self, start: int, end: int) -> list[bytes]:
        sql = "SELECT pos - 1, hash FROM node WHERE level = 0 AND pos > ? AND pos <= ?"
        found = {(0, index): hash for index, hash in self._rows(sql, (start, end))}
        return in_order([(0, index) for index in range(start, end)], found, self._size())

    def claimed(self, id: str) -> int | None:
        rows = self._rows("SELECT pos FROM claim WHERE id = ?", (storable("claim", id),))
        return rows[0][0] if rows else None

    def disclosures(self, positions: Iterable[int]) -> list[Box]:
        return list(unpack(self._rows(SEALED, (orjson.dumps(runs_of(positions)).decode(),))))

    def published(self) -> tuple[int, bytes] | None:
        with self._reading, self._errors():
            self._still_immutable()
            return self._published(self._reader)

    def close(self) -> None:
        with self._writing, self._reading:
            # The last to close moves the -wal into the file, which a read-only connection cannot.
            self._reader.close()
            self._writer.close()

    def _size(self) -> int:
        return int(self._rows("SELECT coalesce(max(size), 0) FROM head", ())[0][0])

    def _rows(self, sql: str, parameters: Any) -> list[Any]:
        with self._reading, self._errors():
            self._still_immutable()
            return self._reader.execute(sql, parameters).fetchall()

    def _head(self, connection: sqlite3.Connection) -> Head:
        row = connection.execute("SELECT size, root, recorded_at FROM head ORDER BY size DESC LIMIT 1").fetchone()
        if row is None:
            return NOTHING
        # No transaction is needed around the two: the nodes of a head never change.
        size, root, recorded_at = row
        nodes = connection.execute(NODES, (_places(subtrees(size)),)).fetchall()
        return head_of(size, root, recorded_at, {(level, index): hash for level, index, hash in nodes})

    def _published(self, connection: sqlite3.Connection) -> tuple[int, bytes] | None:
        row = connection.execute("SELECT size, note FROM checkpoint ORDER BY seq DESC LIMIT 1").fetchone()
        return None if row is None else (row[0], row[1])

    def _still_immutable(self) -> None:
        if self._immutable and sqlite_file.wal_holds_records(self.path):
            raise StoreUnavailable(str(self.path), "a writer opened the file while it was read as unchanging", "close it and open it again")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            if "closed" not in str(error):
                raise
            raise StoreUnavailable(str(self.path), str(error), "open the ledger again") from None
        except sqlite3.Error as error:
            raise sqlite_file.meaning(error, self.path) from None


def _places(wanted: Sequence[Place]) -> str:
    return orjson.dumps(keys_of(wanted)).decode()


def _bound(probes: Probes, after: int, upto: int) -> dict[str, Any]:
    bound: dict[str, Any] = {"after": after, "upto": upto}
    if not probes.everything:
        bound["plain"] = probes.plain_json()
        if not probes.narrow:
            bound["wide"] = probes.wide_json()
    return bound
