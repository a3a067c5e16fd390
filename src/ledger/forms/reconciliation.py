"""Reconciling a round (核对): numbered forms, scans, score sheets and document numbers against the record, in one report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.events.application import ApplicationSubmitted, ApplicationSupplemented
from ledger.forms.documents import DocumentRow, document_rows
from ledger.forms.marks import CodeRow, MarkRow, code_rows, mark_rows, recorded_marks
from ledger.forms.numbers import NumberRow, number_rows, uses_of
from ledger.forms.scans import ScanRow, scan_rows
from ledger.forms.score_sheets import ScoreSheet
from ledger.forms.step import Text
from ledger.stages.fact import Fact
from ledger.stages.history import Round
from ledger.terms import Digest


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """核对报告. ``scans``, ``marks`` and ``codes`` are None where no folder was given to compare."""

    numbers: tuple[NumberRow, ...]
    scans: tuple[ScanRow, ...] | None
    marks: tuple[MarkRow, ...] | None
    codes: tuple[CodeRow, ...] | None
    documents: tuple[DocumentRow, ...]

    @property
    def wrong(self) -> int:
        """How many things do not match."""
        wrong = sum(row.is_wrong for row in self.scans or ()) + sum(row.is_wrong for row in self.marks or ())
        wrong += sum(row.is_wrong for row in self.codes or ()) + sum(row.is_wrong for row in self.documents)
        return wrong + sum(row.wrong is not None for row in self.numbers)

    def plain(self) -> Mapping[str, Any]:
        """Return it as plain JSON values. Points are in hundredths."""
        return {
            "matches": self.wrong == 0,
            "wrong": self.wrong,
            "numbers": [row._asdict() | {"ending": row.ending.value, "wrong": _text(row.wrong)} for row in self.numbers],
            "scans": _rows(self.scans),
            "marks": _rows(self.marks),
            "codes": _rows(self.codes),
            "documents": [row._asdict() | {"kind": row.kind.value, "said": _text(row.said)} for row in self.documents],
        }


def reconcile(
    facts: Sequence[Fact], round: Round, scans: Mapping[Path, Digest] | None = None, sheets: Iterable[ScoreSheet] | None = None
) -> Reconciliation:
    """Return what agrees and what does not. ``facts`` are those of the round in the order of the log, with everything open.

    Raises ``NotDisclosed`` where sheets are to be compared and a mark is closed.
    """
    of_round = [fact for fact in facts if fact.said.round == round.id]
    # The round's folder holds papers of the registers too: of bodies, of the calendar, of the pool.
    elsewhere = {scan for fact in facts if fact.said.round != round.id and (scan := fact.said.provenance.scan) is not None}
    uses = uses_of(of_round)
    recorded = {} if sheets is None else recorded_marks(of_round)
    read = None if sheets is None else tuple(sheets)
    return Reconciliation(
        numbers=number_rows(round, uses),
        scans=None if scans is None else scan_rows(uses, dict(scans), papers_of(facts) | elsewhere),
        marks=None if read is None else mark_rows(read, recorded),
        codes=None if read is None else code_rows(round.id, read, recorded),
        documents=document_rows(of_round),
    )


def papers_of(facts: Iterable[Fact]) -> frozenset[Digest]:
    """Return the digests of papers that acts name otherwise than as their scan: evidence and the papers of applications."""
    found: set[Digest] = set()
    for fact in facts:
        found.update(fact.said.evidence)
        if isinstance(fact.event, ApplicationSubmitted | ApplicationSupplemented) and fact.event.materials is not None:
            found.add(fact.event.materials)
    return frozenset(found)


def _rows(rows: Sequence[ScanRow | MarkRow | CodeRow] | None) -> list[dict[str, Any]] | None:
    return None if rows is None else [row._asdict() | {"is_wrong": row.is_wrong} for row in rows]


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else text._asdict()
