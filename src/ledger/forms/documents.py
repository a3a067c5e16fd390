"""Document numbers and vouchers (文号、凭证号、证书号): which acts name each, what stands twice, and where a series has a gap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from ledger.events.event import Event
from ledger.forms.step import Text
from ledger.stages.effective import effective
from ledger.stages.fact import Fact


class Number(StrEnum):
    """编号种类."""

    DOCUMENT = "document"
    VOUCHER = "voucher"
    PLAQUE = "plaque"
    CERTIFICATE = "certificate"

    @property
    def zh(self) -> str:
        return {"document": "文号", "voucher": "凭证号", "plaque": "奖牌编号", "certificate": "证书编号"}[self.value]


class DocumentRow(NamedTuple):
    """编号核对: one number, the acts that name it, and what is to be said of it. What is only said is to be explained."""

    kind: Number
    number: str
    types: tuple[str, ...]
    positions: tuple[int, ...]
    said: Text | None
    is_wrong: bool


_ONCE = (Number.VOUCHER, Number.PLAQUE, Number.CERTIFICATE)
"""Numbers that belong to one act alone. One document may hold several decisions."""

_LAST_DIGITS = re.compile(r"(.*?)([0-9]{1,9})([^0-9]*)", re.DOTALL)
_WIDEST_GAP = 50


def document_rows(facts: Iterable[Fact]) -> tuple[DocumentRow, ...]:
    """Return one row for each number that effective acts name, then one for each act that leaves its number out, then the gaps."""
    named: dict[tuple[Number, str], list[Fact]] = {}
    rows: list[DocumentRow] = []
    for fact in effective(facts):
        for kind, number in _numbers(fact.event):
            if number:
                named.setdefault((kind, number), []).append(fact)
            else:
                said = Text(f"未载{kind.zh}", f"no {kind.value} is named")
                rows.append(DocumentRow(kind, "", (fact.said.type,), (fact.position or 0,), said, is_wrong=False))
    found = [_row(kind, number, of) for (kind, number), of in sorted(named.items())]
    return (*found, *rows, *_gaps(named))


def _numbers(event: Event) -> Iterable[tuple[Number, str | None]]:
    for kind in Number:
        if kind.value in type(event).__struct_fields__:
            value = getattr(event, kind.value)
            # A number that is sealed here is no public number, and is left to who may see it.
            if value is None or isinstance(value, str):
                yield kind, (value or "").strip()


def _row(kind: Number, number: str, facts: list[Fact]) -> DocumentRow:
    positions, types = tuple(fact.position or 0 for fact in facts), tuple(dict.fromkeys(fact.said.type for fact in facts))
    said = None
    if len(facts) > 1 and kind in _ONCE:
        said = Text(f"同一{kind.zh}用于 {len(facts)} 件", f"one {kind.value} number stands in {len(facts)} acts")
    return DocumentRow(kind, number, types, positions, said, is_wrong=said is not None)


def _gaps(named: dict[tuple[Number, str], list[Fact]]) -> list[DocumentRow]:
    """Return the numbers that a series of vouchers, plaques or certificates passes over. Others may use them: a gap is to be explained."""
    series: dict[tuple[Number, str, str], dict[int, str]] = {}
    for kind, number in named:
        if kind in _ONCE and (parts := _LAST_DIGITS.fullmatch(number)):
            series.setdefault((kind, parts[1], parts[3]), {})[int(parts[2])] = parts[2]
    rows = []
    for (kind, before, after), found in sorted(series.items()):
        width = min(map(len, found.values()))
        missing = (
            [n for n in range(min(found), max(found)) if n not in found] if max(found) - min(found) <= _WIDEST_GAP + len(found) else []
        )
        said = Text(f"{kind.zh}跳号, 请说明去向", f"the {kind.value} numbers pass it over; say where it went")
        rows += [DocumentRow(kind, f"{before}{n:0{width}}{after}", (), (), said, is_wrong=False) for n in missing]
    return rows
