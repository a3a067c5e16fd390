"""The measure (办法): its editions, interpretations and calendars, whatever the round."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, CalendarAdopted, EditionFixed, InterpretationIssued, MeasureRegistered
from ledger.rules import article_09_1_to_3, article_16, article_17
from ledger.rules.article_17 import Terms
from ledger.rules.calendar import Calendar
from ledger.rules.citation import Citation, Finding
from ledger.rules.editions import EDITIONS, edition_of
from ledger.rules.parameters import Parameters, plain, settle
from ledger.rules.registered import RegisteredEdition, Text, read_edition
from ledger.rules.restatements import RESTATED
from ledger.stages.fact import Fact
from ledger.stages.otherwise import moved_in_running_rounds
from ledger.stages.settled import must_be_readings
from ledger.terms import EditionId, Fen, Tier

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (MeasureRegistered, EditionFixed, InterpretationIssued, CalendarAdopted)

READS: tuple[type[Event], ...] = ()
"""Such acts are about no round."""


class Interpretation(NamedTuple):
    """解释: one that was issued: where it stands, under which edition, its number, and what it settles."""

    position: int
    edition: EditionId
    number: str
    values: tuple[AdoptedValue, ...]


@dataclass(slots=True)
class State:
    """Editions by id, what their texts fix and cite where that came as data, interpretations in order, calendars by name."""

    editions: dict[EditionId, MeasureRegistered] = field(default_factory=dict)
    fixed: dict[EditionId, EditionFixed] = field(default_factory=dict)
    texts: dict[EditionId, RegisteredEdition] = field(default_factory=dict)
    cited: dict[EditionId, dict[str, Citation]] = field(default_factory=dict)
    """Which provision of an edition answers to ours."""
    interpretations: list[Interpretation] = field(default_factory=list)
    calendars: dict[str, CalendarAdopted] = field(default_factory=dict)

    def text(self, edition: EditionId | None) -> Text | None:
        """Return what the text of an edition fixes, known to this program or stated as data; None where nothing does."""
        return edition_of(edition) or (None if edition is None else self.texts.get(edition))

    def answers(self, edition: EditionId | None) -> Parameters:
        """Return the open questions of ours that the text of an edition answers itself; ours answers none."""
        text = self.text(edition)
        return text.settled if isinstance(text, RegisteredEdition) else Parameters()

    def answering(self, edition: EditionId | None) -> dict[str, Citation]:
        """Return which provision of an edition answers to each that rules cite here, as far as the data say; of ours, none."""
        return self.cited.get(edition, {}) if edition is not None else {}


def evolve(state: State, fact: Fact) -> None:
    """Take one fact about the measure into ``state``.

    Raises ``BadInput`` for numbers that no text can fix, readings that no silence knows, and a calendar that contradicts itself.
    """
    event = fact.event
    match event:
        case MeasureRegistered():
            state.editions[event.edition_id] = event
            if (fixed := state.fixed.get(event.edition_id)) is not None:
                state.texts[event.edition_id] = _text_of(event, fixed)
        case EditionFixed():
            state.fixed[event.edition_id] = event
            state.cited[event.edition_id] = {pair.ours: Citation.parse(pair.theirs) for pair in event.articles}
            if (registered := state.editions.get(event.edition_id)) is not None:
                state.texts[event.edition_id] = _text_of(registered, event)
        case CalendarAdopted():
            Calendar.read(event.first, event.last, event.holidays, event.workdays)
            state.calendars[event.name] = event
        case InterpretationIssued():
            must_be_readings(event.values)
            state.interpretations.append(Interpretation(fact.position or 0, fact.said.edition, event.number, event.values))
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of the measure")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the rules on the measure say of ``fact``.

    Raises ``BadInput`` for a value that is no reading of its key, and for a calendar that contradicts itself.
    """
    state, event = history.registers.measure, fact.event
    match event:
        case MeasureRegistered():
            return (article_17.registers_the_printed_terms(_terms(event), printed_terms(state, event.edition_id)),)
        case EditionFixed():
            return _check_numbers(state, event)
        case CalendarAdopted():
            Calendar.read(event.first, event.last, event.holidays, event.workdays)
            return (article_09_1_to_3.adopts_a_calendar_of_a_new_name(event.name, tuple(state.calendars)),)
        case InterpretationIssued():
            return _check_interpretation(history, fact, event)
        case _:
            raise TypeError(f"{type(event).__name__} says nothing of the measure")


