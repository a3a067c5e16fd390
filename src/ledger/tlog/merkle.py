"""The Merkle tree of RFC 6962, in the words of RFC 9162. Bytes in, bytes out; nothing else.

``tree_hash``, ``prove_inclusion`` and ``prove_consistency`` are the definitions of RFC 9162 section
2.1, line for line, and so are slow: they are what the log is held against, not how it is built.
``extend`` builds it, from the frontier alone. ``inclusion_places`` and ``consistency_places`` name
the few stored subtrees that a proof is folded from. The ``check_`` functions are what an auditor runs.

A *complete subtree* has 2^level leaves and lies at (level, index): leaves ``index << level`` up to,
without, ``index + 1 << level``. Its hash never changes once its last leaf is there.

This module imports nothing of ours, so that it can be read, and trusted, alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

Hash = bytes
"""32 bytes of SHA-256."""

Place = tuple[int, int]
"""(level, index) of a complete subtree; level 0 is a leaf."""

HASH_BYTES = 32

EMPTY: Hash = sha256(b"").digest()
"""The root of the log before its first entry."""


class ProofFailed(Exception):
    """A proof does not lead from what it starts from to the root that was signed."""


def leaf_hash(entry: bytes) -> Hash:
    """Return the hash of an entry. The prefix keeps an entry from passing as a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of the interior node above ``left`` and ``right``."""
    return sha256(b"\x01" + left + right).digest()


def extend(size: int, frontier: Sequence[Hash], leaf_hashes: Iterable[Hash]) -> tuple[int, tuple[Hash, ...], list[tuple[int, int, Hash]]]:
    """Return the size, the frontier and the new nodes after appending ``leaf_hashes`` to a tree of ``size``.

    The frontier holds the complete subtrees that make up a tree, largest first: one for each bit of
    its size. The nodes are (level, index, hash) of every subtree that the new leaves complete, the
    leaves among them. Raises ``ValueError`` for a frontier that cannot be that of ``size`` leaves.
    """
    if size < 0 or len(frontier) != size.bit_count():
        raise ValueError(f"{len(frontier)} subtrees cannot make up a tree of {size}")
    stack = list(frontier)
    nodes: list[tuple[int, int, Hash]] = []
    for leaf in leaf_hashes:
        level, index, hash = 0, size, leaf
        nodes.append((level, index, hash))
        while index & 1:
            hash = node_hash(stack.pop(), hash)
            level, index = level + 1, index >> 1
            nodes.append((level, index, hash))
        stack.append(hash)
        size += 1
    return size, tuple(stack), nodes


def root_of(frontier: Sequence[Hash]) -> Hash:
    """Return the root of the tree, or the hash of the run of leaves, that these subtrees make up, largest first."""
    if not frontier:
        return EMPTY
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def tree_hash(leaves: Sequence[Hash]) -> Hash:
    """Return the root of the tree over ``leaves`` (2.1.1)."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def prove_inclusion(index: int, leaves: Sequence[Hash]) -> tuple[Hash, ...]:
    """Return the path from leaf ``index`` up to the root (2.1.3.1). Raises ``ValueError`` for no such leaf."""
    if not 0 <= index < len(leaves):
        raise ValueError(f"no leaf {index} in a tree of {len(leaves)}")
    if len(leaves) == 1:
        return ()
    k = _split(len(leaves))
    if index < k:
        return (*prove_inclusion(index, leaves[:k]), tree_hash(leaves[k:]))
    return (*prove_inclusion(index - k, leaves[k:]), tree_hash(leaves[:k]))


def prove_consistency(old: int, leaves: Sequence[Hash]) -> tuple[Hash, ...]:
    """Return the proof that the tree over the first ``old`` leaves grew into that over ``leaves`` (2.1.4.1).

    Raises ``ValueError`` unless ``old`` is from 1 to the number of leaves: every tree follows the empty one.
    """
    if not 0 < old <= len(leaves):
        raise ValueError(f"no consistency proof from {old} to {len(leaves)}")
    return _subproof(old, leaves, True)


