"""Article 9(1) to 9(3): the call, applications and recommendations, qualification (第九条第一至三项).

(1) the office publishes the call on its websites and, with local bodies and departments, invites
applications. (2) applicants hand in their papers within the time set, and a competent body signs its
opinion. (3) qualification is reviewed, and the list of those who qualify is fixed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from ledger.rules.article_08 import MET, NOT_APPLICABLE
from ledger.rules.article_09_2_receipt import is_in_time
from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.rules.identity import all_same, same
from ledger.terms import ApplicantCode, OrgId


@rule("9(1)")
def calls_once(call_at: int) -> bool:
    """一个年度发布一次通知: A round is called once; what changes afterwards is a correction. ``call_at``: position, 0 where not yet."""
    return call_at == 0


@rule("9(1)")
def has_a_window_in_order(opens_on: date, closes_on: date) -> bool:
    """申报期限起止有序: The window closes on the day that it opens or later."""
    return opens_on <= closes_on


@rule("9(1)")
def is_called_before_the_window_opens(published_on: date, opens_on: date) -> bool:
    """通知不迟于申报起始日发布: The call is out on the first day for applications, or before."""
    return published_on <= opens_on


@rule("9(2)", basis=Basis.METHOD, gate=True)
def keeps_its_window_once_it_closed(window: tuple[date, date], before: tuple[date, date], today: date, received: Collection[date]) -> bool:
    """申报期限届满后不再更正，已收到的申报不被排除: The window changes while it is open, never over what was received, and not afterwards.

    ``window`` and ``before`` are (first, last day); ``received`` the days on which applications came.
    """
    return window == before or (today <= before[1] and all(window[0] <= day <= window[1] for day in received))


@rule("9(1)")
def stands_on_a_website(site: str) -> bool:
    """通知载明发布网站: The call names the website on which it stands."""
    return bool(site.strip())


@rule("9(7)", basis=Basis.ADOPTED)
def has_weights_before_the_call(weights: object | None) -> bool:
    """发布通知前已采用三阶段权重: The weights of the three phases were adopted before the call."""
    if weights is None:
        raise Silence("weights")
    return True


@rule("9(8)", basis=Basis.METHOD)
def counts_by_an_adopted_calendar(name: str | None, known: Collection[str]) -> bool:
    """年度所用工作日历已采用: The working calendar that the round names was adopted; None: it names none."""
    return name is None or name in known


@rule("9(8)", basis=Basis.METHOD)
def adopts_a_calendar_of_a_new_name(name: str, known: Collection[str]) -> bool:
    """日历以新名称采用: A calendar is adopted under a name of its own, so that what was counted by another stays as it was counted."""
    return bool(name.strip()) and name not in known


@rule("9(2)")
def follows_a_call(call_at: int) -> bool:
    """申报以已发布通知为前提: Applications follow a call; ``call_at`` is its position, 0 where there is none."""
    return call_at > 0


@rule("9(2)")
def is_received_within_the_window(received_on: date, opens_on: date | None, closes_on: date | None) -> bool:
    """在规定时限内收到（首末日均计入）: Received within the window, both days included. A late one is recorded as late."""
    if opens_on is None or closes_on is None:
        raise NotOnRecord("the window of applications")
    return opens_on <= received_on <= closes_on


@rule("9(2)")
def came_after_the_window(received_on: date, closes_on: date | None, received_at: str | None = None, hour: str | None = None) -> bool:
    """逾期者确在截止之后收到: What is recorded as late came after the last day for applications, or on it after the closing hour.

    ``received_at`` is the instant of the office's stamp, where there is one.
    """
    if closes_on is None:
        raise NotOnRecord("the window of applications")
    if received_on == closes_on and received_at is not None:
        return not is_in_time(received_at, closes_on, hour)
    return received_on > closes_on


@rule("9(2)", basis=Basis.METHOD)
def was_received_before_it_was_recorded(received_on: date, recorded_on: date) -> bool:
    """收到之日不晚于入账之日: The day of receipt is not later than the day of the record."""
    return received_on <= recorded_on


@rule("9(2)", basis=Basis.METHOD)
def has_a_code_of_its_own(applicant: ApplicantCode, others: Collection[ApplicantCode]) -> bool:
    """申报代号未被使用: The code stands for no other application of the round."""
    return applicant not in others


@rule("9(2)")
def applies_once(organisation: OrgId, name: str, others: Iterable[tuple[OrgId, str]]) -> bool:
    """一个组织一个年度只申报一次: An organisation applies once in a round, however it is spelt.

    ``others`` are (organisation, name) of the other standing applications.
    """
    own = all_same((organisation, name))
    return all(own.isdisjoint(all_same(other)) for other in others)


@rule("9(2)", basis=Basis.METHOD)
def is_still_the_same_applicant(organisation: OrgId, name: str, stands: tuple[OrgId, str] | None) -> bool:
    """更正不改变申报者: A correction keeps the code, and the credit code or the name, of an application; nobody slips in by one.

    ``stands`` is (organisation, name) of the application under this code before any correction; None where there is none.
    """
    return stands is not None and (same(organisation) == same(stands[0]) or same(name) == same(stands[1]))


@rule("11")
def declares_its_papers_true(declared: bool) -> bool:
    """申报组织承诺材料真实: The applicant declares that what it hands in is true."""
    return declared


@rule("9(2)")
def supplements_a_standing_application(applicant: ApplicantCode, standing: Collection[ApplicantCode]) -> bool:
    """补正的是在审的申报: What is supplemented is an application that stands."""
    return applicant in standing


@rule("9(2)")
def supplements_before_the_list(qualified_at: int) -> bool:
    """补正在合格名单确定之前: Papers are added before the list of who qualifies is fixed; ``qualified_at``: position, 0 where not yet."""
    return qualified_at == 0


@rule("9(3)")
def concerns_a_standing_applicant(applicant: ApplicantCode, standing: Collection[ApplicantCode]) -> bool:
    """资格审查针对在审的申报组织: Qualification is reviewed of applicants whose application stands."""
    return applicant in standing


@rule("9(3)")
def answers_a_question(asked_at: int) -> bool:
    """部门回复针对已发出的征求意见: A department answers what it was asked; ``asked_at`` is the question's position, 0: never asked."""
    return asked_at > 0


