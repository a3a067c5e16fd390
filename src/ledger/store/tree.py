"""The tree as the tables hold it: one row for every complete subtree, none for the ragged edge.

A tree of n leaves is made up of one complete subtree for each bit of n; their hashes, largest
first, are the frontier, and the frontier gives the root. So the head row keeps no frontier, which
the node rows already hold, and a head that is read back is checked against its own root.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.errors import BadInput, IntegrityViolation
from ledger.store.port import Head
from ledger.tlog.merkle import root_of

Place = tuple[int, int]
"""(level, index) of a complete subtree: leaves ``index << level`` up to, without, ``index + 1 << level``."""


LEVELS = 62
"""No tree has more: its positions are 64-bit integers."""


def subtrees(size: int) -> list[Place]:
    """Return the places of the complete subtrees that make up a tree of ``size`` leaves, largest first."""
    return [(level, (size >> level) - 1) for level in reversed(range(size.bit_length())) if size >> level & 1]


def keys_of(places: Iterable[Place]) -> list[tuple[int, int]]:
    """Return (position of the record that completes it, level) of each place that can be a subtree: the key of its row."""
    return [((index + 1) << level, level) for level, index in places if 0 <= level < LEVELS and 0 <= index < 1 << (LEVELS - level)]


def head_of(size: int, root: bytes, recorded_at: str, nodes: dict[Place, bytes]) -> Head:
    """Return the head whose frontier is among ``nodes``.

    Raises ``IntegrityViolation`` when a subtree is missing or they do not give ``root``.
    """
    places = subtrees(size)
    frontier = tuple(nodes[place] for place in places if place in nodes)
    if len(frontier) < len(places):
        raise lost(place for place in places if place not in nodes)
    if root_of(frontier) != root:
        raise IntegrityViolation(f"the stored root of {size} records is not the root of their tree", 1, size)
    return Head(size, root, frontier, recorded_at)


def in_order(wanted: Sequence[Place], nodes: dict[Place, bytes], size: int) -> list[bytes]:
    """Return the hashes at ``wanted``, all of which must be among ``nodes``.

    Raises ``BadInput`` for a place that a tree of ``size`` leaves does not complete, else ``IntegrityViolation``.
    """
    missing = [place for place in wanted if place not in nodes]
    for level, index in missing:
        if level < 0 or index < 0 or (index + 1) << level > size:
            raise BadInput(f"subtree ({level}, {index})", f"it is not complete in a tree of {size} records")
    if missing:
        raise lost(missing)
    return [nodes[place] for place in wanted]


def lost(places: Iterable[Place]) -> IntegrityViolation:
    """Return the error for subtrees that the store should hold, naming the positions below them."""
    places = sorted(places)
    first = min((index << level) + 1 for level, index in places)
    last = max((index + 1) << level for level, index in places)
    return IntegrityViolation(f"tree nodes over records {first} to {last} are missing from the store", first, last)


def check_publication(size: int, recorded: int, published: int) -> None:
    """Raise ``IntegrityViolation`` unless a checkpoint of ``size`` can follow the published one of this log."""
    if size > recorded:
        raise IntegrityViolation(
            f"a checkpoint of {size} records, but the store holds {recorded}: the store was cut back, or this is another log",
            recorded + 1,
            size,
        )
    if size < published:
        raise IntegrityViolation(f"a checkpoint of {size} records after one of {published} was published", size + 1, published)
