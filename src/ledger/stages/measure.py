"""The measure (办法): its editions, interpretations and calendars, whatever the round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.event import Event
from ledger.events.measure import CalendarAdopted, InterpretationIssued, MeasureRegistered
from ledger.rules import article_09_1_to_3, article_16
from ledger.rules.article_17 import Terms, registers_the_printed_terms
from ledger.rules.calendar import Calendar
from ledger.rules.citation import Finding
from ledger.rules.editions import edition_of
from ledger.rules.parameters import Parameters, settle
from ledger.stages.fact import Fact
from ledger.terms import EditionId, Tier

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (MeasureRegistered, InterpretationIssued, CalendarAdopted)

READS: tuple[type[Event], ...] = ()
"""Such acts are about no round."""


@dataclass(slots=True)
class State:
    """Editions by id and calendars by name."""

    editions: dict[EditionId, MeasureRegistered] = field(default_factory=dict)
    calendars: dict[str, CalendarAdopted] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about the measure into ``state``."""
    event = fact.event
    match event:
        case MeasureRegistered():
            state.editions[event.edition_id] = event
        case CalendarAdopted():
            state.calendars[event.name] = event
        case InterpretationIssued():
            return  # it fills a silence for a round only once the committee adopts its value there
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of the measure")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the rules on the measure say of ``fact``.

    Raises ``BadInput`` for a value that is no reading of its key, and for a calendar that contradicts itself.
    """
    state, event = history.registers.measure, fact.event
    match event:
        case MeasureRegistered():
            registered = tuple(Terms(t.tier, t.quota, t.prize, t.bars) for t in event.tiers)
            return (registers_the_printed_terms(registered, printed_terms(event.edition_id)),)
        case CalendarAdopted():
            Calendar.read(event.first, event.last, event.holidays, event.workdays)
            return (article_09_1_to_3.adopts_a_calendar_of_a_new_name(event.name, tuple(state.calendars)),)
        case InterpretationIssued():
            keys = tuple(value.key for value in event.values)
            finding = article_16.fills_open_questions_only(keys)
            if not finding.refuses:
                settle(Parameters(), [(value.key, value.value) for value in event.values])
            running = tuple(r.id for r in history.rounds.values() if any(r.scoring.marks.values()) and not r.approval.published_at)
            return (
                finding,
                article_16.says_what_it_interprets(event.number, event.provision, event.question, event.answer),
                article_16.comes_before_marks_are_known(running),
            )
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of the measure")


def printed_terms(edition: EditionId | None) -> tuple[Terms, ...] | None:
    """Return the tiers of an edition as its text prints them; None where the text is not known here."""
    known = edition_of(edition)
    return None if known is None else tuple(Terms(tier, t.quota, t.prize, t.bars) for tier, t in known.tiers.items())


def terms_of(state: State, edition: EditionId | None) -> dict[Tier, Terms] | None:
    """Return the tiers of an edition by name, printed or registered; None where nothing is known of it."""
    printed = printed_terms(edition)
    if printed is None:
        registered = state.editions.get(edition) if edition is not None else None
        printed = None if registered is None else tuple(Terms(t.tier, t.quota, t.prize, t.bars) for t in registered.tiers)
    return None if printed is None else {terms.tier: terms for terms in printed}
