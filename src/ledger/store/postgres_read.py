"""The reading half of the recorder on PostgreSQL: every look-up descends an index; a round comes as a stream, all else by pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self, TypeVar

import psycopg
from eventsourcing.dcb.api import DCBQuery

from ledger.errors import StoreUnavailable
from ledger.store.boxes import unpack
from ledger.store.paging import PAGE, Following, PagedResponse, Stored, records, runs_of, without_gaps
from ledger.store.port import NOTHING, Box, Head, Index, Table, storable
from ledger.store.postgres_schema import Address, address_of, connect, meaning
from ledger.store.postgres_stream import Stream
from ledger.store.probes import EVERYTHING, Probes, probes_of
from ledger.store.tree import Place, head_of, in_order, keys_of
from ledger.store.whole import WholeTables

T = TypeVar("T")
Session = psycopg.Connection[Any]

HEAD = """
SELECT h.size, h.root, h.recorded_at, n.level, (n.pos >> n.level) - 1, n.hash
FROM (SELECT * FROM head ORDER BY size DESC LIMIT 1) AS h
CROSS JOIN LATERAL generate_series(0, 62) AS l
JOIN node AS n ON n.level = l AND n.pos = (h.size >> l) << l
WHERE (h.size >> l) & 1 = 1"""

# One row at least comes back, so that the size of the log and the first page are one round trip.
PAGE_OF = """
WITH h AS MATERIALIZED (SELECT least(coalesce((SELECT size FROM head ORDER BY size DESC LIMIT 1), 0), %(upto)s::bigint) AS size)
SELECT r.pos, r.type, r.tags, r.data, h.size FROM h
LEFT JOIN LATERAL ({matching}) AS r ON true
ORDER BY r.pos"""

MATCHING_ALL = """
SELECT r.pos, r.type, r.tags, r.data FROM record AS r
WHERE r.pos > %(after)s::bigint AND r.pos <= h.size ORDER BY r.pos LIMIT %(limit)s::bigint"""

PLAIN = """
SELECT t.pos FROM unnest(%(tags)s::text[], %(types)s::text[]) AS p(tag, type)
CROSS JOIN LATERAL (SELECT t.pos FROM tag AS t WHERE t.tag = p.tag AND t.type = p.type
    AND t.pos > %(after)s::bigint AND t.pos <= h.size ORDER BY t.pos LIMIT %(limit)s::bigint) AS t"""

WIDE = f"{PLAIN} UNION ALL SELECT w FROM wide_matches(%(wide)s::jsonb, %(after)s::bigint, h.size) AS w"

MATCHING = """
SELECT r.pos, r.type, r.tags, r.data
FROM (SELECT DISTINCT a.pos FROM ({positions}) AS a ORDER BY a.pos LIMIT %(limit)s::bigint) AS m
JOIN record AS r ON r.pos = m.pos"""


TAGGED = """
SELECT r.pos, r.data
FROM (SELECT DISTINCT t.pos FROM unnest(%s::text[]) AS w(tag) JOIN tag AS t ON t.tag = w.tag
    AND t.pos > %s::bigint AND t.pos <= %s::bigint ORDER BY t.pos LIMIT %s::bigint) AS m
