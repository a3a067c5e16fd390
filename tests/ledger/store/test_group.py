"""Members that share a transaction: each has its own condition and outcome, as if committed alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent
from eventsourcing.persistence import ProgrammingError

from ledger.errors import BadInput, StoreUnavailable
from ledger.store import About, AlreadyClaimed, BoundaryMoved, Head, Offer, Recorder, query_of
from ledger.store.port import NOTHING, Member
from ledger.store.postgres import PostgresRecorder
from ledger.tlog.merkle import leaf_hash, tree_hash

BOX = ((b"\x0d" * 32, b"box"),)


def member(name: str, *, unless: str | None = None, after: int | None = None, **more: Any) -> Member:
    condition = None if unless is None else DCBAppendCondition(query_of([About(unless, ("t",))]), after)
    return [Offer("t", name.encode(), [name], **more)], condition


def kinds(outcomes: list[Head | Exception]) -> list[int | type]:
    return [outcome.size if isinstance(outcome, Head) else type(outcome) for outcome in outcomes]


def test_each_member_has_its_own_outcome(store: Recorder) -> None:
    outcomes = store.commit_each([
        member("a", claims=("1",)),
        member("b", unless="a"),                       # the member before stands inside its boundary
        member("c", unless="b"),                       # but one that was left out does not
        ([], None),
        member("d", claims=("2", "1")),
        member("e", claims=("2",), sealed=BOX),        # id 2 was not spent by a member that was left out
        member("f\0"),
        member("g", sealed=BOX * 2),
        ([Offer("t", b"h", ["h"]), Offer("t", b"i", ["i"])], None),
        member("j", unless="h", after=5),              # decided on what will be the head by then
        member("k", unless="i", after=3),
    ])  # fmt: skip
    assert kinds(outcomes) == [
        1, BoundaryMoved, 2, ProgrammingError, AlreadyClaimed, 3, BadInput, BadInput, 5, 6, BoundaryMoved,
    ]  # fmt: skip
    assert [record for _, record in store.read_log()] == [b"a", b"c", b"e", b"h", b"i", b"j"]
    assert outcomes[9] == store.head()
    assert store.head().root == tree_hash([leaf_hash(record) for _, record in store.read_log()])
    moved, claimed = outcomes[1], outcomes[4]
    assert isinstance(moved, BoundaryMoved)
    assert isinstance(claimed, AlreadyClaimed)
    assert (moved.position, claimed.id, claimed.position) == (1, "1", 1)


def test_many_refusals_in_one_group_change_nothing_for_the_others(store: Recorder) -> None:
    store.commit([Offer("t", b"", ["taken"], claims=("taken",))])
    group = [member(f"{n}", unless="taken" if n % 3 == 0 else f"{n}", claims=("taken",) if n % 7 == 5 else (f"{n}",)) for n in range(40)]
    refused = {n: BoundaryMoved if n % 3 == 0 else AlreadyClaimed for n in range(40) if n % 3 == 0 or n % 7 == 5}
    sizes = iter(range(2, 100))
    assert kinds(store.commit_each(group)) == [refused.get(n) or next(sizes) for n in range(40)]
    assert [record for _, record in store.read_log(after=1)] == [b"%d" % n for n in range(40) if n not in refused]


def test_the_heads_of_a_group_grow_member_by_member(store: Recorder) -> None:
    heads = store.commit_each([member(f"{n}") for n in range(70)])
    leaves = [leaf_hash(b"%d" % n) for n in range(70)]
    for size, head in enumerate(heads, 1):
        assert isinstance(head, Head)
        assert (head.size, head.root) == (size, tree_hash(leaves[:size]))
    assert store.commit([Offer("t", b"", ["x"])]).size == 71


def test_no_members_and_only_refused_members_store_nothing(store: Recorder) -> None:
    assert store.commit_each([]) == []
    assert kinds(store.commit_each([([], None), member("\0")])) == [ProgrammingError, BadInput]
    assert store.head() == NOTHING
    assert store.commit([Offer("t", b"", ["x"])]).size == 1
    assert kinds(store.commit_each([member("y", unless="x"), member("z", unless="x")])) == [BoundaryMoved] * 2
    assert store.commit([Offer("t", b"", ["x"])]).size == 2


def test_what_build_raises_keeps_out_its_member_only(open_one: Callable[..., Recorder]) -> None:
    def build(event: DCBEvent, position: int, recorded_at: str) -> bytes:
        if event.data == b"bad":
            raise ZeroDivisionError
        return b"%d" % position

    store = open_one(build=build)
    assert kinds(store.commit_each([member("good"), member("bad"), member("fine")])) == [1, ZeroDivisionError, 2]
    assert list(store.read_log()) == [(1, b"1"), (2, b"2")]


def test_a_group_meets_a_head_that_another_writer_moved(open_one: Callable[..., Recorder]) -> None:
    ours, theirs = open_one(), open_one()
    ours.commit([Offer("t", b"", ["x"])])
    theirs.commit([Offer("t", b"", ["y"])])
    outcomes = ours.commit_each([member("a", unless="y", after=1), member("b", unless="x", after=1), member("c", unless="b", after=2)])
    assert kinds(outcomes) == [BoundaryMoved, 3, BoundaryMoved]


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_that_cannot_write_answers_every_member(store: Recorder, open_one: Callable[..., Recorder], read_only: bool) -> None:
    ours = open_one(read_only=read_only)
    if not read_only:
        ours.close()
    assert kinds(ours.commit_each([member("a"), member("b")])) == [StoreUnavailable] * 2
    assert store.head() == NOTHING


def test_groups_from_several_writers_share_one_log(open_one: Callable[..., Recorder]) -> None:
    stores = [open_one() for _ in range(3)]
    outcomes: list[list[Head | Exception]] = []

    def write(number: int) -> None:
        # Each group takes up what every other takes: exactly one wins each claim.
        outcomes.extend(stores[number].commit_each([member(f"{number}-{n}", claims=(f"{n}",))]) for n in range(1))
        outcomes.append(stores[number].commit_each([member(f"{number}-{n}", claims=(f"{n}",)) for n in range(1, 12)]))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    sizes = sorted(outcome.size for group in outcomes for outcome in group if isinstance(outcome, Head))
    assert sizes == list(range(1, 13))
    assert {type(outcome) for group in outcomes for outcome in group} == {Head, AlreadyClaimed}
    head, leaves = stores[0].head(), [leaf_hash(record) for _, record in stores[0].read_log()]
    assert (head.size, head.root) == (12, tree_hash(leaves))


def test_on_postgresql_a_commit_and_a_whole_group_are_one_round_trip(
    postgres_url: str, open_url: Callable[..., Recorder], tmp_path: Any
) -> None:
    store = open_url(postgres_url)
    assert isinstance(store, PostgresRecorder)
    store.commit([Offer("t", b"", ["x"])])

    def round_trips(act: Callable[[], object]) -> int:
        assert store._writer is not None
        assert store._reader is not None
        traces = []
        for session in (store._writer, store._reader):
            traces.append((tmp_path / f"{id(session)}").open("w+"))
            session.pgconn.trace(traces[-1].fileno())
        act()
        for session in (store._writer, store._reader):
            session.pgconn.untrace()
        told = "".join(trace.read() for trace in traces if trace.seek(0) == 0)
        for trace in traces:
            trace.close()
        return told.count("ReadyForQuery")

    # What is asked for the first time is prepared first.
    store.commit(*member("o", unless="o", after=0))
    store.commit_each([member("p"), member("q")])
    assert round_trips(lambda: store.commit(*member("a", unless="a", after=3))) == 1
    assert round_trips(lambda: store.commit(*member("b", unless="b", after=0))) == 1
    assert round_trips(lambda: store.commit_each([member(f"{n}", unless=f"{n}") for n in range(20)])) == 1
