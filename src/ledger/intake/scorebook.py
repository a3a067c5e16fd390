"""An expert's score workbook, empty (空白评分表)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ledger.errors import BadInput
from ledger.events.measure import RubricItem
from ledger.intake import scoresheet as sheet
from ledger.intake.guide import Styles
from ledger.intake.package import column_letters
from ledger.intake.scoresheet import PHASES, by_percent, steps_of
from ledger.intake.template import FIRST_LIST, write_about
from ledger.intake.workbook import ABOUT, About, Grid
from ledger.terms import Hundredths, ItemId, Phase

RUBRIC_ROW = 20
"""Row of the hidden sheet, counted from 1, from which the items stand: code, names, least, most and step in hundredths."""


def score_workbook(about: About, items: Sequence[RubricItem], applicants: Mapping[Phase, Sequence[str]], recused: frozenset[str]) -> bytes:
    """Return the score workbook of one expert as the bytes of an .xlsx file. ``applicants`` are those of each phase."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        styles = Styles(book)
        pages = [(phase, book.add_worksheet(PHASES[phase])) for phase in Phase if applicants.get(phase)]
        hidden = book.add_worksheet(ABOUT)
        write_about(hidden, about)
        for row, item in enumerate(items, RUBRIC_ROW - 1):
            for column, value in enumerate((item.item, item.zh, item.en, *map(str, (item.least, item.most, item.step)))):
                hidden.write_string(row, column, value)
        ranges = _write_steps(hidden, items, styles)
        for phase, page in pages:
            _write_phase(page, about, phase, items, applicants[phase], recused, ranges, styles)
    return buffer.getvalue()


def rubric_inside(hidden: Grid) -> dict[ItemId, RubricItem]:
    """Return the items that stand in the hidden sheet of a score workbook. Raises ``BadInput``."""
    found: dict[ItemId, RubricItem] = {}
    for row in hidden.rows[RUBRIC_ROW - 1 :]:
        if row and row[0]:
            try:
                least, most, step = (Hundredths(int(value)) for value in row[3:6])
            except ValueError:
                raise BadInput("", "its hidden sheet was changed", "write a new one with `ledger template`") from None
            item = ItemId(str(row[0]))
            found[item] = RubricItem(item=item, zh=str(row[1]), en=str(row[2]), least=least, most=most, step=step)
    return found


def _write_steps(hidden: Worksheet, items: Sequence[RubricItem], styles: Styles) -> dict[str, str]:
    """Write the marks that each item allows, equal ones once; return the range of each item."""
    at: dict[tuple[bool, tuple[Decimal, ...]], str] = {}
    ranges: dict[str, str] = {}
    percent = styles.of(num_format="0%")
    for item in items:
        key = by_percent(item), tuple(steps_of(item))
        if key not in at:
            column = FIRST_LIST + 6 + len(at)
            for row, step in enumerate(key[1]):
                hidden.write_number(row, column - 1, float(step / 100 if key[0] else step), percent if key[0] else None)
            letters = column_letters(column)
            at[key] = f"='{ABOUT}'!${letters}$1:${letters}${len(key[1])}"
        ranges[item.item] = at[key]
    return ranges


def _write_phase(
    page: Worksheet,
    about: About,
    phase: Phase,
    items: Sequence[RubricItem],
    applicants: Sequence[str],
    recused: frozenset[str],
    ranges: Mapping[str, str],
    styles: Styles,
) -> None:
    open_text = styles.of(num_format="@", locked=False, bg_color="#FFF2CC")
    marks = {
        True: styles.of(num_format="0%", locked=False, align="center"),
        False: styles.of(num_format="0.00", locked=False, align="center"),
    }
    aside = styles.of(bg_color="#BFBFBF", font_color="#7F7F7F", align="center", locked=True)
    page.write_string(0, 0, f"评分表 · score sheet · {about.round} · {about.expert} · {PHASES[phase]}", styles.title)
    for row, head in sheet.HEADS.items():
        page.write_string(row - 1, 0, head, styles.head)
        if row != sheet.CODES:
            page.write_blank(row - 1, sheet.WHOLE_SHEET - 1, None, open_text)
            page.write_string(row - 1, sheet.MOST - 1, "← 全表", styles.wrap)
    for number, head in ((sheet.WHOLE_SHEET, "评分项"), (sheet.MOST, "满分"), (sheet.UNIT, "单位")):
        page.write_string(sheet.CODES - 1, number - 1, head, styles.head)
    for row, item in enumerate(items, sheet.FIRST_ITEM - 1):
        page.write_string(row, sheet.ITEM - 1, item.item)
        page.write_string(row, sheet.WHOLE_SHEET - 1, f"{item.zh} {item.en}")
        page.write_number(row, sheet.MOST - 1, item.most / 100)
        page.write_string(row, sheet.UNIT - 1, sheet.PERCENT if by_percent(item) else sheet.POINTS)
    for column, applicant in enumerate(applicants, sheet.FIRST_APPLICANT - 1):
        page.write_string(sheet.CODES - 1, column, applicant, styles.head)
        if applicant in recused:
            for row in (*range(sheet.DAY - 1, sheet.SCAN), *range(sheet.FIRST_ITEM - 1, sheet.FIRST_ITEM - 1 + len(items))):
                page.write_string(row, column, sheet.STANDS_ASIDE, aside)
            continue
        for row in range(sheet.DAY - 1, sheet.SCAN):
            page.write_blank(row, column, None, open_text)
        for row, item in enumerate(items, sheet.FIRST_ITEM - 1):
            page.write_blank(row, column, None, marks[by_percent(item)])
            page.data_validation(row, column, row, column, _choice(ranges[item.item]))
    page.write_comment(sheet.DAY - 1, 0, _HOW, {"x_scale": 3, "y_scale": 2})
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 26)
    page.set_column(2, 3, 8)
    page.freeze_panes(sheet.FIRST_ITEM - 1, sheet.FIRST_APPLICANT - 1)
    page.protect("", {"format_columns": True, "format_rows": True})


_HOW = (
    "第二列填全表通用的日期、表号、扫描件；个别组织不同的，填在其代号下面。空白即未评分，不作零分。\n"
    "Column B holds for the whole sheet; what differs for one applicant stands under its code. A blank is missing, never zero."
)


def _choice(source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": "评分",
        "error_message": "请按评分标准的分档选择 · choose a step of the rubric",
    }
