"""The clerk's workbook, empty (空白工作簿): every sheet with its columns, drop-downs, and numbers for its rows."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ledger.events.event import Event
from ledger.intake.columns import (
    BEHALF,
    CHANGES,
    COMPUTED,
    CORRECTION,
    DATED,
    DEVIATION,
    EVIDENCE,
    ON,
    RESULT,
    ROW,
    RULE,
    SERIAL,
    TARGET,
    WHAT,
    Column,
    columns_of,
    forms,
    is_required,
    needs_day,
)
from ledger.intake.guide import GUIDE, OPEN_QUESTIONS, Styles, write_guide, write_questions
from ledger.intake.package import column_letters
from ledger.intake.sheets import CORRECTIONS, Sheet, rows_of, sheets, term
from ledger.intake.values import Form, shape_of
from ledger.intake.workbook import ABOUT, About

ROWS = 600
"""Rows that get a number. More may be added below: a row without one is known by its content."""

FIRST_LIST = 4
"""Column of the hidden sheet in which the first list stands, counted from 1."""

_NUMBERS = {"day": "yyyy-mm-dd", "money": "#,##0.00", "points": "0.00", "whole": "0"}
_WIDTHS = {"text": 24, "list": 28, "organisation": 24, "paper": 20, "any": 20}
_HOW = {
    "list": "多个值用、分隔或每行一个；没有填“无” · several: 、 between them or one a line; 无 for none",
    "day": "日期，如 2025-09-24 · a date",
    "partial": "日期，可只填年或年月 · a date, or only its year or month",
    "money": "元 · yuan",
    "yes": "是 / 否 · yes or no",
    "paper": "附件文件夹中的文件名或编号 · name or number of a file in 附件",
    "act": "所指事项的行号 · the number of the row that it is about",
    "organisation": "18 位代码（文本），没有代码填名称 · the 18 characters as text, or the name",
}
_PARTS = "每行一个，写作 · one a line, as: "


@dataclass(frozen=True, slots=True)
class Known:
    """已知代号: codes that the drop-downs offer, by name of the code."""

    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)


class _Lists:
    """The lists of the drop-downs, each written once into the hidden sheet."""

    def __init__(self, hidden: Worksheet) -> None:
        self._hidden = hidden
        self._at: dict[tuple[str, ...], str] = {}

    def range(self, values: Sequence[str]) -> str:
        """Return the range in which ``values`` stand."""
        key = tuple(values)
        if key not in self._at:
            column = FIRST_LIST + len(self._at)
            for row, value in enumerate(key):
                self._hidden.write_string(row, column - 1, value)
            letters = column_letters(column)
            self._at[key] = f"='{ABOUT}'!${letters}$1:${letters}${max(1, len(key))}"
        return self._at[key]


def clerks_workbook(about: About, known: Known) -> bytes:
    """Return the clerk's workbook for one round as the bytes of an .xlsx file."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        styles = Styles(book)
        guide = book.add_worksheet(GUIDE)
        listed = [(sheet, book.add_worksheet(sheet.name)) for sheet in (*sheets(), CORRECTIONS)]
        questions, hidden = book.add_worksheet(OPEN_QUESTIONS), book.add_worksheet(ABOUT)
        write_about(hidden, about)
        lists = _Lists(hidden)
        for sheet, page in listed:
            _write_sheet(page, sheet, lists, styles, known)
        write_guide(guide, about, styles)
        write_questions(questions, styles)
        listed[0][1].activate()
    return buffer.getvalue()


def write_about(hidden: Worksheet, about: About) -> None:
    """Fill the hidden sheet in, and hide it."""
    for row, name in enumerate(about.__struct_fields__):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, getattr(about, name))
    hidden.hide()


def _write_sheet(page: Worksheet, sheet: Sheet, lists: _Lists, styles: Styles, known: Known) -> None:
    columns = columns_of(sheet)
    kinds = rows_of(sheet)
    last = ROWS + 400
    for number, column in enumerate(columns):
        form = _form_of(column, kinds)
        style, width = _look(column, form, kinds, styles)
        page.set_column(number, number, width, style)
        page.write_string(0, number, f"{column.zh}\n{column.en}", styles.head)
        page.write_comment(0, number, _explained(column, form, kinds), {"x_scale": 2, "y_scale": 1.5})
        if (choices := _choices(column, form, kinds, known, sheet)) is not None:
            values, is_strict = choices
            rule = {"validate": "list", "source": lists.range(values), "show_error": is_strict, "error_title": "台账"}
            page.data_validation(1, number, last, number, rule | {"error_message": "请从列表中选择 · choose from the list"})
        if column.kinds:
            _shade(page, number, column, kinds, styles, last)
        elif column in (ON, SERIAL):
            criteria = f'=AND($B2<>"",{column_letters(number + 1)}2="")'
            page.conditional_format(1, number, last, number, {"type": "formula", "criteria": criteria, "format": styles.needed})
    for row in range(1, ROWS + 1):
        page.write_string(row, 0, f"{sheet.sign}{row:03}", styles.number)
    page.set_row(0, 48)
    page.freeze_panes(1, 3)
    page.autofilter(0, 0, last, len(columns) - 1)


