"""The recorder on PostgreSQL: the store for an office with a server.

A commit is one call of the function ``append``, one round trip: it takes the writer lock, compares
the head with the one that the draft was made for, checks boundary and claims, inserts and commits.
Members of a group go out together, one call each, in one transaction. When the head moved, the
drafts are made again; a writer that loses this race too often takes the lock first. When the
connection breaks with the outcome unknown, the root tells: it depends on every byte of the log, so
if the head of the draft stands in the table, the commit was done.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import psycopg

from ledger.errors import LedgerError, StoreUnavailable
from ledger.store.draft import Draft, chain_of
from ledger.store.port import AlreadyClaimed, BoundaryMoved, Build, Clock, Head, Meanwhile, Member
from ledger.store.postgres_call import append_one, prepare, usual_arguments
from ledger.store.postgres_read import PostgresReader, Session, all_rows, asked, head_in, one_row
from ledger.store.postgres_schema import REACHABLE, connect, meaning
from ledger.store.tree import check_publication

RACES = 3
"""How often drafts may meet a moved head before the writer takes the lock first."""

FEW = 8
"""How many members go out at once after one of them was refused."""

DONE, HEAD_MOVED, INSIDE_BOUNDARY, CLAIMED = 0, -1, -2, -3
"""The outcomes of the functions ``append`` and ``append_one``."""

APPEND = """
SELECT outcome, at, what FROM append(
    %s::bigint, %b::bytea, %s::boolean, %s::bigint, %s::boolean, %s::text[], %s::text[], %s::jsonb,
    %s::text[], %s::text[], %s::text[], %b::bytea[], %s::text[], %s::text[], %s::bigint[],
    %s::text[], %s::bigint[], %s::bigint[], %b::bytea[],
    %s::bigint[], %s::int[], %b::bytea[], %b::bytea, %s::text)"""

APPEND_ONE = """
SELECT outcome, at, what FROM append_one(
    %s::bigint, %b::bytea, %s::text, %s::text, %s::text, %b::bytea,
    %s::text[], %s::text[], %b::bytea, %b::bytea, %b::bytea, %s::text)"""

_NO_TRANSACTION = nullcontext()
Outcome = Head | Exception | None
"""What became of a member; None when it has to be drafted again, for another head."""


class PostgresRecorder(PostgresReader):
    """A recorder on the schema at ``url``, which ``postgres_schema.create_schema`` made.

    It keeps two sessions, one to write and one to read, and makes a broken one anew when next asked.
    """

    def __init__(self, url: str, *, build: Build, clock: Clock, read_only: bool = False) -> None:
        super().__init__(url)
        self._build, self._clock, self._read_only = build, clock, read_only
        self._known: Head | None = None
        self._writing = threading.Lock()
        self._writer: Session | None = None if read_only else connect(self.address, read_only=False)
        self._prepared: Session | None = None

    def commit_each(self, members: Sequence[Member], meanwhile: Meanwhile | None = None) -> list[Head | Exception]:
        outcomes: dict[int, Head | Exception] = {}
        lost_races, at_once = 0, len(members)
        with self._writing:
            while waiting := [number for number in range(len(members)) if number not in outcomes][:at_once]:
                holding = lost_races >= RACES
                try:
                    found = self._share([members[number] for number in waiting], meanwhile, holding=holding)
                    if holding and all(outcome is None for outcome in found):
                        raise StoreUnavailable(self.address.shown, "the connection broke again at each attempt", REACHABLE)
                except LedgerError as error:
                    found = [error for _ in waiting]
                settled = {number: outcome for number, outcome in zip(waiting, found, strict=True) if outcome is not None}
                lost_races = 0 if settled else lost_races + 1
                # A refused member makes the drafts behind it worthless: where there is one, there may be more.
                at_once = FEW if 0 < len(settled) < len(waiting) else at_once
                outcomes |= settled
        return [outcomes[number] for number in range(len(members))]

    def publish(self, size: int, note: bytes) -> None:
        sql = "SELECT recorded, published FROM publish(%s::bigint, %b::bytea)"
        with self._writing:
            writer = self._writing_session()
            try:
                recorded, published = one_row(writer, sql, (size, note))
            except psycopg.Error as error:
                if not writer.closed:
                    raise meaning(error, self.address) from None
                # Kept twice, a note does no harm.
                fresh = self._writing_session()
                recorded, published = asked(lambda: one_row(fresh, sql, (size, note)), self.address)
            check_publication(size, recorded, published)

    def close(self) -> None:
        with self._writing:
            super().close()
            if self._writer is not None:
                self._writer.close()

    def _share(self, members: Sequence[Member], meanwhile: Meanwhile | None, *, holding: bool) -> list[Outcome]:
        """Commit in one transaction what the head lets in; ``holding`` takes three round trips more, but wins any race."""
        writer = self._writing_session()
        drafts: list[Draft | Exception] = []
        sent: list[Draft] = []
        try:
            with writer.transaction() if holding else _NO_TRANSACTION:
                if holding:
                    writer.execute("SELECT hold()")
                known = head_in(writer) if holding else self._known or self.head()
                # Forgotten until the commit stands: after a failed one the server has the last word.
                self._known = None
                drafts = chain_of(known, members, self._build, self._clock)
                sent = [draft for draft in drafts if isinstance(draft, Draft)]
                if len(sent) == 1 and not holding and _is_usual(sent[0]):
                    answers = [self._append_one(writer, sent[0], meanwhile)]
                else:
                    answers = _append(writer, sent)
        except psycopg.OperationalError as error:
            answers = self._settle(writer, sent, error)
        except psycopg.Error as error:
            raise meaning(error, self.address) from None
        else:
            if not answers or answers[0] is not None:
                self._known = next((answer for answer in reversed(answers) if isinstance(answer, Head)), known)
        left = iter(answers)
        return [draft if isinstance(draft, Exception) else next(left) for draft in drafts]

    def _settle(self, writer: Session, sent: Sequence[Draft], error: psycopg.OperationalError) -> list[Outcome]:
        """Return which drafts were committed though the connection broke before the answer came.

        Raises ``StoreUnavailable`` when the server answered, and so refused, or cannot be reached.
        """
        if not sent or not (writer.broken or writer.closed):
            raise meaning(error, self.address) from None
        try:
            fresh = self._writing_session()
            with fresh.transaction():
                # The lock is had only after the lost session has ended, one way or the other.
                fresh.execute("SELECT hold()")
                sizes = [draft.after.size for draft in sent]
                roots = dict(all_rows(fresh, "SELECT size, root FROM head WHERE size = ANY(%s::bigint[])", (sizes,)))
        except (psycopg.Error, StoreUnavailable):
            raise StoreUnavailable(
                self.address.shown,
                "the connection broke before the answer came, so it is not known whether the act was recorded",
                "when the server is back, record the same act again: if it was recorded, you get its first receipt",
            ) from None
        return [draft.after if roots.get(draft.after.size) == draft.after.root else None for draft in sent]

    def _writing_session(self) -> Session:
        if self._read_only:
            raise StoreUnavailable(self.address.shown, "it was opened read-only", "open it for writing to record acts")
        self._must_be_open()
        if self._writer is None or self._writer.closed:
            self._writer, self._known = connect(self.address, read_only=False), None
        return self._writer

    def _append_one(self, writer: Session, draft: Draft, meanwhile: Meanwhile | None) -> Outcome:
        if self._prepared is not writer:
            prepare(writer)
            self._prepared = writer
        return _outcome(draft, append_one(writer, draft, partial(meanwhile or _nothing, draft.after)))


def _append(writer: Session, drafts: Sequence[Draft]) -> list[Outcome]:
    """Return what became of each draft. Several go out in one pipeline, which is one transaction."""
    calls = [(APPEND_ONE, usual_arguments(draft)) if _is_usual(draft) else (APPEND, _arguments(draft)) for draft in drafts]
    if len(drafts) == 1:
        return [_outcome(drafts[0], one_row(writer, *calls[0]))]
    with writer.pipeline():
        cursors = [writer.execute(sql.encode(), arguments, binary=True) for sql, arguments in calls]
    return [_outcome(draft, cursor.fetchone()) for draft, cursor in zip(drafts, cursors, strict=True)]


def _outcome(draft: Draft, answer: Any) -> Outcome:
    outcome, at, what = answer
    if outcome == INSIDE_BOUNDARY:
        return BoundaryMoved(at, draft.seen)
    if outcome == CLAIMED:
        return AlreadyClaimed(what, at)
    return draft.after if outcome == DONE else None


def _is_usual(draft: Draft) -> bool:
    """Whether nothing can stand inside the boundary of the one record: it was decided on the head that it follows."""
    return draft.barred is None and len(draft.rows) == 1


def _nothing(_head: Head) -> None:
    """Do nothing meanwhile."""


def _arguments(draft: Draft) -> tuple[Any, ...]:
    barred, rows, tags, claims, sealed, nodes = draft.barred, draft.rows, draft.tags, draft.claims, draft.sealed, draft.nodes
    plain = () if barred is None else barred.plain
    return (
        draft.before.size,
        draft.before.root,
        barred is not None,
        draft.seen,
        barred is not None and barred.everything,
        [tag for tag, _ in plain],
        [kind for _, kind in plain],
        None if barred is None or barred.narrow or barred.everything else barred.wide_json(),
        [row.type for row in rows],
        [row.tags for row in rows],
        [row.round for row in rows],
        [row.record for row in rows],
        [tag for tag, _, _ in tags],
        [kind for _, kind, _ in tags],
        [position for _, _, position in tags],
        [id for id, _ in claims],
        [position for _, position in claims],
        [position for position, _ in sealed],
        [boxes for _, boxes in sealed],
        [position for position, _, _ in nodes],
        [level for _, level, _ in nodes],
        [hash for _, _, hash in nodes],
        draft.after.root,
        draft.after.recorded_at,
    )