@rule("9(3)")
def finds_before_the_decision(is_decided: bool) -> bool:
    """核查在资格审查结论之前: Conditions are found on before the decision on the applicant; afterwards by correction."""
    return not is_decided


@rule("9(3)", basis=Basis.METHOD)
def finds_once(is_found: bool) -> bool:
    """每项条件只有一个核查结果: A condition has one finding for an applicant; another one corrects it."""
    return not is_found


@rule("9(3)")
def decides_once(is_decided: bool) -> bool:
    """每个申报组织只有一个结论: Every applicant has one decision."""
    return not is_decided


@rule("9(3)")
def has_a_finding_on_every_condition(missing: Collection[str] | None) -> bool:
    """结论前每项条件均已核查: Every condition has a finding before the decision; ``missing`` are those without.

    None: the conditions of this edition are not known here.
    """
    if missing is None:
        raise NotOnRecord("the conditions of this edition")
    return not missing


@rule("9(3)")
def follows_from_the_findings(
    qualified: bool, found: Mapping[tuple[str, str], str], *, is_recommended: bool, is_barred: bool, is_objected: bool = False
) -> bool:
    """结论与核查结果一致: The decision follows from the findings.

    Positive where every one is *met* or *not applicable*; negative where one is not, a bar stands, an opinion is missing,
    or opinions differ and by the adopted reading that can end it (``is_objected``).
    """
    clean = all(finding in (MET, NOT_APPLICABLE) for finding in found.values())
    return clean if qualified else not clean or not is_recommended or is_barred or is_objected


@rule("9(3)")
def gives_its_reasons(reasons: str) -> bool:
    """结论说明理由: The decision gives its reasons."""
    return bool(reasons.strip())


@rule("9(2)")
def fixes_the_list_after_the_window(fixed_on: date, closes_on: date | None) -> bool:
    """合格名单在申报期限届满后确定: The list is fixed when nobody can apply any more: after the last day for applications.

    ``closes_on`` of None: there was no call, and so nobody could apply yet.
    """
    return closes_on is not None and fixed_on > closes_on


@rule("9(3)")
def has_decided_on_everybody(undecided: Collection[ApplicantCode]) -> bool:
    """名单确定前每个申报组织均有结论: Before the list, every standing applicant has a decision; nobody disappears silently."""
    return not undecided


@rule("9(3)")
def lists_exactly_the_qualified(listed: Collection[ApplicantCode], qualified: Collection[ApplicantCode]) -> bool:
    """名单恰为结论合格且未撤回者: The list holds exactly those whose decision is positive and whose application stands, each once."""
    return len(set(listed)) == len(listed) and set(listed) == set(qualified)


@rule("9(3)")
def fixes_the_list_once(qualified_at: int) -> bool:
    """合格名单确定一次: The list is fixed once; what changes it afterwards is a correction."""
    return qualified_at == 0
