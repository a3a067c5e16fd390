"""Score sheets against the record, cell by cell (评分核对), and the code that both sides give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from ledger.errors import NotDisclosed
from ledger.events.scoring import ScoreRecorded
from ledger.forms.code import Marks, code_of
from ledger.forms.score_sheets import ScoreSheet
from ledger.stages.effective import effective
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, RoundId

Which = tuple[ExpertCode, Phase, ApplicantCode, ItemId]


class Compared(StrEnum):
    """核对结果 of one cell."""

    SAME = "same"
    CORRECTED = "corrected"
    DIFFERS = "differs"
    NOT_RECORDED = "not_recorded"
    NOT_ON_SHEET = "not_on_sheet"
    UNREADABLE = "unreadable"

    @property
    def zh(self) -> str:
        return _ZH[self.value]


_ZH = {
    "same": "相符",
    "corrected": "原值相符, 后经更正",
    "differs": "不符",
    "not_recorded": "表上有, 台账无",
    "not_on_sheet": "台账有, 表上无",
    "unreadable": "单元格无法读取",
}
_RIGHT = (Compared.SAME, Compared.CORRECTED)


class Recorded(NamedTuple):
    """在账评分: a mark as it was recorded first, as it is now, and at which position it stands."""

    first: Hundredths
    now: Hundredths
    position: int


class MarkRow(NamedTuple):
    """评分核对: one cell of a sheet against the record. Points in hundredths; None where one side has nothing."""

    expert: ExpertCode
    phase: Phase
    applicant: ApplicantCode
    item: ItemId
    file: str
    cell: str
    on_sheet: Hundredths | None
    recorded: Hundredths | None
    position: int
    compared: Compared
    why: str = ""

    @property
    def is_wrong(self) -> bool:
        return self.compared not in _RIGHT


class CodeRow(NamedTuple):
    """校验码核对: the code that a sheet gives, and that the record gives, for one expert and phase."""

    expert: ExpertCode
    phase: Phase
    file: str
    of_sheet: str
    of_record: str

    @property
    def is_wrong(self) -> bool:
        return self.of_sheet != self.of_record


def recorded_marks(facts: Iterable[Fact]) -> dict[Which, Recorded]:
    """Return every mark among ``facts`` by expert, phase, applicant and item. Raises ``NotDisclosed`` for a closed one."""
    found = {}
    for fact in effective(fact for fact in facts if isinstance(fact.event, ScoreRecorded)):
        event, first = fact.event, fact.first
        assert isinstance(event, ScoreRecorded)
        before = first.points if isinstance(first, ScoreRecorded) else event.points
        if not isinstance(event.points, int) or not isinstance(before, int):
            raise NotDisclosed("points")
        found[event.expert, event.phase, event.applicant, event.item] = Recorded(before, event.points, fact.position or 0)
    return found


def mark_rows(sheets: Iterable[ScoreSheet], recorded: Mapping[Which, Recorded]) -> tuple[MarkRow, ...]:
    """Return one row for each cell that has a mark on either side, for the experts and phases of which a sheet is there."""
    rows = []
    for sheet in sheets:
        for phase, marks in sheet.marks.items():
            if not marks:
                continue
            theirs = {(a, i): found for (e, p, a, i), found in recorded.items() if (e, p) == (sheet.expert, phase)}
            for applicant, item in sorted({*marks, *theirs}):
                given, stands = marks.get((applicant, item)), theirs.get((applicant, item))
                cell = sheet.cells.get((phase, applicant, item), "")
                rows.append(
                    MarkRow(
                        sheet.expert,
                        phase,
                        applicant,
                        item,
                        sheet.path.name,
                        cell,
                        given,
                        stands.now if stands else None,
                        stands.position if stands else 0,
                        _compare(given, stands),
                    )
                )
        rows += [_unreadable(sheet, remark.place.sheet, remark.place.ref, str(remark.error)) for remark in sheet.remarks]
    return tuple(rows)


def code_rows(round: RoundId, sheets: Iterable[ScoreSheet], recorded: Mapping[Which, Recorded]) -> tuple[CodeRow, ...]:
    """Return the codes of both sides for each expert and phase of which a sheet is there. A corrected mark counts as it was first."""
    rows = []
    for sheet in sheets:
        for phase, marks in sheet.marks.items():
            if marks:
                theirs: Marks = {(a, i): found.first for (e, p, a, i), found in recorded.items() if (e, p) == (sheet.expert, phase)}
                of_record = code_of(round, sheet.expert, phase, theirs) if theirs else ""
                rows.append(CodeRow(sheet.expert, phase, sheet.path.name, code_of(round, sheet.expert, phase, marks), of_record))
    return tuple(rows)


def _compare(given: Hundredths | None, stands: Recorded | None) -> Compared:
    if stands is None:
        return Compared.NOT_RECORDED
    if given is None:
        return Compared.NOT_ON_SHEET
    if given == stands.now:
        return Compared.SAME
    return Compared.CORRECTED if given == stands.first else Compared.DIFFERS


def _unreadable(sheet: ScoreSheet, name: str, ref: str, why: str) -> MarkRow:
    phase = next(
        (phase for phase in Phase if any(cell.startswith(f"{name}!") for (p, *_), cell in sheet.cells.items() if p is phase)),
        Phase.DOCUMENT,
    )
    return MarkRow(
        sheet.expert, phase, ApplicantCode(""), ItemId(""), sheet.path.name, f"{name}!{ref}", None, None, 0, Compared.UNREADABLE, why
    )
