"""Copies with remarks (批注副本): each fault as a comment on its cell, coloured, and the column 结果 filled in.

The original is never touched. A copy that somebody worked in is not overwritten: the next one gets a number.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import openpyxl
import orjson
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from ledger.errors import BadInput, Refused
from ledger.intake.entries import Place, Remark
from ledger.intake.folder import REMARKED
from ledger.intake.package import Looks, Package
from ledger.intake.workbook import ABOUT
from ledger.messages import remedy, what

RED = PatternFill("solid", fgColor="FFC7CE")
YELLOW = PatternFill("solid", fgColor="FFEB9C")
MEMORY = ".批注.json"
"""Beside the copies: the digest of each as it was written, so that work done in one is noticed, and of what it says."""

MOST = 2_000
"""Comments in one workbook; beyond that a spreadsheet program becomes slow, and the first ones are what helps."""

SHEET_ROW = "A1"
AUTHOR = "台账"


def told(remark: Remark, lang: str) -> str:
    """Return what the comment of a remark says, in ``zh`` or ``en``."""
    error = remark.error
    said = what(error, lang).replace("；", "；\n") if isinstance(error, Refused) else what(error, lang)
    if isinstance(error, Refused):
        rules = ", ".join(dict.fromkeys(breach.rule.name for breach in error.breaches))
        return f"{'不予受理' if lang == 'zh' else 'Refused'}: {said}\n[{rules}]"
    way_out = remedy(error, lang)
    return said + (f"\n{'→ ' if lang == 'zh' else 'Next: '}{way_out}" if way_out else "")


def write_copies(
    packages: Iterable[Package], remarks: Sequence[Remark], results: Mapping[Place, str], lang: str, *, always: frozenset[Path]
) -> tuple[list[Path], list[Remark]]:
    """Write a copy beside each workbook that has remarks, or is among ``always``.

    ``results`` is what the column 结果 says, by place. Return the copies, and a notice for each that could not be written: what was
    recorded stays recorded, and the remarks are told on the screen all the same.
    """
    written: list[Path] = []
    failed: list[Remark] = []
    for package in packages:
        mine = [remark for remark in remarks if remark.place.path == package.path]
        said = {place: text for place, text in results.items() if place.path == package.path}
        memory = _Memory(package.path.parent)
        if mine or (package.path in always and said):
            texts = [f"{r.place}{r.notice}{told(r, lang)}" for r in mine] + [f"{place}{text}" for place, text in said.items()]
            saying = sha256("\n".join([sha256(package.content).hexdigest(), *texts]).encode()).hexdigest()
            copy = memory.place_for(package.path)
            try:
                if not memory.says(copy, saying):
                    _write(package, mine, said, lang, copy)
                    memory.keep(copy, saying)
                written.append(copy)
            except BadInput as error:
                failed.append(Remark(Place(package.path), error, notice=True))
        elif memory.is_untouched(stale := _copy_of(package.path)):
            with suppress(OSError):  # it is open elsewhere; the next run finds it again
                stale.unlink()
    return written, failed


class _Memory:
    """What is known of the copies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / MEMORY
        try:
            self._known: dict[str, list[str]] = orjson.loads(self._path.read_bytes())
        except (OSError, ValueError):
            self._known = {}

    def is_untouched(self, copy: Path) -> bool:
        """Return whether a copy is there, as it was written."""
        return copy.exists() and self._known.get(copy.name, [""])[0] == sha256(copy.read_bytes()).hexdigest()

    def says(self, copy: Path, saying: str) -> bool:
        return self.is_untouched(copy) and self._known[copy.name][1] == saying

    def place_for(self, original: Path) -> Path:
        """Return where the next copy goes: never over one that somebody worked in."""
        copy, number = _copy_of(original), 1
        while copy.exists() and not self.is_untouched(copy):
            number += 1
            copy = original.with_name(f"{original.stem}_{number}{REMARKED}.xlsx")
        return copy

    def keep(self, copy: Path, saying: str) -> None:
        self._known[copy.name] = [sha256(copy.read_bytes()).hexdigest(), saying]
        self._path.write_bytes(orjson.dumps(self._known))


def _write(package: Package, remarks: Sequence[Remark], results: Mapping[Place, str], lang: str, copy: Path) -> None:
    """Write one copy. Raises ``BadInput`` without a place."""
    buffer = io.BytesIO()
    try:
        with warnings.catch_warnings():
            # It warns of what it will not keep, such as pictures; this is a copy to read.
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(package.content))
            _fill_in(book, package, remarks, results, lang)
            book.save(buffer)
    except Exception as error:  # noqa: BLE001 - it has no errors of its own: whatever it trips over in a workbook comes out as it is
        why = f"the copy with remarks cannot be made: {type(error).__name__}"
        raise BadInput("", why, "save it anew as .xlsx") from None
    beside = copy.with_name(f".{copy.name}.part")
    try:
        beside.write_bytes(buffer.getvalue())
        beside.replace(copy)
    except OSError as error:
        raise BadInput("", f"{copy.name} cannot be written: {error.strerror}", "close the copy in other programs") from None


def _fill_in(book: Any, package: Package, remarks: Sequence[Remark], results: Mapping[Place, str], lang: str) -> None:
    for sheet in book.worksheets:
        _keep(sheet, package.looks.get(sheet.title, Looks()))
    for place, text in results.items():
        book[place.sheet][place.ref].value = _inert(text)
    notes: dict[tuple[str, str], list[str]] = {}
    errors: set[tuple[str, str]] = set()
    first = next(sheet.title for sheet in book.worksheets if sheet.title != ABOUT)
    for remark in remarks:
        where = (remark.place.sheet or first, remark.place.ref or SHEET_ROW)
        notes.setdefault(where, []).append(told(remark, lang))
        if not remark.notice:
            errors.add(where)
    for (sheet, ref), texts in list(notes.items())[:MOST]:
        cell = _anchor(book[sheet], ref)
        said = list(dict.fromkeys(texts))
        if cell.comment is not None and cell.comment.author != AUTHOR:
            said.append(f"—— {cell.comment.author}\n{cell.comment.text}")
        cell.comment = Comment("\n\n".join(said)[:8_000], AUTHOR)
        _fit(cell.comment)
        cell.fill = RED if (sheet, ref) in errors else YELLOW


def _keep(sheet: Any, looks: Looks) -> None:
    """Keep what openpyxl loses: drop-downs whose lists stand on another sheet, as Excel writes them, and the size of the comments above."""
    for choice in looks.choices:
        rule = DataValidation(**choice.settings, **{f"formula{n}": formula for n, formula in enumerate(choice.formulas, 1)})
        rule.sqref = MultiCellRange(choice.cells)
        sheet.add_data_validation(rule)
    for cell in sheet[1] if sheet.max_row else ():
        if getattr(cell, "comment", None) is not None:
            _fit(cell.comment)


def _fit(comment: Comment) -> None:
    comment.width, comment.height = 420, min(500, 60 + 18 * (len(comment.text) // 28 + comment.text.count("\n") + 1))


def _copy_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}{REMARKED}.xlsx")


def _anchor(sheet: Any, ref: str) -> Any:
    """Return the cell that can bear a comment: the first of a merged range."""
    for merged in sheet.merged_cells.ranges:
        if ref in merged:
            return sheet[merged.coord.partition(":")[0]]
    return sheet[ref]


def _inert(text: str) -> str:
    """Return ``text`` such that no program takes it for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
