"""Pre-numbered paper (编号表单): which numbers are out, spoiled or back. What was used stands in the provenance of other acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.event import Event
from ledger.events.forms import FormsIssued, FormSpoiled, FormsReturned
from ledger.events.panel import PanelDrawn
from ledger.rules import paper_forms
from ledger.rules.citation import Finding
from ledger.rules.paper_forms import Serial
from ledger.stages.fact import Fact
from ledger.terms import ActId

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (FormsIssued, FormSpoiled, FormsReturned)

READS: tuple[type[Event], ...] = (*EVENTS, PanelDrawn)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class State:
    """What was handed out, by the act that did; and the acts that spoiled numbers or took them back."""

    issued: dict[ActId, FormsIssued] = field(default_factory=dict)
    spoiled: dict[ActId, FormSpoiled] = field(default_factory=dict)
    returned: dict[ActId, FormsReturned] = field(default_factory=dict)

    def out(self, series: str, without: ActId | None = None) -> set[int]:
        """Return the numbers of a series that were handed out, leaving the act ``without`` aside."""
        return {n for id, event in self.issued.items() if event.series == series and id != without for n in numbers_of(event)}

    def ended(self, series: str, without: ActId | None = None) -> set[int]:
        """Return the numbers of a series that were spoiled or came back, leaving the act ``without`` aside."""
        spoiled = {event.number for id, event in self.spoiled.items() if event.series == series and id != without}
        return spoiled | {n for id, event in self.returned.items() if event.series == series and id != without for n in numbers_of(event)}

    def handed_out(self) -> Iterator[tuple[Serial, FormsIssued]]:
        """Yield every serial that was handed out, with the act that did."""
        for event in self.issued.values():
            for number in numbers_of(event):
                yield Serial(event.series, number), event


def numbers_of(event: FormsIssued | FormsReturned) -> range:
    """Return the numbers from the first to the last; none where they run the wrong way or are too many to be meant."""
    found = range(event.first, event.last + 1)
    return found if len(found) <= paper_forms.MOST else range(0)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, id = fact.event, fact.brief.id
    match event:
        case FormsIssued():
            state.issued[id] = event
        case FormSpoiled():
            state.spoiled[id] = event
        case FormsReturned():
            state.returned[id] = event
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to numbered paper")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the keeping of numbered paper asks of ``fact``. What a correction takes the place of is not counted against it."""
    event, state = fact.event, round.forms
    corrected = fact.said.corrects.act if fact.said.corrects else None
    match event:
        case FormsIssued():
            return (
                paper_forms.names_its_series(event.series),
                paper_forms.runs_from_a_first_to_a_last_number(event.first, event.last),
                paper_forms.hands_out_each_number_once(numbers_of(event), state.out(event.series, corrected)),
                paper_forms.hands_out_to_a_role_or_a_code(event.issued_to, round.panel.drawn or ()),
            )
        case FormSpoiled():
            ended = state.ended(event.series, corrected)
            return (paper_forms.ends_numbers_that_are_out((event.number,), state.out(event.series), ended),)
        case FormsReturned():
            ended = state.ended(event.series, corrected)
            return (
                paper_forms.runs_from_a_first_to_a_last_number(event.first, event.last),
                paper_forms.ends_numbers_that_are_out(numbers_of(event), state.out(event.series), ended),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to numbered paper")
