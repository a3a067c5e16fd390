"""Opening a round (评审年度启动、发布信息、评审规则): articles 3, 5, 6, 9(1). What rules and numbers the round runs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.events.application import ApplicationSubmitted
from ledger.events.approval import AwardApproved, ResultPublished
from ledger.events.event import Event
from ledger.events.measure import AdoptedValue, ParametersAdopted, ParametersChanged, RubricAdopted, RubricItem
from ledger.events.opening import CallPublished, PlanIssued, RoundAnnulled, RoundOpened, Step
from ledger.rules import article_03, article_05, article_06, article_06_1_rules, article_09_1_to_3, article_17
from ledger.rules.article_05 import Scale
from ledger.rules.article_06_2_plan import plans_each_step_once_in_order
from ledger.rules.citation import Finding
from ledger.rules.parameters import Parameters, plain, settle
from ledger.rules.registered import Text
from ledger.stages.contenders import body_of
from ledger.stages.fact import Fact
from ledger.stages.measure import Interpretation, terms_of
from ledger.stages.measure import State as Measure
from ledger.stages.otherwise import moved
from ledger.stages.settled import LASTING, Settled, Stage, must_be_readings, parameters_of, reached
from ledger.stages.settled import settled as settled_of
from ledger.terms import MAIN, NOMINATION, EditionId, ItemId, PartialDate, Role, RoundKind, Tier, day_of

if TYPE_CHECKING:
    from ledger.stages.approval import State as Approval
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    RoundOpened,
    ParametersAdopted,
    ParametersChanged,
    RubricAdopted,
    CallPublished,
    RoundAnnulled,
    PlanIssued,
)

READS: tuple[type[Event], ...] = (*EVENTS, ApplicationSubmitted, AwardApproved, ResultPublished)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class State:
    """What a round was opened with. Numbers ending in ``_at`` are positions; 0 means not yet."""

    opened: RoundOpened | None = None
    opened_at: int = 0
    opened_on: str = ""
    edition: EditionId | None = None
    adopted: list[tuple[int, AdoptedValue]] = field(default_factory=list)
    """What the committee settled, each value with the position of the act, those that were changed after the call too."""
    changed_at: list[int] = field(default_factory=list)
    """Positions of the changes after the call."""
    rubric: dict[ItemId, RubricItem] = field(default_factory=dict)
    rubric_at: int = 0
    call: CallPublished | None = None
    call_at: int = 0
    annulled: RoundAnnulled | None = None
    annulled_at: int = 0
    plan: PlanIssued | None = None
    planned_days: dict[Step, tuple[date, date]] = field(default_factory=dict)
    """First and last day of each step, as the newest plan sets them."""
    approval: Approval | None = field(default=None, repr=False, compare=False)
    """The end of the round, as far as it has come: what is settled after it is settled for what follows the award."""
    measure: Measure = field(default_factory=Measure, repr=False)
    """What is known of editions and interpretations, which settle some of what this round runs on."""
    assumed: Parameters | None = field(default=None, repr=False)
    """Parameters to go by in place of those that are settled: what-ifs alone."""
    _known: tuple[tuple[object, ...], Parameters] | None = field(default=None, init=False, repr=False, compare=False)

    @property
    def parameters(self) -> Parameters:
        """What is settled for the round, by the text, by the committee or by interpretation."""
        if self.assumed is not None:
            return self.assumed
        text = self.measure.texts.get(self.edition) if self.edition is not None else None
        basis = (len(self.adopted), len(self.measure.interpretations), text, self.edition, *self._stage)
        if self._known is None or self._known[0] != basis:
            self._known = basis, parameters_of(self.settled)
        return self._known[1]

    @parameters.setter
    def parameters(self, otherwise: Parameters) -> None:
        """Go by these from now on, whatever is settled: what-ifs alone."""
        self.assumed = otherwise

    @property
    def settled(self) -> dict[str, Settled]:
        """What is settled for the round by key, each value with its own source."""
        return settled_of(self.measure, self.edition, self.adopted, self.changed_at, self._stage)

    @property
    def text(self) -> Text | None:
        """What the text of the round's edition fixes; None where nothing tells."""
        return self.measure.text(self.edition)

    def reached_by(self, edition: EditionId, values: Sequence[AdoptedValue]) -> list[tuple[str, Any]]:
        """Return what an interpretation issued now would settle here, as (key, value)."""
        now = max(self._stage.call_at, self._stage.result_at) + 1
        new = reached(self.settled, Interpretation(now, edition, "", tuple(values)), self._stage)
        return [(one.key, one.value) for one in new.values()]

    @property
    def _stage(self) -> Stage:
        return Stage(self.call_at, self.approval.published_at if self.approval else 0, self.is_historical)

    @property
    def is_historical(self) -> bool:
        return self.opened is not None and self.opened.kind is RoundKind.HISTORICAL

    @property
    def planned(self) -> dict[Tier, int]:
        """Planned places by tier."""
        return {places.tier: places.places for places in self.opened.planned} if self.opened else {}

    def places_for(self, taken: Mapping[Tier, int]) -> dict[Tier, int]:
        """Return the places of each tier when so many are taken.

        Unused main places go to the nomination tier where the adopted rules let them (``places.unused_main``), and only as
        many as are taken there; the quota of the text binds all the same.
        """
        plan = self.planned
        if self.parameters.places_unused_main != "go_to_nomination" or not {MAIN, NOMINATION} <= set(plan):
            return plan
        moved = max(0, min(taken.get(NOMINATION, 0) - plan[NOMINATION], plan[MAIN] - taken.get(MAIN, 0)))
        return plan | {MAIN: plan[MAIN] - moved, NOMINATION: plan[NOMINATION] + moved}


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``. Raises ``BadInput`` for an adopted key or value that no silence knows."""
    event, position = fact.event, fact.position or 0
    match event:
        case RoundOpened():
            state.opened, state.opened_at, state.opened_on = event, position, fact.said.occurred_at
            state.edition = fact.said.edition
        case ParametersAdopted():
            must_be_readings(event.values)
            state.adopted += [(position, value) for value in event.values]
        case ParametersChanged():
            must_be_readings(event.values)
            state.adopted += [(position, value) for value in event.values]
            state.changed_at.append(position)
        case RubricAdopted():
            state.rubric, state.rubric_at = {item.item: item for item in event.items}, position
        case CallPublished():
            state.call, state.call_at = event, position
        case RoundAnnulled():
            state.annulled, state.annulled_at = event, position
        case PlanIssued():
            state.plan = event
            state.planned_days = {planned.step: (planned.first_on, planned.last_on) for planned in event.steps}
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to opening a round")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the articles on opening a round say of ``fact``.

    Raises ``BadInput`` for an adopted key or value that no silence knows.
    """
    event, opening, settled = fact.event, round.opening, round.opening.parameters
    match event:
        case RoundOpened():
            return _check_opening(history, round, fact, event)
        case ParametersAdopted():
            settle(settled, [(value.key, value.value) for value in event.values])
            return (article_06.is_adopted_before_the_call(opening.call_at), *_of_values(opening, event))
        case ParametersChanged():
            return _check_change(history, round, fact, event)
        case RubricAdopted():
            return (
                article_05.keeps_the_rubric_after_the_call(opening.call_at),
                article_05.follows_the_adopted_standard(event.standard, settled.rubric_edition),
                article_05.has_items_that_can_be_scored(tuple(Scale(i.item, i.least, i.most, i.step) for i in event.items)),
            )
        case CallPublished():
            return (
                _once_or_within_the_window(round, fact, event),
                article_09_1_to_3.has_a_window_in_order(event.opens_on, event.closes_on),
                article_09_1_to_3.is_called_before_the_window_opens(day_of(fact.said.occurred_at), event.opens_on),
                article_09_1_to_3.stands_on_a_website(event.site),
                article_09_1_to_3.has_weights_before_the_call(settled.weights),
                article_05.has_a_rubric_before_the_call(opening.rubric_at),
                article_06_1_rules.is_called_on_rules_that_agree(
                    settled.score_kind, settled.score_order, settled.panel_grouping, settled.score_expected
                ),
            )
        case RoundAnnulled():
            approval = round.approval
            decided_at = approval.approved_at if body_of(fact) != Role.GOVERNMENT else 0
            return (article_06.annuls_a_round_without_a_result(approval.published_at or decided_at, event.why),)
        case PlanIssued():
            steps = tuple((planned.step.value, planned.first_on, planned.last_on) for planned in event.steps)
            return (plans_each_step_once_in_order(steps, event.document),)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to opening a round")


