"""What a read gives: bounds, pages, snapshots, rounds, subscriptions; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from eventsourcing.dcb.api import DCBEvent, DCBQuery, DCBQueryItem, DCBSequencedEvent

from ledger.errors import IntegrityViolation
from ledger.store import About, Offer, Recorder, paging, postgres_read, query_of, sqlite

SEVEN = [DCBEvent("even" if n % 2 == 0 else "odd", b"%d" % n, ["all", f"third:{n % 3}"]) for n in range(1, 8)]

QUERIES: dict[str, tuple[DCBQuery | None, set[int]]] = {
    "none": (None, {1, 2, 3, 4, 5, 6, 7}),
    "no items": (DCBQuery(), {1, 2, 3, 4, 5, 6, 7}),
    "empty item": (DCBQuery([DCBQueryItem(), DCBQueryItem(types=["odd"])]), {1, 2, 3, 4, 5, 6, 7}),
    "plain": (query_of([About("third:0", ("even", "odd"))]), {3, 6}),
    "plain twice": (query_of([About("third:0", ("odd",)), About("all", ("odd",))]), {1, 3, 5, 7}),
    "typed": (DCBQuery([DCBQueryItem(types=["even"], tags=["all", "third:1"])]), {4}),
    "broad": (DCBQuery([DCBQueryItem(tags=["all", "third:1"])]), {1, 4, 7}),
    "two types": (DCBQuery([DCBQueryItem(types=["odd", "even"])]), {1, 2, 3, 4, 5, 6, 7}),
    "types and tags": (DCBQuery([DCBQueryItem(types=["even"]), DCBQueryItem(tags=["third:1"])]), {1, 2, 4, 6, 7}),
    "all kinds": (
        DCBQuery([DCBQueryItem(["odd"], ["third:0"]), DCBQueryItem(["even"], ["all", "third:0"]), DCBQueryItem([], ["third:2"])]),
        {2, 3, 5, 6},
    ),
    "nothing": (query_of([About("third:3", ("odd",))]), set()),
}


def positions(found: Iterable[DCBSequencedEvent]) -> list[int]:
    return [event.position for event in found]


@pytest.fixture(params=[1, 2, 3, 1000], ids="page={}".format)
def page(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    for module in (sqlite, postgres_read):
        monkeypatch.setattr(module, "PAGE", request.param)
    assert paging.PAGE >= 1000
    return int(request.param)


def test_every_query_after_every_position_up_to_every_bound(store: Recorder, page: int) -> None:
    store.commit(SEVEN)
    for name, (query, matches) in QUERIES.items():
        for after, upto, limit in [
            (None, None, None),
            (2, None, None),
            (None, 5, None),
            (3, 6, None),
            (0, 6, 2),
            (7, 9, None),
            (5, 3, 1),
        ]:
            found = store.read(query, after=after, upto=upto, limit=limit)
            expected = [p for p in sorted(matches) if p > (after or 0) and p <= (7 if upto is None else upto)][:limit]
            assert positions(found) == expected, (name, after, upto, limit)
            if limit is None:
                assert found.head == min(7, 7 if upto is None else upto), (name, after, upto)
            else:
                assert found.head == (expected[-1] if expected else None), (name, after, upto, limit)


def test_a_read_is_the_log_as_it_was_at_the_call(store: Recorder, page: int) -> None:
    store.commit(SEVEN)
    found = store.read(QUERIES["plain twice"][0])
    everything = store.read()
    next(found)
    store.commit(SEVEN)
    assert positions(found) == [3, 5, 7]
    assert len(list(everything)) == 7


@pytest.mark.parametrize("bounds", [{"limit": 0}, {"upto": 0}, {"upto": -1}, {"after": 7}, {"after": 2**62}])
def test_a_read_of_nothing(store: Recorder, bounds: dict[str, int]) -> None:
    store.commit(SEVEN)
    assert list(store.read(**bounds)) == []  # type: ignore[arg-type]


def test_a_limit_below_zero_is_a_mistake(store: Recorder) -> None:
    with pytest.raises(ValueError, match="below zero"):
        store.read(limit=-1)


def test_an_empty_log_has_no_head_to_read_to(store: Recorder) -> None:
    found = store.read()
    assert (list(found), found.head) == ([], None)


def test_a_round_is_read_alone(store: Recorder) -> None:
    rounds = ["2024", "2025", None, "2024", "2025", "2024", "20245"]
    store.commit([Offer("t", b"%d" % n, ["a"], round=round) for n, round in enumerate(rounds, 1)])
    for size in (1, 2, 3, 5000):
        assert list(store.read_round("2024", page=size)) == [(1, b"1"), (4, b"4"), (6, b"6")]
    assert list(store.read_round("2024", after=1, upto=5)) == [(4, b"4")]
    assert list(store.read_round("2024", upto=0)) == []
    assert list(store.read_round("2026")) == []
    reading = store.read_round("2025", page=1)
    next(reading)
    store.commit([Offer("t", b"late", ["a"], round="2025")])
    assert list(reading) == [(5, b"5")]


def test_rounds_may_be_read_beside_each_other_and_left_in_the_middle(store: Recorder) -> None:
    store.commit([Offer("t", b"%d" % n, ["a"], round=f"{n % 2}") for n in range(1, 601)])
    odd, even = ([(n, b"%d" % n) for n in range(1, 601) if n % 2 == rest] for rest in (1, 0))
    assert list(zip(store.read_round("1"), store.read_round("0"), strict=True)) == list(zip(odd, even, strict=True))
    left = store.read_round("1")
    assert next(left) == odd[0]
    # What was read of it is not lost, whoever reads or appends meanwhile.
    assert list(store.read_round("0")) == even
    store.commit([Offer("t", b"late", ["a"], round="1")])
    assert list(left) == odd[1:]
    for _ in range(3):
        next(store.read_round("1"))
    assert list(store.read_round("1")) == [*odd, (601, b"late")]


def test_what_has_one_of_several_tags_is_read_once(store: Recorder) -> None:
    tagged = [["a"], ["b"], ["a", "b"], ["c"], ["ab"], ["b", "c"]]
    store.commit([Offer("t" if n % 2 else "u", b"%d" % n, tags) for n, tags in enumerate(tagged, 1)])
    for size in (1, 2, 3, 5000):
        assert [position for position, _ in store.read_tagged(["a", "b", "a"], page=size)] == [1, 2, 3, 6]
    assert list(store.read_tagged(["c", "d"], upto=5)) == [(4, b"4")]
    assert [position for position, _ in store.read_tagged(["a", "b"], after=2, upto=5, page=1)] == [3]
    assert list(store.read_tagged(["a"], after=3)) == []
    assert list(store.read_tagged([])) == []


def test_a_page_of_nothing_would_never_end(store: Recorder) -> None:
    store.commit(SEVEN)
    for reading in (store.read_round("2024", page=0), store.read_tagged(["a"], page=0), store.read_log(page=0)):
        with pytest.raises(ValueError, match="never end"):
            next(reading)


def test_a_round_is_read_through_its_own_index(store: Recorder, raw: Callable[..., list[Any]]) -> None:
    store.commit([Offer("t", b"x", ["a"], round=f"{2000 + n % 20}") for n in range(200)])
    if isinstance(store, sqlite.SQLiteRecorder):
        plan = " ".join(row[3] for row in raw(f"EXPLAIN QUERY PLAN {sqlite.ROUND}", "2004", 0, 10**6, 5000))
        assert "USING INDEX record_round (round=? AND pos>? AND pos<?)" in plan
        assert "SCAN" not in plan
        assert "TEMP B-TREE" not in plan
    else:
        with store._reader.cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f"EXPLAIN {postgres_read.ROUND}".encode(), ("2004", 0, 10**6, 5000))
            plan = " ".join(row[0] for row in cursor.fetchall())
        assert "Index Scan using record_round" in plan
        assert "Sort" not in plan
        assert "Filter" not in plan


def test_the_log_is_read_whole(store: Recorder) -> None:
    store.commit(SEVEN)
    for size in (1, 3, 7, 5000):
        assert list(store.read_log(page=size)) == [(n, b"%d" % n) for n in range(1, 8)]
    assert list(store.read_log(after=2, upto=4)) == [(3, b"3"), (4, b"4")]
    assert list(store.read_log(after=7)) == []
    assert list(store.read_log(upto=99))[-1] == (7, b"7")


@pytest.mark.parametrize(("gone", "named", "first", "last"), [
    ("pos = 3", "record 3 is missing", 3, 3),
    ("pos BETWEEN 2 AND 4", "records 2 to 4 are missing", 2, 4),
    ("pos = 1", "record 1 is missing", 1, 1),
    ("pos >= 6", "records 6 to 7 are missing", 6, 7),
])  # fmt: skip
def test_a_missing_record_is_named(
    store: Recorder, unguarded: Callable[..., list[Any]], gone: str, named: str, first: int, last: int
) -> None:
    store.commit(SEVEN)
    unguarded(f"DELETE FROM record WHERE {gone}")
    for size in (2, 5000):
        with pytest.raises(IntegrityViolation, match=named) as caught:
            list(store.read_log(page=size))
        assert (caught.value.first, caught.value.last) == (first, last)


TOPICS: list[tuple[DCBQuery | None, list[int]]] = [
    (None, [1, 2, 3, 4]),
    (DCBQuery([DCBQueryItem(types=["even"])]), [2, 4]),
    (DCBQuery([DCBQueryItem(types=["even", "odd"])]), [1, 2, 3, 4]),
    (DCBQuery([DCBQueryItem(types=["even"]), DCBQueryItem(tags=["third:0"])]), [2, 3, 4]),
    (query_of([About("all", ("odd", "even"))]), [1, 2, 3, 4]),
]


@pytest.mark.parametrize(("query", "expected"), TOPICS)
def test_a_subscription_follows_any_query(store: Recorder, query: DCBQuery | None, expected: list[int]) -> None:
    store.commit(SEVEN[:3])
    got: list[int] = []
    with store.subscribe(query) as subscription:
        reader = threading.Thread(target=lambda: got.extend(event.position for event in subscription))
        reader.start()
        store.commit(SEVEN[3:4])
        deadline = threading.Event()
        for _ in range(400):
            if got == expected or deadline.wait(0.01):
                break
    reader.join(5)
    assert not reader.is_alive()
    assert got == expected


def test_a_subscription_starts_behind_a_position_and_stops_when_told(store: Recorder) -> None:
    store.commit(SEVEN)
    with store.subscribe(after=5) as subscription:
        assert [next(subscription).position, next(subscription).position] == [6, 7]
        stopping = threading.Timer(0.05, subscription.stop)
        stopping.start()
        with pytest.raises(StopIteration):
            next(subscription)
    stopping.join()
