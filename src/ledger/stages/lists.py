"""Lists and overall scores (名单、综合评分): the office's claims of article 9(4), 9(5), 9(7), held against the marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from ledger.events.deliberation import AtLine
from ledger.events.evaluation import OverallScoresComputed
from ledger.events.scoring import DefenceListFixed, SiteListFixed
from ledger.rules import article_09_4_to_7 as article_09
from ledger.rules.advancement import PAPERS_ALONE, Weights, advance, places
from ledger.rules.aggregation import Groups, Line
from ledger.rules.article_09_4_to_6 import follows_the_defence_list, follows_the_site_list, had_its_recusals_before_the_marks
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.article_09_4_to_8_ties import (
    Decision,
    has_the_decision_on_the_defence_line,
    has_the_decision_on_the_site_line,
    merged,
)
from ledger.rules.citation import Finding, NotOnRecord
from ledger.rules.parameters import Tie
from ledger.stages.contenders import applied, computed, earlier_wins, explained, field_of, sheet_of
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, Phase

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

Claim = DefenceListFixed | SiteListFixed | OverallScoresComputed


def check_defence_list(history: History, round: Round, event: DefenceListFixed, *, is_new: bool) -> tuple[Finding, ...]:
    """Return what 9(4) says of a defence list."""
    line, decided, drawn = _drawn_at(history, round, AtLine.DEFENCE)
    return (
        article_09.follows_the_report_on_the_papers(round.scoring.document_report_at),
        *((article_09.fixes_a_list_once(round.scoring.defence_list_at),) if is_new else ()),
        has_every_mark(round, Phase.DOCUMENT),
        had_its_recusals_before_the_marks(late_recusals(round, Phase.DOCUMENT), round.sealed),
        has_the_decision_on_the_defence_line(line, decided),
        explained(
            article_09.lists_who_the_scores_send_to_the_defence(event.applicants, drawn), lambda: _both(event.applicants, _drawn(drawn))
        ),
        _states_totals(round, Phase.DOCUMENT, lambda: PAPERS_ALONE, event),
    )


def check_site_list(history: History, round: Round, event: SiteListFixed, *, is_new: bool) -> tuple[Finding, ...]:
    """Return what 9(5) says of a site list."""
    line, decided, drawn = _drawn_at(history, round, AtLine.SITE_VISIT)
    unheard = tuple(a for a in field_of(round, Phase.DEFENCE) if a not in round.scoring.defended)
    return (
        follows_the_defence_list(round.scoring.defence_list_at),
        *((article_09.fixes_a_list_once(round.scoring.site_list_at),) if is_new else ()),
        article_09.has_heard_everybody_on_the_list(unheard),
        has_every_mark(round, Phase.DEFENCE),
        had_its_recusals_before_the_marks(late_recusals(round, Phase.DEFENCE), round.sealed),
        has_the_decision_on_the_site_line(line, decided),
        explained(
            article_09.lists_who_the_scores_send_to_the_visit(event.applicants, drawn), lambda: _both(event.applicants, _drawn(drawn))
        ),
        _states_totals(round, Phase.DEFENCE, lambda: sheet_of(round, Phase.DEFENCE).stage5, event),
    )


def check_overall(round: Round, event: OverallScoresComputed, *, is_new: bool) -> tuple[Finding, ...]:
    """Return what 9(6) and 9(7) say of the overall scores."""
    groups = computed(lambda: overall_ranking(round))
    unvisited = tuple(a for a in field_of(round, Phase.SITE) if a not in round.scoring.visited)
    return (
        follows_the_site_list(round.scoring.site_list_at),
        *((article_09.fixes_a_list_once(round.evaluation.overall_at),) if is_new else ()),
        article_09.has_visited_everybody_on_the_list(unvisited),
        has_every_mark(round, Phase.SITE),
        had_its_recusals_before_the_marks(late_recusals(round, Phase.SITE), round.sealed),
        explained(article_09.ranks_as_the_scores_do(event.applicants, groups), lambda: _both(event.applicants, _ranked(groups))),
        _states_totals(round, Phase.SITE, lambda: sheet_of(round, Phase.SITE).final, event),
    )


def has_every_mark(round: Round, phase: Phase) -> Finding:
    """Return whether every mark on the field of ``phase`` that the adopted rules expect is there.

    Papers are expected to be scored by the whole panel, a defence or a visit by the experts who were there.
    """
    state, panel = round.scoring, round.panel
    present = {Phase.DEFENCE: state.heard_by, Phase.SITE: state.visited_by}.get(phase)
    marked, expected = {}, {}
    for applicant in field_of(round, phase):
        experts = (panel.experts or ()) if present is None else present.get(applicant, ())
        active = [expert for expert in experts if not panel.recused_at(expert, applicant)]
        expected[applicant] = [(item, expert) for item in round.opening.rubric for expert in active]
        marked[applicant] = tuple(state.marks[phase].get(applicant, ()))
    reading = round.opening.parameters.score_expected
    finding = article_09.has_every_expected_mark(marked, expected, reading, round.sealed)
    return explained(finding, lambda: _first(article_09.missing(marked, expected, reading or "")))


def defence_line(history: History, round: Round) -> Line:
    """Return who goes to the defence, the committee's decision on a tie included. Raises ``Undecided``, ``NotDisclosed``."""
    line = line_by_scores(history, round, AtLine.DEFENCE)
    return merged(line, decision_at(round, AtLine.DEFENCE, line.undecided))


