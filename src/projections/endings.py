"""How applications end (结局): at any position every applicant is on its way or has exactly one reasoned end.

What was received is what was withdrawn, late, unqualified, eliminated, not proposed, failed at the notice,
not approved or approved, unless the whole round was annulled. Nobody moves up for anybody: an end never
changes the end of another, and a place that falls empty stays empty (9(8)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ledger.stages.history import Round
from ledger.terms import ApplicantCode
from projections.terms import Bilingual


class Reached(Bilingual):
    """所到环节: how far an application came."""

    RECEIVED = "received", "已收到", "received"
    QUALIFIED = "qualified", "资格合格", "qualified"
    DEFENCE = "defence", "进入陈述答辩", "in the defence"
    SITE = "site", "进入现场评审", "in the site visit"
    EVALUATED = "evaluated", "完成综合评价", "evaluated overall"
    CANDIDATE = "candidate", "列入候选名单", "candidate"
    ON_NOTICE = "on_notice", "公示中", "on public notice"
    PASSED = "passed_notice", "公示通过", "passed the notice"
    APPROVED = "approved", "获批准", "approved"
    PUBLISHED = "published", "已公布", "published"


class End(Bilingual):
    """结局: the one way in which an application ended."""

    LATE = "late", "逾期不受理", "not accepted, too late"
    WITHDRAWN = "withdrawn", "撤回申报", "withdrawn"
    UNQUALIFIED = "unqualified", "资格审查不合格", "unqualified"
    NO_DEFENCE = "eliminated_document", "未进入陈述答辩", "eliminated at the document review"
    NO_SITE_VISIT = "eliminated_defence", "未进入现场评审", "eliminated at the defence"
    NOT_PROPOSED = "not_proposed", "未列入候选名单", "not proposed"
    FAILED_NOTICE = "failed_notice", "公示不通过", "failed the public notice"
    NOT_APPROVED = "not_approved", "未获批准", "not approved"
    APPROVED = "approved", "获批准", "approved"
    ANNULLED = "annulled", "评审年度作废", "round annulled"


class Ending(NamedTuple):
    """结局 of one applicant: what, at which position, and the reason as it is public there."""

    end: End
    position: int
    why_zh: str
    why_en: str


class Positions(NamedTuple):
    """Positions by applicant that the stages do not keep: decisions on qualification, and approvals."""

    decided: dict[ApplicantCode, int]
    approved: dict[ApplicantCode, int]


def applicants_of(round: Round) -> tuple[ApplicantCode, ...]:
    """Return every code that the round knows as an applicant's, in order. Historical rounds may know winners alone."""
    named: list[ApplicantCode] = [*round.application.applications, *round.application.late]
    for listed in (_qualified(round), _defence(round), _site(round), _candidates(round)):
        named += listed or ()
    named += round.approval.winners
    if round.approval.published is not None:
        named += [winner.applicant for winner in round.approval.published.winners]
    return tuple(sorted(set(named)))


def reached(round: Round, applicant: ApplicantCode) -> Reached:
    """Return the furthest point that ``applicant`` came to."""
    published = round.approval.published
    if published is not None and any(w.applicant == applicant for w in published.winners):
        return Reached.PUBLISHED if published.status == "awarded" else Reached.ON_NOTICE
    notice = round.notice
    ways = (
        (Reached.APPROVED, round.approval.winners),
        (Reached.PASSED, notice.closed.passed if notice.closed else ()),
        (Reached.ON_NOTICE, notice.opened.applicants if notice.opened else ()),
        (Reached.CANDIDATE, _candidates(round) or ()),
        (Reached.EVALUATED, round.evaluation.overall.applicants if round.evaluation.overall else ()),
        (Reached.SITE, _site(round) or ()),
        (Reached.DEFENCE, _defence(round) or ()),
        (Reached.QUALIFIED, (*(_qualified(round) or ()), *(a for a, d in round.qualification.decided.items() if d.qualified))),
    )
    return next((stage for stage, members in ways if applicant in members), Reached.RECEIVED)


