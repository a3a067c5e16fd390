"""Checking a code (核对校验码): the marks are read again from a score sheet or a confirmation, and the code is worked out anew."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from ledger.errors import BadInput
from ledger.forms.code import Marks, code_of, read_code
from ledger.forms.paper import EMPTY
from ledger.forms.score_confirmation import PHASES
from ledger.forms.score_sheets import read_sheet, score_book
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, RoundId

_HEAD = re.compile(
    r"(?:评审年度：|round: )(?P<round>\S+)\s+(?:评审阶段：|phase: )(?P<phase>.+?)\s{2,}(?:专家代号：|expert: )(?P<expert>\S+)"
)
MAX_UNPACKED = 50_000_000
_POINTS = re.compile(r"-?\d{1,9}(\.\d{1,2})?")


class Confirmed(NamedTuple):
    """核对结果: of one expert and phase in a file, the code that its marks give, and whether it is the one on the paper."""

    expert: ExpertCode
    phase: Phase
    marks: int
    code: str
    agrees: bool


def check_code(text: str, path: Path) -> tuple[Confirmed, ...]:
    """Return what a file, a score workbook or a printed confirmation, gives for each phase in it, held against the code ``text``.

    A workbook is read under the rubric that it carries: no ledger is needed. Raises ``BadInput``.
    """
    wanted = read_code(text)
    found = []
    for round, expert, phase, marks in _of_sheet(path) if path.suffix.lower() == ".xlsx" else [_of_paper(path)]:
        code = code_of(round, expert, phase, marks)
        found.append(Confirmed(expert, phase, len(marks), code, code == wanted))
    if not found:
        raise BadInput(path.name, "it holds no marks", "name the expert's score workbook, or the confirmation that was printed")
    return tuple(found)


def _of_sheet(path: Path) -> list[tuple[RoundId, ExpertCode, Phase, Marks]]:
    sheet = read_sheet(score_book(path))
    if sheet.remarks:
        raise sheet.remarks[0].placed
    return [(sheet.round, sheet.expert, phase, marks) for phase, marks in sheet.marks.items() if marks]


def _of_paper(path: Path) -> tuple[RoundId, ExpertCode, Phase, Marks]:
    try:
        _must_be_small(path)
        document = Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError) as error:
        raise BadInput(
            path.name, f"it is no .docx document, or damaged: {type(error).__name__}", "name a file that `ledger print` wrote"
        ) from None
    heads = [found for paragraph in document.paragraphs if (found := _HEAD.search(paragraph.text))]
    phases = {said: phase for phase, text in PHASES.items() for said in text}
    if len(heads) != 1 or heads[0]["phase"] not in phases:
        raise BadInput(path.name, "it is no score confirmation", "name a file that `ledger print` wrote")
    marks: dict[tuple[ApplicantCode, ItemId], Hundredths] = {}
    for table in document.tables:
        rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
        for row in rows[1:-1]:
            for applicant, shown in zip(rows[0][1:], row[1:], strict=False):
                if shown and shown != EMPTY:
                    marks[ApplicantCode(applicant), ItemId(row[0].split()[0])] = _hundredths(path, applicant, row[0], shown)
    head = heads[0]
    return RoundId(head["round"]), ExpertCode(head["expert"]), phases[head["phase"]], marks


def _must_be_small(path: Path) -> None:
    """Raise ``BadInput`` for a file that would unpack into more than a confirmation can hold."""
    with ZipFile(path) as parts:
        size = sum(part.file_size for part in parts.infolist())
    if size > MAX_UNPACKED:
        raise BadInput(
            path.name, f"unpacked it has {size} bytes; a confirmation has at most {MAX_UNPACKED}", "name a file that `ledger print` wrote"
        )


def _hundredths(path: Path, applicant: str, item: str, shown: str) -> Hundredths:
    if not _POINTS.fullmatch(shown):
        raise BadInput(
            path.name,
            f"the mark of {applicant} for {item.split(maxsplit=1)[0]} is {shown!r}, which is no number",
            "compare it with the score sheet",
        )
    whole, _, rest = shown.removeprefix("-").partition(".")
    value = int(whole) * 100 + int(rest.ljust(2, "0"))
    return Hundredths(-value if shown.startswith("-") else value)
