"""Verification (核验): the log recomputed from its entries, in eight numbered steps, from a folder or a store.

Nothing that is stored is trusted: no hash, tile, root, tag or index. What is trusted comes from
outside: the log's verifier key, a policy, a checkpoint that was kept, the signer's memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from ledger.bundle.examine import Examination
from ledger.bundle.folder import Folder
from ledger.bundle.report import Faults, Verification
from ledger.bundle.seen import compare_seen
from ledger.bundle.tables import compare_tables
from ledger.bundle.trust import SIGNED, Trust
from ledger.errors import BadInput
from ledger.store.port import Recorder
from ledger.tlog.merkle import EMPTY, Hash, extend, root_of
from ledger.tlog.policy import Policy
from ledger.tlog.tile import HEIGHT

CHECKPOINT = "checkpoint"
READ, TREE = 2, 4


class Tree:
    """The tree as the entries give it: a root at each of the sizes ``marks``, and the hashes of every tile level."""

    def __init__(self, marks: Iterable[int]) -> None:
        self._marks = frozenset(marks)
        self.size = 0
        self._frontier: tuple[Hash, ...] = ()
        self.roots: dict[int, Hash] = {0: EMPTY}
        self.rows: list[list[Hash]] = [[]]
        self._passing: list[int] = []

    def add(self, start: int, hashes: Sequence[Hash], stops: Sequence[int] = ()) -> list[tuple[int, int, Hash]]:
        """Take the leaves from index ``start`` on and return the subtrees that they complete; none after a gap.

        The roots at ``stops`` are kept as those at the marks are, but only until more leaves come.
        """
        if start != self.size:
            return []
        for size in self._passing:
            self.roots.pop(size, None)
        done: list[tuple[int, int, Hash]] = []
        end = start + len(hashes)
        sizes = sorted({end, *(size for size in (*self._marks, *stops) if start < size < end)})
        self._passing = [size for size in sizes if size not in self._marks]
        for size in sizes:
            self.size, self._frontier, nodes = extend(self.size, self._frontier, hashes[self.size - start : size - start])
            self.roots[self.size] = root_of(self._frontier)
            done += nodes
        for height, _, hash in done:
            if height % HEIGHT == 0:
                if height // HEIGHT == len(self.rows):
                    self.rows.append([])
                self.rows[height // HEIGHT].append(hash)
        return done


def verify_tiles(directory: Path, vkey: str, policy: Policy | None = None, *, since: bytes | None = None) -> Verification:
    """Verify the log in ``directory`` under the verifier key ``vkey``; ``since`` is a checkpoint kept from before.

    A key of the log that was replaced since does as well: the handovers that the records hold are followed from it.
    Raises ``BadInput`` for a key that is none and a folder that cannot be read. All else is in the report.
    """
    faults = Faults()
    trust = Trust(vkey, policy, faults)
    try:
        note = (directory / CHECKPOINT).read_bytes()
    except OSError as error:
        raise BadInput(str(directory / CHECKPOINT), error.strerror or str(error), "name a folder that `ledger publish` wrote") from None
    trust.present(note, since)
    if trust.checkpoint is None:
        return faults.close({SIGNED}, trust.unproven())
    size = trust.checkpoint.size
    tree = Tree(trust.marks)
    examination = Examination(trust.checkpoint.origin, faults)
    try:
        folder = Folder(directory, size, faults)
        for start, entries, hashes in folder.bundles():
            tree.add(start, hashes)
            for position, entry in enumerate(entries, start + 1):
                examination.take(position, entry)
        folder.compare(tree.rows)
    except OSError as error:
        raise BadInput(str(error.filename or directory), error.strerror or str(error), "give this user the right to read it") from None
    examination.close(vkey)
    if not trust.settle(examination.log_keys):
        # Of a log that nobody signed nothing else is worth saying.
        return faults.only(SIGNED).close({SIGNED}, trust.unproven())
    _compare_roots(tree, trust, faults)
    _compare_seen(tree, examination, faults)
    if faults.failed(TREE):
        faults.figures[TREE]["hash_files_give_signed_root"] = _yes(folder.root_of_hashes() == trust.checkpoint.root)
    return faults.close({1, 2, 3, 4, 5, 6, 7}, trust.unproven())


def verify_store(
    recorder: Recorder,
    vkey: str,
    policy: Policy | None = None,
    *,
    since: bytes | None = None,
    memory: tuple[int, bytes] | None = None,
) -> Verification:
    """Verify the log in a store, its published checkpoint, and the tables beside the log.

    ``memory`` is the (size, root) that the log's signer keeps outside the store. Raises ``BadInput`` for
    a key that is none, ``StoreUnavailable``. All else is in the report.
    """
    faults = Faults()
    trust = Trust(vkey, policy, faults)
    published = recorder.published()
    trust.present(published[1] if published else None, since)
    tree = Tree([*trust.marks, *([memory[0]] if memory else [])])
    examination = Examination(trust.key.name, faults)
    compare_tables(recorder, tree, examination.take, memory, faults)
    examination.close(vkey)
    trust.settle(examination.log_keys, own=True)
    _compare_roots(tree, trust, faults)
    _compare_seen(tree, examination, faults)
    return faults.close({2, 3, 4, 5, 6, 7, 8} | ({SIGNED} if published or since else set()), trust.unproven())


def _compare_roots(tree: Tree, trust: Trust, faults: Faults) -> None:
    """Hold the signed roots against those of the entries. A position is named only where no narrower one is."""
    faults.figures[TREE] |= {"entries": tree.size, "root": tree.roots[tree.size].hex()}
    for checkpoint, zh, en in ((trust.kept, "留存检查点", "checkpoint that was kept"), (trust.checkpoint, "检查点", "checkpoint")):
        if checkpoint is None:
            continue
        found = tree.roots.get(checkpoint.size)
        if checkpoint is trust.checkpoint:
            faults.figures[TREE]["entries_give_signed_root"] = _yes(found == checkpoint.root)
        if found == checkpoint.root or (checkpoint is trust.kept and trust.checkpoint and checkpoint.size > trust.checkpoint.size):
            continue
        narrower = faults.failed(TREE) or faults.failed(READ)
        first, last = (None, None) if narrower or not checkpoint.size else (1, checkpoint.size)
        if found is None:
            faults.add(
                TREE,
                first,
                f"记录不全，{zh}的根无法重算",
                f"entries are missing or broken, so that the root of the {en} cannot be recomputed",
                last,
            )
        else:
            faults.add(
                TREE,
                first,
                f"前 {checkpoint.size} 条记录的根是 {found.hex()}，{zh}签署的是 {checkpoint.root.hex()}",
                f"the first {checkpoint.size} entries give the root {found.hex()}; the {en} signs {checkpoint.root.hex()}",
                last,
            )


def _compare_seen(tree: Tree, examination: Examination, faults: Faults) -> None:
    # In a log that is not whole every act after the fault would seem to have seen another.
    if not faults.failed(READ) and not faults.failed(TREE):
        compare_seen(tree.rows[0], examination.claims, faults)


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
