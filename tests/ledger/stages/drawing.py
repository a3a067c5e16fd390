"""A draw of experts step by step, for tests: a pool, a snapshot, numbers sealed and revealed. Salts and numbers follow from names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import msgspec

from ledger.events.draw import Aborted, DrawAborted, DrawNumberRevealed, DrawNumberSealed, Entry, Exclusion, Opening, PoolCommitted
from ledger.events.panel import ExpertEnrolled, ExpertReplaced, ExpertSuspended, PanelDrawn
from ledger.rules import draw as drawing
from ledger.rules.article_06_panel import Redrawn
from ledger.terms import ApplicantCode, Digest, ExpertCode, Role

PARTIES = ("office", "discipline", "public")


def hashed(*words: object) -> str:
    return sha256(" ".join(map(str, words)).encode()).hexdigest()


@dataclass
class Drawing:
    """A round in which experts are drawn so that anybody can recompute it. ``pool`` are the lasting codes P-1, P-2 …"""

    office: Any
    pool: tuple[str, ...] = tuple(f"P-{n}" for n in range(1, 11))
    ids: dict[str, Any] = field(default_factory=dict)

    def enrol(self) -> Drawing:
        for code in self.pool:
            self.office.record(self.enrolled(code), round=None)
        return self

    @staticmethod
    def enrolled(code: str, person: str = "") -> ExpertEnrolled:
        return ExpertEnrolled(pool_code=code, person=person or f"专家{code}", fields_of_work=("质量",))

    @staticmethod
    def suspended(code: str) -> ExpertSuspended:
        return ExpertSuspended(pool_code=code, why="sealed")

    def committed(
        self, *, draw: int = 1, excluded: dict[str, Exclusion] | None = None, pool: Iterable[str] = (), **changes: Any
    ) -> PoolCommitted:
        """Return a snapshot of five experts and two reserves; ``excluded`` by pool code."""
        rows = []
        for n, code in enumerate(pool or self.pool, 1):
            expert, salt = ExpertCode(f"E-{n:02}"), hashed("salt", draw, code)[:32]
            digest = drawing.entry_digest("2025", expert, code, salt)
            rows.append((Entry(code=expert, digest=digest, excluded=(excluded or {}).get(code)), Opening(pool_code=code, salt=salt)))
        rows.sort(key=lambda row: row[0].digest)
        given: dict[str, Any] = {
            "draw": draw,
            "entries": tuple(entry for entry, _ in rows),
            "experts": 5,
            "reserves": 2,
            "method": drawing.METHOD,
            "fallback": drawing.ABORT_AND_REPLACE,
            "parties": PARTIES,
            "reveal_by": date(2025, 5, 21),
            "openings": tuple(opening for _, opening in rows),
        }
        return PoolCommitted(**(given | changes))

    @property
    def digest(self) -> Digest:
        return Digest(self.office.history.round("2025").draw.running.digest)

    def sealed(self, party: str, **changes: Any) -> DrawNumberSealed:
        number, salt = self.number(party)
        given: dict[str, Any] = {
            "draw": self.office.history.round("2025").draw.running.snapshot.draw,
            "commitment": drawing.commitment(self.digest, party, number, salt),
            **self.who(party),
        }
        return DrawNumberSealed(**(given | changes))

    def revealed(self, party: str, **changes: Any) -> DrawNumberRevealed:
        number, salt = self.number(party)
        given: dict[str, Any] = {
            "draw": self.office.history.round("2025").draw.running.snapshot.draw,
            "number": number,
            "salt": salt,
            **self.who(party),
        }
        return DrawNumberRevealed(**(given | changes))

    def number(self, party: str) -> tuple[str, str]:
        running = self.office.history.round("2025").draw.running
        draw = running.snapshot.draw if running else 0
        return hashed("number", draw, party), hashed("its salt", draw, party)[:32]

    @staticmethod
    def who(party: str) -> dict[str, Any]:
        role, _, code = party.partition(":")
        return {"party": Role(role), "applicant": ApplicantCode(code) if code else None}

    @staticmethod
    def aborted(*absent: str, draw: int = 1, reason: Aborted = Aborted.NOT_REVEALED, why: str = "未按期揭示") -> DrawAborted:
        return DrawAborted(draw=draw, reason=reason, absent=absent, why=why)

    def commit(self, **changes: Any) -> Drawing:
        self.office.record(self.committed(**changes))
        return self

    def seal(self, *parties: str) -> Drawing:
        for party in parties or PARTIES:
            self.office.record(self.sealed(party), by=Role(party.partition(":")[0]))
        return self

    def reveal(self, *parties: str) -> Drawing:
        for party in parties or PARTIES:
            self.office.record(self.revealed(party), by=Role(party.partition(":")[0]))
        return self

    def again(self) -> Redrawn:
        found = self.office.history.round("2025").draw.running.again()
        assert isinstance(found, Redrawn)
        return found

    def person(self, code: str) -> str:
        """Return the person behind a code of the snapshot."""
        committed = self.office.history.round("2025").draw.running.committed
        behind = {e.code: o.pool_code for e, o in zip(committed.entries, committed.openings, strict=True)}
        return f"专家{behind[ExpertCode(code)]}"

    def drawn(self, **changes: Any) -> PanelDrawn:
        """Return the outcome of the draw, as the office states it."""
        again = self.again()
        given: dict[str, Any] = {"experts": again.experts, "method": again.method, "pool": again.snapshot, "seed": again.seed}
        given |= {"persons": tuple(map(self.person, again.experts))} | changes
        return PanelDrawn(**given)

    def replaced(self, leaves: str, enters: str | None = None, rank: int = 1, **changes: Any) -> ExpertReplaced:
        code = enters or self.again().reserves[rank - 1]
        given: dict[str, Any] = {
            "leaves": ExpertCode(leaves),
            "enters": ExpertCode(code),
            "rank": rank,
            "person": self.person(code),
            "why": "因病",
        }
        return ExpertReplaced(**(given | changes))


def changed(event: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(event, **changes)
