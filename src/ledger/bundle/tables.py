"""The tables of a store against its records (存储对账): gaps, nodes and head, and the indexes beside the log.

Rows that no record accounts for can be seen only under a tag, type, round or id that some record has:
the port of the store offers no other way in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from ledger.bundle.report import Faults
from ledger.errors import IntegrityViolation
from ledger.record.envelope import Record
from ledger.store.port import About, Recorder, query_of
from ledger.tlog.merkle import Hash, Place, leaf_hash

READ, TREE, TABLES = 2, 4, 8
BATCH = 256

Examine = Callable[[int, bytes], Record | None]
"""(position, entry) -> its record, examined; None where it cannot be read."""


class Growing(Protocol):
    """The tree that is recomputed: takes leaves from an index on, and returns the subtrees that they complete."""

    size: int
    roots: dict[int, Hash]

    def add(self, start: int, hashes: list[Hash]) -> list[tuple[int, int, Hash]]: ...


def compare_tables(recorder: Recorder, tree: Growing, examine: Examine, memory: tuple[int, bytes] | None, faults: Faults) -> None:
    """Read the whole log once, examine each entry, and hold every table against it."""
    due, nodes = _Due(faults), _Nodes(recorder, tree, faults)
    size = _read(recorder, nodes, examine, due, faults)
    _compare_head(recorder, tree, size, faults)
    due.compare(recorder)
    _compare_memory(tree, memory, faults)


class _Due:
    """The rows that the records call for."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._tags: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._rounds: dict[str, list[int]] = defaultdict(list)
        self._ids: dict[str, int] = {}

    def take(self, position: int, record: Record, kind: str, tags: list[str]) -> None:
        said = record.act.said
        if kind != said.type:
            self._fail(position, f"类型列为 {kind}，记录为 {said.type}", f"the column says type {kind}, the record {said.type}")
        if sorted(tags) != sorted(record.log.tags):
            self._fail(position, f"标签列为 {tags}", f"the column says tags {tags}, the record {list(record.log.tags)}")
        for tag in record.log.tags:
            if self._storable(tag, position):
                self._tags[tag, said.type].append(position)
        if said.round is not None and self._storable(said.round, position):
            self._rounds[said.round].append(position)
        if self._storable(said.id, position):
            self._ids.setdefault(said.id, position)

    def compare(self, recorder: Recorder) -> None:
        for (tag, kind), positions in self._tags.items():
            try:
                found = [event.position for event in recorder.read(query_of([About(tag, (kind,))]))]
            except (IntegrityViolation, ValueError) as error:
                self._faults.add(TABLES, None, f"标签 {tag}（{kind}）的索引不可读：{error}", f"the index of {tag} ({kind}): {error}")
            else:
                self._differ(positions, found, f"标签 {tag}（{kind}）", f"tag {tag} ({kind})")
        for round, positions in self._rounds.items():
            found = [position for position, _ in recorder.read_round(round)]
            self._differ(positions, found, f"年度 {round}", f"round {round}")
        for id, position in self._ids.items():
            spent = recorder.claimed(id)
            if spent != position:
                self._fail(position, f"编号 {id} 登记在 {spent}", f"id {id} is spent by {spent or 'no record'} in the index")
        self._faults.figures[TABLES] |= {"tag_keys": len(self._tags), "rounds": len(self._rounds), "ids": len(self._ids)}

    def _storable(self, text: str, position: int) -> bool:
        holds = bool(text) and "\0" not in text
        if not holds:
            self._fail(position, f"{text!r} 不能入索引", f"{text!r} cannot stand in an index")
        return holds

    def _differ(self, due: list[int], found: list[int], zh: str, en: str) -> None:
        for position in sorted(set(due) - set(found)):
            self._fail(position, f"索引缺少{zh}", f"the index of {en} lacks it")
        for position in sorted(set(found) - set(due)):
            self._fail(position, f"索引多出{zh}", f"the index of {en} names it, and the record does not")

    def _fail(self, position: int, zh: str, en: str) -> None:
        self._faults.add(TABLES, position, f"记录 {position}：{zh}", f"record {position}: {en}")


