"""A workbook of this ledger, opened (工作簿): its sheets as grids of cells, and what the hidden sheet says that it is.

Values come from one reader for .xlsx, whatever program wrote the file; what a reader of values does not tell
(formulas, percentages, merged cells) comes from ``package``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from ledger.errors import BadInput
from ledger.intake.cells import Cell
from ledger.intake.dialect import KNOWN_ERRORS, with_known_errors
from ledger.intake.package import Looks, Package, column_letters, open_package, split_ref
from ledger.intake.sheets import LAYOUT
from ledger.record.envelope import Seen

ABOUT = "_台账"
"""The hidden sheet: column A names, column B values, and further right the lists of the drop-downs."""


class About(msgspec.Struct, frozen=True, kw_only=True):
    """工作簿说明: what a workbook is for. ``use`` is clerk or score; ``expert`` the code on a score workbook."""

    use: str
    origin: str
    round: str
    edition: str
    size: str
    root: str
    layout: str
    expert: str = ""

    @property
    def seen(self) -> Seen:
        """The tree head that the template was made from."""
        return Seen(size=int(self.size), root=self.root)


@dataclass(frozen=True, slots=True)
class Grid:
    """表格: the cells of one sheet, by row and column counted from 1."""

    sheet: str
    rows: list[list[Any]]
    looks: Looks

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; a blank one outside of what is filled in.

        Raises ``BadInput`` without a place for a formula without a value, and for a cell that shows an error or a picture.
        """
        ref = f"{column_letters(column)}{row}"
        if ref in self.looks.pictures:
            raise BadInput("", "it holds a picture", "put the picture into the folder 附件, and write its name here")
        if not self.looks.formulas.get(ref, True):
            raise BadInput("", "it holds a formula whose value was never computed", "open and save the workbook once, or type the value")
        if (error := self.looks.errors.get(ref)) is not None:
            raise BadInput("", f"it shows the error {error or '#?'}", "mend the formula, or type the value")
        inside = row <= len(self.rows) and column <= len(self.rows[row - 1])
        value = self.rows[row - 1][column - 1] if inside else None
        return Cell(None if value == "" else value, ref, ref in self.looks.percents, self.looks.dates.get(ref, ""))

    def filled(self, row: int, column: int) -> bool:
        """Return whether anything stands in a cell, an error or a formula without a value too."""
        inside = row <= len(self.rows) and column <= len(self.rows[row - 1])
        value = self.rows[row - 1][column - 1] if inside else ""
        if value not in ("", None):
            return not Cell(value).blank
        if not (self.looks.errors or self.looks.formulas):
            return False
        ref = f"{column_letters(column)}{row}"
        return ref in self.looks.errors or not self.looks.formulas.get(ref, True)

    def merged_below(self, first: int) -> list[str]:
        """Return the merged ranges that reach row ``first`` or below it."""
        return [found for found in self.looks.merged if split_ref(found.rpartition(":")[2])[0] >= first]

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that `ledger template` wrote and somebody filled in."""

    path: Path
    about: About
    grids: dict[str, Grid]
    package: Package


def open_book(path: Path) -> Book:
    """Return the workbook at ``path``. Raises ``BadInput`` without a place."""
    from python_calamine import CalamineError, load_workbook

    package = open_package(path)
    has_strange = any(not KNOWN_ERRORS.issuperset(looks.errors.values()) for looks in package.looks.values())
    content = with_known_errors(package.content) if has_strange else package.content
    try:
        with load_workbook(io.BytesIO(content)) as found:
            grids = {
                name: Grid(name, found.get_sheet_by_name(name).to_python(skip_empty_area=False), package.looks.get(name, Looks()))
                for name in found.sheet_names
            }
    except (CalamineError, ValueError, KeyError) as error:
        raise BadInput("", f"it is no .xlsx workbook, or damaged: {type(error).__name__}", "save it anew as .xlsx") from None
    return Book(path, _about(grids.get(ABOUT)), grids, package)


def _about(grid: Grid | None) -> About:
    if grid is None:
        raise BadInput("", "it was not written by `ledger template`", "copy the rows into the workbook that `ledger template` wrote")
    named = {str(row[0]): str(row[1]) for row in grid.rows if len(row) > 1 and row[0]}
    try:
        about = msgspec.convert(named, About)
    except msgspec.ValidationError:
        raise BadInput("", "its hidden sheet is incomplete", "copy the rows into the workbook that `ledger template` wrote") from None
    if about.layout != LAYOUT:
        raise BadInput("", f"its layout is version {about.layout}; known here is {LAYOUT}", "write a new one with `ledger template`")
    if not about.size.isdigit() or len(about.root) != 64 or about.use not in ("clerk", "score"):
        raise BadInput("", "its hidden sheet was changed", "copy the rows into the workbook that `ledger template` wrote")
    return about
