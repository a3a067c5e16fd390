"""Articles 4, 6 and 9(6), clean hands (廉洁评审): declarations, relations, challenges, advisers, interference, integrity cards.

The measure has no article on any of them. Each rests on the adopted rules or on the method of keeping records.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ledger.errors import NotDisclosed
from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, NotApplicable, NotDue, NotOnRecord, Silence, rule
from ledger.rules.identity import all_same
from ledger.rules.relations import Chain
from ledger.terms import ApplicantCode, ExpertCode

# Before the first mark


@rule("6.1", basis=Basis.ADOPTED)
def is_told_when_interests_are_declared(reading: str | None) -> bool:
    """利益关系声明时间已有规定: The adopted rules say when experts declare their interests. Refuses nothing by itself."""
    if reading is None:
        raise Silence("recusal.declaration")
    return True


@rule("6.1", basis=Basis.ADOPTED)
def has_declared_its_interests(declared_at: int, reading: str | None) -> bool:
    """首个评分之前已声明利益关系: The expert declared its interests, "none" included, before its first mark on an applicant.

    ``declared_at`` is the position of the declaration, 0 where there is none.
    """
    if reading != "before_first_mark":
        raise NotApplicable("the adopted rules ask for no declaration before the first mark")
    return declared_at > 0


@rule("6.1", basis=Basis.ADOPTED)
def has_no_relation_to_the_applicant(chain: Computed[Chain | None]) -> bool:
    """与所评组织无须回避的利益关系: No chain of declared relations leads from the expert to the applicant as far as the rules look.

    ``chain`` is the shortest one. Who stands aside is not asked.
    """
    return settled(chain) is None


@rule("6.1", basis=Basis.ADOPTED)
def was_not_successfully_challenged(is_upheld: Computed[bool]) -> bool:
    """回避申请未获支持: No challenge was upheld that asked the expert to stand aside from the applicant."""
    return not settled(is_upheld)


# Challenges


@rule("6.1", basis=Basis.METHOD)
def is_challenged_with_grounds(grounds: str) -> bool:
    """回避申请载明理由: A challenge says on what grounds."""
    return bool(grounds.strip())


@rule("6.1", basis=Basis.METHOD, gate=True)
def decides_a_challenge_once(expert: ExpertCode, challenged: ExpertCode | None, is_decided: bool) -> bool:
    """决定针对尚未决定的回避申请: The decision is on a challenge of this expert that is on record, and the first on it."""
    return challenged == expert and not is_decided


@rule("6.1", basis=Basis.METHOD)
def decides_with_reasons(reasons: str) -> bool:
    """决定载明理由: A decision gives its reasons."""
    return bool(reasons.strip())


@rule("6.1", basis=Basis.METHOD)
def is_decided_by_somebody_else(author: str, challenger: str | None) -> bool:
    """申请人不自行决定: Who asked that an expert stand aside does not decide on it."""
    return author != challenger


# Advisers and trainers


@rule("6.1", basis=Basis.METHOD)
def is_declared_for_an_application(applicant: ApplicantCode, applicants: Collection[ApplicantCode]) -> bool:
    """申报人已申报参评: Who declares its advisers has applied in this round."""
    return applicant in applicants


@rule("6.1", basis=Basis.METHOD)
def names_each_adviser_once(names: Computed[Sequence[str]]) -> bool:
    """咨询辅导者逐一列名: Each adviser and trainer is named, and once; none at all is a declaration too."""
    found = settled(names)
    return all(name.strip() for name in found) and len(all_same(found)) == len(found)


@rule("6.1", basis=Basis.ADOPTED)
def declares_as_many_years_as_asked(years: int, asked: int | None) -> bool:
    """申报年限不少于规定: The declaration looks back as many years as the adopted rules ask for, or more."""
    if not asked:
        raise NotApplicable("the adopted rules ask for no declaration of advisers")
    return years >= asked


@rule("6.1", basis=Basis.ADOPTED)
def declares_before_it_is_scored(asked: int | None, *, has_marks: bool) -> bool:
    """评分之前申报: Advisers are declared before the first mark on the applicant, so that experts can stand aside in time."""
    if not asked:
        raise NotApplicable("the adopted rules ask for no declaration of advisers")
    return not has_marks


# Interference and visits


@rule("4", basis=Basis.METHOD)
def tells_what_was_said(who: str, what: str) -> bool:
    """载明说情人和内容: It is said who put in a word, and what was said."""
    return bool(who.strip()) and bool(what.strip())


@rule("9(6)", basis=Basis.METHOD)
def speaks_of_a_visit_that_was_held(visited_at: int, is_returned: bool) -> bool:
    """廉政反馈卡针对已进行的现场评审且每次一张: A card is about a visit that was held, one for each. Position, 0: none."""
    return visited_at > 0 and not is_returned


# The round as a whole


@rule("6.2", basis=Basis.METHOD)
def came_about_at_the_first_attempt(aborted: Mapping[str, str]) -> bool:
    """抽取一次完成: The draw came about at the first attempt. ``aborted``: each aborted draw and its reason; several are a clue."""
    return not aborted


@rule("9(6)", basis=Basis.METHOD)
def has_a_card_for_each_visit(visited: Sequence[ApplicantCode], returned: Collection[ApplicantCode], sealed: int, *, is_over: bool) -> bool:
    """每次现场评审均有廉政反馈卡: Each applicant that was visited returned an integrity card; ``sealed`` records stay closed here."""
    if not visited:
        raise NotApplicable("nobody was visited")
    missing = [applicant for applicant in visited if applicant not in returned]
    if missing and sealed:
        raise NotDisclosed("record.sealed")
    if missing and not is_over:
        raise NotDue(f"the integrity cards of {', '.join(missing)}")
    if missing:
        raise NotOnRecord(f"the integrity cards of {', '.join(missing)}")
    return True


@rule("6.1", basis=Basis.ADOPTED)
def has_declarations_of_advisers(missing: Sequence[ApplicantCode], scored: int, asked: int | None) -> bool:
    """申报组织均已申报咨询辅导情况: Each applicant that was scored declared its advisers; ``missing`` did not."""
    if asked is None:
        raise Silence("advisers.years")
    if not asked:
        raise NotApplicable("the adopted rules ask for no declaration of advisers")
    if not scored:
        raise NotDue("nobody was scored yet")
    if missing:
        raise NotOnRecord(f"what advisers {', '.join(missing)} had")
    return True


@rule("6.1", basis=Basis.METHOD)
def has_decided_every_challenge(undecided: int, made: int, sealed: int, *, is_over: bool) -> bool:
    """回避申请均已决定: Every challenge of an expert was decided. ``made`` is how many there were."""
    if sealed:
        raise NotDisclosed("record.sealed")
    if not made:
        raise NotApplicable("nobody was challenged")
    if undecided and not is_over:
        raise NotDue("challenges wait for a decision")
    return not undecided