def site_line(history: History, round: Round) -> Line:
    """Return who is visited, the committee's decision on a tie included. Raises ``Undecided``, ``NotDisclosed``."""
    line = line_by_scores(history, round, AtLine.SITE_VISIT)
    return merged(line, decision_at(round, AtLine.SITE_VISIT, line.undecided))


def line_by_scores(history: History, round: Round, at: AtLine) -> Line:
    """Return the line of the defence or the site list as scores and adopted rules alone draw it. Raises as ``defence_line`` does."""
    if at is AtLine.DEFENCE:
        return _line(history, round, Phase.DOCUMENT, PAPERS_ALONE)
    return _line(history, round, Phase.DEFENCE, sheet_of(round, Phase.DEFENCE).stage5)


def decision_at(round: Round, at: AtLine, waiting: Iterable[ApplicantCode]) -> Decision | None:
    """Return the newest decision of the committee at this line on exactly those who wait there."""
    those = set(waiting)
    found = [(tie.tied, tie.order) for tie in round.deliberation.ties.values() if tie.line is at and set(tie.tied) == those]
    return found[-1] if found else None


def late_recusals(round: Round, phase: Phase) -> tuple[tuple[ExpertCode, ApplicantCode], ...]:
    """Return (expert, applicant) in a phase where somebody marked and stands aside: marks after a recusal are never taken."""
    pairs = {(expert, applicant) for applicant, marks in round.scoring.marks[phase].items() for _, expert in marks}
    return tuple(sorted(pair for pair in pairs if round.panel.recused_at(*pair)))


def overall_ranking(round: Round) -> Groups:
    """Return tie groups of the overall scores, best first. Raises ``Undecided``, ``NotDisclosed``."""
    sheet = sheet_of(round, Phase.SITE)
    return sheet.ranking(sheet.final)


def _drawn_at(history: History, round: Round, at: AtLine) -> tuple[Computed[Line], Decision | None, Computed[Line]]:
    """Return the line by scores alone, the committee's decision on who waits there, and the line with that decision in it."""
    line = computed(lambda: line_by_scores(history, round, at))
    if not isinstance(line, Line):
        return line, None, line
    decided = decision_at(round, at, line.undecided)
    return line, decided, merged(line, decided)


def _line(history: History, round: Round, phase: Phase, weights: Weights) -> Line:
    text, settled = round.opening.text, round.opening.parameters
    to_the_defence = phase is Phase.DOCUMENT
    ratio = None if text is None else text.ratio_defence if to_the_defence else text.ratio_site
    if ratio is None:
        raise NotOnRecord("the ratios of this edition")
    tie: Tie | None = settled.tie_defence if to_the_defence else settled.tie_site_visit
    earlier, who = earlier_wins(history, round), applied(round) or {}
    count = places(ratio, settled, round.opening.planned, len(field_of(round, phase)))
    key = "tie.defence" if to_the_defence else "tie.site_visit"
    return advance(sheet_of(round, phase), weights, count, tie, key, lambda a: a in who and earlier.include(*who[a]))


def _states_totals(round: Round, phase: Phase, weights: Callable[[], Weights], event: Claim) -> Finding:
    totals: Computed[Mapping[ApplicantCode, Hundredths]] = computed(lambda: sheet_of(round, phase).published(weights()))
    stated = computed(lambda: tuple((total.applicant, total.points) for total in event.totals))
    finding = article_09.states_the_totals_that_the_scores_give(event.applicants, stated, totals)
    return explained(finding, lambda: _differing(dict(article_09.settled(stated)), article_09.settled(totals)))


def _both(listed: Iterable[ApplicantCode], recomputed: str) -> str:
    return f"所列 listed: {', '.join(listed)}; 重算 recomputed: {recomputed}"


def _drawn(computed: Computed[Line]) -> str:
    found = article_09.settled(computed)
    rest = f"; {'?' if found.left is None else found.left} of {'/'.join(found.undecided)}" if found.undecided else ""
    return ", ".join(found.above) + rest


def _ranked(computed: Computed[Groups]) -> str:
    return " > ".join("=".join(group) for group in article_09.settled(computed))


def _differing(stated: Mapping[ApplicantCode, Hundredths], totals: Mapping[ApplicantCode, Hundredths]) -> str:
    return _first(f"{a}: 所列 stated {stated.get(a)}, 重算 recomputed {totals.get(a)}" for a in stated if stated[a] != totals.get(a))


def _first(texts: Iterable[str]) -> str:
    found = list(texts)
    return "; ".join(found[:5]) + (f"; … ({len(found)})" if len(found) > 5 else "")