class _Nodes:
    """Holds the stored nodes against those that the records give, lowest first."""

    def __init__(self, recorder: Recorder, tree: Growing, faults: Faults) -> None:
        self._recorder, self._tree, self._faults = recorder, tree, faults
        self._bad: set[Place] = set()

    def take(self, position: int, hashes: list[Hash]) -> None:
        """Take the leaf hashes up to ``position``, and compare the subtrees that they complete."""
        nodes = self._tree.add(position - len(hashes), hashes)
        try:
            stored = self._recorder.nodes([(level, index) for level, index, _ in nodes]) if nodes else []
        except IntegrityViolation as error:
            self._faults.add(TREE, error.first, f"树节点缺失：{error.why}", error.why, error.last)
            return
        for (level, index, hash), found in zip(nodes, stored, strict=True):
            if hash == found:
                continue
            below = {(level - 1, 2 * index), (level - 1, 2 * index + 1)}
            known = below & self._bad
            self._bad.add((level, index))
            if known:
                continue  # a narrower subtree has told already where it is
            first, last = (index << level) + 1, (index + 1) << level
            self._faults.add(
                TREE,
                first,
                f"记录 {first} 至 {last} 与所存节点（{level}, {index}）不符",
                f"records {first} to {last} and their stored node ({level}, {index}) disagree",
                last,
            )


def _read(recorder: Recorder, nodes: _Nodes, examine: Examine, due: _Due, faults: Faults) -> int:
    """Return the position after which nothing could be read."""
    position, batch = 0, list[Hash]()
    try:
        for row in recorder.read():
            if row.position != position + 1:
                # What comes after a gap has no place in the tree that is recomputed.
                nodes.take(position, batch)
                batch = []
                _missing(faults, position + 1, row.position - 1)
            position = row.position
            batch.append(leaf_hash(row.event.data))
            record = examine(position, row.event.data)
            if record is not None:
                due.take(position, record, row.event.type, row.event.tags)
            if len(batch) == BATCH:
                nodes.take(position, batch)
                batch = []
    except (IntegrityViolation, ValueError) as error:
        faults.add(READ, position + 1, f"记录 {position} 之后无法读取：{error}", f"nothing can be read after record {position}: {error}")
    nodes.take(position, batch)
    return position


def _compare_head(recorder: Recorder, tree: Growing, size: int, faults: Faults) -> None:
    try:
        head = recorder.head()
    except IntegrityViolation as error:
        faults.add(TREE, error.first, f"树头与节点不符：{error.why}", error.why, error.last)
        return
    if head.size > size:
        _missing(faults, size + 1, head.size)
    elif tree.size == head.size and tree.roots[tree.size] != head.root:
        faults.add(TREE, None, "树头所存的根与记录不符", "the stored root of the head is not that of the records")


def _compare_memory(tree: Growing, memory: tuple[int, bytes] | None, faults: Faults) -> None:
    if memory is None:
        return
    size, root = memory
    faults.figures[TABLES] |= {"signer_size": size}
    if size > tree.size:
        faults.add(
            TABLES,
            tree.size + 1,
            f"签名端曾签署 {size} 条，可核验的只有 {tree.size} 条：存储被截短",
            f"the signer signed {size} records and {tree.size} can be verified: the store was cut back",
            size,
        )
    elif tree.roots[size] != root:
        faults.add(
            TABLES,
            None,
            f"签名端签署的 {size} 条记录之根与现存不同：历史被改写",
            f"the signer signed another root of {size} records: history was rewritten",
        )


def _missing(faults: Faults, first: int, last: int) -> None:
    faults.add(READ, first, f"记录 {first} 至 {last} 缺失", f"records {first} to {last} are missing", last)
