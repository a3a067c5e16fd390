"""Verification (核验): the log recomputed from its entries, in eight numbered steps, from a folder or a store.

Nothing that is stored is trusted: no hash, tile, root, tag or index. What is trusted comes from
outside: the log's verifier key, a policy, a checkpoint that was kept, the signer's memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ledger.bundle.examine import Examination
from ledger.bundle.folder import Folder
from ledger.bundle.report import ALONE, CLOCK, CLOSED, OMITTED, ROOTS, TRUTH, Faults, Text, Verification
from ledger.bundle.tables import compare_tables
from ledger.errors import BadInput
from ledger.store.port import Recorder
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint
from ledger.tlog.merkle import EMPTY, Hash, extend, root_of
from ledger.tlog.note import LogKey, NoteRefused
from ledger.tlog.policy import Policy
from ledger.tlog.tile import HEIGHT

CHECKPOINT = "checkpoint"
DEMO = "demo.invalid"
"""Origins that end so are made with seeds that everybody knows; a policy never accepts them."""

SIGNED, READ, TREE = 1, 2, 4


class Tree:
    """The tree as the entries give it: a root at each of the sizes ``marks``, and the hashes of every tile level."""

    def __init__(self, marks: Iterable[int]) -> None:
        self._marks = sorted(set(marks))
        self.size = 0
        self._frontier: tuple[Hash, ...] = ()
        self.roots: dict[int, Hash] = {0: EMPTY}
        self.rows: list[list[Hash]] = [[]]

    def add(self, start: int, hashes: list[Hash]) -> list[tuple[int, int, Hash]]:
        """Take the leaves from index ``start`` on and return the subtrees that they complete; none after a gap."""
        if start != self.size:
            return []
        done: list[tuple[int, int, Hash]] = []
        stops = [mark - start for mark in self._marks if start < mark < start + len(hashes)]
        for begin, end in zip([0, *stops], [*stops, len(hashes)], strict=True):
            self.size, self._frontier, nodes = extend(self.size, self._frontier, hashes[begin:end])
            self.roots[self.size] = root_of(self._frontier)
            done += nodes
        for height, _, hash in done:
            if height % HEIGHT == 0:
                if height // HEIGHT == len(self.rows):
                    self.rows.append([])
                self.rows[height // HEIGHT].append(hash)
        return done


@dataclass(frozen=True, slots=True)
class _Trust:
    """What step 1 establishes."""

    key: LogKey
    checkpoint: Checkpoint | None
    kept: Checkpoint | None
    witnessed: bool


def verify_tiles(directory: Path, vkey: str, policy: Policy | None = None, *, since: bytes | None = None) -> Verification:
    """Verify the log in ``directory`` under the verifier key ``vkey``; ``since`` is a checkpoint kept from before.

    Raises ``BadInput`` for a key that is none and a folder that cannot be read. All else is in the report.
    """
    key = _key(vkey)
    faults = Faults()
    try:
        note = (directory / CHECKPOINT).read_bytes()
    except OSError as error:
        raise BadInput(str(directory / CHECKPOINT), error.strerror or str(error), "name a folder that `ledger publish` wrote") from None
    trust = _step_1(key, note, policy, since, faults)
    if trust.checkpoint is None:
        return faults.close({SIGNED}, _unproven(trust))
    size = trust.checkpoint.size
    tree = Tree([size, *([trust.kept.size] if trust.kept else [])])
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
    _compare_roots(tree, trust, faults)
    if faults.failed(TREE):
        faults.figures[TREE]["hash_files_give_signed_root"] = _yes(folder.root_of_hashes() == trust.checkpoint.root)
    return faults.close({1, 2, 3, 4, 5, 6, 7}, _unproven(trust))


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
    key = _key(vkey)
    faults = Faults()
    published = recorder.published()
    trust = _step_1(key, published[1] if published else None, policy, since, faults)
    known = [checkpoint.size for checkpoint in (trust.checkpoint, trust.kept) if checkpoint]
    tree = Tree([*known, *([memory[0]] if memory else [])])
    examination = Examination(key.name, faults)
    compare_tables(recorder, tree, examination.take, memory, faults)
    examination.close(vkey)
    _compare_roots(tree, trust, faults)
    return faults.close({2, 3, 4, 5, 6, 7, 8} | ({SIGNED} if published or since else set()), _unproven(trust))


def _step_1(key: LogKey, note: bytes | None, policy: Policy | None, since: bytes | None, faults: Faults) -> _Trust:
    checkpoint = kept = None
    witnessed = False
    if policy and policy.logs and key not in policy.logs:
        faults.add(SIGNED, None, f"信任策略未列入日志 {key.name}", f"the policy does not name the log {key.name} with this key")
    if policy and key.name.endswith(DEMO):
        faults.add(SIGNED, None, "演示台账不受任何信任策略认可", "this is a demonstration, which no policy accepts")
    witnesses = tuple(policy.witnesses.values()) if policy else ()
    if note is not None:
        try:
            opened = open_checkpoint(note, key, witnesses)
        except NoteRefused as error:
            faults.add(SIGNED, None, f"检查点不被接受：{error}", f"the checkpoint is refused: {error}")
        else:
            checkpoint = opened.checkpoint
            faults.figures[SIGNED] |= {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
            faults.figures[SIGNED] |= {"witnesses": len(opened.signed)}
            witnessed = policy is not None and bool(opened.signed) and policy.met(opened.signed)
            if policy and not policy.met(opened.signed):
                faults.add(
                    SIGNED,
                    None,
                    f"见证签名未达到信任策略要求（现有 {len(opened.signed)} 个）",
                    f"the witnesses of the policy's quorum have not all signed; {len(opened.signed)} did",
                )
    if since is not None:
        try:
            kept = open_checkpoint(since, key).checkpoint
        except NoteRefused as error:
            faults.add(SIGNED, None, f"留存的检查点不被接受：{error}", f"the checkpoint that was kept is refused: {error}")
        else:
            faults.figures[SIGNED] |= {"kept_size": kept.size}
            if checkpoint and checkpoint.size < kept.size:
                faults.add(
                    SIGNED,
                    checkpoint.size + 1,
                    f"检查点只有 {checkpoint.size} 条记录，少于留存检查点的 {kept.size} 条",
                    f"the checkpoint is of {checkpoint.size} records and the kept one of {kept.size}: it is stale, or the log went back",
                    kept.size,
                )
    return _Trust(key, checkpoint, kept, witnessed)


def _compare_roots(tree: Tree, trust: _Trust, faults: Faults) -> None:
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


def _unproven(trust: _Trust) -> tuple[Text, ...]:
    alone = () if trust.witnessed else (ALONE,)
    return (TRUTH, OMITTED, *alone, ROOTS, CLOCK, CLOSED)


def _key(vkey: str) -> LogKey:
    try:
        return LogKey.of(vkey)
    except NoteRefused as error:
        raise BadInput("key", str(error), "give the log's verifier key, name+id+base64, as it was published") from None


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
