"""评分确认单: one expert's marks of one phase, to be signed by the expert, tied to the file by a short code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ledger.errors import BadInput
from ledger.events.forms import Form
from ledger.events.measure import RubricItem
from ledger.events.scoring import ScoreRecorded
from ledger.forms.code import Marks, code_of
from ledger.forms.kinds import CONFIRMATION
from ledger.forms.paper import EMPTY, Paper, Stand
from ledger.forms.release import Release
from ledger.forms.step import Text
from ledger.rules.paper_forms import Serial
from ledger.stages.contenders import field_of
from ledger.stages.history import Round
from ledger.terms import ApplicantCode, ExpertCode, ItemId, Phase, RoundId

PHASES = {
    Phase.DOCUMENT: Text("资料评审", "document review"),
    Phase.DEFENCE: Text("陈述答辩", "defence"),
    Phase.SITE: Text("现场评审", "site visit"),
}
_COLUMNS = 6
_WIDTH = 18
"""Applicants side by side in one table; more stand in further tables."""


def recorded_marks(release: Release, expert: ExpertCode, phase: Phase) -> Marks:
    """Return the marks of one expert in one phase as they stand now, opened through the vault's door. Raises ``BadInput``."""
    facts = release.facts(
        lambda said: said.type == ScoreRecorded.wire_name and said.subject("expert") == expert and said.body.get("phase") == phase
    )
    events = [fact.event for fact in facts if isinstance(fact.event, ScoreRecorded)]
    return {(event.applicant, event.item): event.points for event in events}


def latest_phase(round: Round) -> Phase:
    """Return the newest phase that has a mark; the first where none has."""
    return next((phase for phase in reversed(Phase) if any(round.scoring.marks[phase].values())), Phase.DOCUMENT)


def experts_of(round: Round, phase: Phase) -> tuple[ExpertCode, ...]:
    """Return the experts with a mark in ``phase``, in order."""
    return tuple(sorted({expert for marks in round.scoring.marks[phase].values() for _, expert in marks}))


def write_confirmation(
    path: Path, stand: Stand, lang: str, round: Round, expert: ExpertCode, phase: Phase, marks: Marks, serial: Serial | None
) -> str:
    """Write the confirmation of ``marks`` and return its code. Raises ``BadInput`` where there is nothing to confirm."""
    if not marks:
        raise BadInput("--expert", f"{expert} has no mark in this phase", "name an expert and a phase that have marks")
    code = code_of(round.id, expert, phase, marks)
    paper = Paper(CONFIRMATION, stand, lang)
    paper.line(paper.say("编号：", "No. ") + (str(serial) if serial else "________"), align="right", size=11)
    programme = round.opening.opened.programme if round.opening.opened else ""
    paper.title(paper.say(f"{programme}评分确认单", f"{programme}: score confirmation"), size=20)
    said = (
        paper.say("评审年度：", "round: ") + str(round.id),
        paper.say("评审阶段：", "phase: ") + PHASES[phase].said(lang),
        paper.say("专家代号：", "expert: ") + expert,
    )
    paper.line("    ".join(said), size=12, align="center", after=2)
    paper.line(paper.say("校验码：", "code: ") + code, size=14, align="center", bold=True, after=8)
    applicants = _applicants(round, phase, marks)
    items = _items(round.opening.rubric, marks)
    for start in range(0, len(applicants), _COLUMNS):
        _table(paper, applicants[start : start + _COLUMNS], items, marks)
    count = len(marks)
    paper.line(
        paper.say(
            f"共 {count} 个评分。“{EMPTY}”表示未评分, 不是零分。单位: 分。",
            f"{count} marks in points. {EMPTY} is a mark that was not given, which is not zero.",
        ),
        size=10,
    )
    paper.line(
        paper.say(
            "本人确认: 以上评分系本人独立作出, 与所交评分表一致; 对须回避的组织未作评分。校验码由上列全部评分算出, 任一评分改动即不相同。",
            "I confirm that I gave these marks by myself, that they are those of the sheet which I handed in, and that I scored nobody "
            "from whom I stand aside. The code follows from all marks above; if one of them is changed, the code is another.",
        ),
        size=11,
        after=8,
    )
    paper.signatures(
        (paper.say("评审专家（签名）", "expert"), paper.say("经办人（签名）", "clerk"), paper.say("复核人（签名）", "confirmer"))
    )
    paper.write(path)
    return code


def next_serial(round: Round, form: Form, issued_to: str, used: frozenset[Serial]) -> Serial | None:
    """Return the first number of such forms that went to ``issued_to`` and is neither used, spoiled nor back; None where there is none."""
    state = round.forms
    free = (
        serial
        for serial, event in state.handed_out()
        if event.form is form and event.issued_to == issued_to and serial not in used and serial.number not in state.ended(serial.series)
    )
    return next(free, None)


def code_on_record(round: RoundId, expert: ExpertCode, phase: Phase, marks: Marks) -> str:
    """Return the code that the recorded marks give; "" where there are none."""
    return code_of(round, expert, phase, marks) if marks else ""


def _applicants(round: Round, phase: Phase, marks: Marks) -> list[ApplicantCode]:
    return sorted({*field_of(round, phase), *(applicant for applicant, _ in marks)})


def _items(rubric: Mapping[ItemId, RubricItem], marks: Marks) -> list[tuple[ItemId, str, str]]:
    known = [(item, rubric[item].zh, rubric[item].en) for item in rubric]
    return known + [(item, "", "") for item in sorted({item for _, item in marks} - set(rubric))]


def _table(paper: Paper, applicants: list[ApplicantCode], items: list[tuple[ItemId, str, str]], marks: Marks) -> None:
    rows = []
    for item, zh, en in items:
        name = paper.say(zh, en)
        shown = f"{item} {name}" if name and name != item else str(item)
        rows.append([shown, *(text_of(marks.get((applicant, item))) for applicant in applicants)])
    totals = [
        text_of(sum(points for (a, _), points in marks.items() if a == applicant)) if any(a == applicant for a, _ in marks) else EMPTY
        for applicant in applicants
    ]
    rows.append([paper.say("合计", "total"), *totals])
    first = 160 - _WIDTH * _COLUMNS
    widths = [first + _WIDTH * (_COLUMNS - len(applicants)), *[_WIDTH] * len(applicants)]
    paper.table([paper.say("评分项", "item"), *applicants], rows, widths, right=range(1, len(applicants) + 1), left=(0,), size=10)


def text_of(points: int | None) -> str:
    """Return hundredths of a point as text: 85.5 or 60, and a dash for a mark that is missing."""
    if points is None:
        return EMPTY
    sign, (whole, rest) = "-" if points < 0 else "", divmod(abs(points), 100)
    return f"{sign}{whole}" + (f".{rest:02}".rstrip("0") if rest else "")
