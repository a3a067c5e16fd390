"""Original score sheets (原始评分表): the experts' workbooks, read again as they are, each mark with its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ledger.errors import BadInput
from ledger.events.measure import RubricItem
from ledger.forms.code import Marks
from ledger.intake.entries import Remark
from ledger.intake.folder import workbooks
from ledger.intake.scorebook import rubric_inside
from ledger.intake.scoresheet import PHASES, read_scores
from ledger.intake.workbook import ABOUT, Book, open_book
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, RoundId

SCORE = "score"
"""What the hidden sheet of an expert's workbook says that it is."""


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """评分表: the marks of one expert's workbook by phase, the cell of each, and what in it could not be read."""

    path: Path
    round: RoundId
    expert: ExpertCode
    marks: Mapping[Phase, Marks]
    cells: Mapping[tuple[Phase, ApplicantCode, ItemId], str]
    remarks: tuple[Remark, ...] = field(default=())


def score_books(folder: Path) -> list[Book]:
    """Return the experts' workbooks in ``folder``. Raises ``BadInput`` for a folder that is none and for a workbook that cannot be read.

    Workbooks of the clerk are passed over, and so is what another program wrote, unless it is named like a score sheet.
    """
    found = []
    for path in workbooks(folder):
        try:
            book = _opened(path)
        except BadInput:
            if path.name.startswith("评分_"):
                raise
            continue
        if book.about.use == SCORE:
            found.append(book)
    return found


def score_book(path: Path) -> Book:
    """Return one expert's workbook. Raises ``BadInput``."""
    book = _opened(path)
    if book.about.use != SCORE:
        raise BadInput(path.name, "it is no expert's score workbook", "name a workbook 评分_… that `ledger template` wrote")
    return book


def read_sheet(book: Book, rubric: Mapping[ItemId, RubricItem] | None = None) -> ScoreSheet:
    """Return the marks of a workbook under ``rubric``, or under the one that it carries. What cannot be read stands among the remarks."""
    remarks: list[Remark] = []
    carried = {ItemId(item): scale for item, scale in rubric_inside(book.grids[ABOUT]).items()} if rubric is None else rubric
    entries = read_scores(book, carried, frozenset(), None, remarks)
    marks: dict[Phase, dict[tuple[ApplicantCode, ItemId], Hundredths]] = {phase: {} for phase in Phase}
    cells: dict[tuple[Phase, ApplicantCode, ItemId], str] = {}
    for entry in entries:
        phase = Phase(entry.event["phase"])
        applicant, item = ApplicantCode(entry.event["applicant"]), ItemId(entry.event["item"])
        marks[phase][applicant, item] = Hundredths(entry.event["points"])
        cells[phase, applicant, item] = f"{PHASES[phase]}!{entry.place.ref}"
    return ScoreSheet(book.path, RoundId(book.about.round), ExpertCode(book.about.expert), marks, cells, tuple(remarks))


def _opened(path: Path) -> Book:
    try:
        return open_book(path)
    except BadInput as error:
        raise error.at(path.name) from None
