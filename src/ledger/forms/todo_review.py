"""Steps of the expert review (资料评审、陈述答辩、现场评审、综合评价): article 9(4) to 9(7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from ledger.events.opening import Step as Planned
from ledger.forms.step import Due, Missing, Steps, Text, each
from ledger.rules import article_09_4_to_6 as review
from ledger.rules import article_09_4_to_7 as lists
from ledger.rules.aggregation import Line
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.citation import Finding
from ledger.stages.contenders import computed, field_of
from ledger.stages.history import History, Round
from ledger.stages.lists import defence_line, has_every_mark, overall_ranking, site_line
from ledger.terms import ApplicantCode, ExpertCode, ItemId, Phase, Role

T = TypeVar("T")


def add_document_review(steps: Steps, history: History, round: Round) -> None:
    """Add the marks on papers, the panel's report and the defence list (9(4))."""
    state = round.scoring
    fixed = state.defence_list_at > 0
    opened = review.scores_papers_after_panel_and_list_stand(round.panel.constituted_at, round.qualification.qualified_at)
    _add_marks(steps, round, Phase.DOCUMENT, "9(4)", ("资料评审评分", "score the papers"), (opened,), closed=fixed)
    marks = sum(map(len, state.marks[Phase.DOCUMENT].values()))
    steps.add(
        "document_report",
        "9(4)",
        ("出具资料评审报告", "issue the report on the papers"),
        Role.EXPERT,
        Role.OFFICE,
        done=state.document_report_at > 0,
        asks=(review.reports_on_papers_that_were_scored(marks),),
    )
    asks = () if fixed else (lists.follows_the_report_on_the_papers(state.document_report_at), has_every_mark(round, Phase.DOCUMENT))
    drawn = _unless(fixed or not marks, lambda: defence_line(history, round))
    _add_tie(steps, "9(4)", ("裁定答辩名单并列", "decide on who is level at the line of the defence list"), drawn)
    steps.add(
        "defence_list",
        "9(4)",
        ("确定答辩名单", "fix the defence list"),
        Role.OFFICE,
        done=fixed,
        planned=Planned.DOCUMENT,
        asks=(*asks, *_undecided(lists.lists_who_the_scores_send_to_the_defence, drawn)),
    )


def add_defence(steps: Steps, history: History, round: Round) -> None:
    """Add the scheme, the defences, their marks and the site list (9(5))."""
    state, field = round.scoring, field_of(round, Phase.DEFENCE)
    fixed, scheme = state.site_list_at > 0, state.defence_scheme
    unheard = [code for code in field if code not in state.defended]
    steps.add(
        "defence_scheme",
        "9(5)",
        ("制定陈述答辩方案", "issue the scheme of the defence"),
        Role.OFFICE,
        done=scheme is not None,
        asks=(review.follows_the_defence_list(state.defence_list_at),),
    )
    steps.add(
        "defences",
        "9(5)",
        ("组织陈述答辩", "hold the defences"),
        Role.OFFICE,
        Role.EXPERT,
        done=fixed or (bool(field) and not unheard),
        due=Due(scheme.held_on, "9(5)", None, Text("答辩方案载明之日", "the day in the scheme")) if scheme else None,
        missing=each(unheard, "未答辩", "was not heard"),
        asks=(review.is_heard_by_a_scheme(scheme is not None),),
    )
    _add_marks(
        steps, round, Phase.DEFENCE, "9(5)", ("陈述答辩评分", "score the defences"), _held(round, Phase.DEFENCE, unheard), closed=fixed
    )
    asks = () if fixed else (review.follows_the_defence_list(state.defence_list_at), *_complete(round, Phase.DEFENCE, unheard))
    drawn = _unless(fixed or not state.marks[Phase.DEFENCE], lambda: site_line(history, round))
    _add_tie(steps, "9(5)", ("裁定现场评审名单并列", "decide on who is level at the line of the site list"), drawn)
    steps.add(
        "site_list",
        "9(5)",
        ("确定现场评审名单", "fix the site list"),
        Role.OFFICE,
        done=fixed,
        planned=Planned.DEFENCE,
        asks=(*asks, *_undecided(lists.lists_who_the_scores_send_to_the_visit, drawn)),
    )


