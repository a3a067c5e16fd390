"""The tree as stored is the tree of RFC 6962 over the records, and what is lost or changed is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ledger.errors import BadInput, IntegrityViolation
from ledger.store import Offer, Recorder
from ledger.store.port import NOTHING
from ledger.store.tree import subtrees
from ledger.tlog.merkle import EMPTY, leaf_hash, tree_hash

Raw = Callable[..., list[Any]]


def fill(store: Recorder, size: int, at_once: int = 3) -> list[bytes]:
    """Commit ``size`` records; return their leaf hashes, computed here."""
    for start in range(0, size, at_once):
        store.commit([Offer("t", b"record %d" % n, ["a"]) for n in range(start, min(size, start + at_once))])
    return [leaf_hash(b"record %d" % n) for n in range(size)]


def test_an_empty_log_has_the_empty_root(store: Recorder) -> None:
    assert store.head() == NOTHING
    assert NOTHING.root == EMPTY
    assert (store.leaves(0, 0), store.nodes([])) == ([], [])


def test_each_head_is_the_root_over_the_records_so_far(store: Recorder) -> None:
    leaves = []
    for n in range(20):
        head = store.commit([Offer("t", b"record %d" % n, ["a"])])
        leaves.append(leaf_hash(b"record %d" % n))
        assert (head.size, head.root) == (n + 1, tree_hash(leaves))
        assert store.head() == head
    assert [leaf_hash(record) for _, record in store.read_log()] == leaves == store.leaves(0, 20)


@pytest.mark.parametrize("size", [1, 2, 7, 8, 13])
def test_every_complete_subtree_has_its_hash(store: Recorder, size: int) -> None:
    leaves = fill(store, size)
    places = [(level, index) for level in range(size.bit_length()) for index in range(size >> level)]
    for wanted in (places, places[::-1], places[:1] * 2):
        assert store.nodes(wanted) == [tree_hash(leaves[index << level : index + 1 << level]) for level, index in wanted]
    assert store.head().frontier == tuple(store.nodes(subtrees(size)))


@pytest.mark.parametrize("place", [(0, 13), (1, 6), (2, 3), (3, 1), (4, 0), (62, 0), (-1, 0), (0, -1)])
def test_a_subtree_that_is_not_complete_is_bad_input(store: Recorder, place: tuple[int, int]) -> None:
    fill(store, 13)
    with pytest.raises(BadInput, match="not complete in a tree of 13"):
        store.nodes([(0, 0), place])


def test_leaves_beyond_the_log_are_bad_input(store: Recorder) -> None:
    leaves = fill(store, 5)
    assert store.leaves(2, 4) == leaves[2:4]
    for start, end in [(4, 6), (5, 6), (-1, 2)]:
        with pytest.raises(BadInput):
            store.leaves(start, end)


@pytest.mark.parametrize(("place", "first", "last"), [((0, 4), 5, 5), ((2, 1), 5, 8)])
def test_a_lost_node_is_named_with_the_records_below_it(
    store: Recorder, unguarded: Raw, place: tuple[int, int], first: int, last: int
) -> None:
    fill(store, 8)
    level, index = place
    unguarded("DELETE FROM node WHERE pos = ? AND level = ?", (index + 1) << level, level)
    with pytest.raises(IntegrityViolation, match=f"records {first} to {last}") as caught:
        store.nodes([place])
    assert (caught.value.first, caught.value.last) == (first, last)


def test_a_head_without_its_frontier_is_refused(store: Recorder, unguarded: Raw) -> None:
    fill(store, 7)
    unguarded("DELETE FROM node WHERE level = 1 AND pos = 6")
    with pytest.raises(IntegrityViolation, match="records 5 to 6"):
        store.head()


@pytest.mark.parametrize("sql", ["UPDATE node SET hash = ? WHERE level = 2", "UPDATE head SET root = ? WHERE size = 6"])
def test_a_changed_node_or_root_is_refused_by_readers_and_by_the_next_writer(
    store: Recorder, open_one: Callable[[], Recorder], unguarded: Raw, sql: str
) -> None:
    fill(store, 6)
    unguarded(sql, b"\x66" * 32)
    with pytest.raises(IntegrityViolation, match="is not the root of their tree"):
        store.head()
    with pytest.raises(IntegrityViolation):
        open_one().commit([Offer("t", b"next", ["a"])])
    assert unguarded("SELECT count(*) FROM record") == [(6,)]


def test_a_published_checkpoint_never_goes_back(store: Recorder, open_one: Callable[[], Recorder]) -> None:
    fill(store, 5)
    assert store.published() is None
    store.publish(3, b"note of 3")
    store.publish(3, b"note of 3, cosigned")
    assert open_one().published() == (3, b"note of 3, cosigned")
    store.publish(5, b"note of 5")
    for size, named in [(4, "checkpoint of 4 records after one of 5"), (0, "after one of 5"), (6, "the store holds 5")]:
        with pytest.raises(IntegrityViolation, match=named):
            open_one().publish(size, b"no")
    assert store.published() == (5, b"note of 5")
    assert store.commit([Offer("t", b"more", ["a"])]).size == 6


def test_a_checkpoint_of_nothing_may_be_published(store: Recorder) -> None:
    store.publish(0, b"empty")
    assert store.published() == (0, b"empty")
    with pytest.raises(IntegrityViolation, match="the store holds 0"):
        store.publish(1, b"one")
