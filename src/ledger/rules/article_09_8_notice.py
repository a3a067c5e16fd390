"""Article 9(8), second half: public notice and objections (第九条第八项后段).

The candidates are shown to the public for 7 days; who fails the notice is out, and nobody moves up. How the days are
counted, who may object and what an objection does have no article: what is asked of them rests on the adopted rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from ledger.rules.calendar import ONE_DAY, Calendar, NoticeCounting, last_day
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.terms import ApplicantCode, Tier

# Public notice


@rule("3.2", basis=Basis.METHOD)
def accounts_for_every_place(places: Mapping[Tier, int], vacant: Mapping[Tier, int], planned: Mapping[Tier, int]) -> bool:
    """公示前每个计划名额或有候选或记为空缺: Before the notice every planned place has its candidate or is recorded as vacant."""
    return all(places.get(tier, 0) + vacant.get(tier, 0) == count for tier, count in planned.items())


@rule("9(8)")
def shows_exactly_the_candidates(shown: Sequence[ApplicantCode], candidates: Collection[ApplicantCode]) -> bool:
    """公示名单与候选名单一致: The notice shows the candidates that still stand, each once, and nobody else."""
    return len(set(shown)) == len(shown) and set(shown) == set(candidates)


@rule("9(8)", gate=True)
def stands_its_full_time(
    starts_on: date, ends_on: date, days: int | None, counting: NoticeCounting | None, calendar: Calendar | None
) -> bool:
    """公示满规定天数: The notice stands the days that the text fixes, counted as adopted, and one may object on the last of them.

    Past the end of the adopted calendar no day is counted, and the act is refused.
    """
    if counting is None:
        raise Silence("notice.counting")
    if days is None:
        raise NotOnRecord("the days of the notice in this edition")
    return ends_on >= last_day(starts_on, days, counting, calendar)


@rule("9(8)", basis=Basis.METHOD, gate=True)
def begins_when_it_is_posted(posted_on: date, starts_on: date) -> bool:
    """公示自发布之日或之后起算: A notice begins on the day on which it is posted, or later, and never before anybody could read it."""
    return posted_on <= starts_on


@rule("9(8)", basis=Basis.METHOD, gate=True)
def is_not_shortened_by_a_correction(days: tuple[date, date], before: tuple[date, date]) -> bool:
    """更正不提前公示起止: A correction of a notice moves neither its first nor its last day forward; pairs of (first, last day)."""
    return days[0] >= before[0] and days[1] >= before[1]


@rule("9(8)")
def stands_where_it_can_be_read(site: str) -> bool:
    """公示载明网站: The notice names the website on which it stands."""
    return bool(site.strip())


@rule("9(8)", basis=Basis.ADOPTED)
def opens_once_or_starts_anew(opened_at: int, restarts: bool | None) -> bool:
    """公示一次，更正后重新起算: The notice opens once; a second opening starts it anew, where the adopted rules say that it does."""
    if opened_at and restarts is None:
        raise Silence("notice.restart_on_change")
    return opened_at == 0 or restarts is True


@rule("9(8)")
def comes_before_the_approval(decided: Collection[ApplicantCode]) -> bool:
    """先公示后批准: Notice, closing and disqualification come before the government has decided; ``decided`` are those it decided on."""
    return not decided


@rule("9(8)")
def closes_an_open_notice(opened_at: int, closed_at: int) -> bool:
    """期满的是进行中的公示: What closes is a notice that is open. Positions, 0: not yet."""
    return opened_at > 0 and closed_at == 0


@rule("9(8)")
def closes_after_its_last_day(closed_on: date, ends_on: date, closing: str | None) -> bool:
    """公示不早于末日终了结束: The notice ends when its last day does: at 24:00, or, where adopted, at the close of business that day."""
    if closing is None:
        raise Silence("notice.closing")
    return closed_on >= first_day_after(ends_on, closing)


@rule("9(8)")
def passes_who_still_stands(passed: Sequence[ApplicantCode], standing: Collection[ApplicantCode]) -> bool:
    """通过者为未被取消且未撤回的候选: Those passed are the candidates shown, without the disqualified and the withdrawn, each once."""
    return len(set(passed)) == len(passed) and set(passed) == set(standing)


def first_day_after(ends_on: date, closing: str) -> date:
    """Return the first day on which a notice with this last day is over."""
    return ends_on if closing == "closing_of_business" or ends_on == date.max else ends_on + ONE_DAY


# Objections


@rule("9(8)")
def objects_to_a_candidate_on_notice(applicant: ApplicantCode, shown: Collection[ApplicantCode]) -> bool:
    """异议针对公示中的候选: An objection is to a candidate on notice; about anybody else it is a lead."""
    return applicant in shown


@rule("9(8)")
def objects_within_the_notice(received_on: date, starts_on: date, ends_on: date) -> bool:
    """异议在公示期内提出（首末日均计入），逾期记为线索或按第十一条举报: An objection comes within the notice, both days included.

    A late one is recorded as a lead, or as a report under article 11; it is never dropped.
    """
    return starts_on <= received_on <= ends_on


@rule("9(8)", basis=Basis.ADOPTED)
def objects_by_name(objector: str, required: bool | None, anonymous: str | None) -> bool:
    """异议须实名，匿名者记为线索: An objection is made by name where the adopted rules ask for one; else it is a lead, never dropped."""
    if objector.strip():
        return True
    if required is None:
        raise Silence("objection.named_required")
    if required and anonymous is None:
        raise Silence("objection.anonymous")
    return not required or anonymous == "treat_as_named"


@rule("9(8)", basis=Basis.METHOD)
def resolves_an_open_objection(against: ApplicantCode | None, applicant: ApplicantCode, is_open: bool) -> bool:
    """处理的是对该组织未结的异议: What is resolved is an open objection to this applicant; ``against`` of None: there is none."""
    return against == applicant and is_open


@rule("9(8)", basis=Basis.METHOD)
def says_why(why: str) -> bool:
    """载明理由: The decision gives its reasons."""
    return bool(why.strip())


@rule("9(8)", basis=Basis.ADOPTED)
def is_resolved_in_time(received_on: date, resolved_on: date, working_days: int | None, calendar: Calendar | None) -> bool:
    """异议在规定工作日内处理: An objection is decided within the adopted working days, the day of receipt not counted. A flag."""
    if working_days is None:
        raise Silence("objection.resolve_working_days")
    if calendar is None:
        raise NotOnRecord("an adopted working calendar")
    return resolved_on <= calendar.after_working_days(received_on, working_days)


# Disqualification


@rule("9(8)")
def disqualifies_a_candidate_on_notice(
    applicant: ApplicantCode, shown: Collection[ApplicantCode], failed: Collection[ApplicantCode]
) -> bool:
    """被取消者为公示中的候选且尚未取消: Who is disqualified is a candidate on notice that has not failed yet."""
    return applicant in shown and applicant not in failed


@rule("9(8)", basis=Basis.ADOPTED)
def is_declared_by_who_decides(author: str, decider: str | None) -> bool:
    """由规定机构认定公示不通过: The body that the adopted rules name declares that a candidate failed."""
    if decider is None:
        raise Silence("notice.decider")
    return author == decider