def add_site_visit(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001 - every part of the course is asked alike
    """Add the scheme, the visits and their marks (9(6))."""
    state, field = round.scoring, field_of(round, Phase.SITE)
    done, scheme = round.evaluation.overall_at > 0, state.site_scheme
    unvisited = [code for code in field if code not in state.visited]
    steps.add(
        "site_scheme",
        "9(6)",
        ("制定现场评审方案", "issue the scheme of the visits"),
        Role.OFFICE,
        done=scheme is not None,
        asks=(review.follows_the_site_list(state.site_list_at),),
    )
    steps.add(
        "site_visits",
        "9(6)",
        ("组织现场评审", "visit the sites"),
        Role.OFFICE,
        Role.EXPERT,
        done=done or (bool(field) and not unvisited),
        due=Due(scheme.last_on, "9(6)", None, Text("现场评审方案载明的末日", "the last day in the scheme")) if scheme else None,
        missing=each(unvisited, "未现场评审", "was not visited"),
        asks=(review.is_visited_by_a_scheme(scheme is not None),),
    )
    _add_marks(steps, round, Phase.SITE, "9(6)", ("现场评审评分", "score the visits"), _held(round, Phase.SITE, unvisited), closed=done)
    _add_after_the_visits(steps, round, field)


def _add_after_the_visits(steps: Steps, round: Round, field: Sequence[ApplicantCode]) -> None:
    """Add the report of each visit, and the card on which its applicant speaks of the visitors."""
    state, cards = round.scoring, round.integrity.cards
    visited = [code for code in field if code in state.visited]
    unreported = [code for code in visited if code not in state.reported]
    everybody = bool(field) and len(visited) == len(field)
    scored, published = round.evaluation.overall_at > 0, round.approval.published_at > 0
    follows = (review.follows_the_visit(max(state.visited.values(), default=0)),)
    steps.add(
        "site_reports",
        "9(6)",
        ("出具现场评审报告", "report each visit"),
        Role.EXPERT,
        Role.OFFICE,
        done=scored or (everybody and not unreported),
        missing=each(unreported, "无现场评审报告", "its visit is not reported"),
        late=each(unreported, "计算综合评分时无现场评审报告", "had no report of its visit when the overall scores were computed")
        if scored
        else (),
        asks=follows,
    )
    silent = [code for code in visited if code not in cards]
    # A card is kept as a neutral record: where some are closed, nobody can say whose card is missing.
    closed = Missing("", Text(f"{round.sealed} 件密封记录在本视图未开示", f"{round.sealed} sealed records are closed in this view"))
    if published and round.sealed and silent:
        return  # nothing is left to do, and whether it was done cannot be told here
    steps.add(
        "integrity_cards",
        "9(6)",
        ("交回廉政反馈卡", "hand in the integrity card of each visit"),
        Role.APPLICANT,
        done=published or (everybody and not silent),
        missing=(closed,) if round.sealed and silent else each(silent, "未交廉政反馈卡", "has not returned its card"),
        late=each(silent, "公布结果时未交廉政反馈卡", "had not returned its card when the result was published") if published else (),
        asks=follows,
    )


def add_evaluation(steps: Steps, history: History, round: Round) -> None:  # noqa: ARG001
    """Add the overall scores and the report to the committee (9(7))."""
    state, evaluation = round.scoring, round.evaluation
    done = evaluation.overall_at > 0
    unvisited = [code for code in field_of(round, Phase.SITE) if code not in state.visited]
    asks = () if done else (review.follows_the_site_list(state.site_list_at), *_complete(round, Phase.SITE, unvisited))
    ranked = _unless(done or not state.marks[Phase.SITE], lambda: overall_ranking(round))
    steps.add(
        "overall_scores",
        "9(7)",
        ("计算综合评分", "compute the overall scores"),
        Role.OFFICE,
        done=done,
        planned=Planned.SITE_VISIT,
        asks=(*asks, *_undecided(lists.ranks_as_the_scores_do, ranked)),
    )
    steps.add(
        "overall_report",
        "9(7)",
        ("报审综合评价报告", "submit the overall report to the committee"),
        Role.OFFICE,
        done=evaluation.report_at > 0,
        planned=Planned.EVALUATION,
        asks=(lists.follows_the_overall_scores(evaluation.overall_at),),
    )


def missing_marks(round: Round, phase: Phase) -> dict[ExpertCode, dict[ApplicantCode, list[ItemId]]]:
    """Return the items that each expert has not scored, by applicant: of the field of ``phase``, where the expert does not stand aside.

    Papers are scored by the whole panel; a defence or a visit, once it was held, by the experts who were there.
    """
    state, panel = round.scoring, round.panel
    present = {Phase.DEFENCE: state.heard_by, Phase.SITE: state.visited_by}.get(phase)
    found: dict[ExpertCode, dict[ApplicantCode, list[ItemId]]] = {}
    for applicant in field_of(round, phase):
        marks = state.marks[phase].get(applicant, {})
        for expert in (panel.experts or ()) if present is None else present.get(applicant, ()):
            items = [item for item in round.opening.rubric if (item, expert) not in marks]
            if items and not panel.recused_at(expert, applicant):
                found.setdefault(expert, {})[applicant] = items
    return found


def _add_marks(
    steps: Steps, round: Round, phase: Phase, citation: str, what: tuple[str, str], asks: Iterable[Finding], *, closed: bool
) -> None:
    lacking = {} if closed else missing_marks(round, phase)
    begun = any(round.scoring.marks[phase].values())
    steps.add(
        f"{phase.value}_marks",
        citation,
        what,
        Role.EXPERT,
        done=closed or (begun and not lacking),
        missing=_each_expert(lacking, len(round.opening.rubric)),
        asks=asks,
    )


def _each_expert(lacking: dict[ExpertCode, dict[ApplicantCode, list[ItemId]]], rubric: int) -> Iterator[Missing]:
    for expert, by_applicant in sorted(lacking.items()):
        sizes = Counter({code: len(items) for code, items in by_applicant.items()})
        whole = [code for code, count in sizes.items() if count == rubric]
        parts = [f"{code} {', '.join(items)}" for code, items in by_applicant.items() if len(items) < rubric]
        zh = [f"整表未评 {_some(whole)}"] if whole else []
        en = [f"no mark on {_some(whole)}"] if whole else []
        zh += [f"缺 {_some(parts, '; ')}"] if parts else []
        en += [f"lacks {_some(parts, '; ')}"] if parts else []
        total = sizes.total()
        yield Missing(expert, Text(f"尚缺 {total} 个评分: {'; '.join(zh)}", f"{total} marks to come: {'; '.join(en)}"))


def _some(texts: Sequence[str], between: str = ", ") -> str:
    return between.join(texts[:6]) + (f" … ({len(texts)})" if len(texts) > 6 else "")


def _held(round: Round, phase: Phase, absent: list[ApplicantCode]) -> tuple[Finding, ...]:
    """Ask whether anybody of the phase can be scored yet."""
    state = round.scoring
    listed_at, held = (state.defence_list_at, state.defended) if phase is Phase.DEFENCE else (state.site_list_at, state.visited)
    rule = review.scores_a_defence_that_was_held if phase is Phase.DEFENCE else review.scores_a_visit_that_was_held
    return (rule(listed_at, max(held.values(), default=0)),) if absent or not held else ()


def _complete(round: Round, phase: Phase, absent: list[ApplicantCode]) -> tuple[Finding, ...]:
    everybody = lists.has_heard_everybody_on_the_list if phase is Phase.DEFENCE else lists.has_visited_everybody_on_the_list
    return everybody(tuple(absent)), has_every_mark(round, phase)


def _add_tie(steps: Steps, citation: str, what: tuple[str, str], drawn: Computed[Line] | None) -> None:
    """Add the decision of the committee on who waits at a line, where somebody does."""
    if isinstance(drawn, Line) and drawn.undecided:
        waits = each(drawn.undecided, "并列于划线处", "waits at the line")
        steps.add(f"tie:{citation}", citation, what, Role.COMMITTEE, done=False, missing=waits)


def _unless(skip: bool, function: Callable[[], T]) -> Computed[T] | None:
    return None if skip else computed(function)


def _undecided(rule: Callable[[tuple[ApplicantCode, ...], Computed[T]], Finding], drawn: Computed[T] | None) -> tuple[Finding, ...]:
    """Ask ``rule`` only where the scores give no answer, so that it says why they give none."""
    return (rule((), drawn),) if isinstance(drawn, Exception) else ()
