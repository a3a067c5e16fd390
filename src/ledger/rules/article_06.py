"""Article 6: who runs the review (第六条).

1: the committee organises it, adopts the review rules, studies what is important and proposes the
candidates to the government. 2: its office does the daily work: detailed rules, pool of experts,
yearly plan and scheme, the running of the review. Panel size, draw and recusal have no article; what is
asked of them here rests on the adopted rules and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.rules.citation import Basis, NotOnRecord, Silence, rule
from ledger.rules.identity import all_same
from ledger.terms import ApplicantCode, ExpertCode


@rule("6.1", basis=Basis.ADOPTED)
def is_adopted_before_the_call(call_at: int) -> bool:
    """评审规则在发布通知前采用: Review rules are adopted before the call; ``call_at`` is the call's position, 0: not yet."""
    return call_at == 0


@rule("6.1", basis=Basis.METHOD)
def names_its_sources(document: str, sources: Sequence[str]) -> bool:
    """采用文件和每项取值均载明出处: The adopting document and every value name where they come from."""
    return bool(document.strip()) and bool(sources) and all(source.strip() for source in sources)


@rule("6.1", basis=Basis.METHOD)
def annuls_a_round_without_a_result(published_at: int, why: str) -> bool:
    """作废的是未公布结果的年度并说明理由: A round is annulled with a reason and before a result, never to take a title.

    ``published_at`` is the position of the result; for the committee, already that of the government's approval.
    """
    return not published_at and bool(why.strip())


@rule("6.2", basis=Basis.METHOD)
def names_different_experts(experts: Sequence[ExpertCode]) -> bool:
    """专家不重复: Every expert is named once."""
    return bool(experts) and len(set(experts)) == len(experts)


@rule("6.2", basis=Basis.METHOD, gate=True)
def draws_different_persons(persons: Sequence[str], experts: Collection[ExpertCode]) -> bool:
    """抽取的专家各为一人: Behind each code stands a person, and none behind two; ``persons`` are sealed, in the order of ``experts``."""
    return len(all_same(persons)) == len(persons) == len(experts) and all(person.strip() for person in persons)


@rule("6.2", basis=Basis.ADOPTED)
def has_enough_experts(experts: Collection[ExpertCode], panel_min: int | None) -> bool:
    """专家组不少于最低人数: The panel has at least the adopted number of experts. The number itself is enough."""
    if panel_min is None:
        raise Silence("panel.min")
    return len(experts) >= panel_min


@rule("6.2", basis=Basis.ADOPTED)
def draws_once(drawn: Collection[ExpertCode] | None) -> bool:
    """专家只抽取一次: Experts are drawn once; to draw again until the draw pleases needs a deviation. None: not yet drawn."""
    return drawn is None


@rule("6.2", basis=Basis.METHOD, gate=True)
def keeps_who_was_drawn(experts: Collection[ExpertCode], drawn: Collection[ExpertCode]) -> bool:
    """更正不改变抽取结果: A correction of the draw keeps who was drawn; drawing again is no correction."""
    return set(experts) == set(drawn)


@rule("6.2", basis=Basis.ADOPTED)
def was_drawn(experts: Sequence[ExpertCode], drawn: Collection[ExpertCode] | None) -> bool:
    """专家组成员均经抽取: Who sits on the panel was drawn before; ``drawn`` of None: no draw is on record."""
    return drawn is not None and all(expert in drawn for expert in experts)


@rule("6.2", basis=Basis.METHOD)
def is_led_by_a_member(leader: ExpertCode | None, experts: Collection[ExpertCode]) -> bool:
    """组长是专家组成员: The leader is one of the panel. Raises ``NotOnRecord`` where none is named."""
    if leader is None:
        raise NotOnRecord("the leader of the panel")
    return leader in experts


@rule("6.2", basis=Basis.ADOPTED)
def is_constituted_before_the_first_mark(*, has_marks: bool) -> bool:
    """专家组在首个评分之前组成: The panel stands before the first mark; a change afterwards needs a deviation."""
    return not has_marks


@rule("6.1", basis=Basis.ADOPTED)
def is_an_expert_of_the_round(expert: ExpertCode, experts: Collection[ExpertCode] | None) -> bool:
    """所涉专家属于本年度: The expert was drawn for this round."""
    return experts is not None and expert in experts


@rule("6.1", basis=Basis.METHOD)
def stands_aside_from_an_applicant(applicant: ApplicantCode | None, applicants: Collection[ApplicantCode]) -> bool:
    """回避针对已申报的组织或全部组织: An expert stands aside from an applicant of the round, or (None) from all."""
    return applicant is None or applicant in applicants
