"""Article 9(8), the committee's meeting: who is there, who stands aside, where every ballot ends (第九条第八项: 出席、回避与计票).

The text lets the committee decide and says no more. A secret ballot has counts and no names; the counts must close.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.errors import NotDisclosed
from ledger.rules.citation import Basis, rule
from ledger.rules.identity import all_same, same


@rule("6.1", basis=Basis.METHOD)
def names_sitting_members(named: Sequence[str], codes: Collection[str], persons: Sequence[str]) -> bool:
    """所列为在任委员: Who attends or stands aside sits on the committee that day, by code or name."""
    known = all_same(codes)
    return all(same(name) in known or same(name) in all_same(persons) for name in named)


@rule("9(8)", basis=Basis.METHOD)
def lists_as_many_as_were_present(attending: Sequence[str], present: int) -> bool:
    """出席名单人数与实到人数一致且不重复: The list of attendance names as many members as were counted present, each once."""
    return len(attending) == present == len(all_same(attending))


@rule("9(8)", basis=Basis.METHOD)
def is_taken_once(is_taken: bool) -> bool:
    """每次会议只记一份出席名单，每项计票只核对一次: A meeting has one list of attendance, and a count one reconciliation."""
    return not is_taken


@rule("6.1", basis=Basis.ADOPTED)
def hands_no_ballot_to_who_stands_aside(
    issued: int, members: int, present: int, recused: Sequence[str], attending: Sequence[str] | None, sealed: int
) -> bool:
    """回避委员不领选票: No more ballots are issued on an applicant than members are there who do not stand aside from it.

    ``recused`` stand aside; ``attending`` of None: no list of attendance, so that each of them may have been away.
    """
    if not recused:
        if sealed:
            raise NotDisclosed("record.sealed")
        return True
    aside = all_same(recused)
    if attending is None:
        return issued <= min(present, members - len(aside))
    return issued <= present - len(aside & all_same(attending))


@rule("9(8)", basis=Basis.METHOD, gate=True)
def names_a_member(member: str, why: str) -> bool:
    """载明回避委员与理由: It is said which member stands aside, and why."""
    return bool(member.strip()) and bool(why.strip())


@rule("9(8)", basis=Basis.METHOD)
def stands_aside_before_the_count(voted: Sequence[int]) -> bool:
    """委员回避先于计票: A member stands aside before ballots on the applicant are counted; ``voted`` are the positions of counts."""
    return not voted


@rule("9(8)", basis=Basis.METHOD)
def reconciles_a_count(is_counted: bool) -> bool:
    """核对的是已计的票: What is reconciled is a count on this applicant for this tier."""
    return is_counted


@rule("9(8)", basis=Basis.METHOD, gate=True)
def accounts_for_every_ballot(issued: tuple[int, int, int], returned: tuple[int, int, int], valid: tuple[int, int, int, int]) -> bool:
    """发出等于收回加未收回，收回等于有效加无效，有效等于赞成反对弃权之和: Every ballot ends somewhere, and only once.

    (issued, returned, not returned), (returned, valid, invalid), (valid, in favour, against, abstained).
    """
    numbers = (*issued, *returned, *valid)
    return min(numbers) >= 0 and all(whole[0] == sum(whole[1:]) for whole in (issued, returned, valid))
