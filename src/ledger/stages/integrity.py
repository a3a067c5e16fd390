"""Clean hands (廉洁评审): relations, advisers, challenges, interference, integrity cards. Articles 4, 6, 9(6) and the adopted rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.errors import NotDisclosed
from ledger.events.application import ApplicationSubmitted
from ledger.events.event import Event
from ledger.events.integrity import (
    Adviser,
    AdvisersDeclared,
    ChallengeDecided,
    ExpertChallenged,
    IntegrityCardReturned,
    InterferenceRecorded,
    RelationRecorded,
)
from ledger.events.measure import ParametersAdopted
from ledger.events.panel import ExpertReplaced, PanelConstituted, PanelDrawn, Relation
from ledger.events.scoring import ScoreRecorded, SiteVisitHeld
from ledger.rules import article_06, article_06_experts
from ledger.rules.calendar import span
from ledger.rules.citation import Finding, NotOnRecord
from ledger.rules.identity import same
from ledger.rules.relations import Chain, Edge, binding
from ledger.stages.contenders import body_of, computed
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode, ExpertCode, PartialDate

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    AdvisersDeclared,
    RelationRecorded,
    ExpertChallenged,
    ChallengeDecided,
    InterferenceRecorded,
    IntegrityCardReturned,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ApplicationSubmitted,
    ExpertReplaced,
    PanelConstituted,
    PanelDrawn,
    ParametersAdopted,
    ScoreRecorded,
    SiteVisitHeld,
)
"""Facts of the round that the check depends on."""

AT_THE_FIRST_MARK: tuple[type[Event], ...] = (AdvisersDeclared, ExpertReplaced, PanelDrawn)
"""What ``check_first_mark`` reads besides declarations of interest and sealed records."""


@dataclass(slots=True)
class Challenge:
    """回避申请: one challenge, who made it, and its decision where there is one."""

    event: ExpertChallenged
    author: str
    decision: ChallengeDecided | None = None


@dataclass(slots=True)
class State:
    """What is known of relations and conduct beside the experts' own declarations."""

    advisers: list[AdvisersDeclared] = field(default_factory=list)
    relations: list[RelationRecorded] = field(default_factory=list)
    challenges: dict[ActId, Challenge] = field(default_factory=dict)
    cards: dict[ApplicantCode, int] = field(default_factory=dict)
    interference: int = 0

    @property
    def declared(self) -> frozenset[ApplicantCode]:
        """Applicants that declared their advisers."""
        return frozenset(event.applicant for event in self.advisers)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    match event:
        case AdvisersDeclared():
            state.advisers.append(event)
        case RelationRecorded():
            state.relations.append(event)
        case ExpertChallenged():
            for id in fact.ids:
                state.challenges[id] = Challenge(event, body_of(fact))
        case ChallengeDecided():
            if (challenge := state.challenges.get(event.challenge)) is not None:
                challenge.decision = event
        case InterferenceRecorded():
            state.interference += 1
        case IntegrityCardReturned():
            state.cards.setdefault(event.applicant, fact.position or 0)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to clean hands")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:  # noqa: ARG001 - every stage is asked alike
    """Return what the adopted rules and the keeping of records say of ``fact``."""
    event, state, is_new = fact.event, round.integrity, fact.said.corrects is None
    applicants = tuple(round.application.applications)
    match event:
        case AdvisersDeclared():
            return _check_advisers(round, event, is_new=is_new)
        case RelationRecorded():
            return ()
        case ExpertChallenged():
            return (
                article_06.is_an_expert_of_the_round(event.expert, round.panel.known),
                article_06.stands_aside_from_an_applicant(event.concerns, applicants),
                article_06.stands_aside_from_an_applicant(event.applicant, applicants),
                article_06_experts.is_challenged_with_grounds(event.grounds),
            )
        case ChallengeDecided():
            return _check_decision(state.challenges.get(event.challenge), event, fact, is_new=is_new)
        case InterferenceRecorded():
            return (
                *(() if event.expert is None else (article_06.is_an_expert_of_the_round(event.expert, round.panel.known),)),
                article_06.stands_aside_from_an_applicant(event.applicant, applicants),
                article_06_experts.tells_what_was_said(event.who, event.what),
            )
        case IntegrityCardReturned():
            visited = round.scoring.visited.get(event.applicant, 0)
            return (article_06_experts.speaks_of_a_visit_that_was_held(visited, is_new and event.applicant in state.cards),)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to clean hands")


