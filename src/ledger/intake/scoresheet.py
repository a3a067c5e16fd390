"""An expert's score workbook (评分表): items by applicants, one sheet for each phase. Its layout, and how it is read.

Above the marks stand, for the sheet or for a single applicant, the day, and the number, date and scan of the
paper form. A mark is a percentage of the item's points in steps of the rubric, or points where the item starts
above zero. A blank is a missing mark, never zero; a cell of somebody from whom the expert stands aside is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import BadInput
from ledger.events.event import TYPES
from ledger.events.measure import RubricItem
from ledger.intake import cells
from ledger.intake.cells import NONE, Cell
from ledger.intake.entries import Entry, Place, Remark, score_key
from ledger.intake.folder import Attachments
from ledger.intake.package import column_letters
from ledger.intake.sheets import SCORE
from ledger.intake.workbook import Book, Grid
from ledger.terms import Digest, ItemId, Phase

PHASES: dict[Phase, str] = {Phase.DOCUMENT: "资料评审", Phase.DEFENCE: "陈述答辩", Phase.SITE: "现场评审"}
"""Phase to the name of its sheet."""

CODES, DAY, SERIAL, DATED, SCAN, FIRST_ITEM = 2, 3, 4, 5, 6, 7
"""Rows: codes of applicants; day; number, date and scan of the paper form; the first item."""

ITEM, WHOLE_SHEET, MOST, UNIT, FIRST_APPLICANT = 1, 2, 3, 4, 5
"""Columns: item; its name, and above it what holds for the whole sheet; full points; unit; the first applicant."""

HEADS = {CODES: "申报代号", DAY: "日期", SERIAL: "表号", DATED: "表上日期", SCAN: "扫描件"}
STANDS_ASIDE = "回避"
PERCENT, POINTS = "百分比", "分"
_BEFORE_ALL = -1


@dataclass(slots=True)
class _Reader:
    """Reads one sheet of one score workbook."""

    book: Book
    grid: Grid
    phase: Phase
    attachments: Attachments | None
    remarks: list[Remark]
    rubric: Mapping[ItemId, RubricItem]
    recused: frozenset[str]

    def place(self, row: int, column: int) -> Place:
        return Place(self.book.path, self.grid.sheet, f"{column_letters(column)}{row}")

    def complain(self, row: int, column: int, error: BadInput) -> None:
        self.remarks.append(Remark(self.place(row, column), error))

    def entries(self) -> list[Entry]:
        for merged in self.grid.merged_below(CODES):
            first = merged.partition(":")[0]
            why = BadInput("", f"the cells {merged} are merged", "split them and fill in each cell")
            self.remarks.append(Remark(Place(self.book.path, self.grid.sheet, first), why))
        items = self._codes(((row, ITEM) for row in range(FIRST_ITEM, len(self.grid.rows) + 1)), self._item)
        applicants = self._codes(((CODES, column) for column in range(FIRST_APPLICANT, self.grid.width + 1)), lambda code: code.upper())
        found: list[Entry] = []
        for (_, column), applicant in applicants.items():
            marks = [(row, item) for (row, _), item in items.items() if self.grid.filled(row, column)]
            if marks:
                found += self._of_applicant(column, applicant, marks)
        return found

    def _of_applicant(self, column: int, applicant: str, marks: Sequence[tuple[int, str]]) -> list[Entry]:
        scored = [(row, item, points) for row, item in marks if (points := self._mark(row, column, applicant, item)) is not None]
        if not scored:
            return []
        head = self._head(column)
        if head is None:
            return []
        on, serial, dated, scan = head
        expert = self.book.about.expert
        return [
            Entry(
                TYPES[SCORE],
                self.place(row, column),
                score_key(expert, self.phase.value, applicant, item),
                (_BEFORE_ALL, row),
                {"applicant": applicant, "expert": expert, "phase": self.phase.value, "item": item, "points": points},
                on,
                cells={"points": self.place(row, column).ref, "applicant": self.place(CODES, column).ref},
                behalf=expert,
                serial=serial,
                dated=dated,
                scan=scan,
            )
            for row, item, points in scored
        ]

    def _mark(self, row: int, column: int, applicant: str, item: str) -> int | None:
        """Return the points of one mark; None for a blank, for somebody from whom the expert stands aside, and for a fault."""
        try:
            cell = self.grid.cell(row, column)
            text = cells.half_width(cell.value) if isinstance(cell.value, str) else ""
            if text == STANDS_ASIDE or text.lower() in NONE:
                return None
            if applicant not in self.recused:
                return points_of(cell, self.rubric[ItemId(item)])
            error = BadInput("", f"{self.book.about.expert} stands aside from {applicant}", "clear this cell; the mark would be refused")
        except BadInput as fault:
            error = fault
        self.complain(row, column, error)
        return None

    def _head(self, column: int) -> tuple[str, str, str, Digest | None] | None:
        """Return (day, number, its date, scan) of an applicant's marks; None where one of them is missing or wrong."""
        on = self._given(DAY, column, cells.day)
        if self.attachments is None:
            return (on, "", "", None) if on else None
        serial, dated = self._given(SERIAL, column, cells.code), self._given(DATED, column, cells.partial, optional=True)
        name = self._given(SCAN, column, cells.code, optional=True)
        if not on or not serial or dated is None or name is None:
            return None
        row = SCAN if name else SERIAL
        try:
            return on, serial, dated or on, self.attachments.digest(self.attachments.find(name or serial))
        except BadInput as error:
            self._complain_once(row, self._where(row, column), error)
            return None

    def _where(self, row: int, column: int) -> int:
        """Return the column in which a value for ``column`` stands: its own, else that of the whole sheet."""
        return column if self.grid.filled(row, column) else WHOLE_SHEET

    def _given(self, row: int, column: int, read: Callable[[Cell], str], *, optional: bool = False) -> str | None:
        """Return what stands above an applicant's marks; None for a fault, which is said once for all to whom it applies."""
        where = self._where(row, column)
        try:
            cell = self.grid.cell(row, where)
            if not cell.blank:
                return read(cell)
            if optional:
                return ""
            error = BadInput("", f"{HEADS[row]} is missing", "fill it in here for the whole sheet, or above each applicant")
        except BadInput as fault:
            error = fault
        self._complain_once(row, where, error)
        return None

    def _complain_once(self, row: int, column: int, error: BadInput) -> None:
        if all(remark.place != self.place(row, column) for remark in self.remarks):
            self.complain(row, column, error)

    def _item(self, code: str) -> str:
        if code not in self.rubric:
            raise BadInput("", f"{code!r} is no item of the adopted rubric", "take the first column from the template")
        return code

    def _codes(self, places: Iterable[tuple[int, int]], known: Callable[[str], str]) -> dict[tuple[int, int], str]:
        found: dict[tuple[int, int], str] = {}
        for row, column in places:
            try:
                cell = self.grid.cell(row, column)
                if cell.blank:
                    continue
                code = known(cells.code(cell))
                if code in found.values():
                    self.complain(row, column, BadInput("", f"{code} stands here twice", "delete one of them"))
                else:
                    found[row, column] = code
            except BadInput as error:
                self.complain(row, column, error)
        return found