def printed_terms(state: State, edition: EditionId | None) -> tuple[Terms, ...] | None:
    """Return the tiers of an edition as its text fixes them; None where the text is not known."""
    known = state.text(edition)
    return None if known is None else tuple(Terms(tier, t.quota, t.prize, t.bars) for tier, t in known.tiers.items())


def terms_of(state: State, edition: EditionId | None) -> dict[Tier, Terms] | None:
    """Return the tiers of an edition by name, as its text fixes them or as registered; None where nothing is known of it."""
    printed = printed_terms(state, edition)
    if printed is None:
        registered = state.editions.get(edition) if edition is not None else None
        printed = None if registered is None else _terms(registered)
    return None if printed is None else {terms.tier: terms for terms in printed}


def _check_numbers(state: State, event: EditionFixed) -> tuple[Finding, ...]:
    registered = state.editions.get(event.edition_id)
    others = (*EDITIONS, *state.fixed)
    findings = (
        article_17.fixes_a_registered_text_once(event.edition_id, event.text, registered.text if registered else None, others),
        article_17.names_the_provision_of_every_number(tuple(value.provision for value in event.values)),
        article_17.answers_provisions_that_exist(tuple((pair.ours, pair.theirs) for pair in event.articles), RESTATED),
    )
    if registered is None:
        return findings
    tiers = _text_of(registered, event).tiers
    fixed = tuple(Terms(tier, terms.quota, terms.prize, terms.bars) for tier, terms in tiers.items())
    return (*findings, article_17.registers_the_printed_terms(_terms(registered), fixed))


def _check_interpretation(history: History, fact: Fact, event: InterpretationIssued) -> tuple[Finding, ...]:
    state, edition = history.registers.measure, fact.said.edition
    keys = tuple(value.key for value in event.values)
    fills = article_16.fills_open_questions_only(keys)
    values = [(value.key, value.value) for value in event.values]
    if not fills.refuses:
        settle(Parameters(), values)
    running = tuple(r.id for r in history.rounds.values() if any(r.scoring.marks.values()) and not r.approval.published_at)
    return (
        fills,
        article_16.leaves_alone_what_the_text_fixes(keys, tuple(plain(state.answers(edition)))),
        article_16.opens_no_sealed_field(keys),
        article_16.says_what_it_interprets(event.number, event.provision, event.question, event.answer),
        article_16.comes_before_marks_are_known(running),
        article_16.leaves_the_outcome_as_it_was(moved_in_running_rounds(history, edition, () if fills.refuses else values)),
    )


def _text_of(registered: MeasureRegistered, fixed: EditionFixed) -> RegisteredEdition:
    return read_edition(
        fixed.edition_id,
        {tier.tier: (tier.zh, tier.en) for tier in registered.tiers},
        (registered.effective_from, registered.valid_until),
        [(value.key, value.value, value.provision) for value in fixed.values],
    )


def _terms(registered: MeasureRegistered) -> tuple[Terms, ...]:
    return tuple(Terms(t.tier, t.quota, t.prize, t.bars) for t in registered.tiers)


def most_of_a_year(terms: dict[Tier, Terms] | None) -> Fen | None:
    """Return what all places of a year bring, in fen; None where a quota or a prize is not known."""
    most = 0
    for found in (terms or {}).values():
        if found.quota is None or found.prize is None:
            return None
        most += found.quota * found.prize
    return Fen(most) if terms else None
