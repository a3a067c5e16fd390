"""Writing the folder of a round (生成年度文件夹): workbooks made from what the ledger knows. Nothing that is there is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.errors import BadInput
from ledger.intake.folder import ATTACHMENTS, workbooks
from ledger.intake.scorebook import score_workbook
from ledger.intake.scoresheet import PHASES
from ledger.intake.sheets import LAYOUT
from ledger.intake.template import Known, clerks_workbook
from ledger.intake.workbook import About, Book, open_book
from ledger.rules.editions import EDITIONS
from ledger.stages.contenders import field_of
from ledger.stages.history import Round
from ledger.store import Head
from ledger.terms import Phase, RoundId
from ledger.vault.reading import Reader

EDITION = max(EDITIONS)
"""The newest edition that is known here: of a round that has yet to be opened."""


def write_folder(reader: Reader, round_id: RoundId, folder: Path) -> tuple[list[Path], list[Path]]:
    """Write the workbooks of a round into ``folder``; return (written, left as they were). Raises ``BadInput``."""
    head = reader.head()
    round = reader.history(round_id, head.size).round(round_id)
    try:
        (folder / ATTACHMENTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(str(folder), f"the folder cannot be made: {error.strerror}", "choose another folder") from None
    there = {path: _opened(path) for path in workbooks(folder)}
    written, kept = [], sorted(there)
    clerk = folder / f"台账_{round_id}.xlsx"
    if clerk not in there:
        written.append(_write(clerk, clerks_workbook(_about(reader, round, head, "clerk"), _known(round))))
    phases = {phase: field_of(round, phase) for phase in Phase}
    for expert in round.panel.experts or ():
        covered = {phase for book in there.values() if book.about.expert == expert for phase in PHASES if PHASES[phase] in book.grids}
        missing = {phase: codes for phase, codes in phases.items() if codes and phase not in covered}
        if missing and round.opening.rubric:
            name = f"评分_{expert}.xlsx" if not covered else f"评分_{expert}_{'_'.join(PHASES[phase] for phase in missing)}.xlsx"
            recused = frozenset(a for codes in missing.values() for a in codes if round.panel.recused_at(expert, a))
            about = _about(reader, round, head, "score", expert)
            written.append(_write(folder / name, score_workbook(about, list(round.opening.rubric.values()), missing, recused)))
    return written, kept


def _about(reader: Reader, round: Round, head: Head, use: str, expert: str = "") -> About:
    return About(
        use=use,
        origin=reader.home.origin,
        round=round.id,
        edition=round.opening.edition or EDITION,
        size=str(head.size),
        root=head.root.hex(),
        layout=LAYOUT,
        expert=expert,
    )


def _known(round: Round) -> Known:
    bodies = sorted({body for _, body in round.qualification.consulted})
    codes: dict[str, Sequence[str]] = {
        "ApplicantCode": round.application.codes,
        "ExpertCode": round.panel.experts or round.panel.drawn or (),
        "ItemId": tuple(round.opening.rubric),
        "BodyCode": bodies,
    }
    return Known(codes)


def _opened(path: Path) -> Book:
    try:
        return open_book(path)
    except BadInput as error:
        raise error.at(path.name) from None


def _write(path: Path, content: bytes) -> Path:
    try:
        with path.open("xb") as stream:
            stream.write(content)
    except OSError as error:
        raise BadInput(str(path), f"it cannot be written: {error.strerror}", "choose another folder") from None
    return path
