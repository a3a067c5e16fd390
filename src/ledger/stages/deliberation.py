"""Deliberation (审定): articles 3, 4, 6, 9(8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.deliberation import (
    AttendanceRecorded,
    BallotsReconciled,
    CandidatesDetermined,
    DeliberationHeld,
    MemberRecused,
    PlaceLeftVacant,
    TieDecided,
    VoteCounted,
)
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import CandidateDisqualified
from ledger.events.qualification import QualifiedListFixed
from ledger.rules import article_09_8_ballots as ballots
from ledger.rules import article_09_8_candidates as article_09_8
from ledger.rules.aggregation import Groups, Totals
from ledger.rules.article_03 import keeps_to_the_quota
from ledger.rules.article_09_4_to_8_ties import has_the_decision_between_the_tiers
from ledger.rules.article_10 import stands_outside_the_quota_as_a_repeat_winner
from ledger.rules.citation import Finding
from ledger.stages import evaluation, scoring
from ledger.stages.contenders import applied, computed, earlier_wins, explained, inside_quota, sheet_of, standing
from ledger.stages.fact import Fact
from ledger.stages.lists import overall_ranking
from ledger.stages.measure import terms_of
from ledger.stages.ties import check_tie, refined
from ledger.terms import MAIN, ApplicantCode, Phase, Tier, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    DeliberationHeld,
    VoteCounted,
    CandidatesDetermined,
    PlaceLeftVacant,
    AttendanceRecorded,
    MemberRecused,
    BallotsReconciled,
    TieDecided,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    *scoring.EVENTS,
    *evaluation.EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CandidateDisqualified,
    ParametersAdopted,
    QualifiedListFixed,
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
    attendance: dict[int, AttendanceRecorded] = field(default_factory=dict)
    """Lists of attendance by the position of their meeting."""
    recused: list[MemberRecused] = field(default_factory=list)
    reconciled: dict[tuple[ApplicantCode, Tier], BallotsReconciled] = field(default_factory=dict)
    ties: dict[int, TieDecided] = field(default_factory=dict)
    """What the committee decided on who waits at a line, by position."""

    def recused_from(self, applicant: ApplicantCode) -> tuple[str, ...]:
        """Return the members who have no part in what concerns ``applicant``; names or codes."""
        return tuple(recusal.member for recusal in self.recused if recusal.applicant in (None, applicant))


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
        case AttendanceRecorded():
            state.attendance[state.meeting_at] = event
        case MemberRecused():
            state.recused.append(event)
        case BallotsReconciled():
            state.reconciled[event.applicant, event.tier] = event
        case TieDecided():
            state.ties[position] = event
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
                _leaves_members_out(round, event),
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
                    round.opening.places_for(inside_quota(candidates)).get(event.tier, 0),
                    inside_quota(candidates).get(event.tier, 0),
                    event.why,
                    is_recorded=is_new and event.tier in state.vacant,
                ),
            )
        case AttendanceRecorded():
            return (
                article_09_8.votes_at_a_meeting(state.meeting_at),
                ballots.lists_as_many_as_were_present(event.attending, state.meeting.present if state.meeting else 0),
                *_sit(history, fact, event.attending),
                *((ballots.is_taken_once(state.meeting_at in state.attendance),) if is_new else ()),
            )
        case MemberRecused():
            counted = [at for (a, _), at in state.voted_at.items() if event.applicant in (None, a)]
            return (
                ballots.names_a_member(event.member, event.why),
                *_sit(history, fact, (event.member,)),
                *((ballots.stands_aside_before_the_count(counted),) if is_new else ()),
            )
        case BallotsReconciled():
            vote = state.votes.get((event.applicant, event.tier))
            return (
                ballots.reconciles_a_count(vote is not None),
                *((_closes(vote, event),) if vote else ()),
                *((ballots.is_taken_once((event.applicant, event.tier) in state.reconciled),) if is_new else ()),
            )
        case TieDecided():
            return check_tie(history, round, fact, event, is_new=is_new)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to deliberation")


def _sit(history: History, fact: Fact, named: tuple[str, ...]) -> tuple[Finding, ...]:
    """Ask whether those named sit on the committee; nothing where no member was ever registered."""
    bodies = history.registers.bodies
    if not bodies.members:
        return ()
    sitting = bodies.sitting(day_of(fact.said.occurred_at))
    return (ballots.names_sitting_members(named, tuple(member.code for member in sitting), tuple(member.person for member in sitting)),)


def _leaves_members_out(round: Round, event: VoteCounted) -> Finding:
    state = round.deliberation
    members, present = (state.meeting.members, state.meeting.present) if state.meeting else (0, 0)
    listed = state.attendance.get(state.meeting_at)
    attending = listed.attending if listed else None
    return ballots.hands_no_ballot_to_who_stands_aside(
        event.issued, members, present, state.recused_from(event.applicant), attending, round.sealed
    )


def _closes(vote: VoteCounted, event: BallotsReconciled) -> Finding:
    return ballots.accounts_for_every_ballot(
        (vote.issued, vote.returned, event.not_returned),
        (vote.returned, vote.valid, event.invalid),
        (vote.valid, vote.in_favour, event.against, event.abstained),
    )


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
    groups, split = computed(lambda: overall_ranking(round)), computed(lambda: refined(round))
    ranking = article_09_8.follows_the_ranking(
        tiers,
        tuple(round.opening.planned),
        event.departures,
        settled.tier_assignment,
        settled.tie_tier,
        groups,
        split,
    )
    return (
        article_09_8.is_decided_at_a_meeting(state.meeting_at),
        *((article_09_8.determines_the_candidates_once(state.determined_at),) if is_new else ()),
        article_09_8.lets_nobody_move_up(tiers, before, _fallen_away(round, tuple(before)), round.notice.opened_at),
        article_09_8.names_each_candidate_once(event.applicants, codes),
        article_09_8.was_evaluated(codes, evaluated(round)),
        article_09_8.names_tiers_of_the_round(tuple(tiers.values()), round.opening.planned),
        keeps_to_the_quota(places, None if terms is None else {tier: found.quota for tier, found in terms.items()}),
        article_09_8.keeps_to_the_planned_places(places, round.opening.places_for(places)),
        stands_outside_the_quota_as_a_repeat_winner(
            {c.applicant: (c.tier, c.outside_quota) for c in event.candidates}, MAIN, applied(round), earlier_wins(history, round)
        ),
        *_check_votes(round, tiers),
        has_the_decision_between_the_tiers(tiers, settled.tier_assignment, settled.tie_tier, split),
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


def _totals(round: Round) -> Totals:
    sheet = sheet_of(round, Phase.SITE)
    return sheet.totals(sheet.final)


def _shown(groups: Groups) -> str:
    return " > ".join("=".join(group) for group in groups)
