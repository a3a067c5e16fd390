"""Experts (评审专家): pool, draw, panel, interests, recusal. Article 6; recusal rests on the adopted rules."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Personal, Subject, event
from ledger.terms import ApplicantCode, Digest, ExpertCode, Role


@event
class ExpertEnrolled(Event, frozen=True):
    """专家入库 (6). A person enters the pool; ``pool_code`` lasts, the code of a round does not."""

    wire_name = "expert.enrolled"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    pool_code: Annotated[str, Confidential]
    person: Annotated[str, Personal]
    fields_of_work: Annotated[tuple[str, ...], Confidential]


@event
class ExpertSuspended(Event, frozen=True):
    """专家暂停或出库. From now on the person is not drawn."""

    wire_name = "expert.suspended"
    cites = ("6.2",)
    signed_by = (Role.OFFICE,)

    pool_code: Annotated[str, Confidential]
    why: Annotated[str, Confidential]


@event
class PanelDrawn(Event, frozen=True):
    """专家抽取 (6). The codes drawn for this round. ``binding`` is the salted digest list of who stands behind them."""

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
class InterestDeclared(Event, frozen=True):
    """利益关系声明. What ties an expert has to the applicants, "none" included, before any file is opened."""

    wire_name = "interest.declared"
    cites = ("6.1",)
    signed_by = (Role.EXPERT,)

    expert: Annotated[ExpertCode, Subject]
    ties: Annotated[tuple[str, ...], Confidential]


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
