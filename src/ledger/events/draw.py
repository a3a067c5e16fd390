"""Drawing experts (抽取专家): the pool as it stands, everybody's sealed number, and what became of the draw. Articles 6.2, 9(4)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ApplicantCode, Digest, ExpertCode, Role

PARTIES = (Role.OFFICE, Role.DISCIPLINE, Role.COMMITTEE, Role.APPLICANT, Role.PUBLIC)
"""Who may put a number into a draw."""


class Exclusion(StrEnum):
    """排除事由: why an expert of the pool cannot be drawn this time. The class is public, what lies behind it is not."""

    SUSPENDED = "suspended"
    INTEREST = "interest"
    DECLINED = "declined"
    ROTATION = "rotation"
    DRAWN_BEFORE = "drawn_before"
    OTHER = "other"


class Aborted(StrEnum):
    """中止事由: somebody kept its number back, or the snapshot was found to be wrong before any number was known."""

    NOT_REVEALED = "not_revealed"
    FAULTY_SNAPSHOT = "faulty_snapshot"


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """库内专家: one expert of the pool under a fresh code. ``digest`` is salted, and binds the code before anybody is drawn."""

    code: ExpertCode
    digest: Digest
    excluded: Exclusion | None


class Opening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """条目启封: what an entry's digest hides: the lasting code in the pool, and the salt (32 hex digits)."""

    pool_code: str
    salt: str


@event
class PoolCommitted(Event, frozen=True):
    """专家库快照公布 (6.2). Everything that decides a draw but chance, fixed before anybody chooses a number.

    ``draw`` counts the draws of the round from 1. ``entries`` hold the whole pool, sorted by digest; ``openings`` belong to them
    one by one. ``parties`` are roles, an applicant's with its code: ``applicant:A-07``. Numbers are revealed until ``reveal_by``,
    that day included; ``fallback`` names what follows when one is not.
    """

    wire_name = "pool.committed"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    draw: int
    entries: tuple[Entry, ...]
    experts: int
    reserves: int
    method: str
    fallback: str
    parties: tuple[str, ...]
    reveal_by: date
    openings: Annotated[tuple[Opening, ...], Confidential]


@event
class DrawNumberSealed(Event, frozen=True):
    """抽取数封存. A party commits to its number: the salted digest is public, the number is known to nobody else."""

    wire_name = "draw_number.sealed"
    cites = ("6.2",)
    signed_by = PARTIES

    draw: int
    party: Role
    applicant: Annotated[ApplicantCode | None, Subject]
    commitment: Digest


@event
class DrawNumberRevealed(Event, frozen=True):
    """抽取数揭示. The number (64 hex digits) and the salt (32) that the party committed to."""

    wire_name = "draw_number.revealed"
    cites = ("6.2",)
    signed_by = PARTIES

    draw: int
    party: Role
    applicant: Annotated[ApplicantCode | None, Subject]
    number: str
    salt: str


@event
class DrawAborted(Event, frozen=True):
    """抽取中止. The draw stays on record and draws nobody; ``absent`` are the parties that kept their number back."""

    wire_name = "draw.aborted"
    cites = ("6.2",)
    signed_by = (Role.OFFICE, Role.DISCIPLINE)

    draw: int
    reason: Aborted
    absent: tuple[str, ...]
    why: str
