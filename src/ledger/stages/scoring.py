"""Scoring (资料评审、陈述答辩、现场评审): articles 9(4) to 9(6). Marks, and the lists that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.deliberation import TieDecided
from ledger.events.evaluation import OverallScoresComputed
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted, RubricAdopted
from ledger.events.panel import InterestDeclared, PanelConstituted
from ledger.events.qualification import QualifiedListFixed
from ledger.events.scoring import (
    ConsensusReached,
    DefenceHeld,
    DefenceListFixed,
    DefenceOrderDrawn,
    DefenceSchemeIssued,
    DocumentReportIssued,
    ScoreRecorded,
    SiteFindingRaised,
    SiteListFixed,
    SiteReportIssued,
    SiteSchemeIssued,
    SiteVisitHeld,
)
from ledger.rules import article_09_4_to_6 as article_09
from ledger.rules.citation import Finding
from ledger.stages import integrity
from ledger.stages.contenders import field_of
from ledger.stages.fact import Fact
from ledger.stages.lists import check_defence_list, check_site_list
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    ScoreRecorded,
    ConsensusReached,
    DocumentReportIssued,
    DefenceListFixed,
    DefenceSchemeIssued,
    DefenceHeld,
    SiteListFixed,
    SiteSchemeIssued,
    SiteVisitHeld,
    DefenceOrderDrawn,
    SiteFindingRaised,
    SiteReportIssued,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    OverallScoresComputed,
    InterestDeclared,
    PanelConstituted,
    ParametersAdopted,
    QualifiedListFixed,
    RubricAdopted,
    TieDecided,
    *integrity.AT_THE_FIRST_MARK,
)
"""Facts of the round that the check depends on; recusals stand in ``record.sealed``."""

Marks = dict[tuple[ItemId, ExpertCode], Hundredths]
"""One applicant's marks in one phase. A mark that is not there is missing, never zero; a closed one is ``Undisclosed``."""

DOCUMENT = Phase.DOCUMENT
NO_MARKS: Mapping[tuple[ItemId, ExpertCode], Hundredths] = {}


