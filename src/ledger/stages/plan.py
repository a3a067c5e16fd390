"""The yearly plan (年度计划): whether what is done in a round keeps to the days that the office planned for its step. Article 6.2."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.approval import AwardApproved, AwardDenied, ResultPublished
from ledger.events.deliberation import CandidatesDetermined, DeliberationHeld
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import NoticeClosed, NoticeOpened
from ledger.events.opening import CallPublished, PlanIssued, Step
from ledger.events.qualification import QualificationDecided, QualifiedListFixed
from ledger.events.scoring import (
    DefenceHeld,
    DefenceListFixed,
    DocumentReportIssued,
    SiteListFixed,
    SiteReportIssued,
    SiteVisitHeld,
)
from ledger.rules.article_06_2_plan import keeps_to_a_plan_that_binds, keeps_to_the_plan
from ledger.rules.citation import Finding
from ledger.terms import day_of

if TYPE_CHECKING:
    from ledger.stages.fact import Fact
    from ledger.stages.history import Round

STEP_OF: dict[type[Event], Step] = {
    CallPublished: Step.CALL,
    ApplicationSubmitted: Step.APPLICATION,
    QualificationDecided: Step.QUALIFICATION,
    QualifiedListFixed: Step.QUALIFICATION,
    DocumentReportIssued: Step.DOCUMENT,
    DefenceListFixed: Step.DOCUMENT,
    DefenceHeld: Step.DEFENCE,
    SiteListFixed: Step.DEFENCE,
    SiteVisitHeld: Step.SITE_VISIT,
    SiteReportIssued: Step.SITE_VISIT,
    OverallScoresComputed: Step.EVALUATION,
    OverallReportSubmitted: Step.EVALUATION,
    DeliberationHeld: Step.DELIBERATION,
    CandidatesDetermined: Step.DELIBERATION,
    NoticeOpened: Step.NOTICE,
    NoticeClosed: Step.NOTICE,
    AwardApproved: Step.APPROVAL,
    AwardDenied: Step.APPROVAL,
    ResultPublished: Step.PUBLICATION,
}
"""What carries a step of the plan. Single marks do not: the lists and reports that end a phase do."""


def check(round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the plan says of ``fact``; nothing where no plan sets days for its step or the day is not known."""
    step = STEP_OF.get(type(fact.event))
    planned = round.opening.planned_days.get(step) if step is not None else None
    day = None if planned is None else _day(fact.said.occurred_at)
    if step is None or planned is None or day is None:
        return ()
    return (
        keeps_to_the_plan(step.value, day, planned),
        keeps_to_a_plan_that_binds(step.value, day, planned, round.opening.parameters.plan_binding),
    )


def reads(kind: type[Event]) -> tuple[type[Event], ...]:
    """Return the facts of the round on which the answer for acts of this type depends."""
    return (PlanIssued, ParametersAdopted) if kind in STEP_OF else ()


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except ValueError:
        return None