def _subproof(m: int, leaves: Sequence[Hash], known: bool) -> tuple[Hash, ...]:
    if m == len(leaves):
        return () if known else (tree_hash(leaves),)
    k = _split(len(leaves))
    if m <= k:
        return (*_subproof(m, leaves[:k], known), tree_hash(leaves[k:]))
    return (*_subproof(m - k, leaves[k:], False), tree_hash(leaves[:k]))


def run_places(start: int, end: int) -> list[Place]:
    """Return the complete subtrees that make up leaves ``start`` up to, without, ``end``, largest first.

    Right for the runs that a proof names, whose ``start`` is a multiple of a power of two that is no
    smaller than the run; for such, ``root_of`` their hashes is the run's hash.
    """
    places: list[Place] = []
    while start < end:
        level = (end - start).bit_length() - 1
        places.append((level, start >> level))
        start += 1 << level
    return places


def inclusion_places(index: int, size: int) -> list[list[Place]]:
    """Return, for each hash of ``prove_inclusion(index, …)``, the subtrees to be folded by ``root_of``.

    About ``log2(size)`` places in all. Raises ``ValueError`` for no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end, proof = 0, size, list[list[Place]]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(run_places(middle, end))
            end = middle
        else:
            proof.append(run_places(start, middle))
            start = middle
    return proof[::-1]


def consistency_places(old: int, new: int) -> list[list[Place]]:
    """Return, for each hash of ``prove_consistency(old, …)`` to ``new`` leaves, the subtrees to be folded by ``root_of``.

    Raises ``ValueError`` unless ``old`` is from 1 to ``new``.
    """
    if not 0 < old <= new:
        raise ValueError(f"no consistency proof from {old} to {new}")
    start, end, proof = 0, new, list[list[Place]]()
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(run_places(middle, end))
            end = middle
        else:
            proof.append(run_places(start, middle))
            start = middle
    if start:
        proof.append(run_places(start, end))
    return proof[::-1]


def check_inclusion(proof: Sequence[Hash], index: int, size: int, leaf: Hash, root: Hash) -> None:
    """Raise ``ProofFailed`` unless ``leaf`` is entry ``index`` of the ``size`` entries under ``root`` (2.1.3.2)."""
    _check_widths(*proof, leaf, root)
    if not 0 <= index < size:
        raise ProofFailed(f"no leaf {index} in a tree of {size}")
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            raise ProofFailed("the proof is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofFailed("the proof is too short")
    if r != root:
        raise ProofFailed(f"the proof leads to {r.hex()}, not to {root.hex()}")


def check_consistency(proof: Sequence[Hash], old: int, new: int, old_root: Hash, new_root: Hash) -> None:
    """Raise ``ProofFailed`` unless the tree of ``new`` entries keeps the first ``old`` as they were (2.1.4.2).

    From the empty tree, and from a tree to itself, the proof is empty.
    """
    if not 0 <= old <= new:
        raise ProofFailed(f"a tree of {old} entries does not come before one of {new}")
    if old == 0 and old_root != EMPTY:
        raise ProofFailed("the root given for the empty tree is not its root")
    if old in (0, new) and proof:
        raise ProofFailed(f"no hash is needed from {old} to {new} entries")
    if old == new:
        if old_root != new_root:
            raise ProofFailed(f"two roots for {new} entries: {old_root.hex()} and {new_root.hex()}")
        return
    _check_widths(*proof, old_root, new_root)
    if old == 0:
        return
    if not proof:
        raise ProofFailed("the proof is empty")
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            raise ProofFailed("the proof is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise ProofFailed("the proof is too short")
    if fr != old_root:
        raise ProofFailed(f"the proof leads back to {fr.hex()}, not to {old_root.hex()}")
    if sr != new_root:
        raise ProofFailed(f"the proof leads to {sr.hex()}, not to {new_root.hex()}")


def _check_widths(*hashes: Hash) -> None:
    for hash in hashes:
        if len(hash) != HASH_BYTES:
            raise ProofFailed(f"a hash of {len(hash)} bytes; SHA-256 has {HASH_BYTES}")


def _split(n: int) -> int:
    """Return the largest power of two smaller than ``n`` (``n`` > 1)."""
    return 1 << (n - 1).bit_length() - 1
