"""A clerk who fills in workbooks: the acts of a script written into the rows and cells of the templates, as hands would."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from ledger.demo.script import Line, Script
from ledger.drafting import Draft
from ledger.events.event import TYPES
from ledger.intake import scoresheet
from ledger.intake.columns import COMPUTED, CORRECTION, columns_of, forms
from ledger.intake.entries import author_named
from ledger.intake.scoresheet import PHASES
from ledger.intake.sheets import CORRECTIONS, SCORE, Sheet, sheet_of, term
from ledger.intake.values import Form, write
from ledger.intake.words import ROLES
from ledger.terms import Phase

WAYS = ("{y}.{m}.{d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "date")
"""How dates are typed, in turn."""


@dataclass
class Clerk:
    """Fills in the workbooks of ``folder``. ``rows`` remembers the row number of each act of the script."""

    folder: Path
    script: Script
    round_id: str
    rows: dict[str, str] = field(default_factory=dict)
    _next: dict[str, int] = field(default_factory=dict)
    _typed: int = 0

    @property
    def book(self) -> Path:
        return self.folder / f"台账_{self.round_id}.xlsx"

    def fill(self, lines: Iterable[Line]) -> None:
        """Write each act into the next free row of its sheet, and each mark into its cell. Papers are put beside."""
        book = openpyxl.load_workbook(self.book)
        marks: dict[str, list[Draft]] = {}
        for line in lines:
            draft = line.draft
            if draft.type == SCORE and draft.corrects is None:
                if not line.refused:
                    marks.setdefault(draft.event["expert"], []).append(draft)
                    mark = draft.event
                    self.rows[str(draft.id)] = f"评分/{mark['expert']}/{PHASES[Phase(mark['phase'])]}/{mark['applicant']}/{mark['item']}"
                continue
            if draft.corrects is not None:
                self._correct(book[CORRECTIONS.name], draft)
                continue
            sheet = sheet_of(draft.type)
            assert sheet is not None, draft.type
            self._fill_row(book[sheet.name], sheet, draft)
        book.save(self.book)
        for expert, drafts in marks.items():
            self.score(expert, drafts)

    def score(self, expert: str, drafts: list[Draft]) -> None:
        """Write marks into the score workbook of ``expert`` that has their phase."""
        for phase in Phase:
            mine = [draft for draft in drafts if draft.event["phase"] == phase.value]
            if not mine:
                continue
            path, book = next(
                (path, book)
                for path in sorted(self.folder.glob(f"评分_{expert}*.xlsx"))
                if PHASES[phase] in (book := openpyxl.load_workbook(path)).sheetnames
            )
            page = book[PHASES[phase]]
            columns = {page.cell(scoresheet.CODES, n).value: n for n in range(scoresheet.FIRST_APPLICANT, page.max_column + 1)}
            rows = {page.cell(n, scoresheet.ITEM).value: n for n in range(scoresheet.FIRST_ITEM, page.max_row + 1)}
            page.cell(scoresheet.SERIAL, scoresheet.WHOLE_SHEET).value = serial = f"PS-{expert}-{phase.value}"
            self.paper(serial, f"score sheets of {expert} for {phase.value}".encode())
            for draft in mine:
                column, row = columns[draft.event["applicant"]], rows[draft.event["item"]]
                own = draft.provenance
                if own.serial is not None and own.scan is not None:
                    page.cell(scoresheet.SERIAL, column).value = own.serial
                    self.paper(own.serial, self.script.papers[own.scan])
                page.cell(scoresheet.DAY, column).value = self.day(draft.occurred_at)
                most = round(page.cell(row, scoresheet.MOST).value * 100)
                page.cell(row, column).value = self._percent(draft.event["points"] * 100 // most)
            book.save(path)

    def paper(self, name: str, content: bytes) -> None:
        """Put a scan into the folder 附件."""
        path = self.folder / "附件" / f"{name}.pdf"
        assert not path.exists() or path.read_bytes() == content
        path.write_bytes(content)

    def day(self, text: str) -> Any:
        """Type a date, in one way after the other."""
        if len(text) > 10:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        if len(text) < 10:
            return text
        self._typed += 1
        way, on = WAYS[self._typed % len(WAYS)], date.fromisoformat(text)
        return on if way == "date" else way.format(y=on.year, m=on.month, d=on.day)

    def _percent(self, share: int) -> Any:
        self._typed += 1
        return (share / 100, f"{share}%", f"{share}％", share / 100)[self._typed % 4]

    def _row(self, sheet: Sheet) -> int:
        self._next[sheet.name] = self._next.get(sheet.name, 1) + 1
        return self._next[sheet.name]

    def _fill_row(self, page: Worksheet, sheet: Sheet, draft: Draft) -> None:
        row, kind = self._row(sheet), TYPES[draft.type]
        places = {c.field: n for n, c in enumerate(columns_of(sheet), 1) if not c.kinds or kind.wire_name in c.kinds}
        self.rows[str(draft.id)] = str(page.cell(row, places["@row"]).value)
        values: dict[str, Any] = {"@what": term(kind), "@on": self.day(draft.occurred_at)}
        for name, form in forms(kind).items():
            if (name in COMPUTED.get(draft.type, ()) and draft.type != "candidates.determined") or draft.event[name] == "":
                continue
            values[name] = self._typed_value(form, draft.event[name])
        values |= self._paper_columns(draft)
        for name, value in values.items():
            page.cell(row, places[name]).value = value

    def _paper_columns(self, draft: Draft) -> dict[str, Any]:
        paper = draft.provenance
        serial = paper.serial or f"W-{self.rows[str(draft.id)]}"
        if paper.scan is not None:
            self.paper(serial, self.script.papers[paper.scan])
        else:
            self.paper(serial, f"scan of {serial}".encode())
        columns: dict[str, Any] = {"@serial": serial}
        if paper.dated is not None and paper.dated != draft.occurred_at:
            columns["@dated"] = self.day(paper.dated)
        behalf = paper.on_behalf_of
        if behalf is not None and behalf != author_named(TYPES[draft.type], draft.event):
            columns["@on_behalf_of"] = ROLES[behalf].zh if behalf in ROLES else behalf
        if draft.evidence:
            columns["@evidence"] = "\n".join(self._named(digest) for digest in draft.evidence)
        return columns

    def _typed_value(self, form: Form, value: Any) -> Any:
        if form.kind == "paper":
            return "无" if value is None else self._named(value)
        if form.kind == "act":
            return self.rows[value]
        if form.kind in ("day", "partial") and value is not None:
            return self.day(value)
        return write(form, value)

    def _named(self, digest: str) -> str:
        if digest not in self.script.papers:
            return digest
        name = f"文件-{digest[:10]}"
        self.paper(name, self.script.papers[digest])  # type: ignore[index]
        return name

    def _correct(self, page: Worksheet, draft: Draft) -> None:
        row = self._row(CORRECTIONS)
        assert draft.corrects is not None
        places = {column.field: n for n, column in enumerate(columns_of(CORRECTIONS), 1)}
        serial = f"G-{row:04}"
        self.paper(serial, f"scan of {serial}".encode())
        values = {
            "@what": CORRECTION,
            "@on": self.day(draft.occurred_at),
            "@target": self.rows[draft.corrects.act],
            "@changes": f"得分={draft.event['points'] / 100:g}",
            "@reason": draft.corrects.why,
            "@approved_by": draft.corrects.approved_by,
            "@serial": serial,
        }
        for name, value in values.items():
            page.cell(row, places[name]).value = value
