"""The tables of a store against its records (存储对账): gaps, the indexes, and through ``beside`` the other tables.

An index is read whole, not looked up by what the records say: a row that no record accounts for could
stop an append, spend an id before its act comes, or slip a record into a round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from ledger.bundle.beside import Growing, Leaf, Rows, size_of
from ledger.bundle.report import Faults
from ledger.errors import IntegrityViolation
from ledger.events.founding import RecordSealed
from ledger.messages import in_chinese
from ledger.record.envelope import Record
from ledger.store.port import Head, Index, Recorder
from ledger.tlog.merkle import leaf_hash

READ, TREE, TABLES = 2, 4, 8
BATCH = 256
INSIDE = 2
"""Ids at most that a sealed record spends besides its own: of the act inside, and of the act that it refuses."""

Examine = Callable[[int, bytes], Record | None]
"""(position, entry) -> its record, examined; None where it cannot be read."""


def compare_tables(recorder: Recorder, tree: Growing, examine: Examine, memory: tuple[int, bytes] | None, faults: Faults) -> None:
    """Read the whole log once, examine each entry, and hold every table against it."""
    due, rows = _Due(faults), Rows(recorder, tree, faults)
    # The head comes first, since the log may grow while it is read.
    head = _head(recorder, faults)
    size = _read(recorder, head, rows, examine, due, faults)
    _compare_head(head, size, faults)
    due.compare(recorder, size)
    rows.close(size)
    _compare_memory(tree, memory, faults)


class _Row(NamedTuple):
    """One record as the store gives it out. ``kind`` and ``tags`` are None where their columns cannot be read."""

    position: int
    entry: bytes
    kind: str | None
    tags: list[str] | None


class _Due:
    """The index rows that the records call for: positions by (key, type)."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._rows: dict[Index, dict[tuple[str, str], list[int]]] = {index: defaultdict(list) for index in Index}
        self._unread: set[int] = set()
        self._sealed: dict[int, int] = {}

    def take(self, record: Record | None, row: _Row) -> None:
        """Note what ``record`` calls for; None: it could not be read, which was said elsewhere."""
        if record is None:
            self._unread.add(row.position)
            return
        said, position = record.act.said, row.position
        if said.type == RecordSealed.wire_name:
            self._sealed[position] = INSIDE
        if row.kind not in {None, said.type}:
            self._fail(position, f"类型列为 {row.kind}，记录为 {said.type}", f"the column says type {row.kind}, the record {said.type}")
        if row.tags is not None and sorted(row.tags) != sorted(record.log.tags):
            self._fail(position, f"标签列为 {row.tags}", f"the column says tags {row.tags}, the record {list(record.log.tags)}")
        for tag in dict.fromkeys(record.log.tags):
            self._rows[Index.TAGS][tag, said.type].append(position)
        if said.round is not None:
            self._rows[Index.ROUNDS][said.round, ""].append(position)
        # An id that is spent twice is named in step 6; the index can hold only the first.
        self._rows[Index.CLAIMS].setdefault((said.id, ""), [position])

    def compare(self, recorder: Recorder, size: int) -> None:
        """Hold all three indexes against what the records up to ``size`` call for."""
        names = {Index.TAGS: "tag_keys", Index.ROUNDS: "rounds", Index.CLAIMS: "ids"}
        for index, due in self._rows.items():
            self._faults.figures[TABLES][names[index]] = len(due)
            try:
                self._compare(recorder, index, due, size)
            except IntegrityViolation as error:
                self._faults.add(
                    TABLES, error.first, f"索引 {index} 不可读：{in_chinese(error.why)}", f"the index of {index}: {error.why}", error.last
                )

    def _compare(self, recorder: Recorder, index: Index, due: dict[tuple[str, str], list[int]], size: int) -> None:
        missing, strays = dict(due), list[tuple[tuple[str, str], int]]()
        for key, rows in groupby(recorder.indexed(index), key=lambda row: row[:2]):
            found = {position for _, _, position in rows}
            expected = set(missing.pop(key, ()))
            self._lacks(index, key, expected - found)
            strays += [(key, position) for position in sorted(found - expected)]
        for key, positions in missing.items():
            self._lacks(index, key, set(positions))
        grown = size_of(recorder) if strays else size
        for key, position in strays:
            if not size < position <= grown and position not in self._unread and not self._is_inside(index, position):
                zh, en = _named(index, key)
                self._fail(position, f"索引多出{zh}", f"the index has it under {en}, and the record does not")

    def _is_inside(self, index: Index, position: int) -> bool:
        """Return whether a spent id may be that of an act inside a sealed record, where only its own count can be checked."""
        if index is not Index.CLAIMS or not self._sealed.get(position):
            return False
        self._sealed[position] -= 1
        return True

    def _lacks(self, index: Index, key: tuple[str, str], positions: set[int]) -> None:
        zh, en = _named(index, key)
        for position in sorted(positions):
            self._fail(position, f"索引缺少{zh}", f"the index lacks it under {en}")

    def _fail(self, position: int, zh: str, en: str) -> None:
        self._faults.add(TABLES, position, f"记录 {position}：{zh}", f"record {position}: {en}")


