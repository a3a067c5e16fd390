"""Bodies and powers (机构与职权): who is competent for what, and who must not do two things. Articles 6, 7, 9, 15.

The measure gives each task to a body and leaves open who sits on which; that duties are kept apart is a method of
this record and says so. What is asked of a body rests on the register of bodies: a round that keeps none is not
asked act by act, and its audit says so once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.citation import Basis, NotApplicable, NotOnRecord, rule
from ledger.rules.identity import all_same, same
from ledger.terms import Role

AREA, PARK, DEPARTMENT = "area", "park", "department"
BY_PLACE = frozenset({AREA, PARK})
RECOMMENDS = BY_PLACE | {DEPARTMENT}
"""The three kinds of body that recommend (7): two for their area, one for its trade."""

ONE_OF_A_KIND = frozenset({"committee", "office", "government", "finance", "discipline"})
"""Functions that one body has at a time. Recommending bodies and departments are many."""

APART: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.EXPERT: frozenset({Role.COMMITTEE, Role.GOVERNMENT, Role.RECOMMENDER, Role.APPLICANT}),
        Role.APPLICANT: frozenset(set(Role) - {Role.APPLICANT, Role.PUBLIC}),
        Role.RECOMMENDER: frozenset({Role.EXPERT, Role.COMMITTEE, Role.GOVERNMENT, Role.APPLICANT}),
        Role.OFFICE: frozenset({Role.COMMITTEE, Role.GOVERNMENT, Role.APPLICANT}),
        Role.DISCIPLINE: frozenset({Role.COMMITTEE, Role.GOVERNMENT, Role.APPLICANT}),
        Role.COMMITTEE: frozenset({Role.EXPERT, Role.RECOMMENDER, Role.OFFICE, Role.DISCIPLINE, Role.GOVERNMENT, Role.APPLICANT}),
        Role.GOVERNMENT: frozenset({Role.EXPERT, Role.RECOMMENDER, Role.OFFICE, Role.DISCIPLINE, Role.COMMITTEE, Role.APPLICANT}),
    }
)
"""Roles that one holder does not have together: who scores neither votes nor recommends, who verifies does not approve,
who keeps the office decides on nobody, and who applies judges nothing."""


class Mandate(NamedTuple):
    """职责: for what a body is competent on a day. Codes cover all that begin with them."""

    function: str
    areas: tuple[str, ...]
    trades: tuple[str, ...]
    answers: tuple[str, ...]


class Place(NamedTuple):
    """所属区域与行业: where an applicant is registered and in which trades it works. Sealed values may be closed."""

    area: str
    trades: tuple[str, ...]


def covers(codes: Iterable[str], code: str) -> bool:
    """Return whether ``code`` begins with one of ``codes``: the code of a town covers its villages, C those of C34."""
    return any(code.startswith(one) for one in codes)


def is_competent(mandate: Mandate, place: Place) -> bool:
    """Return whether a recommending body is competent for an applicant of this place. Raises ``NotDisclosed``."""
    if mandate.function in BY_PLACE:
        return covers(mandate.areas, place.area)
    return mandate.function == DEPARTMENT and any(covers(mandate.trades, trade) for trade in place.trades)


def answers_for(mandate: Mandate, limb: str) -> bool:
    """Return whether a body is asked on a part of article 8, written ``8(5) accidents``; ``8(5)`` answers for all of it."""
    return any(limb == one or limb.startswith(f"{one} ") for one in mandate.answers)


@rule("7")
def is_competent_for_the_applicant(mandate: Mandate | None, place: Place | None) -> bool:
    """推荐单位在签署之日对该组织有管辖: On the day of its signature the body was competent for the applicant, by its area or its trade.

    None: the body is not on record on that day, or nothing is known of the applicant.
    """
    if mandate is None:
        return False
    if place is None:
        raise NotOnRecord("where the applicant is registered and in which trades it works")
    return is_competent(mandate, place)


@rule("7")
def signs_as_the_kind_on_record(kind: str, mandate: Mandate | None) -> bool:
    """意见所载单位类别与登记一致: The body signs as the kind of recommending body that it is on record as."""
    if mandate is None:
        raise NotOnRecord("the recommending body")
    return kind == mandate.function


@rule("9(3)", basis=Basis.METHOD)
def asks_who_answers_for_it(limbs: Collection[str], mandate: Mandate | None) -> bool:
    """征求意见的对象对所问事项有职责: A department is asked on what it answers for. No ``limbs``: on all of that."""
    return mandate is not None and all(answers_for(mandate, limb) for limb in limbs)


@rule("9(3)", basis=Basis.METHOD)
def asks_on_parts_of_the_article(limbs: Collection[str]) -> bool:
    """所问事项为第八条所列: What is asked, or answered, are parts of the conditions."""
    return all(map(is_part, limbs))


@rule("6.2", basis=Basis.METHOD)
def registers_a_body_once(body: str, known: Collection[str]) -> bool:
    """机构代码只登记一次: A body is registered once; what changes is a change."""
    return same(body) not in all_same(known)


@rule("6.1", basis=Basis.METHOD)
def is_the_only_body_of_its_function(function: str, others: Collection[str]) -> bool:
    """委员会、办公室、区政府、财政、纪检各为一个: There is one committee, one office, one government; ``others`` have this function now."""
    return function not in ONE_OF_A_KIND or not others


@rule("7", basis=Basis.METHOD)
def has_what_its_function_asks(function: str, areas: Collection[str], trades: Collection[str], answers: Collection[str]) -> bool:
    """登记载明区域、行业或答复事项: A body of an area names its areas, a department its trades or what it answers for."""
    if not all(code.strip() for code in (*areas, *trades)) or not all(map(is_part, answers)):
        return False
    if function in BY_PLACE:
        return bool(areas)
    return bool(trades or answers) if function == DEPARTMENT else True


@rule("6.2", basis=Basis.METHOD)
def rests_on_a_document(document: str) -> bool:
    """机构与委员变动载明文件: Who takes part, and who sits, rests on a document that is named."""
    return bool(document.strip())


@rule("6.2", basis=Basis.METHOD)
def speaks_of_a_body_that_stands(is_known: bool, dissolved: date | None) -> bool:
    """所涉机构已登记且未撤销: The body is registered and was not dissolved."""
    return is_known and dissolved is None


@rule("6.2", basis=Basis.METHOD)
def takes_effect_in_order(day: date, last: date | None) -> bool:
    """变动依生效之日先后: A change takes effect on the day of the one before it, or later; nothing is changed behind a later one."""
    return last is None or last <= day


@rule("6.1", basis=Basis.METHOD)
def sits_on_the_committee(function: str | None) -> bool:
    """委员属于质量发展委员会: Members sit on the committee; None: the body is not registered."""
    return function == "committee"


@rule("6.1", basis=Basis.METHOD)
def sits_once(member: str, person: str, sitting: Mapping[str, str]) -> bool:
    """一人一席: A person sits once, under one code; ``sitting`` is code to person."""
    if same(member) in all_same(sitting):
        return False
    return not sitting or same(person) not in all_same(sitting.values())


@rule("6.1", basis=Basis.METHOD)
def has_one_chair(is_chair: bool, chairs: Collection[str]) -> bool:
    """主任一人: One member at a time is in the chair; ``chairs`` are those there now."""
    return not is_chair or not chairs


@rule("6.1", basis=Basis.METHOD)
def leaves_a_seat_that_is_held(member: str, sitting: Collection[str]) -> bool:
    """离任的是在任委员: Who leaves sits on the committee."""
    return member in sitting


@rule("6.1", basis=Basis.METHOD)
def counts_the_members_on_record(members: int, on_record: int) -> bool:
    """会议所载委员人数与登记一致: A meeting counts as many members as are on record on its day."""
    return members == on_record


@rule("6.2", basis=Basis.METHOD)
def scores_without_a_vote(persons: Collection[str], members: Collection[str]) -> bool:
    """评审专家不是委员会委员: Nobody both scores and votes; ``persons`` are drawn as experts, ``members`` sit on the committee."""
    return all_same(persons).isdisjoint(all_same(members))


@rule("6.1", basis=Basis.METHOD)
def votes_without_having_scored(members: Collection[str], panels: Collection[Collection[str]]) -> bool:
    """表决的委员未担任本年度评审专家: No member who meets was an expert of the round; ``panels`` are the persons of each draw.

    A flag: such a member stands aside, and the meeting goes on.
    """
    sitting = all_same(members)
    return all(sitting.isdisjoint(all_same(persons)) for persons in panels)


@rule("6.1", basis=Basis.METHOD)
def keeps_its_duties_apart(role: Role, others: Collection[Role]) -> bool:
    """同一持有人不兼任相斥身份: One holder does not score and vote, recommend and score, verify and approve; ``others`` it has already."""
    return not any(are_apart(role, other) for other in others)


def are_apart(one: Role, other: Role) -> bool:
    """Return whether one holder must not have both roles."""
    return other in APART.get(one, frozenset()) or one in APART.get(other, frozenset())


@rule("15", basis=Basis.METHOD)
def reviews_as_a_body_of_the_measure(body: str, mandate: Mandate | None) -> bool:
    """参与评审的机构已登记: Who answers or reports in a review is a body on record on that day; nobody else takes part in it."""
    if not body:
        raise NotApplicable("no body is named")
    return mandate is not None


def is_part(limb: str) -> bool:
    """Return whether a text such as ``8(5) accidents`` or ``8(2)`` names a condition of article 8 or a part of one."""
    condition, _, part = limb.partition(" ")
    return condition in CONDITIONS and (not part or part == WHOLE or part in CONDITIONS[condition])
