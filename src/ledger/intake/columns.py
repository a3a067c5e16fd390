"""The columns of a sheet (列): the fields of its types under Chinese labels, between the columns that every row has.

Nothing is laid out by hand for a single type. A field without a label in ``labels.json`` shows its own
name, and a test says so.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ledger.events.event import Event, Occurs
from ledger.intake.labels import label
from ledger.intake.sheets import CORRECTIONS, Sheet, rows_of
from ledger.intake.values import Form, form_of

MAY_BE_EMPTY = frozenset({"departures", "note", "title_en"})
"""Texts of which the type says that they may be empty."""

COMPUTED: dict[str, tuple[str, ...]] = {
    "qualified_list.fixed": ("applicants",),
    "defence_list.fixed": ("applicants", "totals"),
    "site_list.fixed": ("applicants", "totals"),
    "overall_scores.computed": ("applicants", "totals"),
    "notice.opened": ("applicants",),
    "notice.closed": ("passed",),
    "award.approved": ("applicants",),
    "candidates.determined": ("applicants",),
    "result.published": ("winners",),
}
"""Type to the fields that may be left empty, since the ledger works them out from what is on record."""


class Column(NamedTuple):
    """列: a column of a sheet. ``kinds`` are the wire names of the types that have the field.

    A column of every row has none, and a name that begins with @, so that it is no field of any type.
    """

    field: str
    zh: str
    en: str
    kinds: frozenset[str] = frozenset()


ROW = Column("@row", "行号", "Row")
WHAT = Column("@what", "事项", "Kind of fact")
RESULT = Column("@result", "结果", "Result (filled in by the ledger)")
ON = Column("@on", "日期", "Date")
SERIAL = Column("@serial", "文件编号", "Number of the paper")
DATED = Column("@dated", "文件日期", "Date of the paper, if another")
SCAN = Column("@scan", "扫描件", "Scan, if not named by the number")
BEHALF = Column("@on_behalf_of", "代表", "On whose behalf")
EVIDENCE = Column("@evidence", "依据文件", "Evidence")
TARGET = Column("@target", "原行号", "Row that it is about")
CHANGES = Column("@changes", "更正内容", "What it says now, column=value on each line")
RULE = Column("@rule", "所涉规则", "Rule departed from")
REASON = Column("@reason", "原因说明", "Why")
APPROVED = Column("@approved_by", "批准", "Approved by, or authority")

HEAD = (ROW, WHAT, RESULT, ON)
TAIL = (SERIAL, DATED, SCAN, BEHALF, EVIDENCE)

CORRECTION, DEVIATION = "更正", "例外"
"""What the column 事项 of the sheet 更正例外 says."""


@cache
def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """Return the columns of ``sheet`` in their order: fields of one label share a column."""
    if sheet == CORRECTIONS:
        return (ROW, WHAT, RESULT, ON, TARGET, CHANGES, RULE, REASON, APPROVED, SERIAL, DATED, SCAN, EVIDENCE)
    found: dict[tuple[str, str], set[str]] = {}
    for kind in rows_of(sheet):
        for name in kind.__struct_fields__:
            found.setdefault((name, label(name, kind.wire_name)), set()).add(kind.wire_name)
    fields = tuple(Column(name, zh, name.replace("_", " "), frozenset(kinds)) for (name, zh), kinds in found.items())
    return (*HEAD, *fields, *TAIL)


@cache
def forms(kind: type[Event]) -> dict[str, Form]:
    """Return the form of each field of a type, in its order."""
    return {field.name: form_of(field.annotation) for field in kind.fields()}


def column_of(sheet: Sheet, kind: type[Event], field: str) -> Column:
    """Return the column in which a field of ``kind`` stands."""
    return next(c for c in columns_of(sheet) if c.field == field and kind.wire_name in c.kinds)


def is_required(kind: type[Event], field: str) -> bool:
    """Return whether a row of ``kind`` must fill the field in."""
    form = forms(kind)[field]
    return not (form.optional or field in MAY_BE_EMPTY or field in COMPUTED.get(kind.wire_name, ()))


def needs_day(kind: type[Event]) -> bool:
    """Return whether a row of ``kind`` must say its full day."""
    return kind.occurs is not Occurs.PARTIAL