@dataclass(slots=True)
class State:
    """All marks of a round by phase and applicant, and the lists with their positions (0: not yet)."""

    marks: dict[Phase, dict[ApplicantCode, Marks]] = field(default_factory=lambda: {phase: {} for phase in Phase})
    consensus: dict[Phase, dict[ApplicantCode, dict[ItemId, Hundredths]]] = field(default_factory=lambda: {phase: {} for phase in Phase})
    document_report_at: int = 0
    defence_list: DefenceListFixed | None = None
    defence_list_at: int = 0
    defence_scheme: DefenceSchemeIssued | None = None
    defended: dict[ApplicantCode, int] = field(default_factory=dict)
    heard_by: dict[ApplicantCode, tuple[ExpertCode, ...]] = field(default_factory=dict)
    site_list: SiteListFixed | None = None
    site_list_at: int = 0
    site_scheme: SiteSchemeIssued | None = None
    visited: dict[ApplicantCode, int] = field(default_factory=dict)
    visited_by: dict[ApplicantCode, tuple[ExpertCode, ...]] = field(default_factory=dict)
    drawn_order: tuple[ApplicantCode, ...] | None = None
    reported: dict[ApplicantCode, int] = field(default_factory=dict)
    """Reports on visits, by applicant."""
    findings: dict[ApplicantCode, int] = field(default_factory=dict)
    """How many findings the visits brought, by applicant."""


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event = fact.event
    if type(event) is ScoreRecorded:
        of_phase = state.marks[event.phase]
        marks = of_phase.get(event.applicant)
        if marks is None:
            marks = of_phase[event.applicant] = {}
        marks[event.item, event.expert] = event.points
        return
    position = fact.position or 0
    match event:
        case ConsensusReached():
            state.consensus[event.phase].setdefault(event.applicant, {})[event.item] = event.points
        case DocumentReportIssued():
            state.document_report_at = position
        case DefenceListFixed():
            state.defence_list, state.defence_list_at = event, position
        case DefenceSchemeIssued():
            state.defence_scheme = event
        case DefenceHeld():
            state.defended[event.applicant], state.heard_by[event.applicant] = position, event.experts
        case SiteListFixed():
            state.site_list, state.site_list_at = event, position
        case SiteSchemeIssued():
            state.site_scheme = event
        case SiteVisitHeld():
            state.visited[event.applicant], state.visited_by[event.applicant] = position, event.experts
        case DefenceOrderDrawn():
            state.drawn_order = event.order
        case SiteFindingRaised():
            state.findings[event.applicant] = state.findings.get(event.applicant, 0) + 1
        case SiteReportIssued():
            state.reported[event.applicant] = position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to scoring")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what article 9(4) to 9(6) say of ``fact``. What a correction stands in the place of is not counted against it."""
    event, scoring, is_new = fact.event, round.scoring, fact.said.corrects is None
    match event:
        case ScoreRecorded():
            return _check_mark(round, event, is_new=is_new)
        case ConsensusReached():
            return (
                *_opened_and_not_closed(round, event.phase, event.applicant, is_new=is_new),
                *_who_and_what(round, event.phase, event.applicant, event.experts),
                *_on_the_scale(round, event.item, event.points),
            )
        case DocumentReportIssued():
            return (
                article_09.is_done_by_the_panel(event.experts, round.panel.experts or ()),
                article_09.reports_on_papers_that_were_scored(sum(map(len, scoring.marks[Phase.DOCUMENT].values()))),
                *((article_09.reports_before_the_defence_list(scoring.defence_list_at),) if is_new else ()),
            )
        case DefenceListFixed():
            return check_defence_list(history, round, event, is_new=is_new)
        case DefenceSchemeIssued():
            return (
                article_09.follows_the_defence_list(scoring.defence_list_at),
                article_09.hears_exactly_the_defence_list(event.order, field_of(round, Phase.DEFENCE)),
                article_09.is_heard_in_the_drawn_order(
                    event.order, scoring.drawn_order, round.opening.parameters.defence_order, is_kept_after=False
                ),
            )
        case DefenceHeld():
            return (
                article_09.is_heard_by_a_scheme(scoring.defence_scheme is not None),
                *_who_and_what(round, Phase.DEFENCE, event.applicant, event.experts),
                *((article_09.is_heard_in_the_drawn_order(*_order(round, event.applicant), is_kept_after=True),) if is_new else ()),
                article_09.is_heard_once(event.applicant in scoring.defended)
                if is_new
                else article_09.keeps_who_marked(event.experts, _markers(round, Phase.DEFENCE, event.applicant)),
            )
        case SiteListFixed():
            return check_site_list(history, round, event, is_new=is_new)
        case SiteSchemeIssued():
            return (
                article_09.follows_the_site_list(scoring.site_list_at),
                article_09.visits_exactly_the_site_list(event.applicants, field_of(round, Phase.SITE)),
                article_09.runs_from_a_first_to_a_last_day(event.first_on, event.last_on),
            )
        case SiteVisitHeld():
            return (
                article_09.is_visited_by_a_scheme(scoring.site_scheme is not None),
                *_who_and_what(round, Phase.SITE, event.applicant, event.experts),
                article_09.is_visited_once(event.applicant in scoring.visited)
                if is_new
                else article_09.keeps_who_marked(event.experts, _markers(round, Phase.SITE, event.applicant)),
            )
        case DefenceOrderDrawn():
            return (
                article_09.follows_the_defence_list(scoring.defence_list_at),
                article_09.hears_exactly_the_defence_list(event.order, field_of(round, Phase.DEFENCE)),
                article_09.says_how_it_was_drawn(event.method, event.witnesses),
                *((article_09.draws_its_order_before_the_first_defence(len(scoring.defended)),) if is_new else ()),
            )
        case SiteFindingRaised():
            known = () if event.item is None else (article_09.scores_an_item_of_the_rubric(event.item, tuple(round.opening.rubric)),)
            return (*_of_a_visit(round, event.applicant, event.experts, event.finding, is_new=is_new), *known)
        case SiteReportIssued():
            return (
                *_of_a_visit(round, event.applicant, event.experts, event.summary, is_new=is_new),
                *((article_09.is_reported_once(event.applicant in scoring.reported),) if is_new else ()),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to scoring")


def _order(round: Round, applicant: ApplicantCode) -> tuple[tuple[ApplicantCode, ...], tuple[ApplicantCode, ...] | None, str | None]:
    """Return who was heard up to ``applicant``, the draw up to as many of those still in the field, and the adopted reading."""
    heard = (*(a for a in round.scoring.defended if a != applicant), applicant)
    drawn, scheme = round.scoring.drawn_order, round.scoring.defence_scheme
    if drawn is None and scheme is not None and scheme.drawn_by.strip():
        drawn = scheme.order
    if drawn is not None:
        stand = {*field_of(round, Phase.DEFENCE), *heard}
        due = tuple(a for a in drawn if a in stand)[: len(heard)]
        # Whoever is heard before its turn stands in the one and not in the other: the two are compared over both.
        heard, drawn = (*heard, *(a for a in due if a not in heard)), (*due, *(a for a in heard if a not in due))
    return heard, drawn, round.opening.parameters.defence_order


def _of_a_visit(round: Round, applicant: ApplicantCode, experts: tuple[ExpertCode, ...], text: str, *, is_new: bool) -> tuple[Finding, ...]:
    return (
        article_09.follows_the_visit(round.scoring.visited.get(applicant, 0)),
        article_09.speaks_of_a_visit_it_was_at(experts, round.scoring.visited_by.get(applicant, ())),
        article_09.says_what_was_found(text),
        *((article_09.reports_the_visit_before_the_overall_scores(round.evaluation.overall_at),) if is_new else ()),
    )


def _check_mark(round: Round, event: ScoreRecorded, *, is_new: bool) -> tuple[Finding, ...]:
    already = (event.item, event.expert) in round.scoring.marks[event.phase].get(event.applicant, NO_MARKS)
    return (
        *_opened_and_not_closed(round, event.phase, event.applicant, is_new=is_new),
        *_who_and_what(round, event.phase, event.applicant, (event.expert,)),
        *_on_the_scale(round, event.item, event.points),
        *_was_there(round, event),
        *((article_09.is_marked_once(already),) if is_new else ()),
        *(integrity.check_first_mark(round, event.expert, event.applicant) if _is_first(round, event) else ()),
    )


def _is_first(round: Round, event: ScoreRecorded) -> bool:
    return not any(expert == event.expert for _, expert in round.scoring.marks[event.phase].get(event.applicant, NO_MARKS))


def _markers(round: Round, phase: Phase, applicant: ApplicantCode) -> tuple[ExpertCode, ...]:
    return tuple(sorted({expert for _, expert in round.scoring.marks[phase].get(applicant, NO_MARKS)}))


def _was_there(round: Round, event: ScoreRecorded) -> tuple[Finding, ...]:
    if event.phase is DOCUMENT:
        return ()
    by = round.scoring.heard_by if event.phase is Phase.DEFENCE else round.scoring.visited_by
    present = by.get(event.applicant)
    return () if present is None else (article_09.marks_what_it_was_there_for(event.expert, present),)


def _opened_and_not_closed(round: Round, phase: Phase, applicant: ApplicantCode, *, is_new: bool) -> tuple[Finding, ...]:
    """Ask whether the phase is open. A correction comes later by its nature, and takes the place of a mark that was in time."""
    state = round.scoring
    if phase is DOCUMENT:
        opened = article_09.scores_papers_after_panel_and_list_stand(round.panel.constituted_at, round.qualification.qualified_at)
        closed = article_09.scores_papers_before_the_defence_list(state.defence_list_at)
    elif phase is Phase.DEFENCE:
        opened = article_09.scores_a_defence_that_was_held(state.defence_list_at, state.defended.get(applicant, 0))
        closed = article_09.scores_a_defence_before_the_site_list(state.site_list_at)
    else:
        opened = article_09.scores_a_visit_that_was_held(state.site_list_at, state.visited.get(applicant, 0))
        closed = article_09.scores_a_visit_before_the_overall_scores(round.evaluation.overall_at)
    return (opened, closed) if is_new else (opened,)


def _who_and_what(round: Round, phase: Phase, applicant: ApplicantCode, experts: tuple[ExpertCode, ...]) -> tuple[Finding, ...]:
    recused = tuple(expert for expert in experts if round.panel.recused_at(expert, applicant))
    return (
        article_09.concerns_an_applicant_of_this_phase(applicant, field_of(round, phase)),
        article_09.is_done_by_the_panel(experts, round.panel.experts or ()),
        article_09.is_done_by_who_does_not_stand_aside(recused, round.sealed),
    )


def _on_the_scale(round: Round, item: ItemId, points: Hundredths) -> tuple[Finding, ...]:
    scale = round.opening.rubric.get(item)
    known = article_09.scores_an_item_of_the_rubric(item, tuple(round.opening.rubric))
    if scale is None:
        return (known,)
    return known, article_09.keeps_to_the_scale_of_the_item(points, scale.least, scale.most, scale.step)
