"""Approval and publication (批准公布): articles 9(9), 10."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from ledger.events.deliberation import Candidate
from ledger.events.event import Event, Occurs, Subject, event, upcast
from ledger.terms import ApplicantCode, Fen, OrgId, Role, Tier


class Winner(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """获奖组织: named by the publication. ``organisation`` is its credit code where known, else its name."""

    applicant: ApplicantCode
    organisation: OrgId
    name: str
    tier: Tier
    outside_quota: bool


@event
class AwardApproved(Event, frozen=True):
    """区政府批准 (9(9)). Of the candidates that passed the notice, these win. ``document`` is the number of the decision."""

    wire_name = "award.approved"
    cites = ("9(9)",)
    signed_by = (Role.GOVERNMENT,)
    occurs = Occurs.PARTIAL
    registers = ("honours",)

    applicants: tuple[ApplicantCode, ...]
    winners: tuple[Candidate, ...]
    document: str | None


@event
class AwardDenied(Event, frozen=True):
    """不予批准 (9(9)). The government does not approve a candidate, with the reason."""

    wire_name = "award.denied"
    cites = ("9(9)",)
    signed_by = (Role.GOVERNMENT,)

    applicant: Annotated[ApplicantCode, Subject]
    why: str


@event
class ResultPublished(Event, frozen=True):
    """向社会公布 (9(9)). Names the winners. It equals the approval. ``decided_on`` of a win is the day of the approval.

    ``status`` is ``awarded``, or ``on_notice`` for a historical list known only from its public notice.
    """

    wire_name = "result.published"
    cites = ("9(9)",)
    signed_by = (Role.OFFICE, Role.GOVERNMENT)
    occurs = Occurs.PARTIAL
    registers = ("honours",)

    winners: tuple[Winner, ...]
    site: str
    status: str
    note: str


@event
class HonourConferred(Event, frozen=True):
    """授予奖牌证书 (10.1). Plaque and certificate are handed over, with their numbers, by which anybody can ask for the title."""

    wire_name = "honour.conferred"
    version = 2
    cites = ("10.1",)
    signed_by = (Role.GOVERNMENT, Role.OFFICE)
    registers = ("honours",)
    registers_from = 2

    applicant: Annotated[ApplicantCode, Subject]
    plaque: str
    certificate: str


@event
class CommendationIssued(Event, frozen=True):
    """表彰 (10.1). For the main tier only."""

    wire_name = "commendation.issued"
    cites = ("10.1",)
    signed_by = (Role.GOVERNMENT,)

    applicants: tuple[ApplicantCode, ...]
    document: str | None


@event
class PrizeGranted(Event, frozen=True):
    """奖金核定 (10.1, 10.3). What the award brings, in fen: the tier's amount, nothing for a repeat main win."""

    wire_name = "prize.granted"
    cites = ("10.1", "10.3")
    signed_by = (Role.GOVERNMENT, Role.FINANCE)
    occurs = Occurs.PARTIAL
    registers = ("honours",)

    applicant: Annotated[ApplicantCode, Subject]
    tier: Tier
    amount: Fen


@event
class CandidatesSubmitted(Event, frozen=True):
    """报请批准 (6.1, 9(9)). The committee proposes to the government the candidates that passed the notice."""

    wire_name = "candidates.submitted"
    cites = ("6.1", "9(9)")
    signed_by = (Role.COMMITTEE,)

    applicants: tuple[ApplicantCode, ...]
    document: str


@event
class AwardReturned(Event, frozen=True):
    """退回重议 (9(9)). The government decides neither for nor against these candidates, and says what is to be looked into again."""

    wire_name = "award.returned"
    cites = ("9(9)",)
    signed_by = (Role.GOVERNMENT,)

    applicants: tuple[ApplicantCode, ...]
    why: str


@upcast("honour.conferred", 1)
def _conferred_outside_the_register(body: dict[str, Any]) -> dict[str, Any]:
    return body