def _shade(page: Worksheet, number: int, column: Column, kinds: Sequence[type[Event]], styles: Styles, last: int) -> None:
    """Grey out a cell that the row's kind of fact does not have, and mark one that it still needs."""
    letters = column_letters(number + 1)
    having = [kind for kind in kinds if kind.wire_name in column.kinds]
    needing = [kind for kind in having if is_required(kind, column.field)]
    if len(having) < len(kinds):
        page.conditional_format(
            1,
            number,
            last,
            number,
            {"type": "formula", "criteria": f'=AND($B2<>"",NOT({_one_of(having)}))', "format": styles.unused, "stop_if_true": True},
        )
    if needing:
        criteria = f'=AND({_one_of(needing)},{letters}2="")'
        page.conditional_format(1, number, last, number, {"type": "formula", "criteria": criteria, "format": styles.needed})


def _one_of(kinds: Sequence[type[Event]]) -> str:
    return "OR(" + ",".join(f'$B2="{term(kind)}"' for kind in kinds) + ")"


def _form_of(column: Column, kinds: Sequence[type[Event]]) -> Form | None:
    """Return the form of a column; None where its kinds differ, and for a column of every row."""
    found = {forms(kind)[column.field]._replace(optional=False) for kind in kinds if kind.wire_name in column.kinds}
    return found.pop() if len(found) == 1 else None


def _look(column: Column, form: Form | None, kinds: Sequence[type[Event]], styles: Styles) -> tuple[Format, float]:
    if column == RESULT:
        return styles.result, 30
    if column == ROW:
        return styles.number, 8
    if column == ON:
        return styles.of(num_format="yyyy-mm-dd" if all(map(needs_day, kinds)) else "@"), 12
    kind = form.kind if form else "text"
    return styles.of(num_format=_NUMBERS.get(kind, "@"), text_wrap=kind in ("text", "list", "any"), valign="top"), _WIDTHS.get(kind, 14)


def _choices(
    column: Column, form: Form | None, kinds: Sequence[type[Event]], known: Known, sheet: Sheet
) -> tuple[Sequence[str], bool] | None:
    """Return what the drop-down of a column offers, and whether nothing else is taken."""
    if column == WHAT:
        return ([CORRECTION, DEVIATION] if sheet == CORRECTIONS else [term(kind) for kind in kinds]), True
    if column == BEHALF:
        return [role.zh for role in dict.fromkeys(r for kind in kinds for r in kind.signed_by)], False
    if form is None:
        return None
    if form.kind == "yes":
        return ("是", "否"), False
    if form.kind == "choice":
        return [words[0] for _, words in form.words], False
    if form.kind == "code":
        codes = [*(words[0] for _, words in form.words), *known.codes.get(form.name, ())]
        return (codes, False) if codes else None
    return None


def _explained(column: Column, form: Form | None, kinds: Sequence[type[Event]]) -> str:
    lines = [column.en]
    if form is not None:
        member = form.inside[0][1] if form.kind == "list" else form
        if member.kind == "parts":
            lines.append(_PARTS + shape_of(member))
        elif form.kind in _HOW:
            lines.append(_HOW[form.kind])
        elif member.kind == "choice":
            lines.append(" / ".join(words[0] for _, words in member.words))
    if column.kinds and len(column.kinds) < len(kinds):
        lines.append("用于 · for: " + "、".join(term(kind) for kind in kinds if kind.wire_name in column.kinds))
    if any(column.field in COMPUTED.get(kind.wire_name, ()) for kind in kinds):
        lines.append("可留空，由台账计算 · may be left empty: the ledger works it out")
    lines += _NOTES.get(column.field, ())
    return "\n".join(lines)


_NOTES: dict[str, tuple[str, ...]] = {
    ROW.field: ("排序、插入行不影响行号；新行可留空 · stays with its row; may be empty on a new row",),
    SERIAL.field: ("纸面文件上的编号或文号 · the number printed on the paper",),
    DATED.field: ("与“日期”相同时留空 · leave empty where it is the date of the row",),
    EVIDENCE.field: (_HOW["paper"],),
    BEHALF.field: ("留空即按事项的通常作出者 · empty: whoever usually makes such an act",),
    TARGET.field: ("要更正或说明例外的行号；评分写作 评分/E-03/资料评审/A-02/4.1 · the row it is about",),
    CHANGES.field: ("每行一项，写作 列名=新值，如 得分=85% · one a line: column=new value",),
    RULE.field: ("仅“例外”填写：结果列给出的规则名 · for deviations: the rule's name as 结果 shows it",),
}
