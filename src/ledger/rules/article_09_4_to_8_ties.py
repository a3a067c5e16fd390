"""Article 9(4), 9(5), 9(8): what the committee decides where the scores do not tell applicants apart (第九条第四、五、八项).

No article says what becomes of a tie at a line, or of a field that is too short for its ratio. Where the adopted rules
leave it to the committee, its decision is an act of its own, made before the list that rests on it: who is level, who
goes on, by what vote, for what reasons. A list without it is refused, however right it may look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledger.rules.aggregation import Groups, Line
from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, Silence, rule
from ledger.rules.parameters import Tie
from ledger.terms import ApplicantCode, Tier

Decision = tuple[Sequence[ApplicantCode], Sequence[ApplicantCode]]
"""(who was level, who of them goes on, best first), as the committee decided."""

COMMITTEE = "committee_decision"


@rule("9(4)", basis=Basis.ADOPTED)
def has_the_decision_on_the_defence_line(computed: Computed[Line], decided: Decision | None) -> bool:
    """答辩名单划线处由委员会裁定的须先有裁定: Whom the adopted rules leave to the committee at the defence line, it has decided on.

    ``decided`` of None: no decision is on record. One about others than those who are level now decides nothing.
    """
    return _is_decided(settled(computed), decided)


@rule("9(5)", basis=Basis.ADOPTED)
def has_the_decision_on_the_site_line(computed: Computed[Line], decided: Decision | None) -> bool:
    """现场评审名单划线处由委员会裁定的须先有裁定: As at the defence line, at that of the site list."""
    return _is_decided(settled(computed), decided)


@rule("9(8)", basis=Basis.ADOPTED)
def has_the_decision_between_the_tiers(
    tiers: Mapping[ApplicantCode, Tier], reading: str | None, tie: Tie | None, refined: Computed[Groups]
) -> bool:
    """并列者分入不同奖项须先有委员会裁定: Who stays level after all criteria is parted between tiers by a decision of the committee alone.

    ``refined`` are the tie groups, split by the criteria of ``tie`` and by the decision; standing in no tier is a tier.
    Criteria that leave somebody level and name no body leave the question open.
    """
    if tie is None or isinstance(tie, str) or reading == "by_committee":
        return True
    if all(len({tiers.get(applicant) for applicant in group}) == 1 for group in settled(refined)):
        return True
    if COMMITTEE not in tie:
        raise Silence("tie.tier")
    return False


@rule("9(4)", basis=Basis.ADOPTED, gate=True)
def decides_on_who_waits_at_the_line(tied: Sequence[ApplicantCode], waiting: Computed[Sequence[ApplicantCode]]) -> bool:
    """裁定对象为划线处待定的组织: What is decided on are those, each once, whom scores and adopted rules leave to the committee."""
    found = settled(waiting)
    return len(tied) > 0 and len(set(tied)) == len(tied) and set(tied) == set(found)


@rule("9(8)", basis=Basis.ADOPTED, gate=True)
def decides_on_who_is_level_between_tiers(tied: Sequence[ApplicantCode], refined: Computed[Groups]) -> bool:
    """奖项分界裁定的对象为综合得分并列者: Between tiers the committee orders those, each once, whom all criteria leave level."""
    return len(tied) > 1 and len(set(tied)) == len(tied) and any(set(tied) == set(group) for group in settled(refined))


@rule("9(4)", basis=Basis.METHOD, gate=True)
def sends_on_as_many_as_there_are_places(tied: Sequence[ApplicantCode], order: Sequence[ApplicantCode], left: Computed[int | None]) -> bool:
    """裁定进入者为并列者且人数与余额相符: Those who go on are of those who wait, each once, and as many as there are places left.

    ``left`` of None: as many as the committee decides, at least one.
    """
    places = settled(left)
    return len(set(order)) == len(order) > 0 and set(order) <= set(tied) and places in (None, len(order))


@rule("9(4)", basis=Basis.METHOD)
def counts_its_vote(members: int, present: int, valid: int, in_favour: int) -> bool:
    """裁定票数依次不增: In favour, valid, present and members: none is more than the next, and somebody is present."""
    return 0 <= in_favour <= valid <= present <= members and present > 0


@rule("9(4)", basis=Basis.METHOD)
def decides_before_the_list(listed_at: int) -> bool:
    """裁定先于所据名单: The committee decides before the list that rests on it is fixed; ``listed_at``: position, 0 where not yet."""
    return listed_at == 0


@rule("9(4)", basis=Basis.METHOD)
def decides_on_a_line_once(is_decided: bool) -> bool:
    """同一划线处对同一并列者只裁定一次: Those who wait at a line are decided on once; a wrong decision is corrected."""
    return not is_decided


def merged(line: Line, decided: Decision | None) -> Line:
    """Return ``line`` with the committee's decision in it; as it was where none answers to who waits there."""
    if decided is None or not line.undecided or set(decided[0]) != set(line.undecided):
        return line
    return Line((*line.above, *decided[1]), (), 0)


def ordered(groups: Groups, decisions: Sequence[Decision]) -> Groups:
    """Return tie groups with those split that a decision orders: its order first, then whom it names last, together."""
    result: Groups = []
    for group in groups:
        order = next((list(order) for tied, order in decisions if set(tied) == set(group)), None)
        if order is None:
            result.append(group)
            continue
        rest = [applicant for applicant in group if applicant not in order]
        result += [[applicant] for applicant in order] + ([rest] if rest else [])
    return result


def _is_decided(line: Line, decided: Decision | None) -> bool:
    return not line.undecided or (decided is not None and set(decided[0]) == set(line.undecided))
