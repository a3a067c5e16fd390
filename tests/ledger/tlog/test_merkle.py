"""The tree against published vectors, against its own definition, and against every small lie."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog.merkle import (
    EMPTY,
    Hash,
    Place,
    ProofFailed,
    check_consistency,
    check_inclusion,
    consistency_places,
    extend,
    inclusion_places,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
    run_places,
    tree_hash,
)

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
"""The eight entries that implementations of RFC 6962 have been tried on since 2013."""
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(b"%d" % i) for i in range(130)]
NODES: dict[Place, Hash] = {(level, index): hash for level, index, hash in extend(0, (), LEAVES)[2]}
ROOT = [tree_hash(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
sizes = st.integers(1, len(LEAVES))


def folded(places: list[list[Place]]) -> tuple[Hash, ...]:
    return tuple(root_of([NODES[place] for place in run]) for run in places)


def flipped(hash: Hash, bit: int) -> Hash:
    changed = bytearray(hash)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.shared
def test_all_196_published_vectors_of_good_and_bad_proofs(shared: Path) -> None:
    seen = accepted = 0
    for file in sorted((shared / "data/vectors/rfc6962").rglob("*.json")):
        vector = json.loads(file.read_bytes())
        proof = [b64decode(hash) for hash in vector["proof"] or ()]
        try:
            if "size1" in vector:
                roots = b64decode(vector["root1"]), b64decode(vector["root2"])
                check_consistency(proof, vector["size1"], vector["size2"], *roots)
            else:
                leaf, root = b64decode(vector["leafHash"]), b64decode(vector["root"])
                check_inclusion(proof, vector["leafIdx"], vector["treeSize"], leaf, root)
        except ProofFailed:
            assert vector["wantErr"], f"{file.parent.name}/{file.name}: a good proof is refused"
        else:
            assert not vector["wantErr"], f"{file.parent.name}/{file.name}: a bad proof passes"
            accepted += 1
        seen += 1
    assert seen == 196
    assert 0 < accepted < 30


def test_the_roots_of_the_eight_entries_of_2013() -> None:
    hashes = [leaf_hash(entry) for entry in ENTRIES]
    assert [tree_hash(hashes[:size]).hex() for size in range(9)] == ROOTS
    assert [root_of(extend(0, (), hashes[:size])[1]).hex() for size in range(9)] == ROOTS
    assert EMPTY.hex() == ROOTS[0]


def test_an_entry_does_not_pass_for_the_node_with_the_same_bytes() -> None:
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != tree_hash(LEAVES[:2])


@given(sizes, st.lists(st.integers(0, len(LEAVES)), max_size=4))
def test_extending_in_any_steps_gives_the_tree_of_the_definition(size: int, cuts: list[int]) -> None:
    reached: int = 0
    frontier: tuple[Hash, ...] = ()
    nodes: list[tuple[int, int, Hash]] = []
    for cut in [*sorted(min(cut, size) for cut in cuts), size]:
        reached, frontier, new = extend(reached, frontier, LEAVES[reached:cut])
        nodes += new
        assert root_of(frontier) == ROOT[reached]
    assert reached == size
    complete = [(level, index) for level in range(size.bit_length()) for index in range(size >> level)]
    assert sorted((level, index) for level, index, _ in nodes) == complete
    assert all(hash == tree_hash(LEAVES[index << level : (index + 1) << level]) for level, index, hash in nodes)


@pytest.mark.parametrize(("size", "frontier"), [(0, (EMPTY,)), (1, ()), (6, (EMPTY,)), (4, (EMPTY, EMPTY)), (-1, (EMPTY,))])
def test_a_frontier_that_cannot_be_of_that_size_is_refused(size: int, frontier: tuple[Hash, ...]) -> None:
    with pytest.raises(ValueError, match="cannot make up"):
        extend(size, frontier, LEAVES[:1])


@given(st.data())
def test_inclusion_from_stored_subtrees_is_the_definition_and_checks(data: st.DataObject) -> None:
    size = data.draw(sizes)
    index = data.draw(st.integers(0, size - 1))
    proof = folded(inclusion_places(index, size))
    assert proof == prove_inclusion(index, LEAVES[:size])
    check_inclusion(proof, index, size, LEAVES[index], ROOT[size])


@given(st.data())
def test_consistency_from_stored_subtrees_is_the_definition_and_checks(data: st.DataObject) -> None:
    new = data.draw(sizes)
    old = data.draw(st.integers(1, new))
    proof = folded(consistency_places(old, new))
    assert proof == prove_consistency(old, LEAVES[:new])
    check_consistency(proof, old, new, ROOT[old], ROOT[new])


def test_every_tree_follows_the_empty_one_and_itself() -> None:
    for size in range(5):
        check_consistency((), 0, size, EMPTY, ROOT[size])
        check_consistency((), size, size, ROOT[size], ROOT[size])


@given(st.data())
def test_a_changed_inclusion_proof_fails(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    proof = list(prove_inclusion(index, LEAVES[:size]))
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    for lie in (
        [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]],
        [*proof[:at], *proof[at + 1 :]],
        [*proof[:at], proof[at], *proof[at:]],
        [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]],
        [*proof[:at], proof[at][:-1], *proof[at + 1 :]],
    ):
        with pytest.raises(ProofFailed):
            check_inclusion(lie, index, size, LEAVES[index], ROOT[size])
    for leaf, root in ((flipped(LEAVES[index], bit), ROOT[size]), (LEAVES[index], flipped(ROOT[size], bit))):
        with pytest.raises(ProofFailed):
            check_inclusion(proof, index, size, leaf, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda i: i != index))
    with pytest.raises(ProofFailed):
        check_inclusion(proof, other, size, LEAVES[index], ROOT[size])


@given(st.data())
def test_a_changed_consistency_proof_fails(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, len(LEAVES)))
    old = data.draw(st.integers(1, new - 1))
    proof = list(prove_consistency(old, LEAVES[:new]))
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    for lie in (
        [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]],
        [*proof[:at], *proof[at + 1 :]],
        [*proof[:at], proof[at], *proof[at:]],
        [*proof[:at], proof[at][:-1], *proof[at + 1 :]],
    ):
        with pytest.raises(ProofFailed):
            check_consistency(lie, old, new, ROOT[old], ROOT[new])
    for roots in ((flipped(ROOT[old], bit), ROOT[new]), (ROOT[old], flipped(ROOT[new], bit)), (ROOT[new], ROOT[old])):
        with pytest.raises(ProofFailed):
            check_consistency(proof, old, new, *roots)


@pytest.mark.parametrize(
    ("old", "new", "old_root", "new_root", "proof"),
    [
        (2, 1, ROOT[2], ROOT[1], ()),  # the log went back
        (0, 1, ROOT[1], ROOT[1], ()),  # the empty tree has one root
        (0, 1, EMPTY, b"", ()),
        (0, 1, EMPTY, ROOT[1], (ROOT[1],)),
        (1, 1, ROOT[1], ROOT[1], (ROOT[1],)),
        (3, 3, ROOT[3], ROOT[2], ()),  # a fork
        (-1, 1, EMPTY, ROOT[1], ()),
        (1, 2, ROOT[1], ROOT[2], ()),
    ],
)
def test_consistency_at_the_edges_is_refused(old: int, new: int, old_root: Hash, new_root: Hash, proof: tuple[Hash, ...]) -> None:
    with pytest.raises(ProofFailed):
        check_consistency(proof, old, new, old_root, new_root)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (3, 3)])
def test_there_is_no_inclusion_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_places(index, size)
    with pytest.raises(ValueError, match="no leaf"):
        prove_inclusion(index, LEAVES[:size])
    with pytest.raises(ProofFailed):
        check_inclusion((), index, size, EMPTY, EMPTY)


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (4, 3), (-1, 3)])
def test_there_is_no_consistency_proof_between_such_sizes(old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no consistency proof"):
        consistency_places(old, new)
    with pytest.raises(ValueError, match="no consistency proof"):
        prove_consistency(old, LEAVES[:new])


@given(st.integers(1, 2**40), st.data())
def test_a_proof_in_a_huge_log_reads_few_subtrees(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    for proof in (inclusion_places(index, size), consistency_places(old, size)):
        assert sum(map(len, proof)) <= 2 * size.bit_length()
        assert all((at + 1) << level <= size for run in proof for level, at in run)
    assert len(run_places(0, size)) == size.bit_count()


def test_a_record_of_a_million_is_proven_from_about_twenty_subtrees() -> None:
    assert sum(map(len, inclusion_places(499_999, 1_000_000))) <= 26
