"""Article 9(4) to 9(7), what follows from the scores: lists, totals, the overall report (第九条第四至七项).

(4) at 1.5 for each place it is fixed who defends. (5) by both scores together, at 1 for each place, it is fixed who is
visited. (7) the three results make an overall score and a report, which goes to the committee. Lists and totals are
claims of the office: they are recomputed, never believed. The review itself stands in ``article_09_4_to_6``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias, TypeVar

from ledger.errors import NotDisclosed
from ledger.rules.aggregation import Groups, Line
from ledger.rules.citation import Basis, Silence, Undecided, rule
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId

T = TypeVar("T")
Computed: TypeAlias = T | Undecided | NotDisclosed
"""What was computed from the record, or why it could not be: a rule that is given the latter answers with it."""

Totals = Mapping[ApplicantCode, Hundredths]
Pairs = Collection[tuple[ItemId, ExpertCode]]


def settled(computed: Computed[T]) -> T:
    """Return what was computed. Raises what kept it from being computed."""
    if isinstance(computed, Undecided | NotDisclosed):
        raise computed
    return computed


# Lists and totals


@rule("9(4)")
def follows_the_report_on_the_papers(report_at: int) -> bool:
    """答辩名单以资料评审报告为前提: The defence list follows the report on the papers; ``report_at``: position, 0 where not yet."""
    return report_at > 0


@rule("9(4)", basis=Basis.METHOD)
def fixes_a_list_once(fixed_at: int) -> bool:
    """名单和综合得分确定一次: A list, or the overall scores, are fixed once; what changes them afterwards is a correction."""
    return fixed_at == 0


@rule("9(5)")
def has_heard_everybody_on_the_list(unheard: Collection[ApplicantCode]) -> bool:
    """名单上的组织均已答辩: Everybody on the defence list was heard or withdrew; ``unheard`` are the others."""
    return not unheard


@rule("9(6)")
def has_visited_everybody_on_the_list(unvisited: Collection[ApplicantCode]) -> bool:
    """名单上的组织均已现场评审: Everybody on the site list was visited or withdrew; ``unvisited`` are the others."""
    return not unvisited


@rule("9(4)", basis=Basis.ADOPTED)
def has_every_expected_mark(
    marked: Mapping[ApplicantCode, Pairs], expected: Mapping[ApplicantCode, Pairs], reading: str | None, sealed: int
) -> bool:
    """应有的评分均已记录: Every mark that ``score.expected`` asks for is there: each item by each expert, or by at least one.

    An applicant from whom every expert stands aside has been judged by nobody, and drops out of no list for that.
    ``expected`` are (item, expert) of who does not stand aside; ``sealed`` counts records closed in this view,
    which may hold the recusals that explain what is missing.
    """
    if reading is None:
        raise Silence("score.expected")
    if missing(marked, expected, reading):
        if sealed:
            raise NotDisclosed("record.sealed")
        return False
    return True


@rule("9(4)", gate=True)
def lists_who_the_scores_send_to_the_defence(listed: Sequence[ApplicantCode], computed: Computed[Line]) -> bool:
    """答辩名单与按评分重算的名单一致: The defence list is what the scores give at 1.5 for each place."""
    return _agrees(listed, settled(computed))


@rule("9(5)", gate=True)
def lists_who_the_scores_send_to_the_visit(listed: Sequence[ApplicantCode], computed: Computed[Line]) -> bool:
    """现场评审名单与按评分重算的名单一致: The site list is what document and defence scores together give at 1 for each place."""
    return _agrees(listed, settled(computed))


@rule("9(7)")
def ranks_as_the_scores_do(listed: Sequence[ApplicantCode], computed: Computed[Groups]) -> bool:
    """综合评分名次与重算一致: The overall ranking is what the three phases give, best first; who are level stand in any order."""
    groups, at = settled(computed), 0
    for group in groups:
        if set(listed[at : at + len(group)]) != set(group):
            return False
        at += len(group)
    return at == len(listed)


@rule("9(7)")
def states_the_totals_that_the_scores_give(
    listed: Sequence[ApplicantCode], stated: Computed[Sequence[tuple[ApplicantCode, Hundredths]]], computed: Computed[Totals]
) -> bool:
    """所列得分与重算一致: Every applicant on the list has its total, each once, and each total is what the scores give."""
    claims, totals = settled(stated), settled(computed)
    codes = [applicant for applicant, _ in claims]
    return len(set(codes)) == len(codes) and set(listed) <= set(codes) and all(totals.get(code) == points for code, points in claims)


# The report to the committee


@rule("9(7)")
def follows_the_overall_scores(overall_at: int) -> bool:
    """综合评价报告以综合评分为前提: The overall report follows the overall scores; ``overall_at``: position, 0 where not yet."""
    return overall_at > 0


@rule("9(7)", basis=Basis.METHOD)
def names_its_report(document: str) -> bool:
    """载明报告文号: The report that goes to the committee has a number or a title."""
    return bool(document.strip())


@rule("9(7)", basis=Basis.METHOD)
def reports_before_the_candidates(determined_at: int) -> bool:
    """综合评价报告先于候选名单: The report goes to the committee before it decides; ``determined_at``: position, 0 where not yet."""
    return determined_at == 0


def missing(marked: Mapping[ApplicantCode, Pairs], expected: Mapping[ApplicantCode, Pairs], reading: str) -> list[str]:
    """Return what ``has_every_expected_mark`` misses: ``A-01 4.1 E-02``, ``A-01 4.1`` where any expert will do, ``A-01`` where none can."""
    absent: list[str] = []
    for applicant, pairs in expected.items():
        there = set(marked.get(applicant, ()))
        if not pairs:
            absent.append(applicant)
        elif reading == "every_expert":
            absent += [f"{applicant} {item} {expert}" for item, expert in sorted(set(pairs) - there)]
        else:
            done = {item for item, expert in there if (item, expert) in pairs}
            absent += [f"{applicant} {item}" for item in sorted({item for item, _ in pairs} - done)]
    return absent


def _agrees(listed: Sequence[ApplicantCode], computed: Line) -> bool:
    above, chosen = set(computed.above), set(listed)
    if len(chosen) != len(listed) or not above <= chosen:
        return False
    others = chosen - above
    return others <= set(computed.undecided) and computed.left in (None, len(others))
