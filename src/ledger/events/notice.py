"""Public notice (公示) and objections (异议): article 9(8)."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, Personal, Subject, event
from ledger.terms import ActId, ApplicantCode, Role


class Outcome(StrEnum):
    """异议处理结果."""

    SUSTAINED = "sustained"
    DISMISSED = "dismissed"


@event
class NoticeOpened(Event, frozen=True):
    """公示 (9(8)). The candidates stand before the public from ``starts_on``; ``ends_on`` is the last day on which one may object."""

    wire_name = "notice.opened"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE)

    applicants: tuple[ApplicantCode, ...]
    starts_on: date
    ends_on: date
    site: str


@event
class NoticeClosed(Event, frozen=True):
    """公示期满 (9(8)). The notice ran its full time; ``passed`` are the candidates that it left standing."""

    wire_name = "notice.closed"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE)

    passed: tuple[ApplicantCode, ...]


@event
class ObjectionReceived(Event, frozen=True):
    """异议 (9(8)). Somebody objects by name to a candidate. It blocks the approval of that candidate alone until it is resolved."""

    wire_name = "objection.received"
    cites = ("9(8)",)
    signed_by = (Role.PUBLIC, Role.OFFICE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    objector: Annotated[str, Personal]
    content: Annotated[str, Confidential]


@event
class LeadReceived(Event, frozen=True):
    """线索. An anonymous objection or a tip: passed on, never dropped."""

    wire_name = "lead.received"
    cites = ("9(8)",)
    signed_by = (Role.PUBLIC, Role.OFFICE, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode | None, Subject]
    content: Annotated[str, Confidential]


@event
class ObjectionResolved(Event, frozen=True):
    """异议处理 (9(8)). The objection of the act ``objection`` is decided, with reasons."""

    wire_name = "objection.resolved"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    objection: ActId
    outcome: Outcome
    reasons: Annotated[str, Confidential]


@event
class CandidateDisqualified(Event, frozen=True):
    """取消获奖资格 (9(8)). The candidate failed the notice, by the body that the adopted rules name. Nobody moves up."""

    wire_name = "candidate.disqualified"
    cites = ("9(8)",)
    signed_by = (Role.COMMITTEE, Role.OFFICE, Role.GOVERNMENT)

    applicant: Annotated[ApplicantCode, Subject]
    why: str
