"""The examination of each entry (逐条核验): steps 2, 3, 5, 6 and 7, from its bytes alone."""

from __future__ import annotations

import re
from datetime import datetime

from ledger.bundle.authority import Authority, LogKeys
from ledger.bundle.report import Faults
from ledger.bundle.seen import Claim
from ledger.errors import UnreadableEvent
from ledger.events.event import TYPES
from ledger.messages import in_chinese
from ledger.record.envelope import Record, act_bytes, read_record, said_bytes
from ledger.record.tags import tags_of
from ledger.stages.fact import event_of
from ledger.terms import ActId

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00", re.ASCII)


class Examination:
    """Takes the entries of one log in order. An entry that cannot be read is named, and the next one is taken."""

    def __init__(self, origin: str, faults: Faults) -> None:
        self._origin, self._faults = origin, faults
        self._authority = Authority(faults)
        self._recorded_at, self._recorded_by = "", 0
        self._ids: dict[ActId, int] = {}
        self.claims: list[Claim] = []
        """What the authors had seen of the log."""
        self._entries = self._unknown = self._tags = 0

    @property
    def log_keys(self) -> LogKeys:
        """The log's keys, as far as the entries that were taken name them."""
        return self._authority.log_keys

    def take(self, position: int, entry: bytes) -> Record | None:
        """Examine the entry at ``position``; return its record, or None when it cannot be read."""
        self._entries += 1
        try:
            record = read_record(entry)
            said = said_bytes(act_bytes(entry))
            self._check_form(record, position)
        except UnreadableEvent as error:
            self._fail(2, position, f"不可读或写法不规范：{in_chinese(error.why)}", f"not readable, or not canonical: {error.why}")
            return None
        self._check_place(record, position)
        self._check_tags(record, position)
        self._check_identity(record, position)
        self._authority.take(record, position, said)
        return record

    def close(self, log_key: str) -> None:
        """Finish with the key, a vkey, under which the log is verified; fill in the figures."""
        self._authority.close(log_key)
        figures = self._faults.figures
        figures[2] |= {"entries": self._entries, "unknown_types": self._unknown}
        figures[3] |= {"last_recorded_at": self._recorded_at}
        figures[5] |= {"tags": self._tags}
        figures[6] |= {"ids": len(self._ids), "origin": self._origin}

    def _check_form(self, record: Record, position: int) -> None:
        said = record.act.said
        kind = TYPES.get(said.type)
        if kind is None or said.version > kind.version:
            # A newer program may have written it: it is proven like any other, and its body is not judged.
            self._unknown += 1
            return
        event_of(said, position=position)

    def _check_place(self, record: Record, position: int) -> None:
        log = record.log
        if log.position != position:
            self._fail(3, position, f"记录自述位置为 {log.position}", f"the record says that its position is {log.position}")
        if not _is_instant(log.recorded_at):
            self._fail(3, position, f"入账时间 {log.recorded_at!r} 写法有误", f"{log.recorded_at!r} is not a time as the ledger writes it")
            return
        if log.recorded_at < self._recorded_at:
            self._fail(
                3,
                position,
                f"入账时间 {log.recorded_at} 早于记录 {self._recorded_by} 的 {self._recorded_at}",
                f"recorded at {log.recorded_at}, before record {self._recorded_by} at {self._recorded_at}",
            )
        elif log.position == position:
            # A record that was moved here would make all after it look too early.
            self._recorded_at, self._recorded_by = log.recorded_at, position

    def _check_tags(self, record: Record, position: int) -> None:
        due = tags_of(record.act.said)
        self._tags += len(due)
        if record.log.tags != due:
            self._fail(
                5,
                position,
                f"标签应为 {list(due)}，记录为 {list(record.log.tags)}",
                f"tags {list(record.log.tags)} where what was said gives {list(due)}",
            )

    def _check_identity(self, record: Record, position: int) -> None:
        said = record.act.said
        if said.origin != self._origin:
            self._fail(6, position, f"行为属于台账 {said.origin}", f"the act was made for the ledger {said.origin}")
        if (claim := Claim(said.seen.size, said.seen.root, position)).names_a_head:
            self.claims.append(claim)
        earlier = self._ids.setdefault(said.id, position)
        if earlier != position:
            self._fail(6, position, f"编号 {said.id} 已由记录 {earlier} 使用", f"id {said.id} was spent by record {earlier}")

    def _fail(self, step: int, position: int, zh: str, en: str) -> None:
        self._faults.add(step, position, f"记录 {position}：{zh}", f"record {position}: {en}")


def _is_instant(text: str) -> bool:
    if not _INSTANT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
