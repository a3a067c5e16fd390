"""The report of a verification (核验报告): numbered steps, what failed where, and what no step can prove."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from ledger.errors import IntegrityViolation

SHOWN = 20
"""How many faults of one step are written out; all are counted."""


class Outcome(StrEnum):
    """结论: of one step."""

    HOLDS = "holds"
    FAILS = "fails"
    NOT_RUN = "not_run"

    @property
    def zh(self) -> str:
        return {"holds": "成立", "fails": "不成立", "not_run": "未进行"}[self.value]


class Text(msgspec.Struct, frozen=True):
    """One sentence in both languages."""

    zh: str
    en: str


class Fault(msgspec.Struct, frozen=True):
    """问题: one thing that is wrong. ``first`` and ``last`` are positions, None where no position is at fault."""

    first: int | None
    last: int | None
    zh: str
    en: str


class Step(msgspec.Struct, frozen=True):
    """核验步骤: ``figures`` are counts and values by name; ``faults`` at most 20, ``count`` of them in all."""

    number: int
    zh: str
    en: str
    outcome: Outcome
    figures: dict[str, int | str]
    faults: tuple[Fault, ...]
    count: int


class Remark(msgspec.Struct, frozen=True):
    """提示: what does not fail and must be seen. ``positions`` are the records that it is about, all of them."""

    positions: tuple[int, ...]
    zh: str
    en: str


class Verification(msgspec.Struct, frozen=True):
    """核验结果. ``ok`` when no step fails; ``first_bad`` is the smallest position at fault, where one is known."""

    steps: tuple[Step, ...]
    ok: bool
    first_bad: int | None
    unproven: tuple[Text, ...]
    remarks: tuple[Remark, ...]

    def violation(self) -> IntegrityViolation:
        """Return the error that a failed verification of one's own ledger amounts to."""
        failed = next(step for step in self.steps if step.outcome is Outcome.FAILS)
        return IntegrityViolation(f"step {failed.number}, {failed.en}: {failed.faults[0].en}", self.first_bad, failed.faults[0].last)


TITLES = {
    1: Text("检查点与日志签名", "Checkpoint and log signature"),
    2: Text("记录齐全、逐条可读、写法规范", "Entries complete, readable and canonical"),
    3: Text("位置与入账时间", "Positions and recording times"),
    4: Text("默克尔树由记录重算", "Merkle tree recomputed from the entries"),
    5: Text("标签由所述内容重算", "Tags recomputed from what was said"),
    6: Text("台账来源、所见树头与行为编号", "Origin of every act, the head that its author had seen, and ids spent once"),
    7: Text("行为签名与密钥", "Act signatures and the keys behind them"),
    8: Text("存储各表与签名端记忆", "Tables of the store and the signer's memory"),
}

TRUTH = Text("所记内容是否属实：核验只证明记录未被改动。", "That what was recorded is true: only that it is unchanged since.")
OMITTED = Text("从未入账的行为：账外之事，账内无从得知。", "Acts that were never recorded: a log cannot show what did not enter it.")
ALONE = Text(
    "历史是否被整体改写并重新签名：单独一份拷贝无法判断，请用外部见证签名或自行留存的旧检查点比对。",
    "That history was not rewritten whole and signed again: one copy cannot tell; compare witnesses, or a checkpoint that you kept.",
)
ROOTS = Text(
    "首条记录中的信任根是否确属所称机构：请经其他渠道核对密钥编号。",
    "That the roots of trust in the first record belong to the bodies named: compare their key ids by another way.",
)
CLOCK = Text(
    "入账时间的准确性：时间出自台账自身时钟，只能保证先后不倒退。",
    "That recording times are right: they are the ledger's own clock; only their order is certain.",
)
CLOSED = Text("密封字段的内容：未开示的字段只核验其摘要在册。", "What sealed fields hold: of a closed field only the digest is on record.")


class Faults:
    """Collects faults while a verification runs; ``figures`` are filled in beside them, by step."""

    def __init__(self) -> None:
        self._shown: dict[int, list[Fault]] = {number: [] for number in TITLES}
        self._count = dict.fromkeys(TITLES, 0)
        self._first: int | None = None
        self._remarks: list[Remark] = []
        self.figures: dict[int, dict[str, int | str]] = {number: {} for number in TITLES}

    def remark(self, positions: Iterable[int], zh: str, en: str) -> None:
        """Note what does not fail and must be seen."""
        self._remarks.append(Remark(tuple(positions), zh, en))

    def add(self, step: int, first: int | None, zh: str, en: str, last: int | None = None) -> None:
        """Note that positions ``first`` to ``last``, or none, fail ``step``."""
        self._count[step] += 1
        if len(self._shown[step]) < SHOWN:
            self._shown[step].append(Fault(first, first if last is None else last, zh, en))
        if first is not None:
            self._first = first if self._first is None else min(self._first, first)

    def failed(self, step: int) -> bool:
        """Return whether anything failed ``step`` so far."""
        return self._count[step] > 0

    def only(self, step: int) -> Faults:
        """Return the faults of ``step`` alone."""
        found = Faults()
        found._shown[step], found._count[step], found.figures[step] = self._shown[step], self._count[step], self.figures[step]
        found._first = min((fault.first for fault in self._shown[step] if fault.first is not None), default=None)
        return found

    def close(self, ran: set[int], unproven: tuple[Text, ...]) -> Verification:
        """Return the report. Steps that did not run and have no fault are marked so."""
        steps = []
        for number, title in TITLES.items():
            outcome = Outcome.FAILS if self._count[number] else Outcome.HOLDS if number in ran else Outcome.NOT_RUN
            shown = sorted(self._shown[number], key=lambda fault: fault.first or 0)
            steps.append(Step(number, title.zh, title.en, outcome, self.figures[number], tuple(shown), self._count[number]))
        return Verification(tuple(steps), not any(self._count.values()), self._first, unproven, tuple(self._remarks))