JOIN record AS r ON r.pos = m.pos ORDER BY r.pos"""

ROUND = """
SELECT pos, data FROM record WHERE round = %s::text AND pos > %s::bigint AND pos <= %s::bigint
ORDER BY round, pos LIMIT %s::bigint"""

INDEXES = {
    Index.TAGS: """SELECT tag, type, pos FROM tag
        WHERE (tag, type, pos) > (%(key)s::text, %(type)s::text, %(pos)s::bigint) ORDER BY tag, type, pos LIMIT %(limit)s::bigint""",
    Index.ROUNDS: """SELECT round, ''::text, pos FROM record
        WHERE round IS NOT NULL AND (round, pos) > (%(key)s::text, %(pos)s::bigint) ORDER BY round, pos LIMIT %(limit)s::bigint""",
    Index.CLAIMS: """SELECT id, ''::text, pos FROM claim
        WHERE (id, pos) > (%(key)s::text, %(pos)s::bigint) ORDER BY id, pos LIMIT %(limit)s::bigint""",
}
BEHIND = "(%(pos)s::bigint, %(number)s::bigint)"
TABLES = {
    Table.NODES: f"SELECT pos, level, hash, ''::text FROM node WHERE (pos, level) > {BEHIND} ORDER BY pos, level LIMIT %(limit)s::bigint",
    Table.SEALED: f"SELECT pos, 0, boxes, ''::text FROM sealed WHERE (pos, 0) > {BEHIND} ORDER BY pos LIMIT %(limit)s::bigint",
    Table.HEADS: f"SELECT size, 0, root, recorded_at FROM head WHERE (size, 0) > {BEHIND} ORDER BY size LIMIT %(limit)s::bigint",
    Table.CHECKPOINTS: f"""SELECT size, seq, note, ''::text FROM checkpoint
        WHERE (size, seq) > {BEHIND} ORDER BY size, seq LIMIT %(limit)s::bigint""",
}

END = 2**63 - 1


def page_sql(probes: Probes) -> str:
    """Return the SQL of one page of what ``probes`` find."""
    if probes.everything:
        return PAGE_OF.format(matching=MATCHING_ALL)
    return PAGE_OF.format(matching=MATCHING.format(positions=PLAIN if probes.narrow else WIDE))


class PostgresReader(WholeTables):
    """What a recorder on the schema at ``url`` reads, through a session that it makes anew when it has broken."""

    _indexes, _tables = INDEXES, TABLES

    def __init__(self, url: str) -> None:
        self.address = address_of(url)
        self._reading = threading.Lock()
        self._closed = False
        self._reader: Session | None = connect(self.address, read_only=True)
        self._stream = Stream(self.address)

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
        sql = page_sql(probes)
        bound: dict[str, Any] = {}
        if not probes.everything:
            bound = {"tags": [tag for tag, _ in probes.plain], "types": [kind for _, kind in probes.plain]}
            if not probes.narrow:
                bound["wide"] = probes.wide_json()

        def page_of(after: int, limit: int, upto: int) -> tuple[list[Stored], int]:
            rows = self._rows(sql, bound | {"after": after, "limit": limit, "upto": upto})
            return [row[:4] for row in rows if row[0] is not None], rows[0][4]

        page = PAGE if limit is None else min(PAGE, limit)
        first, size = page_of(after or 0, page, END if upto is None else max(upto, 0))
        return PagedResponse(lambda after, limit: page_of(after, limit, size)[0], first, page, size, limit)

    def subscribe(self, query: DCBQuery | None = None, *, after: int | None = None) -> Following[Self]:
        return Following(self, query, after)

    def read_round(self, round: str, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        storable("round", round)
        end = self._size() if upto is None else upto

        def by_pages(after: int) -> Iterator[tuple[int, bytes]]:
            return records(lambda after, limit: self._rows(ROUND, (round, after, end, limit)), after, page)

        return self._stream.rows(ROUND, (round, after, end, END), after, page, by_pages)

    def read_tagged(self, tags: Sequence[str], *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        end = self._size() if upto is None else upto
        listed = [storable("tag", tag) for tag in tags]
        return records(lambda after, limit: self._rows(TAGGED, (listed, after, end, limit)), after, page)

    def read_log(self, *, after: int = 0, upto: int | None = None, page: int = 5000) -> Iterator[tuple[int, bytes]]:
        end = min(self._size(), END if upto is None else upto)
        sql = "SELECT pos, data FROM record WHERE pos > %s::bigint AND pos <= %s::bigint ORDER BY pos LIMIT %s::bigint"
        rows = records(lambda after, limit: self._rows(sql, (after, end, limit)), after, page)
        return without_gaps(rows, after, end)

    def head(self) -> Head:
        return self._ask_reader(head_in)

    def nodes(self, wanted: Sequence[Place]) -> list[bytes]:
        sql = """SELECT n.level, (n.pos >> n.level) - 1, n.hash FROM unnest(%s::bigint[], %s::int[]) AS w(pos, level)
            JOIN node AS n ON n.pos = w.pos AND n.level = w.level"""
        keys = keys_of(wanted)
        rows = self._rows(sql, ([position for position, _ in keys], [level for _, level in keys]))
        return in_order(wanted, {(level, index): hash for level, index, hash in rows}, self._size())

    def leaves(self, start: int, end: int) -> list[bytes]:
        sql = "SELECT pos - 1, hash FROM node WHERE level = 0 AND pos > %s::bigint AND pos <= %s::bigint"
        found = {(0, index): hash for index, hash in self._rows(sql, (start, end))}
        return in_order([(0, index) for index in range(start, end)], found, self._size())

    def claimed(self, id: str) -> int | None:
        rows = self._rows("SELECT pos FROM claim WHERE id = %s::text", (storable("claim", id),))
        return rows[0][0] if rows else None

    def disclosures(self, positions: Iterable[int]) -> list[Box]:
        sql = """SELECT s.pos, s.boxes FROM unnest(%s::bigint[], %s::bigint[]) AS w(first, last)
            JOIN sealed AS s ON s.pos >= w.first AND s.pos <= w.last"""
        runs = runs_of(positions)
        return list(unpack(self._rows(sql, ([first for first, _ in runs], [last for _, last in runs]))))

    def published(self) -> tuple[int, bytes] | None:
        rows = self._rows("SELECT size, note FROM checkpoint ORDER BY seq DESC LIMIT 1", ())
        return rows[0] if rows else None

    def close(self) -> None:
        with self._reading:
            self._closed = True
            if self._reader is not None:
                self._reader.close()
        self._stream.close()

    def _size(self) -> int:
        return int(self._rows("SELECT coalesce(max(size), 0) FROM head", ())[0][0])

    def _rows(self, sql: str, parameters: Any) -> list[Any]:
        return self._ask_reader(lambda session: all_rows(session, sql, parameters))

    def _ask_reader(self, question: Callable[[Session], T]) -> T:
        """Return the answer; ask once more through a new session when the old one has broken."""
        with self._reading:
            self._must_be_open()
            try:
                if self._reader is not None and not self._reader.closed:
                    return question(self._reader)
            except psycopg.OperationalError as error:
                if self._reader is not None and not self._reader.closed:
                    raise meaning(error, self.address) from None
            except psycopg.Error as error:
                raise meaning(error, self.address) from None
            self._reader = connect(self.address, read_only=True)
            reader = self._reader
            return asked(lambda: question(reader), self.address)

    def _must_be_open(self) -> None:
        if self._closed:
            raise StoreUnavailable(self.address.shown, "this recorder was closed", "open the ledger again")


def asked(question: Callable[[], T], address: Address) -> T:
    """Return the answer. Raises what the server's error means."""
    try:
        return question()
    except psycopg.Error as error:
        raise meaning(error, address) from None


def head_in(session: Session) -> Head:
    """Return where the log ends, as ``session`` sees it."""
    rows = all_rows(session, HEAD, ())
    if not rows:
        return NOTHING
    size, root, recorded_at = rows[0][:3]
    return head_of(size, root, recorded_at, {(level, index): hash for *_, level, index, hash in rows})


def all_rows(session: Session, sql: str, parameters: Any) -> list[Any]:
    """Return all rows, prepared and in binary."""
    return session.execute(sql.encode(), parameters, binary=True).fetchall()


def one_row(session: Session, sql: str, parameters: Any) -> Any:
    """Return the first row of a statement that always has one."""
    return all_rows(session, sql, parameters)[0]
