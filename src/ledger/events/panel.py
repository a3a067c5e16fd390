"""Experts (评审专家): pool, draw, panel, interests, recusal. Article 6; recusal rests on the adopted rules."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec

from ledger.events.event import Confidential, Event, Personal, Subject, event, upcast
from ledger.terms import ApplicantCode, Digest, ExpertCode, PartialDate, Role


class RelationKind(StrEnum):
    """关系类别: how two persons or organisations are tied to each other."""

    EMPLOYED = "employed"
    ADVISER = "adviser"
    TRAINER = "trainer"
    SHAREHOLDER = "shareholder"
    PARENT = "parent"
    RELATIVE = "relative"
    CLOSE = "close"
    OTHER = "other"
    AS_STATED = "as_stated"


class Relation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """利益关系: one relation between ``one`` and ``other``, each a name or a code of the round. ``ended`` of None: it lasts.

    ``as_stated`` is one in free words alone: it names nobody, and no chain can be followed along it.
    """

    kind: RelationKind
    one: str
    other: str
    ended: PartialDate | None
    words: str


@event
class ExpertEnrolled(Event, frozen=True):
    """专家入库 (6). A person enters the pool; ``pool_code`` lasts, the code of a round does not."""

    wire_name = "expert.enrolled"
    version = 2
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)
    registers = ("pool",)
    registers_from = 2

    pool_code: Annotated[str, Confidential]
    person: Annotated[str, Personal]
    fields_of_work: Annotated[tuple[str, ...], Confidential]


@event
class ExpertSuspended(Event, frozen=True):
    """专家暂停或出库. From now on the person is not drawn."""

    wire_name = "expert.suspended"
    version = 2
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)
    registers = ("pool",)
    registers_from = 2

    pool_code: Annotated[str, Confidential]
    why: Annotated[str, Confidential]


@event
class ExpertReinstated(Event, frozen=True):
    """专家恢复. The suspension ends: from now on the person can be drawn again."""

    wire_name = "expert.reinstated"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)
    registers = ("pool",)

    pool_code: Annotated[str, Confidential]
    why: Annotated[str, Confidential]


@event
class PanelDrawn(Event, frozen=True):
    """专家抽取 (6). The codes drawn for this round, in order. ``persons`` are who stands behind them.

    After a draw that can be recomputed, ``pool`` is the digest of its snapshot and ``seed`` what its parties made together.
    """

    wire_name = "panel.drawn"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    experts: tuple[ExpertCode, ...]
    method: str
    pool: Digest | None
    seed: str | None
    persons: Annotated[tuple[str, ...], Confidential]


@event
class PanelConstituted(Event, frozen=True):
    """组成专家组 (9(4)). The experts who score in this round; ``leader`` answers for the panel."""

    wire_name = "panel.constituted"
    cites = ("9(4)",)
    signed_by = (Role.OFFICE,)

    experts: tuple[ExpertCode, ...]
    leader: ExpertCode | None


@event
class ExpertReplaced(Event, frozen=True):
    """专家替补. ``leaves`` drops out or stands aside from all; ``enters`` is the reserve of that ``rank``, counted from 1."""

    wire_name = "expert.replaced"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    leaves: ExpertCode
    enters: ExpertCode
    rank: int
    person: Annotated[str, Confidential]
    why: Annotated[str, Confidential]


@event
class InterestDeclared(Event, frozen=True):
    """利益关系声明. What ties an expert has to the applicants, "none" included, before any file is opened."""

    wire_name = "interest.declared"
    version = 2
    cites = ("6.1",)
    signed_by = (Role.EXPERT,)

    expert: Annotated[ExpertCode, Subject]
    ties: Annotated[tuple[Relation, ...], Confidential]


@event
class RecusalRecorded(Event, frozen=True):
    """回避. From now on this expert scores this applicant no more; None means every applicant."""

    wire_name = "recusal.recorded"
    cites = ("6.1",)
    signed_by = (Role.EXPERT, Role.OFFICE, Role.DISCIPLINE)
    neutral = True

    expert: Annotated[ExpertCode, Subject]
    applicant: Annotated[ApplicantCode | None, Subject]
    why: Annotated[str, Confidential]


@upcast("expert.enrolled", 1)
@upcast("expert.suspended", 1)
def _from_before_the_register(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 said the same, and stood in no register."""
    return body


@upcast("interest.declared", 1)
def _ties_in_their_own_words(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 held free text."""
    if isinstance(body.get("ties"), list):
        stated = [{"kind": RelationKind.AS_STATED, "one": "", "other": "", "ended": None, "words": words} for words in body["ties"]]
        body = body | {"ties": stated}
    return body
