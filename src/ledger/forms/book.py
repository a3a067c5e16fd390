"""Workbooks of the office (电子表格): sheets that print like an office's table, headed and numbered, with exact numbers in their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from ledger.forms.kinds import Kind
from ledger.forms.letters import punctuated, width_of
from ledger.forms.paper import SONG, Stand, write_with

Value = str | int | Decimal | None
_WIDEST = 60
_SHORT = 6
_HEAD_ROW = 2


class Book:
    """One workbook in the making. Cells hold text, whole numbers and decimals; None is an empty cell, shown as a dash."""

    def __init__(self, path: Path, form: Kind, stand: Stand, lang: str) -> None:
        self.lang, self._path, self._foot = lang, path, " · ".join(stand.foot(form, lang))
        self._book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        self._book.set_properties({"title": form.text.said(lang), "comments": self._foot})
        self._cells: dict[tuple[Any, ...], Any] = {}

    def say(self, zh: str, en: str) -> str:
        """Return one of two texts, by the language of this workbook."""
        return zh if self.lang == "zh" else en

    def sheet(
        self,
        name: str,
        title: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Value]],
        *,
        landscape: bool = True,
        notes: Sequence[str] = (),
        under: Sequence[Sequence[Value]] = (),
        red: Iterable[int] = (),
    ) -> None:
        """Add a sheet: a title, a head that repeats on every page, rows, totals ``under`` them, and ``notes`` at the end.

        ``red`` are the rows, counted from 0, in which something does not match.
        """
        sheet, table = self._book.add_worksheet(name[:31]), [tuple(row) for row in rows]
        self._set_page(sheet, landscape=landscape)
        wide = max(len(head) - 1, 1)
        sheet.merge_range(0, 0, 0, wide, self._print(title), self._form(bold=True, font_size=16, align="center"))
        sheet.merge_range(1, 0, 1, wide, self._foot, self._form(font_size=8, align="center", font_color="#555555"))
        for at, text in enumerate(head):
            sheet.write_string(
                _HEAD_ROW, at, text, self._form(bold=True, border=1, align="center", valign="vcenter", text_wrap=True, bg_color="#EEEEEE")
            )
        marked = set(red)
        for number, row in enumerate((*table, *under)):
            for at, value in enumerate(row):
                self._write(sheet, _HEAD_ROW + 1 + number, at, value, is_total=number >= len(table), is_red=number in marked)
        last = _HEAD_ROW + 1 + len(table) + len(under)
        for number, text in enumerate(notes):
            sheet.merge_range(
                last + 1 + number, 0, last + 1 + number, wide, self._print(text), self._form(font_size=10, text_wrap=True, valign="top")
            )
            sheet.set_row(last + 1 + number, 15 * (1 + width_of(text) // 100))
        for at in range(len(head)):
            texts = [head[at], *(_shown(row[at]) for row in (*table, *under) if at < len(row))]
            sheet.set_column(at, at, min(_WIDEST, max(8, 2 + max(map(width_of, texts)))))
        for line in range(_HEAD_ROW, last):
            sheet.set_row(line, 20 if line > _HEAD_ROW else 24)
        sheet.freeze_panes(_HEAD_ROW + 1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        if table:
            sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(table), len(head) - 1)

    def write(self) -> None:
        """Write the file. Raises ``StoreUnavailable``."""
        write_with(self._path, self._close)

    def _print(self, text: str) -> str:
        return punctuated(text) if self.lang == "zh" else text

    def _close(self) -> None:
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise cause if isinstance(cause, OSError) else OSError(0, str(cause)) from None

    def _set_page(self, sheet: Any, *, landscape: bool) -> None:
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_footer("&C" + self.say("第 &P 页 共 &N 页", "page &P of &N"))

    def _write(self, sheet: Any, row: int, at: int, value: Value, *, is_total: bool, is_red: bool) -> None:
        form: dict[str, Any] = {"border": 1, "bold": is_total} | ({"font_color": "#B00000"} if is_red else {})
        if value is None:
            sheet.write_string(row, at, "—", self._form(align="center", valign="vcenter", **form))
        elif isinstance(value, str):
            sheet.write_string(
                row, at, value, self._form(text_wrap=True, valign="vcenter", align="center" if len(value) <= _SHORT else "left", **form)
            )
        else:
            shape = "#,##0" if isinstance(value, int) else "#,##0.00##"
            sheet.write_number(row, at, value, self._form(num_format=shape, align="right", valign="vcenter", **form))

    def _form(self, **given: Any) -> Any:
        key = tuple(sorted(given.items()))
        if key not in self._cells:
            self._cells[key] = self._book.add_format({"font_name": SONG, "font_size": 10.5, **given})
        return self._cells[key]


def points(hundredths: int) -> Decimal:
    """Return hundredths as points."""
    return Decimal(hundredths).scaleb(-2)


def _shown(value: Value) -> str:
    return "—" if value is None else str(value)
