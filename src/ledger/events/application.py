"""Applying (申报推荐): who asks to be judged, and who stands behind it. Articles 4, 7, 9(2), 11."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, Occurs, Sealed, Subject, event
from ledger.terms import ApplicantCode, BodyCode, Digest, OrgId, Role


class Opinion(StrEnum):
    """推荐意见: what the recommending body says. A negative opinion is recorded and ends nothing by itself."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not_recommended"


class BodyKind(StrEnum):
    """推荐单位类别 (7): township or sub-district, park or market authority, department."""

    AREA = "area"
    PARK = "park"
    DEPARTMENT = "department"


class Channel(StrEnum):
    """收件方式: how an application came in."""

    ONLINE = "online"
    PAPER = "paper"


class LegalForm(StrEnum):
    """组织形式: what kind of organisation applies. A branch has no legal personality of its own."""

    ENTERPRISE = "enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    OTHER_LEGAL_PERSON = "other_legal_person"
    BRANCH = "branch"
    OTHER_WITHOUT_PERSONALITY = "other_without_personality"


@event
class ProfileDeclared(Event, frozen=True):
    """申报组织概况 (7, 8). What the applicant says of itself: its form, where it is registered and in which trades it works.

    ``area`` is the code of the place and ``trades`` those of the industries by which a recommending body is competent.
    It may come with the application or before it.
    """

    wire_name = "profile.declared"
    cites = ("7", "8", "9(2)")
    signed_by = (Role.APPLICANT,)

    applicant: Annotated[ApplicantCode, Subject]
    form: Annotated[LegalForm, Sealed("publish.applicants")]
    for_profit: Annotated[bool, Sealed("publish.applicants")]
    exports: Annotated[bool, Sealed("publish.applicants")]
    area: Annotated[str, Sealed("publish.applicants")]
    trades: Annotated[tuple[str, ...], Sealed("publish.applicants")]


@event
class ApplicationReceived(Event, frozen=True):
    """收件登记 (9(2)). The moment at which the office took an application in, stamped before its papers are recorded."""

    wire_name = "application.received"
    cites = ("9(2)",)
    signed_by = (Role.OFFICE,)
    occurs = Occurs.INSTANT

    applicant: Annotated[ApplicantCode, Subject]
    channel: Channel


@event
class SupplementRequested(Event, frozen=True):
    """补正通知 (9(2)). The office asks for papers that are missing, until and including the day ``due_on``."""

    wire_name = "supplement.requested"
    cites = ("9(2)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    due_on: date
    what: Annotated[str, Confidential]


@event
class ApplicationSubmitted(Event, frozen=True):
    """申报 (9(2)). Voluntary (4). ``received_on`` is the day of receipt; the organisation behind the code is sealed."""

    wire_name = "application.submitted"
    cites = ("4", "9(2)")
    signed_by = (Role.APPLICANT,)

    applicant: Annotated[ApplicantCode, Subject]
    received_on: date
    materials: Digest | None
    truth_declared: bool
    organisation: Annotated[OrgId, Sealed("publish.applicants")]
    name: Annotated[str, Sealed("publish.applicants")]


@event
class ApplicationSupplemented(Event, frozen=True):
    """补正. Papers added at the office's request, within the time that it set."""

    wire_name = "application.supplemented"
    cites = ("9(2)",)
    signed_by = (Role.APPLICANT,)

    applicant: Annotated[ApplicantCode, Subject]
    materials: Digest
    what: Annotated[str, Confidential]


@event
class ApplicationLate(Event, frozen=True):
    """逾期不受理 (9(2)). An application that came after the window: a fact with its own record."""

    wire_name = "application.late"
    cites = ("9(2)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    received_on: date
    organisation: Annotated[OrgId, Confidential]
    name: Annotated[str, Confidential]


@event
class ApplicationWithdrawn(Event, frozen=True):
    """撤回申报 (4). The applicant's own choice, with or without a reason; its place stays empty."""

    wire_name = "application.withdrawn"
    cites = ("4",)
    signed_by = (Role.APPLICANT,)

    applicant: Annotated[ApplicantCode, Subject]
    why: Annotated[str, Confidential]


@event
class RecommendationSigned(Event, frozen=True):
    """签署审核推荐意见 (7, 9(2)). One competent body suffices."""

    wire_name = "recommendation.signed"
    cites = ("7", "9(2)")
    signed_by = (Role.RECOMMENDER,)

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode, Subject]
    body_kind: BodyKind
    opinion: Opinion
    reasons: Annotated[str, Confidential]
