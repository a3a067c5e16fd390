"""Deliberation (审定): articles 3, 4, 6, 9(8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.deliberation import CandidatesDetermined, DeliberationHeld, PlaceLeftVacant, VoteCounted
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import CandidateDisqualified
from ledger.rules import article_09_8_candidates as article_09_8
from ledger.rules.aggregation import Groups, Totals, resolved
from ledger.rules.article_03 import keeps_to_the_quota
from ledger.rules.article_10 import stands_outside_the_quota_as_a_repeat_winner
from ledger.rules.citation import Finding
from ledger.stages import evaluation, scoring
from ledger.stages.contenders import applied, computed, earlier_wins, explained, inside_quota, sheet_of, standing
from ledger.stages.fact import Fact
from ledger.stages.lists import overall_ranking
from ledger.stages.measure import terms_of
from ledger.terms import MAIN, ApplicantCode, Phase, Tier

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (DeliberationHeld, VoteCounted, CandidatesDetermined, PlaceLeftVacant)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    *scoring.EVENTS,
    *evaluation.EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CandidateDisqualified,
    ParametersAdopted,
)
"""Facts of the round that the check depends on; recusals stand in ``record.sealed``."""


@dataclass(slots=True)
class State:
    """The meeting, its counts, and the candidates. Positions; 0 means not yet."""

    meeting: DeliberationHeld | None = None
    meeting_at: int = 0
    meetings: dict[int, DeliberationHeld] = field(default_factory=dict)
    """Every meeting by its position: a vote is carried by those who were there when it was counted."""
    votes: dict[tuple[ApplicantCode, Tier], VoteCounted] = field(default_factory=dict)
    voted_at: dict[tuple[ApplicantCode, Tier], int] = field(default_factory=dict)
    """The meeting of each vote, by its position."""
    determined: CandidatesDetermined | None = None
    determined_at: int = 0
    vacant: dict[Tier, PlaceLeftVacant] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case DeliberationHeld():
            state.meeting, state.meeting_at = event, position
            state.meetings[position] = event
        case VoteCounted():
            state.votes[event.applicant, event.tier] = event
            state.voted_at[event.applicant, event.tier] = state.meeting_at
        case CandidatesDetermined():
            state.determined, state.determined_at = event, position
        case PlaceLeftVacant():
            state.vacant[event.tier] = event
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to deliberation")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 3, 6 and 9(8) say of ``fact``."""
    event, state, is_new = fact.event, round.deliberation, fact.said.corrects is None
    settled = round.opening.parameters
    in_time = (article_09_8.decides_before_the_candidates(state.determined_at),) if is_new else ()
    match event:
        case DeliberationHeld():
            return (
                article_09_8.deliberates_on_a_report(round.evaluation.report_at),
                article_09_8.counts_its_members(event.members, event.present, event.stood_aside),
                article_09_8.has_a_quorum(event.members, event.present, settled.vote_quorum),
                *_check_ballots_of(round, fact, event),
                *in_time,
            )
        case VoteCounted():
            voters = state.meeting.present - state.meeting.stood_aside if state.meeting else 0
            return (
                article_09_8.votes_at_a_meeting(state.meeting_at),
                article_09_8.was_evaluated((event.applicant,), evaluated(round)),
                article_09_8.names_tiers_of_the_round((event.tier,), round.opening.planned),
                article_09_8.counts_ballots_in_order(event.issued, event.returned, event.valid, event.in_favour, voters),
                *((article_09_8.is_voted_on_once((event.applicant, event.tier) in state.votes),) if is_new else ()),
                *in_time,
            )
        case CandidatesDetermined():
            return _check_candidates(history, round, event, is_new=is_new)
        case PlaceLeftVacant():
            candidates = state.determined.candidates if state.determined else ()
            return (
                article_09_8.follows_the_candidates(state.determined_at),
                article_09_8.names_tiers_of_the_round((event.tier,), round.opening.planned),
                article_09_8.leaves_exactly_the_rest_vacant(
                    event.places,
                    round.opening.planned.get(event.tier, 0),
                    inside_quota(candidates).get(event.tier, 0),
                    event.why,
                    is_recorded=is_new and event.tier in state.vacant,
                ),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to deliberation")


def evaluated(round: Round) -> tuple[ApplicantCode, ...]:
    """Return who has an overall score and did not withdraw."""
    overall = round.evaluation.overall
    return standing(round, overall.applicants if overall else ())


def _check_candidates(history: History, round: Round, event: CandidatesDetermined, *, is_new: bool) -> tuple[Finding, ...]:
    state, settled = round.deliberation, round.opening.parameters
    codes = tuple(candidate.applicant for candidate in event.candidates)
    tiers = {candidate.applicant: candidate.tier for candidate in event.candidates}
    places, terms = inside_quota(event.candidates), terms_of(history.registers.measure, round.opening.edition)
    before = {c.applicant: c.tier for c in state.determined.candidates} if state.determined else {}
    groups = computed(lambda: overall_ranking(round))
    ranking = article_09_8.follows_the_ranking(
        tiers,
        tuple(round.opening.planned),
        event.departures,
        settled.tier_assignment,
        settled.tie_tier,
        groups,
        computed(lambda: _refined(round)),
    )
    return (
        article_09_8.is_decided_at_a_meeting(state.meeting_at),
        *((article_09_8.determines_the_candidates_once(state.determined_at),) if is_new else ()),
        article_09_8.lets_nobody_move_up(tiers, before, _fallen_away(round, tuple(before)), round.notice.opened_at),
        article_09_8.names_each_candidate_once(event.applicants, codes),
        article_09_8.was_evaluated(codes, evaluated(round)),
        article_09_8.names_tiers_of_the_round(tuple(tiers.values()), round.opening.planned),
        keeps_to_the_quota(places, None if terms is None else {tier: found.quota for tier, found in terms.items()}),
        article_09_8.keeps_to_the_planned_places(places, round.opening.planned),
        stands_outside_the_quota_as_a_repeat_winner(
            {c.applicant: (c.tier, c.outside_quota) for c in event.candidates}, MAIN, applied(round), earlier_wins(history, round)
        ),
        *_check_votes(round, tiers),
        explained(ranking, lambda: "名次 ranking: " + _shown(groups if isinstance(groups, list) else [])),
        article_09_8.reaches_the_least_score(codes, settled.threshold_total, computed(lambda: _totals(round))),
    )


def _check_ballots_of(round: Round, fact: Fact, event: DeliberationHeld) -> tuple[Finding, ...]:
    """Ask whether a corrected meeting still has the voters whose ballots were counted at it."""
    corrects, state = fact.said.corrects, round.deliberation
    stands = round.acts.get(corrects.act) if corrects else None
    votes = [vote for of, vote in state.votes.items() if stands and state.voted_at[of] == stands.position]
    voters = event.present - event.stood_aside
    return tuple(article_09_8.counts_ballots_in_order(v.issued, v.returned, v.valid, v.in_favour, voters) for v in votes)


def _check_votes(round: Round, tiers: Mapping[ApplicantCode, Tier]) -> tuple[Finding, ...]:
    """Ask for the majority of each candidate, once for each meeting at which votes were counted."""
    state = round.deliberation
    at: dict[int, dict[ApplicantCode, tuple[int, int] | None]] = {} if tiers else {state.meeting_at: {}}
    for of in tiers.items():
        vote = state.votes.get(of)
        counted = (vote.in_favour, vote.valid) if vote else None
        at.setdefault(state.voted_at.get(of, state.meeting_at), {})[of[0]] = counted
    found = []
    for position, votes in at.items():
        meeting = state.meetings.get(position)
        members, present = (meeting.members, meeting.present) if meeting else (0, 0)
        found.append(article_09_8.has_the_votes(votes, round.opening.parameters.vote_pass, members, present))
    return tuple(found)


def _fallen_away(round: Round, candidates: tuple[ApplicantCode, ...]) -> tuple[ApplicantCode, ...]:
    """Return those of ``candidates`` whose place stays empty: they failed the notice, or withdrew."""
    stand = standing(round, candidates)
    return tuple(a for a in candidates if a not in stand or a in round.notice.disqualified)


def _refined(round: Round) -> Groups:
    """Return the ranking with ties split by the criteria of ``tie.tier``, as far as they go."""
    tie, sheet = round.opening.parameters.tie_tier, sheet_of(round, Phase.SITE)
    groups = overall_ranking(round)
    if tie is None or isinstance(tie, str):
        return groups
    return resolved(groups, tie, sheet.criterion(sheet.final), round.opening.parameters.score_order)


def _totals(round: Round) -> Totals:
    sheet = sheet_of(round, Phase.SITE)
    return sheet.totals(sheet.final)


def _shown(groups: Groups) -> str:
    return " > ".join("=".join(group) for group in groups)
