"""What eligibility rests on (资格依据): the facts behind the parts of article 8, as far as a program counts or compares them.

What stands against an applicant is sealed as a whole: that it was reported must warn nobody. ``body`` is the
department that reports it, null where the office found it itself.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Sealed, Subject, event
from ledger.terms import ApplicantCode, BodyCode, Digest, Fen, Role


class Interruption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """中断: a time, first and last day included, in which something did not hold. ``until_on`` is null while it lasts."""

    from_on: date
    until_on: date | None


class AccidentField(StrEnum):
    """事故领域 (8(5)): the fields in which an accident counts."""

    QUALITY = "quality"
    WORK_SAFETY = "work_safety"
    ENVIRONMENT = "environment"
    PUBLIC_HEALTH = "public_health"
    FOOD_SAFETY = "food_safety"
    OTHER = "other"


class Grade(StrEnum):
    """事故等级: as the competent authority established it, from the lightest to the gravest."""

    GENERAL = "general"
    SERIOUS = "serious"
    MAJOR = "major"
    EXTRAORDINARY = "extraordinary"


class Level(StrEnum):
    """抽查层级: the level of the authority that ordered an inspection, from the lowest to the highest."""

    DISTRICT = "district"
    CITY = "city"
    PROVINCE = "province"
    STATE = "state"


class Matter(StrEnum):
    """记录类别 (8(5)): what a bad record is about, by the part of the condition that it touches."""

    COMPLAINTS = "complaints"
    CLAIMS = "claims"
    LABOUR = "labour"
    OTHER_RECORDS = "other_records"
    EXPORTS = "exports"


@event
class OperationPresented(Event, frozen=True):
    """登记与经营情况 (8(1)). Since when the organisation exists, operates, and is registered in the district.

    ``in_district_since`` is the day of its move where it was registered elsewhere before.
    """

    wire_name = "operation.presented"
    cites = ("8(1)",)
    signed_by = (Role.APPLICANT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    in_district_since: Annotated[date, Sealed("publish.qualification")]
    operating_since: Annotated[date, Sealed("publish.qualification")]
    interruptions: Annotated[tuple[Interruption, ...], Sealed("publish.qualification")]
    paper: Annotated[Digest | None, Confidential]


@event
class CertificatePresented(Event, frozen=True):
    """认证证书 (8(3)). A certificate of a quality system: since when, until when, and when it was suspended or had lapsed.

    ``issued_on`` is the day of the first issue; a renewal without a gap goes on from it.
    """

    wire_name = "certificate.presented"
    cites = ("8(3)",)
    signed_by = (Role.APPLICANT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    standard: Annotated[str, Sealed("publish.qualification")]
    number: Annotated[str, Confidential]
    issuer: Annotated[str, Confidential]
    issued_on: Annotated[date, Sealed("publish.qualification")]
    valid_until: Annotated[date, Sealed("publish.qualification")]
    interruptions: Annotated[tuple[Interruption, ...], Sealed("publish.qualification")]


@event
class ModelUsePresented(Event, frozen=True):
    """卓越绩效模式推行情况 (8(3)). Since when the model is in use, such as the day of the first self-assessment."""

    wire_name = "model_use.presented"
    cites = ("8(3)",)
    signed_by = (Role.APPLICANT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    in_use_since: Annotated[date, Sealed("publish.qualification")]
    interruptions: Annotated[tuple[Interruption, ...], Sealed("publish.qualification")]
    paper: Annotated[Digest | None, Confidential]


@event
class AccidentReported(Event, frozen=True):
    """事故情况 (8(5)). An accident: its field and day, its grade where an authority established one, and what it did.

    ``loss`` is the direct loss in fen. ``own`` whether the organisation answers for it; null where nobody found on that.
    """

    wire_name = "accident.reported"
    cites = ("8(5)",)
    signed_by = (Role.OFFICE, Role.DEPARTMENT, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode | None, Subject]
    field: AccidentField
    day: date
    grade: Grade | None
    deaths: int
    hurt: int
    loss: Fen
    own: bool | None
    source: Annotated[str, Confidential]


@event
class InspectionReported(Event, frozen=True):
    """监督抽查情况 (8(5)). What an inspection of quality found, and the level of the authority that ordered it."""

    wire_name = "inspection.reported"
    cites = ("8(5)",)
    signed_by = (Role.OFFICE, Role.DEPARTMENT, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode | None, Subject]
    level: Level
    day: date
    passed: bool
    source: Annotated[str, Confidential]


@event
class AdverseRecordReported(Event, frozen=True):
    """不良记录情况 (8(5)). A complaint, claim, breach of trust, other bad record, or export sent back, destroyed or reported.

    ``grave`` whether a department holds it to be grave and ``own`` whether the organisation answers for it; null where
    nobody found on that.
    """

    wire_name = "adverse_record.reported"
    cites = ("8(5)",)
    signed_by = (Role.OFFICE, Role.DEPARTMENT, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    body: Annotated[BodyCode | None, Subject]
    matter: Matter
    day: date
    grave: bool | None
    own: bool | None
    what: Annotated[str, Confidential]
    source: Annotated[str, Confidential]