def ending(round: Round, applicant: ApplicantCode, at: Positions) -> Ending | None:
    """Return how ``applicant`` ended, or None while it is on its way.

    The newest decision of the government stands over everything before it, even where it departs from
    the rules: it is what happened. Otherwise the first end counts, since nothing can end twice.
    """
    won = _approval(round, applicant, at)
    found = won or min(_ends(round, applicant, at), key=lambda e: e.position, default=None)
    annulled = round.opening.annulled
    if annulled is not None and (found is None or found.end is End.APPROVED):
        return Ending(End.ANNULLED, round.opening.annulled_at, annulled.why, annulled.why)
    return found


def _approval(round: Round, applicant: ApplicantCode, at: Positions) -> Ending | None:
    approval = round.approval
    approved_at = at.approved.get(applicant, 0)
    if approved_at and approved_at > approval.denied.get(applicant, 0):
        return Ending(End.APPROVED, approved_at, "区政府批准", "approved by the district government")
    published = approval.published
    if approved_at or published is None or published.status != "awarded":
        return None
    if any(winner.applicant == applicant for winner in published.winners):
        why = "见结果公布; 批准文件未见记录", "as published; the approval itself is not on record"
        return Ending(End.APPROVED, approval.published_at, *why)
    return None


def _ends(round: Round, applicant: ApplicantCode, at: Positions) -> Iterator[Ending]:
    """Yield every way in which the record ends this application, short of an approval."""
    application = round.application.applications.get(applicant)
    if (late_at := round.application.late.get(applicant)) is not None:
        yield Ending(End.LATE, late_at, "申报期限届满后收到", "received after the window of applications")
    if application is not None and application.withdrawn_at:
        yield Ending(End.WITHDRAWN, application.withdrawn_at, "申报组织撤回", "the applicant's own choice")
    decision = round.qualification.decided.get(applicant)
    if decision is not None and not decision.qualified:
        yield Ending(End.UNQUALIFIED, at.decided.get(applicant, 0), "资格审查结论为不合格", "the decision on qualification is negative")
    yield from _left_out(round, applicant, has_decision=decision is not None)
    if (failed_at := round.notice.disqualified.get(applicant)) is not None:
        yield Ending(End.FAILED_NOTICE, failed_at, "公示不通过, 取消获奖资格, 不递补", "failed the notice; the place stays empty")
    if (denied_at := round.approval.denied.get(applicant)) is not None:
        yield Ending(End.NOT_APPROVED, denied_at, "区政府不予批准", "the district government did not approve")


def _left_out(round: Round, applicant: ApplicantCode, *, has_decision: bool) -> Iterator[Ending]:
    """Yield the first list that leaves ``applicant`` out, unless a later list has it again."""
    lists = (
        (_qualified(round), round.qualification.qualified_at, End.UNQUALIFIED, "未列入合格名单", "not on the list of the qualified"),
        (_defence(round), round.scoring.defence_list_at, End.NO_DEFENCE, "未列入答辩名单", "not on the defence list"),
        (_site(round), round.scoring.site_list_at, End.NO_SITE_VISIT, "未列入现场评审名单", "not on the list of site visits"),
        (_candidates(round), round.deliberation.determined_at, End.NOT_PROPOSED, "未列入候选名单", "not among the candidates"),
    )
    for index, (listed, position, end, zh, en) in enumerate(lists):
        if listed is None or applicant in listed:
            continue
        if any(applicant in later for later, *_ in lists[index + 1 :] if later is not None):
            continue
        undecided = end is End.UNQUALIFIED and not has_decision
        more = ("; 资格审查结论未见记录", "; no decision is on record") if undecided else ("", "")
        yield Ending(end, position, zh + more[0], en + more[1])
        return


def _qualified(round: Round) -> tuple[ApplicantCode, ...] | None:
    return round.qualification.qualified


def _defence(round: Round) -> tuple[ApplicantCode, ...] | None:
    return None if round.scoring.defence_list is None else round.scoring.defence_list.applicants


def _site(round: Round) -> tuple[ApplicantCode, ...] | None:
    return None if round.scoring.site_list is None else round.scoring.site_list.applicants


def _candidates(round: Round) -> tuple[ApplicantCode, ...] | None:
    return None if round.deliberation.determined is None else tuple(c.applicant for c in round.deliberation.determined.candidates)
