"""Overall evaluation (综合评价): article 9(7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.deliberation import CandidatesDetermined
from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted, RubricAdopted
from ledger.events.panel import ExpertReplaced, PanelConstituted
from ledger.rules import article_09_4_to_7 as article_09
from ledger.rules.citation import Finding
from ledger.stages import scoring
from ledger.stages.fact import Fact
from ledger.stages.lists import check_overall

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (OverallScoresComputed, OverallReportSubmitted)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    *scoring.EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CandidatesDetermined,
    ExpertReplaced,
    PanelConstituted,
    ParametersAdopted,
    RubricAdopted,
)
"""Facts of the round that the check depends on; recusals stand in ``record.sealed``."""


@dataclass(slots=True)
class State:
    """The overall scores as claimed, and the report. Positions; 0 means not yet."""

    overall: OverallScoresComputed | None = None
    overall_at: int = 0
    report_at: int = 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case OverallScoresComputed():
            state.overall, state.overall_at = event, position
        case OverallReportSubmitted():
            state.report_at = position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the overall evaluation")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what article 9(7) says of ``fact``."""
    event, is_new = fact.event, fact.said.corrects is None
    match event:
        case OverallScoresComputed():
            return check_overall(round, event, is_new=is_new)
        case OverallReportSubmitted():
            return (
                article_09.follows_the_overall_scores(round.evaluation.overall_at),
                article_09.names_its_report(event.document),
                *((article_09.reports_before_the_candidates(round.deliberation.determined_at),) if is_new else ()),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the overall evaluation")
