"""Article 9(4) to 9(6), the review itself: who scores whom, when, on what (第九条第四至六项).

(4) a panel of experts reviews the papers and reports. (5) by a scheme, applicants defend before the panel. (6) by a
scheme, the panel visits. The lists that follow from the scores stand in ``article_09_4_to_7``. That a recused expert
has no part in it is said by no article: it rests on the adopted rules.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId

# Marks


@rule("9(4)")
def scores_papers_after_panel_and_list_stand(constituted_at: int, qualified_at: int) -> bool:
    """资料评分在专家组组成、合格名单确定之后: Papers are scored once the panel and the list of the qualified stand. Positions, 0: no."""
    return constituted_at > 0 and qualified_at > 0


@rule("9(5)")
def scores_a_defence_that_was_held(listed_at: int, defended_at: int) -> bool:
    """答辩评分在该组织答辩之后: A defence is scored once the list is fixed and this applicant was heard. Positions, 0: not yet."""
    return listed_at > 0 and defended_at > 0


@rule("9(6)")
def scores_a_visit_that_was_held(listed_at: int, visited_at: int) -> bool:
    """现场评分在对该组织现场评审之后: A visit is scored once the list is fixed and this applicant was visited. Positions, 0: not yet."""
    return listed_at > 0 and visited_at > 0


@rule("9(4)")
def scores_papers_before_the_defence_list(defence_list_at: int) -> bool:
    """资料评分在答辩名单确定之前: Papers are scored before the defence list is fixed; ``defence_list_at``: position, 0 where not yet."""
    return defence_list_at == 0


@rule("9(5)")
def scores_a_defence_before_the_site_list(site_list_at: int) -> bool:
    """答辩评分在现场评审名单确定之前: A defence is scored before the site list is fixed; ``site_list_at``: position, 0 where not yet."""
    return site_list_at == 0


@rule("9(6)")
def scores_a_visit_before_the_overall_scores(overall_at: int) -> bool:
    """现场评分在综合评分之前: A visit is scored before the overall scores are computed; ``overall_at``: position, 0 where not yet."""
    return overall_at == 0


@rule("9(4)")
def concerns_an_applicant_of_this_phase(applicant: ApplicantCode, field: Collection[ApplicantCode]) -> bool:
    """所评组织进入了本环节: The applicant reached this phase and did not withdraw."""
    return applicant in field


@rule("9(4)")
def is_done_by_the_panel(experts: Collection[ExpertCode], panel: Collection[ExpertCode]) -> bool:
    """由专家组成员进行: Whoever reviews sits on the panel; nobody else does."""
    return len(experts) > 0 and all(expert in panel for expert in experts)


@rule("6.1", basis=Basis.ADOPTED)
def is_done_by_who_does_not_stand_aside(recused: Collection[ExpertCode], sealed: int) -> bool:
    """回避的专家不参与评审: Who stands aside from the applicant has no part in its review.

    ``recused`` are those of its experts who do; ``sealed`` counts records that this view keeps closed.
    """
    if not recused and sealed:
        raise NotDisclosed("record.sealed")
    return not recused


@rule("5", basis=Basis.ADOPTED)
def scores_an_item_of_the_rubric(item: ItemId, items: Collection[ItemId]) -> bool:
    """评分项属于所采用的评审标准: The item stands in the rubric that the committee adopted for the round."""
    return item in items


@rule("5", basis=Basis.ADOPTED)
def keeps_to_the_scale_of_the_item(points: Hundredths, least: Hundredths, most: Hundredths, step: Hundredths) -> bool:
    """分值在评分项的上下限之内并合步长: The points lie between the item's least and most, both included, on one of its steps."""
    return least <= points <= most and (step == 0 or (points - least) % step == 0)


@rule("9(4)", basis=Basis.METHOD)
def is_marked_once(is_marked: bool) -> bool:
    """同一专家对同一组织同一评分项只评一次: An expert marks an item of an applicant once in a phase; a change is a correction."""
    return not is_marked


@rule("9(5)")
def marks_what_it_was_there_for(expert: ExpertCode, present: Collection[ExpertCode]) -> bool:
    """评分专家参加了该组织的答辩或现场评审: Who scores a defence or a visit was there; ``present`` are the experts who were."""
    return expert in present


@rule("9(5)", basis=Basis.METHOD, gate=True)
def keeps_who_marked(experts: Collection[ExpertCode], marked: Collection[ExpertCode]) -> bool:
    """更正不撤下已评分的专家: A correction of a defence or a visit keeps the experts who scored it."""
    return set(marked) <= set(experts)


# Reports, schemes, hearings


@rule("9(4)", basis=Basis.METHOD)
def reports_on_papers_that_were_scored(marks: int) -> bool:
    """资料评审报告以评分为据: The report on the papers rests on at least one mark."""
    return marks > 0


@rule("9(4)")
def reports_before_the_defence_list(defence_list_at: int) -> bool:
    """资料评审报告先于答辩名单: The report on the papers comes before the list that follows from it."""
    return defence_list_at == 0


@rule("9(5)")
def follows_the_defence_list(defence_list_at: int) -> bool:
    """以答辩名单为前提: What is done for the defence follows its list; ``defence_list_at``: position, 0 where not yet."""
    return defence_list_at > 0