def _rows(recorder: Recorder, upto: int | None, faults: Faults) -> Iterator[_Row]:
    """Yield every record up to a position with its columns; a record whose columns cannot be read comes without them, and is named."""
    after = 0
    while True:
        try:
            for found in recorder.read(after=after, upto=upto):
                yield _Row(found.position, found.event.data, found.event.type, found.event.tags)
                after = found.position
            return
        except IntegrityViolation as error:
            if error.first is None or error.first != error.last:
                raise
            ((position, entry),) = recorder.read_log(after=error.first - 1, upto=error.first)
            faults.add(TABLES, position, f"记录 {position} 旁的列不可读：{in_chinese(error.why)}", error.why)
            yield _Row(position, entry, None, None)
            after = position


def _read(recorder: Recorder, head: Head | None, rows: Rows, examine: Examine, due: _Due, faults: Faults) -> int:
    """Return the position after which nothing could be read."""
    position, batch = 0, list[Leaf]()
    try:
        for row in _rows(recorder, head.size if head else None, faults):
            if row.position != position + 1:
                # What comes after a gap has no place in the tree that is recomputed.
                rows.take(position, batch)
                batch = []
                _missing(faults, position + 1, row.position - 1)
            position = row.position
            record = examine(position, row.entry)
            batch.append(Leaf(leaf_hash(row.entry), record))
            due.take(record, row)
            if len(batch) == BATCH:
                rows.take(position, batch)
                batch = []
    except (IntegrityViolation, ValueError) as error:
        faults.add(
            READ,
            position + 1,
            f"记录 {position} 之后无法读取：{in_chinese(str(error))}",
            f"nothing can be read after record {position}: {error}",
        )
    rows.take(position, batch)
    return position


def _head(recorder: Recorder, faults: Faults) -> Head | None:
    try:
        return recorder.head()
    except IntegrityViolation as error:
        faults.add(TREE, error.first, f"树头与节点不符：{in_chinese(error.why)}", error.why, error.last)
        return None


def _compare_head(head: Head | None, size: int, faults: Faults) -> None:
    if head is not None and head.size > size:
        _missing(faults, size + 1, head.size)


def _compare_memory(tree: Growing, memory: tuple[int, bytes] | None, faults: Faults) -> None:
    if memory is None:
        return
    size, root = memory
    faults.figures[TABLES] |= {"signer_size": size}
    if not size and tree.size > 1:
        # One record may stand unsigned, where the very first acknowledgement was interrupted.
        faults.add(
            TABLES,
            None,
            f"签名端没有记忆，而存储已有 {tree.size} 条记录：记忆文件被删或被替换",
            f"the signer remembers nothing, and {tree.size} records stand: its memory was deleted or replaced",
        )
    elif size > tree.size:
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


def _named(index: Index, key: tuple[str, str]) -> tuple[str, str]:
    """Return the name of one key of an index, in Chinese and English."""
    name, kind = key
    match index:
        case Index.TAGS:
            return f"标签 {name}（{kind}）", f"tag {name} ({kind})"
        case Index.ROUNDS:
            return f"年度 {name}", f"round {name}"
        case Index.CLAIMS:
            return f"编号 {name}", f"id {name}"
