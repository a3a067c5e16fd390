"""What the library's own PostgreSQL recorder gets wrong, shown on it, and what ours do instead.

The first half is the reason for having recorders of our own. When one of its tests fails after an
upgrade of ``eventsourcing``, the library has mended that fault: say so in docs/decisions/0002-store.md.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem
from eventsourcing.dcb.postgres_tt import PostgresDCBRecorderTT
from eventsourcing.persistence import IntegrityError, PersistenceError, ProgrammingError
from eventsourcing.postgres import PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.errors import BadInput
from ledger.store import BoundaryMoved, Offer, Recorder
from ledger.store.draft import draft_of
from ledger.store.port import pass_through, wall_clock
from ledger.store.postgres import PostgresRecorder, _append


def event(data: bytes = b"", *tags: str, type: str = "t") -> DCBEvent:
    return DCBEvent(type, data, list(tags))


def unless(*tags: str, types: tuple[str, ...] = ("t",)) -> DCBAppendCondition:
    return DCBAppendCondition(DCBQuery([DCBQueryItem(types=list(types), tags=list(tags))]))


TWO_TYPES = DCBQuery([DCBQueryItem(types=["application.submitted", "score.recorded"])])


@pytest.fixture
def library(postgres_url: str, postgres_server: str) -> Iterator[PostgresDCBRecorderTT]:
    """Yield the library's recorder on tables of its own."""
    known = conninfo_to_dict(postgres_server)
    with PostgresDatastore(
        dbname=str(known["dbname"]), host=str(known["host"]), port=5432, user=str(known["user"]), password="", pool_size=4
    ) as datastore:
        recorder = PostgresDCBRecorderTT(datastore, events_table_name=postgres_url[-20:])
        recorder.create_table()
        yield recorder


# The library


def test_the_library_lets_a_tailing_reader_miss_an_event_for_ever(library: PostgresDCBRecorderTT) -> None:
    with library.datastore.transaction(commit=True) as slow:
        library._unconditional_append(slow, library.construct_psycopg_dcb_events([event(b"slow", "a")]))
        library.append([event(b"quick", "a")])
        seen = list(library.read())
        assert [found.event.data for found in seen] == [b"quick"]
    # Both are committed now, but the reader goes on behind what it has seen.
    assert list(library.read(after=seen[-1].position)) == []
    assert len(list(library.read())) == 2


def test_in_the_library_a_doubled_tag_switches_the_condition_off(library: PostgresDCBRecorderTT) -> None:
    library.append([event(b"", "id:1")])
    with pytest.raises(IntegrityError):
        library.append([event(b"", "id:1")], unless("id:1"))
    library.append([event(b"", "id:1")], unless("id:1", "id:1"))
    assert len(list(library.read())) == 2


def test_in_the_library_a_failed_append_leaves_a_hole(library: PostgresDCBRecorderTT) -> None:
    library.append([event(b"1")])
    with pytest.raises(PersistenceError):
        library.append([DCBEvent(None, b"2", [])])  # type: ignore[arg-type]
    assert library.append([event(b"3")]) == 3


def test_the_library_cannot_be_asked_for_two_topics(library: PostgresDCBRecorderTT) -> None:
    with pytest.raises(ProgrammingError, match="Unsupported query"):
        library.read(TWO_TYPES)


# Ours


def test_a_tailing_reader_misses_nothing_while_eight_write(open_one: Callable[..., Recorder]) -> None:
    each, writers = 25, [open_one() for _ in range(8)]
    followed = open_one()
    got: list[int] = []
    data: list[bytes] = []

    def write(number: int) -> None:
        for n in range(each):
            condition = unless(f"{number}-{n}") if n % 2 else None
            writers[number].commit([event(b"%d-%d" % (number, n), f"{number}-{n}")], condition)

    def follow() -> None:
        for found in followed.subscribe():
            got.append(found.position)
            data.append(found.event.data)
            if len(got) == each * len(writers):
                return

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)] + [threading.Thread(target=follow, daemon=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert got == list(range(1, each * 8 + 1))
    assert sorted(data) == sorted(b"%d-%d" % (number, n) for number in range(8) for n in range(each))


def test_on_postgresql_nothing_passes_a_commit_that_is_not_finished(postgres_url: str, open_url: Callable[..., Recorder]) -> None:
    slow, quick, reader = (open_url(postgres_url) for _ in range(3))
    assert isinstance(slow, PostgresRecorder)
    draft = draft_of(slow.head(), [event(b"slow", "a")], None, pass_through, wall_clock)
    passing = threading.Thread(target=quick.commit, args=([event(b"quick", "a")],))
    with slow._writer.transaction():  # type: ignore[union-attr]
        assert _append(slow._writer, [draft]) == [draft.after]  # type: ignore[arg-type]
        passing.start()
        passing.join(0.3)
        assert passing.is_alive()
        assert list(reader.read()) == []
    passing.join(30)
    assert [(found.position, found.event.data) for found in reader.read()] == [(1, b"slow"), (2, b"quick")]


def test_a_doubled_tag_leaves_the_condition_on(store: Recorder) -> None:
    store.append([event(b"", "id:1", "id:1")])
    for tags in (["id:1"], ["id:1", "id:1"], ["id:1"] * 3):
        with pytest.raises(BoundaryMoved):
            store.append([event(b"", "id:1")], unless(*tags))
    assert store.head().size == 1


def test_failed_appends_leave_no_hole(store: Recorder) -> None:
    store.append([event(b"1")])
    for failing in ([event(b"2", type="\0")], [event(b"2"), Offer("t", b"3", [], sealed=((b"", b""),))]):
        with pytest.raises(BadInput):
            store.append(failing)
    with pytest.raises(BoundaryMoved):
        store.append([event(b"2")], unless(types=("t",)))
    assert store.append([event(b"2")]) == 2


def test_two_topics_are_read_and_followed(store: Recorder) -> None:
    kinds = ["score.recorded", "list.fixed", "application.submitted"]
    store.append([event(kind.encode(), type=kind) for kind in kinds])
    assert [found.position for found in store.read(TWO_TYPES)] == [1, 3]
    with store.subscribe(TWO_TYPES) as subscription:
        assert [next(subscription).position, next(subscription).position] == [1, 3]
    with pytest.raises(BoundaryMoved):
        store.append([event()], DCBAppendCondition(TWO_TYPES, after=2))