@rule("9(5)")
def hears_exactly_the_defence_list(order: Sequence[ApplicantCode], field: Collection[ApplicantCode]) -> bool:
    """方案列出答辩名单上的全部组织且各一次: The scheme gives each applicant on the defence list, and nobody else, one turn."""
    return len(set(order)) == len(order) and set(order) == set(field)


@rule("9(5)")
def is_heard_by_a_scheme(has_scheme: bool) -> bool:
    """答辩依方案进行: A defence follows a scheme made before it."""
    return has_scheme


@rule("9(5)", basis=Basis.METHOD)
def is_heard_once(is_heard: bool) -> bool:
    """每个组织答辩一次: An applicant defends once; what was wrong about it is corrected."""
    return not is_heard


@rule("9(6)")
def follows_the_site_list(site_list_at: int) -> bool:
    """以现场评审名单为前提: What is done for the visits follows their list; ``site_list_at``: position, 0 where not yet."""
    return site_list_at > 0


@rule("9(6)")
def visits_exactly_the_site_list(applicants: Sequence[ApplicantCode], field: Collection[ApplicantCode]) -> bool:
    """方案列出现场评审名单上的全部组织且各一次: The scheme names each applicant on the site list once, and nobody else."""
    return len(set(applicants)) == len(applicants) and set(applicants) == set(field)


@rule("9(6)", basis=Basis.METHOD)
def runs_from_a_first_to_a_last_day(first_on: date, last_on: date) -> bool:
    """现场评审起止日期有序: The last day of the visits is the first or a later one."""
    return first_on <= last_on


@rule("9(6)")
def is_visited_by_a_scheme(has_scheme: bool) -> bool:
    """现场评审依方案进行: A visit follows a scheme made before it."""
    return has_scheme


@rule("9(6)", basis=Basis.METHOD)
def is_visited_once(is_visited: bool) -> bool:
    """每个组织现场评审一次: An applicant is visited once; what was wrong about it is corrected."""
    return not is_visited


# The order of the defence, and what a visit brought


@rule("9(5)", basis=Basis.METHOD)
def draws_its_order_before_the_first_defence(heard: int) -> bool:
    """答辩次序在首场答辩之前抽定: The order is drawn before anybody is heard; ``heard`` counts those who were."""
    return heard == 0


@rule("9(5)", basis=Basis.METHOD, gate=True)
def says_how_it_was_drawn(method: str, witnesses: str) -> bool:
    """载明抽签方式与见证人: It is said how the lot was drawn and before whom."""
    return bool(method.strip()) and bool(witnesses.strip())


@rule("9(5)", basis=Basis.ADOPTED)
def is_heard_in_the_drawn_order(
    order: Sequence[ApplicantCode], drawn: Sequence[ApplicantCode] | None, reading: str | None, *, is_kept_after: bool
) -> bool:
    """答辩次序依抽签结果: Where the order is drawn by lot, applicants are heard in the order that the lot gave. A flag.

    ``drawn`` of None: no draw is on record, which breaks the rule only where ``is_kept_after``: a defence, not the scheme,
    whose order may be drawn on the day. Who withdrew since is left out of both.
    """
    if drawn is not None:
        remaining = set(order) & set(drawn)
        return [a for a in order if a in remaining] == [a for a in drawn if a in remaining]
    if reading is None:
        raise Silence("defence.order")
    if reading == "drawn_by_lot" and is_kept_after:
        raise NotOnRecord("the draw of the order")
    return True


@rule("9(6)")
def follows_the_visit(visited_at: int) -> bool:
    """以现场评审为前提: A finding or a report on a visit follows it; ``visited_at``: position, 0 where not yet."""
    return visited_at > 0


@rule("9(6)")
def speaks_of_a_visit_it_was_at(experts: Collection[ExpertCode], present: Collection[ExpertCode]) -> bool:
    """现场问题和报告由到场专家提出: Who raises a finding or reports was at that visit; ``present`` are the experts who were."""
    return len(experts) > 0 and all(expert in present for expert in experts)


@rule("9(6)", basis=Basis.METHOD)
def says_what_was_found(text: str) -> bool:
    """载明所见: A finding or a report says something."""
    return bool(text.strip())


@rule("9(6)", basis=Basis.METHOD)
def reports_the_visit_before_the_overall_scores(overall_at: int) -> bool:
    """现场问题和报告先于综合评分: What a visit brought comes before the overall scores; ``overall_at``: position, 0 where not yet."""
    return overall_at == 0


@rule("9(6)", basis=Basis.METHOD)
def is_reported_once(is_reported: bool) -> bool:
    """每个组织的现场评审报告出具一次: A visit is reported once; a wrong report is corrected."""
    return not is_reported


# Recusals that came late


@rule("6.1", basis=Basis.ADOPTED)
def had_its_recusals_before_the_marks(late: Collection[tuple[ExpertCode, ApplicantCode]], sealed: int) -> bool:
    """回避先于评分: Nobody stood aside after marking. A flag: whether such marks count is for the adopted rules.

    ``late`` are (expert, applicant) with marks of before; ``sealed`` counts records closed in this view.
    """
    if not late and sealed:
        raise NotDisclosed("record.sealed")
    return not late
