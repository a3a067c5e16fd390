"""Clean hands (廉洁评审): relations, advisers, challenges, interference, what applicants say of a visit. Articles 4, 6, 9(6)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Personal, Subject, event
from ledger.events.panel import Relation
from ledger.terms import ActId, ApplicantCode, ExpertCode, PartialDate, Role


class Help(StrEnum):
    """服务类别: what an adviser did for an applicant."""

    CONSULTING = "consulting"
    TRAINING = "training"
    BOTH = "both"


class Adviser(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """咨询辅导机构或人员: one of them, by name. ``ended`` of None: it goes on; ``for_whom`` is its firm, where a person has one."""

    name: str
    help: Help
    for_whom: str | None
    ended: PartialDate | None


@event
class AdvisersDeclared(Event, frozen=True):
    """咨询辅导情况申报. Who advised or trained the applicant in the last ``years`` years; empty lists say that nobody did."""

    wire_name = "advisers.declared"
    cites = ("4", "6.1")
    signed_by = (Role.APPLICANT,)

    applicant: Annotated[ApplicantCode, Subject]
    years: int
    organisations: Annotated[tuple[Adviser, ...], Confidential]
    persons: Annotated[tuple[Adviser, ...], Personal]


@event
class RelationRecorded(Event, frozen=True):
    """关联关系登记. Relations that somebody else than the expert knows: who owns whom, who is whose relative. It warns nobody."""

    wire_name = "relation.recorded"
    cites = ("6.1",)
    signed_by = (Role.OFFICE, Role.DISCIPLINE)
    neutral = True

    relations: Annotated[tuple[Relation, ...], Confidential]
    source: Annotated[str, Confidential]


@event
class ExpertChallenged(Event, frozen=True):
    """申请专家回避. Somebody asks that an expert stand aside from ``concerns`` (None: from all). ``applicant``: who asks, if one does."""

    wire_name = "expert.challenged"
    cites = ("6.1",)
    signed_by = (Role.APPLICANT, Role.PUBLIC, Role.DISCIPLINE, Role.OFFICE)
    neutral = True

    expert: Annotated[ExpertCode, Subject]
    applicant: Annotated[ApplicantCode | None, Subject]
    concerns: Annotated[ApplicantCode | None, Confidential]
    challenger: Annotated[str, Personal]
    grounds: Annotated[str, Confidential]


@event
class ChallengeDecided(Event, frozen=True):
    """回避申请决定. Decided with reasons. ``upheld``: the expert stands aside, which has a record of its own."""

    wire_name = "challenge.decided"
    cites = ("6.1",)
    signed_by = (Role.COMMITTEE, Role.DISCIPLINE, Role.OFFICE)
    neutral = True

    expert: Annotated[ExpertCode, Subject]
    challenge: Annotated[ActId, Confidential]
    upheld: Annotated[bool, Confidential]
    reasons: Annotated[str, Confidential]


@event
class InterferenceRecorded(Event, frozen=True):
    """说情打招呼记录. Somebody put in a word for ``applicant`` (None: for nobody named); whoever was spoken to records it."""

    wire_name = "interference.recorded"
    cites = ("4",)
    signed_by = (Role.OFFICE, Role.EXPERT, Role.DISCIPLINE)
    neutral = True

    expert: Annotated[ExpertCode | None, Subject]
    applicant: Annotated[ApplicantCode | None, Subject]
    who: Annotated[str, Personal]
    what: Annotated[str, Confidential]


@event
class IntegrityCardReturned(Event, frozen=True):
    """廉政反馈卡. What an applicant says of the conduct of its visitors, handed to the discipline body unseen by the office."""

    wire_name = "integrity_card.returned"
    cites = ("9(6)",)
    signed_by = (Role.APPLICANT,)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    clean: Annotated[bool, Confidential]
    remarks: Annotated[str, Confidential]
