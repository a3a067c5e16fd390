"""What a workbook says of itself (说明): how its sheets are filled in, which parameters there are, and how its cells look."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ledger.intake.columns import forms, is_required
from ledger.intake.labels import label
from ledger.intake.sheets import rows_of, sheets, term
from ledger.intake.workbook import About
from ledger.rules.silences import SILENCES

GUIDE, OPEN_QUESTIONS = "说明", "参数参考"


class Styles:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.head = self.of(bold=True, text_wrap=True, valign="top", bg_color="#DCE6F1", border=1)
        self.number = self.of(font_color="#808080", num_format="@")
        self.result = self.of(bg_color="#F2F2F2", text_wrap=True, valign="top")
        self.needed = self.of(bg_color="#FFF2CC")
        self.unused = self.of(bg_color="#D9D9D9", font_color="#808080")
        self.title = self.of(bold=True)
        self.wrap = self.of(text_wrap=True, valign="top")

    def of(self, **options: Any) -> Format:
        """Return a format."""
        return self._book.add_format(options)


def write_guide(page: Worksheet, about: About, styles: Styles) -> None:
    """Fill in the sheet that says how the others are filled in, and lists every kind of fact with what it needs."""
    lines = [
        f"{about.round} 年度评审台账工作簿 · workbook of the round {about.round}",
        "每张表一行一件事：先选“事项”，黄格必填，灰格不填。一行的依据是一份纸面文件：填文件编号，扫描件按编号命名放入“附件”文件夹。",
        "One row is one fact: choose 事项; yellow cells are needed, grey ones stay empty.",
        "Each row rests on a paper: write its number, and put its scan, named by that number, into the folder 附件.",
        "填完保存，运行 ledger record 文件夹 --dry-run 试录；有错的单元格写在“_批注”副本里，请改原表。",
        "Save, then `ledger record FOLDER --dry-run`; faults come back as remarks in a copy named _批注. Mend the original.",
    ]
    for column, width in enumerate((14, 22, 30, 14, 60, 70)):
        page.set_column(column, column, width)
    for row, line in enumerate(lines):
        page.write_string(row, 0, line, styles.title if row == 0 else None)
    start = len(lines) + 1
    for number, head in enumerate(("工作表", "事项", "由谁作出", "条款", "必填", "Meaning")):
        page.write_string(start, number, head, styles.head)
    row = start
    for sheet in sheets():
        for kind in rows_of(sheet):
            row += 1
            needed = [label(name, kind.wire_name) for name in forms(kind) if is_required(kind, name)]
            authors, meaning = "、".join(role.zh for role in kind.signed_by), kind.heading().replace("``", "")
            texts = (sheet.name, term(kind), authors, "、".join(kind.cites), "、".join(needed), meaning)
            for number, text in enumerate(texts):
                page.write_string(row, number, text, styles.wrap)


def write_questions(page: Worksheet, styles: Styles) -> None:
    """Fill in the sheet that lists the keys of the parameters with their permitted readings."""
    page.set_column(0, 0, 26)
    page.set_column(1, 2, 60)
    for number, head in enumerate(("参数\nkey", "问题\nquestion", "可选取值\nreadings")):
        page.write_string(0, number, head, styles.head)
    for row, (key, silence) in enumerate(sorted(SILENCES.items()), 1):
        readings = "\n".join(f"{reading.value}: {reading.zh} · {reading.en}" for reading in silence.readings)
        for number, text in enumerate((key, f"{silence.zh}\n{silence.en}", readings)):
            page.write_string(row, number, text, styles.wrap)
    page.freeze_panes(1, 1)
