"""How the experts of the demo round are drawn (演示抽取): a pool, three sealed numbers, an outcome that anybody recomputes, one reserve.

One of the pool is suspended and one excluded for an interest. Of those drawn, the last falls ill and the first reserve steps in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.demo.people import person
from ledger.demo.seeded import Seed
from ledger.events.draw import DrawNumberRevealed, DrawNumberSealed, Entry, Exclusion, Opening, PoolCommitted
from ledger.events.event import Event
from ledger.events.panel import ExpertEnrolled, ExpertReplaced, ExpertSuspended, PanelDrawn
from ledger.rules import draw as drawing
from ledger.rules.draw import Drawn, PoolEntry, Snapshot
from ledger.terms import ApplicantCode, Digest, ExpertCode, Role, RoundId

SPARE = 13
"""Experts in the pool beyond those who are drawn."""

RESERVES = 2
PARTIES: tuple[tuple[Role, ApplicantCode | None], ...] = (
    (Role.DISCIPLINE, None),
    (Role.OFFICE, None),
    (Role.APPLICANT, ApplicantCode("A-01")),
)
REVEAL_BY = date(2025, 5, 22)


@dataclass(frozen=True, slots=True)
class Seating:
    """The draw of ``wanted`` experts for one round, as the seed has it."""

    seed: Seed
    round: RoundId
    wanted: int

    @property
    def experts(self) -> tuple[ExpertCode, ...]:
        """Who sits in the end."""
        return (*self._drawn.experts[:-1], self._drawn.reserves[0])

    def pool(self) -> tuple[Event, ...]:
        """Return how the pool came about, before the round."""
        everybody = range(1, self.wanted + SPARE + 1)
        enrolled = (ExpertEnrolled(pool_code=_lasting(n), person=person(n), fields_of_work=("质量 · quality",)) for n in everybody)
        return (*enrolled, ExpertSuspended(pool_code=_lasting(2), why="出国 · abroad"))

    def steps(self) -> tuple[tuple[Event, str], ...]:
        """Return the draw, each act with its day: the snapshot, the numbers sealed and revealed, the outcome, the reserve."""
        sealed = tuple((self._sealed(role, code), "2025-05-21") for role, code in PARTIES)
        revealed = tuple((self._revealed(role, code), "2025-05-22") for role, code in PARTIES)
        drawn = self._drawn
        outcome = PanelDrawn(
            experts=drawn.experts,
            method=drawing.METHOD,
            pool=drawing.snapshot_digest(self._snapshot),
            seed=self._made,
            persons=tuple(map(self._person, drawn.experts)),
        )
        first = drawn.reserves[0]
        steps_in = ExpertReplaced(
            leaves=drawn.experts[-1], enters=first, rank=1, person=self._person(first), why="因病不能参加 · ill and cannot take part"
        )
        return (self._committed, "2025-05-21"), *sealed, *revealed, (outcome, "2025-05-22"), (steps_in, "2025-05-22")

    @property
    def _committed(self) -> PoolCommitted:
        rows = []
        for n in range(1, self.wanted + SPARE + 1):
            code, salt = ExpertCode(f"E-{n:02}"), self._words("salt", n)[:32]
            digest = drawing.entry_digest(self.round, code, _lasting(n), salt)
            excluded = {2: Exclusion.SUSPENDED, 5: Exclusion.INTEREST}.get(n)
            rows.append((Entry(code=code, digest=digest, excluded=excluded), Opening(pool_code=_lasting(n), salt=salt)))
        rows.sort(key=lambda row: row[0].digest)
        return PoolCommitted(
            draw=1,
            entries=tuple(entry for entry, _ in rows),
            experts=self.wanted,
            reserves=RESERVES,
            method=drawing.METHOD,
            fallback=drawing.ABORT_AND_REPLACE,
            parties=tuple(_party(role, code) for role, code in PARTIES),
            reveal_by=REVEAL_BY,
            openings=tuple(opening for _, opening in rows),
        )

    @property
    def _snapshot(self) -> Snapshot:
        event = self._committed
        entries = tuple(PoolEntry(entry.digest, entry.code, entry.excluded.value if entry.excluded else None) for entry in event.entries)
        head = (self.seed.origin, self.round, event.draw, entries, event.experts, event.reserves)
        return Snapshot(*head, event.method, event.fallback, event.parties, event.reveal_by)

    @property
    def _made(self) -> Digest:
        numbers = [self._number(role, code)[0] for role, code in PARTIES]
        return drawing.seed(self.seed.origin, self.round, drawing.snapshot_digest(self._snapshot), numbers)

    @property
    def _drawn(self) -> Drawn:
        return drawing.draw(self._snapshot, self._made)

    def _sealed(self, role: Role, code: ApplicantCode | None) -> DrawNumberSealed:
        sealed = drawing.commitment(drawing.snapshot_digest(self._snapshot), _party(role, code), *self._number(role, code))
        return DrawNumberSealed(draw=1, party=role, applicant=code, commitment=sealed)

    def _revealed(self, role: Role, code: ApplicantCode | None) -> DrawNumberRevealed:
        number, salt = self._number(role, code)
        return DrawNumberRevealed(draw=1, party=role, applicant=code, number=number, salt=salt)

    def _number(self, role: Role, code: ApplicantCode | None) -> tuple[str, str]:
        return self._words("number", _party(role, code)), self._words("salt of the number", _party(role, code))[:32]

    def _person(self, code: ExpertCode) -> str:
        return person(int(code.removeprefix("E-")))

    def _words(self, *purpose: object) -> str:
        return self.seed.draw("draw of experts", *purpose).hex()


def _lasting(number: int) -> str:
    return f"P-{number:03}"


def _party(role: Role, code: ApplicantCode | None) -> str:
    return role.value if code is None else f"{role.value}:{code}"