def _of_values(opening: State, event: ParametersAdopted | ParametersChanged) -> tuple[Finding, ...]:
    keys, fixed = tuple(value.key for value in event.values), tuple(plain(opening.measure.answers(opening.edition)))
    return (
        article_06.names_its_sources(event.document, tuple(value.source for value in event.values)),
        article_06_1_rules.leaves_alone_what_the_text_fixes(keys, fixed),
    )


def _check_change(history: History, round: Round, fact: Fact, event: ParametersChanged) -> tuple[Finding, ...]:
    opening = round.opening
    after = settle(opening.parameters, [(value.key, value.value) for value in event.values])
    keys = tuple(value.key for value in event.values)
    marks = sum(len(of_applicant) for phase in round.scoring.marks.values() for of_applicant in phase.values())
    return (
        article_06_1_rules.changes_rules_that_were_called_under(opening.call_at, event.document, event.why),
        article_06_1_rules.is_changed_anew(fact.said.corrects is not None),
        article_06_1_rules.leaves_what_the_government_decided(keys, round.approval.approved_at, LASTING),
        *_of_values(opening, event),
        article_06_1_rules.changes_no_rule_after_the_call(opening.call_at),
        article_06_1_rules.changes_before_marks_are_known(marks),
        article_06_1_rules.leaves_the_outcome_as_it_was(moved(history, round, after)),
    )


def _check_opening(history: History, round: Round, fact: Fact, event: RoundOpened) -> tuple[Finding, ...]:
    measure, edition = history.registers.measure, fact.said.edition
    terms, known, text = terms_of(measure, edition), measure.editions.get(edition), measure.text(edition)
    kept = () if fact.said.corrects is None else (_keeps_what_it_stands_on(round, fact, event),)
    effective_from = (known.effective_from if known else None) or (text.effective_from if text else None)
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