def read_scores(
    book: Book,
    rubric: Mapping[ItemId, RubricItem],
    recused: frozenset[str],
    attachments: Attachments | None,
    remarks: list[Remark],
) -> list[Entry]:
    """Return the scores of a workbook; faults become remarks. Without ``attachments`` no paper is asked for: the expert signs."""
    entries = []
    for phase, name in PHASES.items():
        if (grid := book.grids.get(name)) is not None:
            entries += _Reader(book, grid, phase, attachments, remarks, rubric, recused).entries()
    return entries


def by_percent(item: RubricItem) -> bool:
    """Return whether marks of an item are percentages: it starts at zero, and its steps are whole percentages."""
    return item.least == 0 and item.most > 0 and item.step > 0 and item.most % item.step == 0 and item.step * 100 % item.most == 0


def steps_of(item: RubricItem) -> list[Decimal]:
    """Return the marks that an item allows: percentages where it has such, else points."""
    if by_percent(item):
        return [Decimal(points * 100) / item.most for points in range(0, item.most + 1, item.step)]
    return [Decimal(points) / 100 for points in range(item.least, item.most + 1, item.step or item.most + 1)]


def points_of(cell: Cell, item: RubricItem) -> int:
    """Return the points, in hundredths, of a mark on ``item``. Raises ``BadInput`` without a place."""
    if not by_percent(item):
        points = Decimal(cells.points(cell))
    else:
        share = cells.share(cell)
        if not 0 <= share <= 100:
            raise BadInput("", f"{share.normalize():f}% is not between 0 and 100", "choose from the list")
        points = share * item.most / 100
    if not item.least <= points <= item.most:
        raise BadInput("", f"{points / 100:f} is not between {item.least / 100:g} and {item.most / 100:g}", "choose from the list")
    if points != points.to_integral_value() or (item.step and (int(points) - item.least) % item.step):
        unit = item.step * 100 // item.most if by_percent(item) else 0
        step = f"{unit}%" if unit else f"{item.step / 100:g}"
        raise BadInput("", f"this is no step of the rubric, which goes by {step}", "choose from the list")
    return int(points)
