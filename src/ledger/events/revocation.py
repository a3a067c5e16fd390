"""Revocation (撤销荣誉称号): articles 11 and 12. Title, plaque and certificate, prize, announcement and bar are five separate facts."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from ledger.events.event import Confidential, Event, Subject, event, upcast
from ledger.terms import ApplicantCode, OrgId, PartialDate, Role


class Ground(StrEnum):
    """撤销事由."""

    FRAUD = "fraud"
    ACCIDENT = "accident"


class Cause(StrEnum):
    """事故类别 (12). The text names three and goes on with 等."""

    QUALITY = "quality"
    SAFETY = "safety"
    ENVIRONMENT = "environment"
    OTHER = "other"


class Token(StrEnum):
    """荣誉实物: what is handed over with a title, and taken back."""

    PLAQUE = "plaque"
    CERTIFICATE = "certificate"


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
class AccidentFound(Event, frozen=True):
    """事故认定 (12). What the competent authority found of an accident, by its paper; its effect on the public is another finding.

    ``attribution`` gives the reasons why an accident of a subsidiary is the winner's, or not; empty where none are given.
    """

    wire_name = "accident.found"
    cites = ("12",)
    signed_by = (Role.OFFICE, Role.DISCIPLINE, Role.DEPARTMENT)
    neutral = True

    applicant: Annotated[ApplicantCode, Subject]
    cause: Cause
    happened_on: PartialDate
    authority: str
    finding: str
    of_subsidiary: bool
    attribution: Annotated[str, Confidential]


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
    version = 2
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)
    registers = ("honours",)
    registers_from = 2

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
    """收回奖牌证书 (11, 12). ``what`` says which of the two came back; none where an older record says it in other words."""

    wire_name = "plaque.recovered"
    version = 2
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)
    registers = ("honours",)
    registers_from = 2

    applicant: Annotated[ApplicantCode, Subject]
    what: tuple[Token, ...]


@event
class PlaqueReturned(Event, frozen=True):
    """发还奖牌证书 (11, 12). After the revocation was set aside, plaque or certificate go back to who won them."""

    wire_name = "plaque.returned"
    cites = ("11", "12")
    signed_by = (Role.OFFICE,)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    what: tuple[Token, ...]


@event
class RevocationAnnounced(Event, frozen=True):
    """向社会公告 (11, 12). The public is told of the revocation."""

    wire_name = "revocation.announced"
    version = 2
    cites = ("11", "12")
    signed_by = (Role.OFFICE, Role.GOVERNMENT)
    registers = ("honours",)
    registers_from = 2

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


@event
class DeceitBarred(Event, frozen=True):
    """授奖前弄虚作假禁止申报 (11). Bars an applicant whose deceit was found before any award, where the adopted rules say so.

    It has no title that would name it, and a new code in every round: the bar itself holds, sealed, whom it binds.
    ``starts_on`` is not counted.
    """

    wire_name = "deceit.barred"
    cites = ("11",)
    signed_by = (Role.OFFICE, Role.COMMITTEE, Role.GOVERNMENT)
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    starts_on: PartialDate
    document: str
    organisation: Annotated[OrgId, Confidential]
    name: Annotated[str, Confidential]


_WORDS = {Token.PLAQUE: ("plaque", "奖牌", "both", "牌证"), Token.CERTIFICATE: ("certificate", "证书", "both", "牌证")}


@upcast("plaque.recovered", 1)
def _recovered_as_text(body: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(told := body.get("what"), str):
        return body
    return {**body, "what": [token.value for token, words in _WORDS.items() if any(word in told.lower() for word in words)]}


@upcast("revocation.served", 1)
@upcast("revocation.announced", 1)
def _outside_the_register(body: dict[str, Any]) -> dict[str, Any]:
    return body
