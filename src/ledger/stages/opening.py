"""Opening a round (评审年度启动、发布信息、评审规则): articles 3, 5, 6, 9(1). What rules and numbers the round runs on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.approval import AwardApproved, ResultPublished
from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, ParametersAdopted, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, RoundAnnulled, RoundOpened
from ledger.rules import article_03, article_05, article_06, article_09_1_to_3, article_17
from ledger.rules.article_05 import Scale
from ledger.rules.citation import Finding
from ledger.rules.editions import edition_of
from ledger.rules.parameters import Parameters, settle
from ledger.stages.contenders import body_of
from ledger.stages.fact import Fact
from ledger.stages.measure import terms_of
from ledger.terms import EditionId, ItemId, PartialDate, Role, RoundKind, Tier, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (RoundOpened, ParametersAdopted, RubricAdopted, CallPublished, RoundAnnulled)

READS: tuple[type[Event], ...] = (*EVENTS, ApplicationSubmitted, AwardApproved, ResultPublished)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class State:
    """What a round was opened with. Numbers ending in ``_at`` are positions; 0 means not yet."""

    opened: RoundOpened | None = None
    opened_at: int = 0
    opened_on: str = ""
    edition: EditionId | None = None
    parameters: Parameters = field(default_factory=Parameters)
    adopted: list[tuple[int, AdoptedValue]] = field(default_factory=list)
    rubric: dict[ItemId, RubricItem] = field(default_factory=dict)
    rubric_at: int = 0
    call: CallPublished | None = None
    call_at: int = 0
    annulled: RoundAnnulled | None = None
    annulled_at: int = 0

    @property
    def is_historical(self) -> bool:
        return self.opened is not None and self.opened.kind is RoundKind.HISTORICAL

    @property
    def planned(self) -> dict[Tier, int]:
        """Planned places by tier."""
        return {places.tier: places.places for places in self.opened.planned} if self.opened else {}


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case RoundOpened():
            state.opened, state.opened_at, state.opened_on = event, position, fact.said.occurred_at
            state.edition = fact.said.edition
        case ParametersAdopted():
            state.adopted += [(position, value) for value in event.values]
            state.parameters = settle(state.parameters, [(value.key, value.value) for value in event.values])
        case RubricAdopted():
            state.rubric, state.rubric_at = {item.item: item for item in event.items}, position
        case CallPublished():
            state.call, state.call_at = event, position
        case RoundAnnulled():
            state.annulled, state.annulled_at = event, position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to opening a round")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the articles on opening a round say of ``fact``.

    Raises ``BadInput`` for an adopted key or value that no silence knows.
    """
    event, opening = fact.event, round.opening
    match event:
        case RoundOpened():
            return _check_opening(history, round, fact, event)
        case ParametersAdopted():
            settle(opening.parameters, [(value.key, value.value) for value in event.values])
            return (
                article_06.is_adopted_before_the_call(opening.call_at),
                article_06.names_its_sources(event.document, tuple(value.source for value in event.values)),
            )
        case RubricAdopted():
            return (
                article_05.keeps_the_rubric_after_the_call(opening.call_at),
                article_05.follows_the_adopted_standard(event.standard, opening.parameters.rubric_edition),
                article_05.has_items_that_can_be_scored(tuple(Scale(i.item, i.least, i.most, i.step) for i in event.items)),
            )
        case CallPublished():
            return (
                _once_or_within_the_window(round, fact, event),
                article_09_1_to_3.has_a_window_in_order(event.opens_on, event.closes_on),
                article_09_1_to_3.is_called_before_the_window_opens(day_of(fact.said.occurred_at), event.opens_on),
                article_09_1_to_3.stands_on_a_website(event.site),
                article_09_1_to_3.has_weights_before_the_call(opening.parameters.weights),
                article_05.has_a_rubric_before_the_call(opening.rubric_at),
            )
        case RoundAnnulled():
            approval = round.approval
            decided_at = approval.approved_at if body_of(fact) != Role.GOVERNMENT else 0
            return (article_06.annuls_a_round_without_a_result(approval.published_at or decided_at, event.why),)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to opening a round")


def _check_opening(history: History, round: Round, fact: Fact, event: RoundOpened) -> tuple[Finding, ...]:
    measure, edition = history.registers.measure, fact.said.edition
    terms, known = terms_of(measure, edition), measure.editions.get(edition)
    kept = () if fact.said.corrects is None else (_keeps_what_it_stands_on(round, fact, event),)
    printed = edition_of(edition)
    effective_from = (known.effective_from if known else None) or (printed.effective_from if printed else None)
    places = Counter[Tier]()
    for planned in event.planned:
        places[planned.tier] += planned.places
    honours, is_live = history.registers.honours, event.kind is RoundKind.LIVE
    beside = {id: o for id, o in honours.opened.items() if id != round.id}
    others = tuple((o.programme, o.award_year) for o in beside.values())
    of_edition = [o.programme for id, o in beside.items() if o.kind is RoundKind.LIVE and honours.editions.get(id) == edition]
    opened_on = PartialDate.parse(fact.said.occurred_at) if fact.said.occurred_at else None
    return (
        *kept,
        article_03.plans_tiers_of_the_edition(
            tuple(planned.tier for planned in event.planned),
            None if terms is None else tuple(terms),
            is_historical=event.kind is RoundKind.HISTORICAL,
        ),
        article_03.keeps_to_the_quota(dict(places), None if terms is None else {tier: t.quota for tier, t in terms.items()}),
        article_03.is_the_one_round_of_its_year(event.programme, event.award_year, others),
        *((article_03.is_of_the_programme_of_its_edition(event.programme, tuple(of_edition)),) if is_live else ()),
        article_03.names_its_award_year(event.award_year, event.year),
        article_09_1_to_3.counts_by_an_adopted_calendar(event.calendar, tuple(measure.calendars)),
        article_17.opens_after_the_measure_came_into_force(opened_on, effective_from),
        article_17.opens_before_the_measure_expires(opened_on, known.valid_until if known else None),
    )


def _once_or_within_the_window(round: Round, fact: Fact, event: CallPublished) -> Finding:
    call = round.opening.call
    if fact.said.corrects is None or call is None:
        return article_09_1_to_3.calls_once(round.opening.call_at)
    return article_09_1_to_3.keeps_its_window_once_it_closed(
        (event.opens_on, event.closes_on),
        (call.opens_on, call.closes_on),
        day_of(fact.recorded_at),
        tuple(found.submitted.received_on for found in round.application.applications.values()),
    )


def _keeps_what_it_stands_on(round: Round, fact: Fact, event: RoundOpened) -> Finding:
    stands = round.opening.opened
    changed = [name for name in event.__struct_fields__ if getattr(event, name) != getattr(stands, name, None)]
    changed += ["edition"] if fact.said.edition != round.opening.edition else []
    changed += ["occurred_at"] if fact.said.occurred_at != round.opening.opened_on else []
    return article_03.keeps_what_the_round_stands_on(tuple(changed), round.opening.call_at)
