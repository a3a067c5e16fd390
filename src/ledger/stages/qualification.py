"""Qualification (资格审查): articles 8, 9(3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode

EVENTS: tuple[type[Event], ...] = (DepartmentConsulted, DepartmentReplied, ConditionChecked, QualificationDecided, QualifiedListFixed)


@dataclass(slots=True)
class State:
    """Findings by applicant and (condition, limb); decisions; the list. Values that are sealed may be closed."""

    consulted: dict[tuple[ApplicantCode, BodyCode], int] = field(default_factory=dict)
    replied: dict[tuple[ApplicantCode, BodyCode], DepartmentReplied] = field(default_factory=dict)
    checked: dict[ApplicantCode, dict[tuple[str, str], ConditionChecked]] = field(default_factory=dict)
    decided: dict[ApplicantCode, QualificationDecided] = field(default_factory=dict)
    qualified: tuple[ApplicantCode, ...] | None = None
    qualified_at: int = 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case DepartmentConsulted():
            state.consulted[event.applicant, event.body] = position
        case DepartmentReplied():
            state.replied[event.applicant, event.body] = event
        case ConditionChecked():
            state.checked.setdefault(event.applicant, {})[event.condition, event.limb] = event
        case QualificationDecided():
            state.decided[event.applicant] = event
        case QualifiedListFixed():
            state.qualified, state.qualified_at = event.applicants, position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to qualification")
