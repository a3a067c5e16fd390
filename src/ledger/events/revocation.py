"""Revocation (撤销荣誉称号): articles 11 and 12. Title, plaque and certificate, prize, announcement and bar are five separate facts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from ledger.events.event import Confidential, Event, Subject, event
from ledger.terms import ApplicantCode, PartialDate, Role


class Ground(StrEnum):
    """撤销事由."""

    FRAUD = "fraud"
    ACCIDENT = "accident"


@event
class VerificationOpened(Event, frozen=True):
    """立案核实 (11, 12). Somebody looks into what is said of a winner."""

    wire_name = "verification.opened"
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    ground: Ground
    content: Annotated[str, Confidential]


@event
class VerificationConcluded(Event, frozen=True):
    """核实结论 (11, 12). ``established`` where the ground was found to be true; ``impact`` whether it had a major adverse effect (12)."""

    wire_name = "verification.concluded"
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.DISCIPLINE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    ground: Ground
    established: bool
    impact: bool | None
    reasons: Annotated[str, Confidential]


@event
class StatementHeard(Event, frozen=True):
    """听取陈述申辩. The organisation was heard before anything was taken from it."""

    wire_name = "statement.heard"
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    content: Annotated[str, Confidential]


@event
class RevocationProposed(Event, frozen=True):
    """报请撤销 (11, 12). The proposal goes to the district government."""

    wire_name = "revocation.proposed"
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.COMMITTEE)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    ground: Ground
    reasons: Annotated[str, Confidential]


@event
class RevocationApproved(Event, frozen=True):
    """批准撤销 (11, 12). The title is revoked. The five years of the bar are counted from a day that the adopted rules name."""

    wire_name = "revocation.approved"
    cites = ("11", "12")
    signed_by = (Role.GOVERNMENT,)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    ground: Ground
    document: str | None


@event
class RevocationServed(Event, frozen=True):
    """送达. The decision reached the organisation."""

    wire_name = "revocation.served"
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    how: str


@event
class RevocationAnnulled(Event, frozen=True):
    """撤销决定被撤销. Review or court set the revocation aside: the title is restored and the bar ends, neither is erased."""

    wire_name = "revocation.annulled"
    cites = ("11", "12")
    signed_by = (Role.GOVERNMENT,)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    document: str


@event
class PlaqueRecovered(Event, frozen=True):
    """收回奖牌证书 (11, 12). ``what`` says which of the two came back."""

    wire_name = "plaque.recovered"
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    what: str


@event
class RevocationAnnounced(Event, frozen=True):
    """向社会公告 (11, 12). The public is told of the revocation."""

    wire_name = "revocation.announced"
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.GOVERNMENT)

    applicant: Annotated[ApplicantCode, Subject]
    site: str


@event
class BarImposed(Event, frozen=True):
    """五年内不得申报 (11, 12). ``starts_on`` is the day that is not counted; the bar runs from the day after it."""

    wire_name = "bar.imposed"
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.GOVERNMENT)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    starts_on: PartialDate