def check_first_mark(round: Round, expert: ExpertCode, applicant: ApplicantCode) -> tuple[Finding, ...]:
    """Return what is asked of an expert who marks an applicant for the first time in a phase. Who stands aside is refused elsewhere."""
    panel = round.panel
    declared = article_06_experts.has_declared_its_interests(panel.declared.get(expert, 0), round.opening.parameters.recusal_declaration)
    if panel.recused_at(expert, applicant):
        return (declared,)
    return (
        declared,
        article_06_experts.has_no_relation_to_the_applicant(computed(lambda: chain_to(round, expert, applicant))),
        article_06_experts.was_not_successfully_challenged(computed(lambda: _is_upheld(round, expert, applicant))),
    )


def chain_to(round: Round, expert: ExpertCode, applicant: ApplicantCode) -> Chain | None:
    """Return the chain of relations for which ``expert`` stands aside from ``applicant``, or None.

    Raises ``Silence`` where a chain is there and the rules do not say whether it counts, ``NotDisclosed`` where some are closed,
    ``NotOnRecord`` where it hangs on the day of a round whose opening is dated by month or year alone.
    """
    if round.sealed:
        raise NotDisclosed("record.sealed")
    edges = list(_edges(round))
    if not edges:
        return None
    settled, (first, last) = round.opening.parameters, span(PartialDate.parse(round.opening.opened_on))
    asked = (edges, _aliases(round), expert, applicant, settled.recusal_depth, settled.recusal_lookback_years)
    found = binding(*asked, last)
    # The earlier the day, the more of what has ended still counts.
    if found is None and first != last and binding(*asked, first) is not None:
        raise NotOnRecord("the day on which the round opened")
    return found


def _edges(round: Round) -> Iterator[Edge]:
    declared = (relation for event in round.panel.interests for relation in event.ties)
    recorded = (relation for event in round.integrity.relations for relation in event.relations)
    for relation in (*declared, *recorded):
        yield _edge(relation)
    for event in round.integrity.advisers:
        for adviser in (*event.organisations, *event.persons):
            yield Edge(event.applicant, adviser.name, adviser.ended)
            if adviser.for_whom:
                yield Edge(adviser.name, adviser.for_whom, adviser.ended)


def _edge(relation: Relation) -> Edge:
    return Edge(relation.one, relation.other, relation.ended)


def _aliases(round: Round) -> dict[str, str]:
    """Return for each spelling of an expert or an applicant the one name under which both are known."""
    found: dict[str, str] = {}
    for codes, persons in round.panel.persons:
        for code, person in zip(codes, persons, strict=False):
            found[same(code)] = found[same(person)] = code
    for code in round.panel.known:
        found[same(code)] = code
    for applicant, application in round.application.applications.items():
        for name in (applicant, application.submitted.organisation, application.submitted.name):
            found[same(name)] = applicant
    return found


def _is_upheld(round: Round, expert: ExpertCode, applicant: ApplicantCode) -> bool:
    if round.sealed:
        raise NotDisclosed("record.sealed")
    return any(
        challenge.decision is not None and challenge.decision.upheld and challenge.event.concerns in (None, applicant)
        for challenge in round.integrity.challenges.values()
        if challenge.event.expert == expert
    )


def _check_decision(challenge: Challenge | None, event: ChallengeDecided, fact: Fact, *, is_new: bool) -> tuple[Finding, ...]:
    challenged = challenge.event.expert if challenge is not None else None
    is_decided = is_new and challenge is not None and challenge.decision is not None
    return (
        article_06_experts.decides_a_challenge_once(event.expert, challenged, is_decided),
        article_06_experts.decides_with_reasons(event.reasons),
        article_06_experts.is_decided_by_somebody_else(body_of(fact), challenge.author if challenge is not None else None),
    )


def _check_advisers(round: Round, event: AdvisersDeclared, *, is_new: bool) -> tuple[Finding, ...]:
    asked = round.opening.parameters.advisers_years
    has_marks = any(event.applicant in of_phase for of_phase in round.scoring.marks.values())
    return (
        article_06_experts.is_declared_for_an_application(event.applicant, tuple(round.application.applications)),
        article_06_experts.names_each_adviser_once(computed(lambda: _names((*event.organisations, *event.persons)))),
        article_06_experts.declares_as_many_years_as_asked(event.years, asked),
        article_06_experts.declares_before_it_is_scored(asked, has_marks=is_new and has_marks),
    )


def _names(advisers: tuple[Adviser, ...]) -> tuple[str, ...]:
    return tuple(adviser.name for adviser in advisers)
