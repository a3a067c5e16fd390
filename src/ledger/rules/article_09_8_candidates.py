"""Article 9(8), first half: the committee determines the candidates (第九条第八项前段), and article 3.2 on its places.

The committee decides collectively on the overall report. It may leave places vacant and then says so; who is not a
candidate now never becomes one. Quorum, majority and the split between the tiers have no article: what is asked
of them rests on the adopted rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from ledger.rules.aggregation import Groups
from ledger.rules.article_09_4_to_7 import Computed, settled
from ledger.rules.citation import Basis, Silence, rule
from ledger.rules.parameters import Tie, VotePass
from ledger.terms import ApplicantCode, Hundredths, Tier

BY_RANK, BY_COMMITTEE = "by_rank", "by_committee"

# The meeting and its ballots


@rule("9(8)")
def deliberates_on_a_report(report_at: int) -> bool:
    """审议以综合评价报告为前提: The committee meets on the overall report; ``report_at``: position, 0 where not yet."""
    return report_at > 0


@rule("9(8)", basis=Basis.METHOD)
def counts_its_members(members: int, present: int, stood_aside: int) -> bool:
    """应到、实到、回避人数相符: No more are present than there are members, and no more stand aside than are present."""
    return 0 <= stood_aside <= present <= members and present > 0


@rule("6.1", basis=Basis.ADOPTED)
def has_a_quorum(members: int, present: int, quorum: Fraction | None) -> bool:
    """出席达到法定人数（含本数）: At least the adopted share of the committee is present."""
    if quorum is None:
        raise Silence("vote.quorum")
    return present >= quorum * members


@rule("9(8)")
def votes_at_a_meeting(meeting_at: int) -> bool:
    """表决在会议上进行: A vote is counted at a meeting; ``meeting_at``: position, 0 where none was held."""
    return meeting_at > 0


@rule("9(8)", basis=Basis.METHOD)
def decides_before_the_candidates(determined_at: int) -> bool:
    """先审议表决后定名单: Meetings and votes come before the candidates are determined; position, 0 where not yet."""
    return determined_at == 0


@rule("9(8)", basis=Basis.METHOD)
def counts_ballots_in_order(issued: int, returned: int, valid: int, in_favour: int, voters: int) -> bool:
    """票数依次不增: In favour, valid, returned, issued ballots and voters: none is more than the next.

    ``voters`` are those present who do not stand aside.
    """
    return 0 <= in_favour <= valid <= returned <= issued <= voters


@rule("9(8)", basis=Basis.METHOD)
def is_voted_on_once(is_counted: bool) -> bool:
    """同一组织同一奖项只计票一次: There is one count on an applicant for a tier; a wrong one is corrected."""
    return not is_counted


@rule("9(8)")
def was_evaluated(applicants: Collection[ApplicantCode], evaluated: Collection[ApplicantCode]) -> bool:
    """所涉组织均经综合评价且未撤回: Only who was evaluated in all phases, and did not withdraw, is decided on."""
    return all(applicant in evaluated for applicant in applicants)


@rule("3.2")
def names_tiers_of_the_round(tiers: Collection[Tier], planned: Collection[Tier]) -> bool:
    """奖项属于本年度计划: Every tier that is named is one in which the round plans places."""
    return all(tier in planned for tier in tiers)


# The candidates


@rule("4")
def is_decided_at_a_meeting(meeting_at: int) -> bool:
    """候选名单由集体决策: Candidates are decided on collectively, at a meeting; ``meeting_at``: position, 0 where none was held."""
    return meeting_at > 0


@rule("9(8)")
def determines_the_candidates_once(determined_at: int) -> bool:
    """候选名单确定一次，不另行补充: Candidates are determined once: a second list would let somebody move up."""
    return determined_at == 0


@rule("9(8)")
def lets_nobody_move_up(
    candidates: Mapping[ApplicantCode, Tier],
    before: Mapping[ApplicantCode, Tier],
    failed: Collection[ApplicantCode],
    noticed_at: int = 0,
) -> bool:
    """公示不通过不递补: After the notice opened or a candidate fell away nobody joins the list and nobody changes tier.

    ``before``: as determined; ``failed`` of them are those who failed the notice or withdrew; ``noticed_at``: position, 0: not yet.
    """
    return not (failed or noticed_at) or all(before.get(applicant) == tier for applicant, tier in candidates.items())


@rule("9(8)", basis=Basis.METHOD)
def names_each_candidate_once(applicants: Sequence[ApplicantCode], candidates: Sequence[ApplicantCode]) -> bool:
    """名单与候选逐一对应且不重复: The list of codes and the candidates are the same, each once, in one tier."""
    return len(set(candidates)) == len(candidates) == len(applicants) and set(applicants) == set(candidates)


@rule("9(8)")
def keeps_to_the_planned_places(places: Mapping[Tier, int], planned: Mapping[Tier, int]) -> bool:
    """各奖项候选不超过计划名额: No tier has more candidates within the quota than the round plans."""
    return all(count <= planned.get(tier, 0) for tier, count in places.items())


@rule("6.1", basis=Basis.ADOPTED)
def has_the_votes(votes: Mapping[ApplicantCode, tuple[int, int] | None], passes: VotePass | None, members: int, present: int) -> bool:
    """每个候选获得规定票数: Every candidate has the adopted majority for its tier.

    ``votes`` are (in favour, valid ballots) for the tier in which each stands; None where nothing was counted.
    """
    if passes is None:
        raise Silence("vote.pass")
    return all(vote is not None and carries(vote[0], vote[1], passes, members, present) for vote in votes.values())


@rule("9(8)", basis=Basis.ADOPTED)
def follows_the_ranking(
    tiers: Mapping[ApplicantCode, Tier],
    order: Sequence[Tier],
    departures: str,
    reading: str | None,
    tie: Tie | None,
    computed: Computed[Groups],
    refined: Computed[Groups],
) -> bool:
    """候选按名次分入奖项，有调整须附理由: By rank: nobody stands in a better tier than who ranks above; else the list gives its reasons.

    ``order`` are the tiers, best first; standing in none is worst. ``refined`` are the tie groups ``computed``,
    split by the criteria of ``tie`` and by the committee; of whom these leave level another rule asks.
    """
    if reading is None:
        raise Silence("tier.assignment")
    if reading == BY_COMMITTEE:
        return True
    groups = settled(computed)
    if any(len({tiers.get(applicant) for applicant in group}) > 1 for group in groups):
        if tie is None:
            raise Silence("tie.tier")
        follows = not isinstance(tie, str) and keeps_rank(tiers, order, settled(refined))
    else:
        follows = keeps_rank(tiers, order, groups)
    return follows or (reading != BY_RANK and bool(departures.strip()))


@rule("9(7)", basis=Basis.ADOPTED)
def reaches_the_least_score(
    candidates: Sequence[ApplicantCode], threshold: Hundredths | str | None, computed: Computed[Mapping[ApplicantCode, Fraction]]
) -> bool:
    """候选组织达到最低综合得分（含本数）: Every candidate has the least overall score, where the adopted rules set one."""
    if threshold is None:
        raise Silence("threshold.total")
    if isinstance(threshold, str):
        return True
    totals = settled(computed)
    return all(applicant in totals and totals[applicant] >= threshold for applicant in candidates)


@rule("3.2", basis=Basis.METHOD)
def leaves_exactly_the_rest_vacant(places: int, planned: int, taken: int, why: str, is_recorded: bool) -> bool:
    """空缺数等于计划减候选并附理由，每个奖项记一次: What is left vacant is what no candidate takes, with a reason, once for each tier."""
    return not is_recorded and 0 < places == planned - taken and bool(why.strip())


@rule("9(8)", basis=Basis.METHOD)
def follows_the_candidates(determined_at: int) -> bool:
    """以候选名单为前提: What follows from the candidates comes after they are determined; position, 0 where not yet."""
    return determined_at > 0


def carries(in_favour: int, valid: int, passes: VotePass, members: int, present: int) -> bool:
    """Return whether a vote carries under the adopted majority. Nobody is carried by no ballot at all."""
    needed = passes.share * {"members": members, "present": present, "valid_ballots": valid}[passes.of]
    if in_favour <= 0:
        return False
    return in_favour > needed if passes.more_than else in_favour >= needed


def keeps_rank(tiers: Mapping[ApplicantCode, Tier], order: Sequence[Tier], groups: Groups) -> bool:
    """Return whether nobody stands in a better tier than somebody of a better group."""
    worst_above, places = 0, {tier: place for place, tier in enumerate(order)}
    for group in groups:
        # A tier that the round does not have is no better than none; another rule refuses it.
        stands = [places.get(tiers[one], len(order)) if one in tiers else len(order) for one in group]
        if stands and min(stands) < worst_above:
            return False
        worst_above = max(worst_above, *stands) if stands else worst_above
    return True
