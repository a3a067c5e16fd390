"""Overall evaluation (综合评价): article 9(7)."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.events.evaluation import OverallReportSubmitted, OverallScoresComputed
from ledger.events.event import Event
from ledger.stages.fact import Fact

EVENTS: tuple[type[Event], ...] = (OverallScoresComputed, OverallReportSubmitted)


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
