"""Experts (评审专家): the panel of a round, its interests and recusals. Article 6 and the adopted rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted
from ledger.events.draw import DrawAborted, DrawNumberRevealed, DrawNumberSealed, PoolCommitted
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.panel import ExpertReplaced, InterestDeclared, PanelConstituted, PanelDrawn, RecusalRecorded
from ledger.events.scoring import ScoreRecorded
from ledger.rules import article_06, article_06_panel
from ledger.rules.article_06_draw import is_chosen_as_the_rules_say, says_why
from ledger.rules.article_06_experts import is_told_when_interests_are_declared
from ledger.rules.citation import Finding
from ledger.rules.identity import same
from ledger.stages.contenders import computed, explained
from ledger.stages.draw import persons_behind, suspended_codes
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, Digest, ExpertCode

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (PanelDrawn, PanelConstituted, ExpertReplaced, InterestDeclared, RecusalRecorded)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ApplicationSubmitted,
    DrawAborted,
    DrawNumberRevealed,
    DrawNumberSealed,
    ParametersAdopted,
    PoolCommitted,
    ScoreRecorded,
)
"""Facts of the round that the check depends on, besides the pool."""


@dataclass(slots=True)
class State:
    """Who was drawn, who sits, and who stands aside from whom since which position. Applicant None means all."""

    drawn: tuple[ExpertCode, ...] | None = None
    drawn_in: Digest | None = None
    """Digest of the snapshot from which the panel was drawn."""
    seats: tuple[ExpertCode, ...] | None = None
    """Who was drawn, with those in place who stepped in."""
    entered: dict[ExpertCode, ExpertReplaced] = field(default_factory=dict)
    persons: list[tuple[tuple[ExpertCode, ...], tuple[str, ...]]] = field(default_factory=list)
    """Codes, and the persons behind them in the same order; persons are closed in some views."""
    experts: tuple[ExpertCode, ...] | None = None
    constituted_at: int = 0
    leader: ExpertCode | None = None
    declared: dict[ExpertCode, int] = field(default_factory=dict)
    interests: list[InterestDeclared] = field(default_factory=list)
    recused: dict[tuple[ExpertCode, ApplicantCode | None], int] = field(default_factory=dict)

    def recused_at(self, expert: ExpertCode, applicant: ApplicantCode) -> int:
        """Return the position since which ``expert`` stands aside from ``applicant``; 0 where not."""
        return self.recused.get((expert, applicant)) or self.recused.get((expert, None)) or 0

    @property
    def known(self) -> frozenset[ExpertCode]:
        """Everybody who was drawn, stepped in, or sits."""
        return frozenset((*(self.drawn or ()), *self.entered, *(self.experts or ())))


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case PanelDrawn():
            state.drawn, state.drawn_in, state.seats = event.experts, event.pool, event.experts
            state.persons.append((event.experts, event.persons))
        case PanelConstituted():
            state.experts, state.leader, state.constituted_at = event.experts, event.leader, position
        case ExpertReplaced():
            _replace(state, event)
        case InterestDeclared():
            state.declared.setdefault(event.expert, position)
            state.interests.append(event)
        case RecusalRecorded():
            state.recused.setdefault((event.expert, event.applicant), position)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the panel")


def is_bound(round: Round) -> bool:
    """Return whether the round is held to a draw that can be recomputed: its rules ask for one, or it made one."""
    selection = round.opening.parameters.panel_selection
    return selection == "sealed_draw" or (selection != "appointment" and round.draw.running is not None)


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what article 6 and the adopted rules say of ``fact``. Panel size, draw and recusal have no article of their own."""
    event, state = fact.event, round.panel
    match event:
        case PanelDrawn():
            return _check_drawn(history, round, event, is_new=fact.said.corrects is None)
        case PanelConstituted():
            return _check_constituted(history, round, event)
        case ExpertReplaced():
            return _check_replaced(history, round, event, is_new=fact.said.corrects is None)
        case InterestDeclared():
            return (article_06.is_an_expert_of_the_round(event.expert, state.known),)
        case RecusalRecorded():
            return (
                article_06.is_an_expert_of_the_round(event.expert, state.known),
                article_06.stands_aside_from_an_applicant(event.applicant, tuple(round.application.applications)),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the panel")


def _check_drawn(history: History, round: Round, event: PanelDrawn, *, is_new: bool) -> tuple[Finding, ...]:
    state, selection, running = round.panel, round.opening.parameters.panel_selection, round.draw.running
    again = running.again() if running is not None else None
    pool = history.registers.pool

    def strangers() -> tuple[str, ...]:
        can_be_drawn = {same(member.person) for member in pool.known().values() if not member.suspended_at}
        return tuple(person for person in event.persons if same(person) not in can_be_drawn)

    equals = article_06_panel.equals_the_recomputed_draw(event.experts, event.method, event.pool, event.seed, again, selection)
    return (
        article_06.names_different_experts(event.experts),
        article_06.draws_different_persons(event.persons, event.experts),
        article_06.draws_once(state.drawn) if is_new else article_06.keeps_who_was_drawn(event.experts, state.drawn or ()),
        is_chosen_as_the_rules_say(selection),
        explained(equals, lambda: _recomputed(again)),
        article_06_panel.names_the_persons_behind_the_codes(
            event.persons, computed(lambda: persons_behind(history, round, event.experts) if is_bound(round) else None)
        ),
        article_06_panel.draws_persons_of_the_pool(computed(strangers), pool.size),
    )


def _check_constituted(history: History, round: Round, event: PanelConstituted) -> tuple[Finding, ...]:
    state, settled = round.panel, round.opening.parameters
    appointed = state.seats is None and settled.panel_selection == "appointment"
    aside = tuple(expert for expert, applicant in state.recused if applicant is None)
    return (
        article_06.names_different_experts(event.experts),
        article_06.has_enough_experts(event.experts, settled.panel_min),
        *(() if appointed else (article_06.was_drawn(event.experts, state.seats),)),
        article_06.is_led_by_a_member(event.leader, event.experts),
        article_06.is_constituted_before_the_first_mark(has_marks=any(round.scoring.marks.values())),
        is_chosen_as_the_rules_say(settled.panel_selection),
        article_06_panel.seats_exactly_who_was_drawn(event.experts, state.seats, is_bound=is_bound(round)),
        article_06_panel.seats_nobody_who_is_suspended(event.experts, computed(lambda: suspended_codes(history, round))),
        article_06_panel.seats_nobody_who_stands_aside_from_all(event.experts, aside, round.sealed),
        is_told_when_interests_are_declared(settled.recusal_declaration),
    )


def _check_replaced(history: History, round: Round, event: ExpertReplaced, *, is_new: bool) -> tuple[Finding, ...]:
    state = round.panel
    if not is_new:
        before = state.entered.get(event.enters)
        stood = (before.leaves, before.enters, before.rank) if before is not None else None
        return (article_06_panel.keeps_who_was_replaced((event.leaves, event.enters, event.rank), stood),)
    drawn = round.draw.of(state.drawn_in)
    return (
        article_06_panel.replaces_a_member_by_somebody_else(event.leaves, event.enters, state.seats or state.experts),
        article_06_panel.takes_the_next_reserve(
            event.enters, event.rank, drawn.again().reserves if drawn is not None else None, tuple(state.entered), is_bound=is_bound(round)
        ),
        article_06_panel.enters_under_its_own_name(
            event.person, computed(lambda: (persons_behind(history, round, (event.enters,)) or (None,))[0])
        ),
        says_why(event.why),
    )


def _replace(state: State, event: ExpertReplaced) -> None:
    """Give the seat of who leaves to who enters. A panel whose leader leaves has none until it is constituted anew."""
    state.entered[event.enters] = event
    state.persons.append(((event.enters,), (event.person,)))
    if state.seats is not None:
        state.seats = _instead(state.seats, event)
    if state.experts is not None:
        state.experts = _instead(state.experts, event)
    if state.leader == event.leaves:
        state.leader = None


def _instead(experts: tuple[ExpertCode, ...], event: ExpertReplaced) -> tuple[ExpertCode, ...]:
    return tuple(event.enters if expert == event.leaves else expert for expert in experts)


def _recomputed(again: article_06_panel.Redrawn | None) -> str:
    if again is None:
        return "重算 recomputed: 未见快照 no snapshot is on record"
    if again.seed is None:
        return "重算 recomputed: 抽取数未全部揭示 numbers are missing"
    return f"重算 recomputed: {again.method}, {again.snapshot}, {again.seed}: {', '.join(again.experts)}"
