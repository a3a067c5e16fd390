"""The usual commit on PostgreSQL, sent and answered apart: the client works on while the server does.

One prepared statement for each writing session, spoken through libpq itself, which costs the client a third of
what a cursor costs. Whatever is not the usual commit goes the usual way (``ledger.store.postgres``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import sched_yield
from select import POLLIN, POLLOUT, poll
from time import monotonic_ns
from typing import Any

import psycopg
from psycopg import errors, pq

from ledger.store.draft import Draft

Answer = tuple[int, int | None, str | None]
"""(outcome, position, id) as the function ``append_one`` gives it."""

AWAKE = 2_000_000
"""Nanoseconds for which the answer is awaited without sleeping. A commit takes less; who sleeps is woken late, to cold caches."""

_NAME = b"append_one"
_STATEMENT = b"""
SELECT outcome, at, what FROM append_one(
    $1::bigint, $2::bytea, $3::text, $4::text, $5::text, $6::bytea,
    $7::text[], $8::text[], $9::bytea, $10::bytea, $11::bytea, $12::text)"""
_UNKNOWN_STATEMENT = b"26000"
_TEXT, _BINARY = pq.Format.TEXT, pq.Format.BINARY
_FORMATS = [_TEXT, _BINARY, _TEXT, _TEXT, _TEXT, _BINARY, _TEXT, _TEXT, _BINARY, _BINARY, _BINARY, _TEXT]


def prepare(session: psycopg.Connection[Any]) -> None:
    """Make a writing session ready for ``append_one``. Raises ``psycopg.Error``."""
    _checked(_unbroken(session.pgconn, session.pgconn.prepare(_NAME, _STATEMENT)))


def append_one(session: psycopg.Connection[Any], draft: Draft, meanwhile: Callable[[], object]) -> Answer:
    """Commit the one record of ``draft``, decided on the head that it follows; call ``meanwhile`` while the server is at work.

    Outside a transaction only. Raises ``psycopg.Error``: the session is closed with the outcome unknown unless the server answered.
    """
    connection = session.pgconn
    try:
        arguments = [_spelled(argument) for argument in usual_arguments(draft)]
        answer = exchange(connection, _NAME, arguments, _FORMATS, meanwhile)
        if answer.error_field(pq.DiagnosticField.SQLSTATE) == _UNKNOWN_STATEMENT:
            # After a rollback psycopg lets go of all that was prepared in the session.
            prepare(session)
            answer = exchange(connection, _NAME, arguments, _FORMATS, meanwhile)
    except BaseException:
        # What the server has not answered must not be taken for the answer to the next question.
        if connection.transaction_status != pq.TransactionStatus.IDLE:
            session.close()
        raise
    outcome, at, what = (_checked(answer).get_value(0, column) for column in range(3))
    return int(outcome or 0), int(at) if at is not None else None, what.decode() if what is not None else None


def exchange(
    connection: pq.abc.PGconn, name: bytes, arguments: Sequence[bytes | None], formats: Sequence[int], meanwhile: Callable[[], object]
) -> pq.abc.PGresult:
    """Return what the prepared statement ``name`` answers, an error too; call ``meanwhile`` between question and answer.

    Raises ``psycopg.OperationalError`` when the connection breaks.
    """
    connection.send_query_prepared(name, arguments, formats)
    while connection.flush():
        _wait(connection, POLLIN | POLLOUT)
        connection.consume_input()
    try:
        meanwhile()
    finally:
        answer = _answer(connection)
    return answer


def _answer(connection: pq.abc.PGconn) -> pq.abc.PGresult:
    found, until = None, monotonic_ns() + AWAKE
    while True:
        while connection.is_busy():
            if monotonic_ns() < until:
                sched_yield()
            else:
                _wait(connection, POLLIN)
            connection.consume_input()
        result = connection.get_result()
        if result is None:
            break
        found = found or result
    return _unbroken(connection, found)


def _wait(connection: pq.abc.PGconn, events: int) -> None:
    waiting = poll()
    waiting.register(connection.socket, events)
    waiting.poll()


def _unbroken(connection: pq.abc.PGconn, result: pq.abc.PGresult | None) -> pq.abc.PGresult:
    if result is None or connection.status != pq.ConnStatus.OK:
        raise psycopg.OperationalError("the connection broke before the answer came")
    return result


def _checked(result: pq.abc.PGresult) -> pq.abc.PGresult:
    if result.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
        raise errors.error_from_result(result)
    return result


def usual_arguments(draft: Draft) -> tuple[Any, ...]:
    """Return what ``append_one`` is given, in Python's types."""
    (row,) = draft.rows
    return (
        draft.before.size,
        draft.before.root,
        row.type,
        row.tags,
        row.round,
        row.record,
        [tag for tag, _, _ in draft.tags],
        [id for id, _ in draft.claims],
        draft.sealed[0][1] if draft.sealed else None,
        b"".join(hash for _, _, hash in sorted(draft.nodes)),
        draft.after.root,
        draft.after.recorded_at,
    )


def _spelled(argument: Any) -> bytes | None:
    """Return an argument as PostgreSQL reads it in the format that ``_FORMATS`` says."""
    if type(argument) is list:
        quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in argument)
        return ("{" + ",".join(f'"{text}"' for text in quoted) + "}").encode()
    return argument if argument is None or type(argument) is bytes else str(argument).encode()
