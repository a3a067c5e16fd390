"""The rows beside the records (附表对账): tree nodes, heads, sealed values, checkpoints, read through in step with the log.

Each table is read whole: a row that belongs to no record could stop an append, stand in for a value that is yet to be
sealed, or put an older checkpoint before readers. What a box holds cannot be told without the vault's keys; that each
box stands where its record calls for it, and no other does, can.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from ledger.bundle.report import Faults
from ledger.errors import IntegrityViolation
from ledger.events.founding import RecordSealed
from ledger.messages import in_chinese
from ledger.record.envelope import Record
from ledger.record.signing import encode
from ledger.store.boxes import unpack
from ledger.store.port import Beside, Recorder, Table
from ledger.store.tree import lost
from ledger.tlog.checkpoint import read_checkpoint
from ledger.tlog.merkle import Hash, Place
from ledger.tlog.note import NoteRefused, read_note

TREE, TABLES = 4, 8

NAMES = {Table.NODES: "树节点", Table.SEALED: "密封内容", Table.HEADS: "树头", Table.CHECKPOINTS: "检查点"}


class Growing(Protocol):
    """The tree that is recomputed: takes leaves from an index on, and returns the subtrees that they complete."""

    size: int
    roots: dict[int, Hash]

    def add(self, start: int, hashes: Sequence[Hash], stops: Sequence[int] = ()) -> list[tuple[int, int, Hash]]: ...


class Leaf(NamedTuple):
    """One record: its hash as a leaf, and what it says; None where it cannot be read."""

    hash: Hash
    record: Record | None


class Rows:
    """Holds the tables of a store against its records, a run of them at a time."""

    def __init__(self, recorder: Recorder, tree: Growing, faults: Faults) -> None:
        self._recorder, self._tree, self._faults = recorder, tree, faults
        self._tables = {table: _Table(recorder, table, faults) for table in Table}
        self._published = recorder.published()
        self._bad: set[Place] = set()
        self._boxes = self._last_seq = 0

    def take(self, position: int, leaves: Sequence[Leaf]) -> None:
        """Take the records up to ``position``, and every row that stands at or before it."""
        start = position - len(leaves)
        rows = {table: list(found.upto(position)) for table, found in self._tables.items()}
        heads, checkpoints = rows[Table.HEADS], rows[Table.CHECKPOINTS]
        nodes = self._tree.add(start, [leaf.hash for leaf in leaves], [row.position for row in (*heads, *checkpoints)])
        records = {place: leaf.record for place, leaf in enumerate(leaves, start + 1)}
        self._compare_sealed({row.position: row.content for row in rows[Table.SEALED]}, records)
        if self._tree.size == position:
            self._compare_nodes({(row.position, row.number): row.content for row in rows[Table.NODES]}, nodes)
            self._compare_heads(heads, records)
            self._compare_checkpoints(checkpoints)

    def close(self, size: int) -> None:
        """Name what stands behind the last record, but for what was appended while the log was read."""
        grown: int | None = None
        for table, found in self._tables.items():
            for row in found.rest():
                grown = size_of(self._recorder) if grown is None else grown
                if not size < row.position <= grown and not self._is_published(table, row):
                    found.fail(row)
        self._faults.figures[TABLES]["sealed_values"] = self._boxes

    def _compare_nodes(self, stored: dict[tuple[int, int], Hash], nodes: Sequence[tuple[int, int, Hash]]) -> None:
        """Lowest first, so that a narrower subtree tells where a wider one is wrong."""
        missing: list[Place] = []
        for level, index, hash in nodes:
            first, last = (index << level) + 1, (index + 1) << level
            found = stored.pop((last, level), None)
            if found is None:
                missing.append((level, index))
            elif found != hash:
                known = self._bad & {(level - 1, 2 * index), (level - 1, 2 * index + 1)}
                self._bad.add((level, index))
                if not known:
                    zh, en = f"记录 {first} 至 {last} 与所存节点", f"records {first} to {last} and their stored node"
                    self._faults.add(TREE, first, f"{zh}（{level}, {index}）不符", f"{en} ({level}, {index}) disagree", last)
        if missing and not self._tables[Table.NODES].broken:
            error = lost(missing)
            self._faults.add(TREE, error.first, f"树节点缺失：{in_chinese(error.why)}", error.why, error.last)
        for (position, level), hash in stored.items():
            self._tables[Table.NODES].fail(Beside(position, level, hash, ""))

    def _compare_heads(self, heads: Sequence[Beside], records: dict[int, Record | None]) -> None:
        for size, _, root, recorded_at in heads:
            if self._tree.roots[size] != root:
                self._faults.add(
                    TREE, None, f"{size} 条记录的树头所存的根与记录不符", f"the stored root of the head of {size} records is not theirs"
                )
            record = records[size]
            if record is not None and record.log.recorded_at != recorded_at:
                at = record.log.recorded_at
                self._fail(size, f"树头的时间为 {recorded_at}，记录为 {at}", f"its head says recorded at {recorded_at}, the record {at}")

    def _compare_sealed(self, stored: dict[int, bytes], records: dict[int, Record | None]) -> None:
        for position, record in records.items():
            if record is None:
                continue
            due, found = _digests(record), list[str]()
            try:
                found = [encode(hash) for _, hash, _ in unpack([(position, stored[position])] if position in stored else [])]
            except IntegrityViolation as error:
                self._fail(position, f"密封内容不可读：{in_chinese(error.why)}", error.why)
                continue
            self._boxes += len(found)
            for digest in sorted(due - set(found)) if not self._tables[Table.SEALED].broken else ():
                self._fail(position, f"缺少摘要 {digest} 的密封内容", f"what it seals under {digest} is missing")
            # What an act inside a sealed record seals stands beside it too, and only the vault could tell what that is.
            strays = set() if record.act.said.type == RecordSealed.wire_name else set(found) - due
            for digest in sorted(strays | {digest for digest in found if found.count(digest) > 1}):
                self._fail(
                    position, f"密封内容多出 {digest}", f"a sealed value stands beside it under {digest}, and the record calls for none"
                )

    def _compare_checkpoints(self, checkpoints: Sequence[Beside]) -> None:
        for row in checkpoints:
            size, seq, note, _ = row
            if seq < self._last_seq:
                self._fail(size, "检查点发布在更长的检查点之后", "a checkpoint of it was published after one of more records")
            self._last_seq = max(seq, self._last_seq)
            if self._is_published(Table.CHECKPOINTS, row):
                continue
            try:
                checkpoint = read_checkpoint(read_note(note).text)
            except NoteRefused as error:
                self._fail(size, f"检查点不可读：{in_chinese(str(error))}", f"a checkpoint that was published cannot be read: {error}")
                continue
            if (checkpoint.size, checkpoint.root) != (size, self._tree.roots[size]):
                self._fail(size, "检查点与记录不符", "a checkpoint that was published disagrees with the records")

    def _is_published(self, table: Table, row: Beside) -> bool:
        """Return whether this is the newest checkpoint, under the size that it states: steps 1 and 4 judge it."""
        if table is not Table.CHECKPOINTS or (row.position, row.content) != self._published:
            return False
        try:
            return read_checkpoint(read_note(row.content).text).size == row.position
        except NoteRefused:
            return True

    def _fail(self, position: int, zh: str, en: str) -> None:
        self._faults.add(TABLES, position, f"记录 {position}：{zh}", f"record {position}: {en}")


class _Table:
    """One table, read on as far as the records are."""

    def __init__(self, recorder: Recorder, table: Table, faults: Faults) -> None:
        self.table, self._faults = table, faults
        self.broken = False
        self._rows = self._read(recorder)
        self._next = next(self._rows, None)

    def upto(self, position: int) -> Iterator[Beside]:
        """Yield the rows at or before ``position`` that were not given out yet; a row before the first record is named instead."""
        while self._next is not None and self._next.position <= position:
            row, self._next = self._next, next(self._rows, None)
            if row.position > 0:
                yield row
            else:
                self.fail(row)

    def rest(self) -> Iterator[Beside]:
        """Yield all other rows."""
        if self._next is not None:
            yield self._next
            yield from self._rows

    def fail(self, row: Beside) -> None:
        """Name a row that belongs to no record."""
        name = NAMES[self.table]
        self._faults.add(
            TABLES,
            row.position,
            f"{name}表多出一行（{row.position}, {row.number}），没有与之对应的记录",
            f"the table of {self.table} has a row ({row.position}, {row.number}) that belongs to no record",
        )

    def _read(self, recorder: Recorder) -> Iterator[Beside]:
        try:
            yield from recorder.beside(self.table)
        except IntegrityViolation as error:
            self.broken = True
            why = f"the table of {self.table} cannot be read: {error.why}"
            self._faults.add(TABLES, error.first, f"{NAMES[self.table]}表不可读：{in_chinese(error.why)}", why, error.last)


def size_of(recorder: Recorder) -> int:
    """Return where the log ends by now: what was appended while it was read is none of this verification's business."""
    try:
        return recorder.head().size
    except IntegrityViolation:
        return 0  # step 4 has said why


def _digests(record: Record) -> set[str]:
    """Return under which digests a record calls for sealed values: of its fields, and of the findings on it."""
    sealed = record.act.said.body.get("_sd", ())
    return {digest for digest in (*sealed, record.log.findings) if isinstance(digest, str) and digest}
