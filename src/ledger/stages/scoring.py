"""Scoring (资料评审、陈述答辩、现场评审): articles 9(4) to 9(6). Marks, and the lists that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.scoring import (
    ConsensusReached,
    DefenceHeld,
    DefenceListFixed,
    DefenceSchemeIssued,
    DocumentReportIssued,
    ScoreRecorded,
    SiteListFixed,
    SiteSchemeIssued,
    SiteVisitHeld,
)
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

EVENTS: tuple[type[Event], ...] = (
    ScoreRecorded,
    ConsensusReached,
    DocumentReportIssued,
    DefenceListFixed,
    DefenceSchemeIssued,
    DefenceHeld,
    SiteListFixed,
    SiteSchemeIssued,
    SiteVisitHeld,
)

Marks = dict[tuple[ItemId, ExpertCode], Hundredths]
"""One applicant's marks in one phase. A mark that is not there is missing, never zero; a closed one is ``Undisclosed``."""

NO_MARKS: Mapping[tuple[ItemId, ExpertCode], Hundredths] = {}


@dataclass(slots=True)
class State:
    """All marks of a round by phase and applicant, and the lists with their positions (0: not yet)."""

    marks: dict[Phase, dict[ApplicantCode, Marks]] = field(default_factory=lambda: {phase: {} for phase in Phase})
    consensus: dict[Phase, dict[ApplicantCode, dict[ItemId, Hundredths]]] = field(
        default_factory=lambda: {phase: {} for phase in Phase}
    )
    document_report_at: int = 0
    defence_list: DefenceListFixed | None = None
    defence_list_at: int = 0
    defence_scheme: DefenceSchemeIssued | None = None
    defended: dict[ApplicantCode, int] = field(default_factory=dict)
    site_list: SiteListFixed | None = None
    site_list_at: int = 0
    site_scheme: SiteSchemeIssued | None = None
    visited: dict[ApplicantCode, int] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    if type(event) is ScoreRecorded:
        of_phase = state.marks[event.phase]
        marks = of_phase.get(event.applicant)
        if marks is None:
            marks = of_phase[event.applicant] = {}
        marks[event.item, event.expert] = event.points
        return
    position = fact.position or 0
    match event:
        case ConsensusReached():
            state.consensus[event.phase].setdefault(event.applicant, {})[event.item] = event.points
        case DocumentReportIssued():
            state.document_report_at = position
        case DefenceListFixed():
            state.defence_list, state.defence_list_at = event, position
        case DefenceSchemeIssued():
            state.defence_scheme = event
        case DefenceHeld():
            state.defended[event.applicant] = position
        case SiteListFixed():
            state.site_list, state.site_list_at = event, position
        case SiteSchemeIssued():
            state.site_scheme = event
        case SiteVisitHeld():
            state.visited[event.applicant] = position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to scoring")
