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


class Told(StrEnum):
    """被告知者: who is told how an objection ended."""

    OBJECTOR = "objector"
    APPLICANT = "applicant"


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
    signed_by = (Role.OFFICE, Role.COMMITTEE, Role.DISCIPLINE)
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


@event
class NoticeChanged(Event, frozen=True):
    """公示变更 (9(8)). What the public reads was changed; from ``starts_on`` the notice runs anew where the adopted rules say so."""

    wire_name = "notice.changed"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE)

    applicants: tuple[ApplicantCode, ...]
    starts_on: date
    ends_on: date
    site: str
    what: str


@event
class NoticeInterrupted(Event, frozen=True):
    """公示中断 (9(8)). Nobody could read the notice from one day to another, both included, and why."""

    wire_name = "notice.interrupted"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE)

    first_on: date
    last_on: date
    why: str


@event
class ObjectionLate(Event, frozen=True):
    """逾期异议 (9(8)). It came after the notice was over: kept as a lead or as a report under article 11; it blocks nobody.

    ``received_at`` is the instant at which it came in, with its offset.
    """

    wire_name = "objection.late"
    cites = ("9(8)",)
    signed_by = (Role.PUBLIC, Role.OFFICE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    received_at: str
    objector: Annotated[str, Personal]
    content: Annotated[str, Confidential]


@event
class ObjectionAdmitted(Event, frozen=True):
    """异议受理 (9(8)). Whether the objection of the act ``objection`` is taken up, who handles it, and why.

    ``received_at`` is the instant at which it came in, with its offset, where that is known. ``took_no_part``: the
    handler declares to have neither scored nor recommended the applicant.
    """

    wire_name = "objection.admitted"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    objection: ActId
    admitted: bool
    named: bool
    received_at: str | None
    took_no_part: bool
    handler: Annotated[str, Personal]
    reasons: Annotated[str, Confidential]


@event
class ObjectionAnswered(Event, frozen=True):
    """异议答复 (9(8)). The objector or the applicant is told how the objection of the act ``objection`` ended."""

    wire_name = "objection.answered"
    cites = ("9(8)",)
    signed_by = (Role.OFFICE, Role.COMMITTEE, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    objection: ActId
    told: Told
    how: Annotated[str, Confidential]


@event
class CandidateKept(Event, frozen=True):
    """维持候选资格 (9(8)). Although the objection of the act ``objection`` was sustained, the candidate passes, with reasons."""

    wire_name = "candidate.kept"
    cites = ("9(8)",)
    signed_by = (Role.COMMITTEE, Role.OFFICE, Role.GOVERNMENT)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    objection: ActId
    reasons: Annotated[str, Confidential]
