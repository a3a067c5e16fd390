"""An entry (待录事项): what one row or one score says, where it stands, and the draft that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from ledger.drafting import Draft
from ledger.errors import BadInput, LedgerError
from ledger.events.event import Event
from ledger.intake.sheets import ranks
from ledger.record.envelope import Correction, Deviation, Provenance
from ledger.stages.acts import ANY_ROUND, NO_ROUND
from ledger.terms import ActId, Digest, EditionId, Role, RoundId

_CODED: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.EXPERT, ("expert", "experts")),
    (Role.APPLICANT, ("applicant",)),
    (Role.RECOMMENDER, ("body",)),
    (Role.DEPARTMENT, ("body",)),
)


@dataclass(frozen=True, slots=True)
class Place:
    """位置: a cell of a workbook; ``ref`` is "" for the file or the sheet as a whole."""

    path: Path
    sheet: str = ""
    ref: str = ""

    def __str__(self) -> str:
        return f"{self.path.name} {self.sheet}!{self.ref}" if self.ref else f"{self.path.name} {self.sheet}".strip()


@dataclass(frozen=True, slots=True)
class Remark:
    """批注: what is to be said of a cell. ``notice`` for what stands in nobody's way."""

    place: Place
    error: LedgerError
    notice: bool = False

    @property
    def placed(self) -> LedgerError:
        """The error with its place in front, where it can have one."""
        return self.error.at(str(self.place)) if isinstance(self.error, BadInput) else self.error


@dataclass(slots=True)
class Entry:
    """待录事项: one act as a workbook states it. ``event`` lacks the fields in ``open``, which the ledger works out."""

    kind: type[Event]
    place: Place
    key: str
    """What tells the row apart for good: the number of the row, or of a score its expert, phase, applicant and item."""
    order: tuple[int, int]
    """Sheet and row, for facts of one day and kind."""
    event: dict[str, Any]
    on: str
    cells: Mapping[str, str] = field(default_factory=dict)
    """Field or column to its address."""
    open: tuple[str, ...] = ()
    acts: Mapping[str, str] = field(default_factory=dict)
    """Fields that name another row."""
    behalf: str | None = None
    serial: str = ""
    dated: str = ""
    scan: Digest | None = None
    scan_file: Path | None = None
    evidence: tuple[Digest, ...] = ()
    corrects: str = ""
    why: str = ""
    approved_by: str = ""
    deviation: Deviation | None = None
    result: Place | None = None

    @property
    def sort(self) -> tuple[Any, ...]:
        """When it happened among the others: its day, the order of kinds on one day, its row."""
        return self.on[:10], ranks().get(self.kind.wire_name, 0), bool(self.corrects), self.on, self.order

    def at(self, field_name: str) -> Place:
        """Return the place of a field of this row, else the row's own."""
        return Place(self.place.path, self.place.sheet, self.cells.get(field_name, self.place.ref))

    def draft(self, event: dict[str, Any], round: RoundId, edition: EditionId, id: ActId, corrects: ActId | None) -> Draft:
        """Return the transcribed act with all fields filled in; a live one where it owns a departure from a rule."""
        paper = Provenance(
            kind="transcribed",
            on_behalf_of=self.behalf or author_named(self.kind, event),
            serial=self.serial,
            dated=self.dated,
            scan=self.scan,
            source=None,
        )
        live = Provenance(kind="live", on_behalf_of=None, serial=None, dated=None, scan=None, source=None)
        return Draft(
            type=self.kind.wire_name,
            occurred_at=self.on,
            event=event,
            round=None if is_lasting(self.kind) else round,
            edition=edition,
            id=id,
            evidence=self.evidence,
            provenance=live if self.deviation is not None else paper,
            corrects=Correction(act=corrects, why=self.why, approved_by=self.approved_by) if corrects is not None else None,
            deviation=self.deviation,
        )


def is_lasting(kind: type[Event]) -> bool:
    """Return whether acts of a kind outlast every round, and so name none: the measure, bodies, the pool of experts."""
    return kind in NO_ROUND or (kind in ANY_ROUND and bool(kind.registers))


def act_id(origin: str, round: str, key: str, attempt: int) -> ActId:
    """Return the id of the act of a row. It follows from the row's key, so that reading a workbook twice records it once.

    ``attempt`` counts how often an act of this row was refused before: a refused id is spent.
    """
    text = "\n".join(("award-ledger/row/v1", origin, round, key, str(attempt)))
    return ActId(sha256(text.encode()).hexdigest()[:32])


def score_key(expert: str, phase: str, applicant: str, item: str) -> str:
    """Return the key of a score."""
    return f"评分/{expert}/{phase}/{applicant}/{item}"


def author_named(kind: type[Event], event: Mapping[str, Any]) -> str:
    """Return on whose behalf an act of this kind usually stands: the code where its author has one, else the role."""
    # Each party to the draw of experts speaks for itself.
    party = event.get("party")
    role = Role(party) if party in {allowed.value for allowed in kind.signed_by} else kind.signed_by[0]
    for coded, names in _CODED:
        if coded is role:
            for name in names:
                found = event.get(name)
                if isinstance(found, str) and found:
                    return found
                if isinstance(found, list | tuple) and found:
                    return str(found[0])
    return role.value
