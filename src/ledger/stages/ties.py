"""Ties and short fields (并列裁定): the committee's decision on who waits at a line, held against what the scores leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.events.deliberation import AtLine, TieDecided
from ledger.rules import article_09_4_to_8_ties as ties
from ledger.rules.aggregation import Groups, Line, resolved
from ledger.rules.article_09_4_to_7 import Computed
from ledger.rules.article_09_8_candidates import has_a_quorum, has_the_votes
from ledger.rules.article_09_8_notice import says_why
from ledger.rules.citation import Finding
from ledger.rules.powers import counts_the_members_on_record
from ledger.stages.contenders import computed, sheet_of
from ledger.stages.lists import decision_at, line_by_scores, overall_ranking
from ledger.terms import Phase, day_of

if TYPE_CHECKING:
    from ledger.stages.fact import Fact
    from ledger.stages.history import History, Round


def check_tie(history: History, round: Round, fact: Fact, event: TieDecided, *, is_new: bool) -> tuple[Finding, ...]:
    """Return what 9(4), 9(5), 9(8) and the adopted rules on votes say of a decision at a line."""
    settled, bodies = round.opening.parameters, history.registers.bodies
    if event.line is AtLine.TIER:
        listed_at = round.deliberation.determined_at
        whom = ties.decides_on_who_is_level_between_tiers(event.tied, computed(lambda: refined_by_criteria(round)))
        places: Computed[int | None] = None
    else:
        listed_at = round.scoring.defence_list_at if event.line is AtLine.DEFENCE else round.scoring.site_list_at
        line = computed(lambda: line_by_scores(history, round, event.line))
        whom = ties.decides_on_who_waits_at_the_line(event.tied, line.undecided if isinstance(line, Line) else line)
        places = line.left if isinstance(line, Line) else line
    counted = {event.tied[0]: (event.in_favour, event.valid)} if event.tied else {}
    already = decision_at(round, event.line, event.tied) is not None
    return (
        whom,
        ties.sends_on_as_many_as_there_are_places(event.tied, event.order, places),
        ties.counts_its_vote(event.members, event.present, event.valid, event.in_favour),
        has_a_quorum(event.members, event.present, settled.vote_quorum),
        has_the_votes(counted, settled.vote_pass, event.members, event.present),
        *((counts_the_members_on_record(event.members, len(bodies.sitting(day_of(fact.said.occurred_at)))),) if bodies.members else ()),
        says_why(event.reasons),
        *((ties.decides_before_the_list(listed_at), ties.decides_on_a_line_once(already)) if is_new else ()),
    )


def refined(round: Round) -> Groups:
    """Return the overall ranking with ties split by the criteria of ``tie.tier`` as far as they go, then by the committee.

    Raises ``Undecided``, ``NotDisclosed``.
    """
    groups = refined_by_criteria(round)
    decided = [(tie.tied, tie.order) for tie in round.deliberation.ties.values() if tie.line is AtLine.TIER]
    return ties.ordered(groups, decided)


def refined_by_criteria(round: Round) -> Groups:
    """Return the overall ranking with ties split by the criteria of ``tie.tier``. Raises as ``refined`` does."""
    tie, sheet = round.opening.parameters.tie_tier, sheet_of(round, Phase.SITE)
    groups = overall_ranking(round)
    if tie is None or isinstance(tie, str):
        return groups
    return resolved(groups, tie, sheet.criterion(sheet.final), round.opening.parameters.score_order)
