"""Scoring (资料评审、陈述答辩、现场评审): articles 9(4) to 9(6). Marks, consensus, reports, and the lists that follow from them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

from ledger.events.event import Confidential, Event, Sealed, Subject, event
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Role


class Total(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """得分: an applicant's published score, in hundredths of a point."""

    applicant: ApplicantCode
    points: Hundredths


@event
class ScoreRecorded(Event, frozen=True):
    """评分 (9(4) to 9(6)). One expert's points for one item of one applicant in one phase, in hundredths."""

    wire_name = "score.recorded"
    cites = ("9(4)", "9(5)", "9(6)")
    signed_by = (Role.EXPERT,)

    applicant: Annotated[ApplicantCode, Subject]
    expert: Annotated[ExpertCode, Subject]
    phase: Phase
    item: ItemId
    points: Annotated[Hundredths, Sealed("publish.scores")]


@event
class ConsensusReached(Event, frozen=True):
    """合议 (9(4)). The panel's common points for one item. It stands beside the single scores, never in their place."""

    wire_name = "consensus.reached"
    cites = ("9(4)",)
    signed_by = (Role.EXPERT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    phase: Phase
    item: ItemId
    experts: tuple[ExpertCode, ...]
    points: Annotated[Hundredths, Sealed("publish.scores")]


@event
class DocumentReportIssued(Event, frozen=True):
    """资料评审报告 (9(4)). The panel's report stands before the list that follows from it; its text is in the evidence."""

    wire_name = "document_report.issued"
    cites = ("9(4)",)
    signed_by = (Role.EXPERT, Role.OFFICE)

    experts: tuple[ExpertCode, ...]
    summary: Annotated[str, Confidential]


@event
class DefenceListFixed(Event, frozen=True):
    """确定答辩名单 (9(4)). A claim of the office, recomputed from the scores: 1.5 for each planned award."""

    wire_name = "defence_list.fixed"
    cites = ("9(4)",)
    signed_by = (Role.OFFICE,)

    applicants: tuple[ApplicantCode, ...]
    totals: Annotated[tuple[Total, ...], Sealed("publish.totals")]


@event
class DefenceSchemeIssued(Event, frozen=True):
    """制定陈述答辩方案 (9(5)). Day, place and order of the defence, drawn by lot."""

    wire_name = "defence_scheme.issued"
    cites = ("9(5)",)
    signed_by = (Role.OFFICE,)

    held_on: date
    order: tuple[ApplicantCode, ...]
    drawn_by: str


@event
class DefenceHeld(Event, frozen=True):
    """陈述答辩 (9(5)). An applicant was heard and questioned by these experts."""

    wire_name = "defence.held"
    cites = ("9(5)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    experts: tuple[ExpertCode, ...]


@event
class SiteListFixed(Event, frozen=True):
    """确定现场评审名单 (9(5)). A claim of the office, recomputed from document and defence scores together: 1 for each planned award."""

    wire_name = "site_list.fixed"
    cites = ("9(5)",)
    signed_by = (Role.OFFICE,)

    applicants: tuple[ApplicantCode, ...]
    totals: Annotated[tuple[Total, ...], Sealed("publish.totals")]


@event
class SiteSchemeIssued(Event, frozen=True):
    """制定现场评审方案 (9(6)). Who is visited between which days."""

    wire_name = "site_scheme.issued"
    cites = ("9(6)",)
    signed_by = (Role.OFFICE,)

    first_on: date
    last_on: date
    applicants: tuple[ApplicantCode, ...]


@event
class SiteVisitHeld(Event, frozen=True):
    """现场评审 (9(6)). These experts visited an applicant."""

    wire_name = "site_visit.held"
    cites = ("9(6)",)
    signed_by = (Role.OFFICE,)

    applicant: Annotated[ApplicantCode, Subject]
    experts: tuple[ExpertCode, ...]
    notes: Annotated[str, Confidential]


@event
class DefenceOrderDrawn(Event, frozen=True):
    """抽签确定答辩次序 (9(5)). The order in which applicants are heard, as the lot gave it, and how and before whom it was drawn."""

    wire_name = "defence_order.drawn"
    cites = ("9(5)",)
    signed_by = (Role.OFFICE,)

    order: tuple[ApplicantCode, ...]
    method: str
    witnesses: Annotated[str, Confidential]


@event
class SiteFindingRaised(Event, frozen=True):
    """现场问题 (9(6)). What the experts found on site, on one item of the rubric or, without one, on the whole."""

    wire_name = "site_finding.raised"
    cites = ("9(6)",)
    signed_by = (Role.EXPERT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    experts: tuple[ExpertCode, ...]
    item: ItemId | None
    finding: Annotated[str, Confidential]


@event
class SiteReportIssued(Event, frozen=True):
    """现场评审报告 (9(6)). What the experts report of their visit to one applicant; its text is in the evidence."""

    wire_name = "site_report.issued"
    cites = ("9(6)",)
    signed_by = (Role.EXPERT, Role.OFFICE)

    applicant: Annotated[ApplicantCode, Subject]
    experts: tuple[ExpertCode, ...]
    summary: Annotated[str, Confidential]
