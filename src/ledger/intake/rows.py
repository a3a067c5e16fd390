"""The clerk's rows read (经办人逐行读取): each row of a sheet becomes one entry, and every fault a remark on its cell.

Columns are found by their labels and rows by the number in 行号, so that sorting, inserting and moving
change nothing. A row without a number is known by what it is about and its paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ledger.errors import BadInput
from ledger.events.event import Event, Occurs
from ledger.intake import cells
from ledger.intake.cells import Cell
from ledger.intake.columns import (
    BEHALF,
    COMPUTED,
    DATED,
    EVIDENCE,
    MAY_BE_EMPTY,
    ON,
    RESULT,
    ROW,
    SCAN,
    SERIAL,
    WHAT,
    Column,
    columns_of,
    forms,
)
from ledger.intake.entries import Entry, Place, Remark
from ledger.intake.folder import Attachments
from ledger.intake.package import column_letters
from ledger.intake.sheets import CORRECTIONS, Sheet, rows_of, sheets, term
from ledger.intake.values import Form, is_digest, read
from ledger.intake.words import ROLES
from ledger.intake.workbook import Book, Grid

_CODE_ON_PAPER = re.compile(r"[^\s:/]{1,64}")


class SheetReader:
    """Reads one sheet of one workbook; faults go to ``remarks``."""

    def __init__(self, book: Book, sheet: Sheet, attachments: Attachments, remarks: list[Remark]) -> None:
        self.book, self.sheet, self.attachments, self._remarks = book, sheet, attachments, remarks
        self.grid: Grid = book.grids[sheet.name]
        self.kinds = {term(kind): kind for kind in rows_of(sheet)}
        self.places = self._header()
        """Column to its number in the sheet."""

    def complain(self, ref: str, error: BadInput, *, notice: bool = False) -> None:
        """Add a remark on a cell."""
        self._remarks.append(Remark(Place(self.book.path, self.sheet.name, ref), error, notice))

    def filled_rows(self) -> Iterator[int]:
        """Yield the numbers of the rows in which somebody wrote something."""
        if not {ROW, WHAT} <= self.places.keys():
            return
        for merged in self.grid.merged_below(2):
            self.complain(merged.partition(":")[0], BadInput("", f"the cells {merged} are merged", "split them and fill in each row"))
        content = [number for column, number in self.places.items() if column not in (ROW, RESULT)]
        for row in range(2, len(self.grid.rows) + 1):
            if any(self.grid.filled(row, number) for number in content):
                yield row

    def cell(self, row: int, column: Column) -> Cell:
        """Return the cell of a column. Raises ``BadInput`` without a place; a column that was deleted is blank."""
        number = self.places.get(column)
        return self.grid.cell(row, number) if number else Cell(None)

    def ref(self, row: int, column: Column) -> str:
        """Return the address of a cell, for remarks: that of 事项 where the column was deleted."""
        return f"{column_letters(self.places.get(column) or self.places[WHAT])}{row}"

    def value(self, row: int, column: Column, form: Form) -> Any:
        """Return the value in a cell; None, and a remark, where it cannot be read."""
        try:
            return read(form, self.cell(row, column))
        except BadInput as error:
            self.complain(self.ref(row, column), error)
            return None

    def paper(self, row: int, column: Column, name: str) -> str | None:
        """Return the digest of the paper ``name``; None, and a remark on the column, where there is none.

        A digest written out stands for itself: not everything that is committed to is a paper in the folder.
        """
        if is_digest(name):
            return name
        try:
            return self.attachments.digest(self.attachments.find(name))
        except BadInput as error:
            self.complain(self.ref(row, column), error)
            return None

    def provenance(self, row: int, entry: Entry) -> None:
        """Read the columns that say on what paper the row rests."""
        entry.serial = str(self.value(row, SERIAL, Form("paper")) or "")
        dated = self.cell(row, DATED)
        entry.dated = entry.on[:10] if dated.blank else str(self.value(row, DATED, Form("partial")) or "")
        scan = self.cell(row, SCAN)
        name = entry.serial if scan.blank else str(self.value(row, SCAN, Form("paper")) or "")
        if name:
            try:
                entry.scan_file = self.attachments.find(name)
                entry.scan = self.attachments.digest(entry.scan_file)
            except BadInput as error:
                self.complain(self.ref(row, SERIAL if scan.blank else SCAN), error)
        evidence = self.value(row, EVIDENCE, Form("list", inside=(("", Form("paper")),))) or []
        entry.evidence = tuple(d for one in evidence if (d := self.paper(row, EVIDENCE, one)) is not None)  # type: ignore[misc]

    def behalf(self, row: int) -> str | None:
        """Return the role or code in the column 代表; None where it is left to the kind of fact."""
        cell = self.cell(row, BEHALF)
        if cell.blank:
            return None
        text = str(self.value(row, BEHALF, Form("paper")) or "")
        if text in ROLES:
            return ROLES[text].value
        if not _CODE_ON_PAPER.fullmatch(text):
            error = BadInput("", f"{text!r} is neither a body nor a code", "choose from the list, or write a code")
            self.complain(self.ref(row, BEHALF), error)
        return text

    def _header(self) -> dict[Column, int]:
        known = {column.zh: column for column in columns_of(self.sheet)}
        found: dict[Column, int] = {}
        for number in range(1, self.grid.width + 1):
            try:
                name = cells.free_text(self.grid.cell(1, number)).split("\n")[0].strip()
            except BadInput:
                name = ""
            if name in known:
                if known[name] in found:
                    self.complain(f"{column_letters(number)}1", BadInput("", f"the column {name} is there twice", "delete one of them"))
                found.setdefault(known[name], number)
            elif any(self.grid.filled(row, number) for row in range(2, len(self.grid.rows) + 1)):
                why = f"the column {name!r} is of no kind of fact and is not read"
                error = BadInput("", why, "keep it for notes, or use one of the template")
                self.complain(f"{column_letters(number)}1", error, notice=True)
        for column in (ROW, WHAT):
            if column not in found:
                self.complain("A1", BadInput("", f"the column {column.zh} is missing", "take the header row from the template"))
        return found


def read_sheet(book: Book, sheet: Sheet, attachments: Attachments, remarks: list[Remark]) -> list[Entry]:
    """Return the entries of one sheet of facts. Faults become remarks; a row with a fault gives no entry."""
    reader = SheetReader(book, sheet, attachments, remarks)
    entries = []
    for row in reader.filled_rows():
        before = len(remarks)
        entry = _read_row(reader, row)
        if entry is not None and all(remark.notice for remark in remarks[before:]):
            entries.append(entry)
    return entries


def _read_row(reader: SheetReader, row: int) -> Entry | None:
    kind = _kind(reader, row)
    if kind is None:
        return None
    place = Place(reader.book.path, reader.sheet.name, reader.ref(row, WHAT))
    position = next(n for n, sheet in enumerate((*sheets(), CORRECTIONS)) if sheet == reader.sheet)
    entry = Entry(kind, place, "", (position, row), {}, "")
    entry.on = _occurred(reader, row, kind)
    empty, acts, addresses = [], {}, {}
    for column in columns_of(reader.sheet):
        if column.kinds and kind.wire_name not in column.kinds:
            _must_be_blank(reader, row, column, kind)
            continue
        addresses[column.field] = reader.ref(row, column)
        if not column.kinds:
            continue
        form = forms(kind)[column.field]
        if _is_left(reader, row, column):
            if column.field in COMPUTED.get(kind.wire_name, ()):
                empty.append(column.field)
                continue
            if column.field in MAY_BE_EMPTY:
                entry.event[column.field] = ""
                continue
        value = reader.value(row, column, form)
        if form.kind == "paper" and value is not None:
            value = reader.paper(row, column, value)
        if form.kind == "act" and value is not None:
            acts[column.field] = value
        entry.event[column.field] = value
    entry.open, entry.acts, entry.cells = tuple(empty), acts, addresses
    try:
        entry.behalf = reader.behalf(row)
        reader.provenance(row, entry)
        number = reader.cell(row, ROW)
        entry.key = _key(reader, kind, entry) if number.blank else f"{reader.sheet.name}/{cells.code(number)}"
    except BadInput as error:
        reader.complain(reader.ref(row, ROW), error)
    entry.result = Place(reader.book.path, reader.sheet.name, reader.ref(row, RESULT))
    return entry


def _kind(reader: SheetReader, row: int) -> type[Event] | None:
    try:
        text = cells.free_text(reader.cell(row, WHAT))
    except BadInput as error:
        reader.complain(reader.ref(row, WHAT), error)
        return None
    kind = reader.kinds.get(text) or next((k for k in reader.kinds.values() if k.wire_name == text), None)
    if kind is None:
        why = f"{text!r} is no kind of fact of this sheet" if text else "the kind of fact is missing"
        reader.complain(reader.ref(row, WHAT), BadInput("", why, f"choose one of: {'、'.join(reader.kinds)}"))
    return kind


def _occurred(reader: SheetReader, row: int, kind: type[Event]) -> str:
    number = reader.places.get(ON)
    if number is None or not reader.grid.filled(row, number):
        if kind.occurs is not Occurs.PARTIAL:
            reader.complain(reader.ref(row, ON), BadInput("", "it is empty", "fill it in"))
        return ""
    try:
        cell = reader.cell(row, ON)
        return {Occurs.DAY: cells.day, Occurs.PARTIAL: cells.partial, Occurs.INSTANT: cells.moment}[kind.occurs](cell)
    except BadInput as error:
        reader.complain(reader.ref(row, ON), error)
        return ""


def _is_left(reader: SheetReader, row: int, column: Column) -> bool:
    number = reader.places.get(column)
    return number is None or not reader.grid.filled(row, number)


def _must_be_blank(reader: SheetReader, row: int, column: Column, kind: type[Event]) -> None:
    number = reader.places.get(column)
    if number is not None and reader.grid.filled(row, number):
        why = f"{column.zh} does not belong to {term(kind)}"
        reader.complain(reader.ref(row, column), BadInput("", why, "clear this cell, or choose another kind of fact"))


def _key(reader: SheetReader, kind: type[Event], entry: Entry) -> str:
    """Return the key of a row without a number: what it is about, and its paper."""
    about = [name for name, form in forms(kind).items() if form.kind in ("code", "choice", "act")]
    return "/".join((reader.sheet.name, kind.wire_name, *(str(entry.event.get(name)) for name in about), entry.on, entry.serial))
