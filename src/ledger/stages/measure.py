"""The measure (办法): its editions, interpretations and calendars, whatever the round."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, CalendarAdopted, InterpretationIssued, MeasureRegistered
from ledger.stages.fact import Fact
from ledger.terms import EditionId

EVENTS: tuple[type[Event], ...] = (MeasureRegistered, InterpretationIssued, CalendarAdopted)


@dataclass(slots=True)
class State:
    """Editions by id, calendars by name, and what interpretations settled, with the position of each."""

    editions: dict[EditionId, MeasureRegistered] = field(default_factory=dict)
    calendars: dict[str, CalendarAdopted] = field(default_factory=dict)
    interpreted: list[tuple[int, AdoptedValue]] = field(default_factory=list)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about the measure into ``state``."""
    event = fact.event
    match event:
        case MeasureRegistered():
            state.editions[event.edition_id] = event
        case CalendarAdopted():
            state.calendars[event.name] = event
        case InterpretationIssued():
            state.interpreted += [(fact.position or 0, value) for value in event.values]
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of the measure")
