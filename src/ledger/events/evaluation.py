"""Overall evaluation (综合评价): article 9(7)."""

from __future__ import annotations

from typing import Annotated

from ledger.events.event import Confidential, Event, Sealed, event
from ledger.events.scoring import Total
from ledger.terms import ApplicantCode, Role


@event
class OverallScoresComputed(Event, frozen=True):
    """综合评分 (9(7)). A claim of the office, recomputed from all three phases; ``applicants`` stand best first."""

    wire_name = "overall_scores.computed"
    cites = ("9(7)",)
    signed_by = (Role.OFFICE,)

    applicants: tuple[ApplicantCode, ...]
    totals: Annotated[tuple[Total, ...], Sealed("publish.totals")]


@event
class OverallReportSubmitted(Event, frozen=True):
    """综合评价报告报审 (9(7)). The report goes to the committee; its text is in the evidence."""

    wire_name = "overall_report.submitted"
    cites = ("9(7)",)
    signed_by = (Role.OFFICE,)

    document: str
    summary: Annotated[str, Confidential]
