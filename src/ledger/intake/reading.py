"""A folder read whole (读取年度文件夹): its workbooks, its papers and the acts on their way, before anything is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import BadInput
from ledger.intake.columns import CORRECTION
from ledger.intake.corrections import Amendment, corrected, deviations, read_amendments
from ledger.intake.entries import Entry, Place, Remark
from ledger.intake.folder import Attachments, is_open_elsewhere, strays, workbooks
from ledger.intake.known import complain_of_unknown_codes
from ledger.intake.rows import read_sheet
from ledger.intake.scoresheet import read_scores
from ledger.intake.scratch import Scratch, must_be_of
from ledger.intake.sheets import CORRECTIONS, sheets
from ledger.intake.workbook import Book, open_book
from ledger.record.envelope import Seen
from ledger.terms import RoundId


@dataclass(slots=True)
class Reading:
    """所读内容: books, entries and remarks of one folder."""

    books: list[Book] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def seen(self) -> Mapping[Place, Seen]:
        """The tree head that each workbook was made from."""
        return {Place(book.path): book.about.seen for book in self.books}

    @property
    def faults(self) -> list[Remark]:
        """Remarks that stand in the way of recording."""
        return [remark for remark in self.remarks if not remark.notice]


def open_books(folder: Path) -> Reading:
    """Return the workbooks of a folder, opened; what cannot be opened is a remark. Raises ``BadInput`` for no folder."""
    reading = Reading()
    for path in workbooks(folder):
        try:
            reading.books.append(open_book(path))
        except BadInput as error:
            reading.remarks.append(Remark(Place(path), error))
        if is_open_elsewhere(path):
            why = BadInput(
                "", "it is open in another program; what was not saved there is not read", "save it there and run the command again"
            )
            reading.remarks.append(Remark(Place(path), why, notice=True))
    for path in strays(folder):
        why = BadInput("", "workbooks of this format are not read", "save it as .xlsx")
        reading.remarks.append(Remark(Place(path), why, notice=True))
    return reading


def read_entries(reading: Reading, scratch: Scratch, attachments: Attachments) -> None:
    """Read every row and every score into ``reading.entries``; faults become remarks."""
    round = scratch.history.round(scratch.round_id)
    amendments: list[Amendment] = []
    for book in list(reading.books):
        try:
            must_be_of(scratch.origin, scratch.round_id, book.about.origin, book.about.round)
        except BadInput as error:
            reading.remarks.append(Remark(Place(book.path), error))
            reading.books.remove(book)
            continue
        if book.about.use == "score":
            expert = book.about.expert
            recused = frozenset(str(a) for a in round.application.codes if round.panel.recused_at(expert, a))  # type: ignore[arg-type]
            reading.entries += read_scores(book, round.opening.rubric, recused, attachments, reading.remarks)
            continue
        for sheet in sheets():
            if sheet.name in book.grids:
                reading.entries += read_sheet(book, sheet, attachments, reading.remarks)
            else:
                why = BadInput("", f"the sheet {sheet.name} is missing", "copy it back from a new template, or rename it as it was")
                reading.remarks.append(Remark(Place(book.path), why, notice=True))
        if CORRECTIONS.name in book.grids:
            amendments += read_amendments(book, attachments, reading.remarks)
    complain_of_unknown_codes(reading.entries, round, reading.remarks)
    by_key = {entry.key: entry for entry in reading.entries}
    deviations(amendments, by_key)
    for one in amendments:
        if one.what == CORRECTION and (entry := corrected(one, by_key, scratch, scratch.newest(scratch.id_of(one.target)))) is not None:
            reading.entries.append(entry)


def round_of(reading: Reading) -> RoundId:
    """Return the round that most workbooks of a folder are for. Raises ``BadInput`` where there are none, or where two rounds are level."""
    if not reading.books:
        why = "it holds no workbook that can be read"
        raise BadInput("", why, "write one with `ledger template`" if not reading.remarks else "mend what is said of each")
    (first, most), *others = Counter(book.about.round for book in reading.books).most_common()
    if others and others[0][1] == most:
        raise BadInput("", f"its workbooks are of different rounds: {first}, {others[0][0]}", "keep one folder for each round")
    return RoundId(first)
