"""Approval and publication (批准公布): articles 9(9), 10."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.approval import (
    AwardApproved,
    AwardDenied,
    AwardReturned,
    CandidatesSubmitted,
    CommendationIssued,
    HonourConferred,
    PrizeGranted,
    ResultPublished,
    Winner,
)
from ledger.events.deliberation import Candidate, CandidatesDetermined
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.rules import article_09_8_objections as objections
from ledger.rules import article_09_9, article_10, article_10_budget, article_11_before_the_award
from ledger.rules.article_03 import keeps_to_the_quota
from ledger.rules.article_09_8_notice import says_why
from ledger.rules.citation import Finding
from ledger.rules.registered import commended_tiers
from ledger.stages import notice
from ledger.stages import objections as objections_of
from ledger.stages.contenders import applied, earlier_wins, inside_quota, of_the_past, title_of
from ledger.stages.fact import Fact
from ledger.stages.measure import most_of_a_year, terms_of
from ledger.terms import MAIN, ActId, ApplicantCode, Fen, PartialDate, Tier

if TYPE_CHECKING:
    from ledger.rules.article_17 import Terms
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    AwardApproved,
    AwardDenied,
    ResultPublished,
    HonourConferred,
    CommendationIssued,
    PrizeGranted,
    CandidatesSubmitted,
    AwardReturned,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    *notice.EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CandidatesDetermined,
    ParametersAdopted,
)
"""Facts of the round that the check depends on; objections and their outcomes stand in ``record.sealed``."""


@dataclass(slots=True)
class State:
    """Who won, by decision and by publication. Positions; 0 means not yet."""

    winners: dict[ApplicantCode, Candidate] = field(default_factory=dict)
    by_act: dict[ActId, tuple[Candidate, ...]] = field(default_factory=dict)
    """Winners by the approval that names them."""
    approved_at: int = 0
    approved_on: str = ""
    denied: dict[ApplicantCode, int] = field(default_factory=dict)
    submitted: dict[ApplicantCode, int] = field(default_factory=dict)
    """Where the committee last proposed each candidate to the government."""
    returned: dict[ApplicantCode, int] = field(default_factory=dict)
    """Where the government last returned each candidate to the committee."""
    published: ResultPublished | None = None
    published_at: int = 0
    named_on: dict[ApplicantCode, str] = field(default_factory=dict)
    """The day of the publication that names each winner; empty where it is not on record."""
    conferred: dict[ApplicantCode, HonourConferred] = field(default_factory=dict)
    commended: tuple[ApplicantCode, ...] = ()
    granted: dict[ApplicantCode, Fen] = field(default_factory=dict)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case AwardApproved():
            state.winners |= {winner.applicant: winner for winner in event.winners}
            state.by_act[fact.said.id] = event.winners
            state.approved_at, state.approved_on = position, fact.said.occurred_at
        case AwardDenied():
            state.denied[event.applicant] = position
        case CandidatesSubmitted():
            state.submitted |= dict.fromkeys(event.applicants, position)
        case AwardReturned():
            state.returned |= dict.fromkeys(event.applicants, position)
        case ResultPublished():
            state.published, state.published_at = event, position
            state.named_on |= dict.fromkeys((winner.applicant for winner in event.winners), fact.said.occurred_at)
        case HonourConferred():
            state.conferred[event.applicant] = event
        case CommendationIssued():
            state.commended = event.applicants
        case PrizeGranted():
            state.granted[event.applicant] = event.amount
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to approval")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what articles 9(9) and 10 say of ``fact``."""
    event, is_new = fact.event, fact.said.corrects is None
    match event:
        case AwardApproved():
            return _check_approval(history, round, fact, event)
        case AwardDenied():
            return (
                article_09_9.approves_after_the_notice(round.notice.closed_at),
                article_09_9.decides_on_who_passed((event.applicant,), _passed(round)),
                *((article_09_9.decides_on_each_once((event.applicant,), _decided(round)),) if is_new else ()),
                says_why(event.why),
            )
        case CandidatesSubmitted():
            return (
                article_09_9.approves_after_the_notice(round.notice.closed_at),
                article_09_9.submits_who_passed(event.applicants, _passed(round)),
                article_09_9.names_its_document(event.document),
                *((article_09_9.decides_on_each_once(event.applicants, _decided(round)),) if is_new else ()),
            )
        case AwardReturned():
            return (
                article_09_9.approves_after_the_notice(round.notice.closed_at),
                article_09_9.submits_who_passed(event.applicants, _passed(round)),
                says_why(event.why),
                *((article_09_9.decides_on_each_once(event.applicants, _decided(round)),) if is_new else ()),
            )
        case ResultPublished():
            return of_the_past(round, _check_publication(history, round, fact, event))
        case HonourConferred():
            return (
                article_10.honours_a_winner((event.applicant,), _titled(history, round)),
                article_10.numbers_plaque_and_certificate(event.plaque, event.certificate),
                article_10_budget.has_numbers_of_its_own((event.plaque, event.certificate), _numbers(history, round, event.applicant)),
                *((article_10.is_given_once(event.applicant in round.approval.conferred),) if is_new else ()),
            )
        case CommendationIssued():
            tiers = tuple(title.tier for a in event.applicants if (title := title_of(history, round, a)) is not None)
            return (
                article_10.honours_a_winner(event.applicants, _titled(history, round)),
                article_10.commends_the_main_tier_alone(tiers, commended_tiers(round.opening.text)),
                *((article_10.is_given_once(bool(set(event.applicants) & set(round.approval.commended))),) if is_new else ()),
            )
        case PrizeGranted():
            return _check_grant(history, round, event, is_new=is_new)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to approval")


def _check_approval(history: History, round: Round, fact: Fact, event: AwardApproved) -> tuple[Finding, ...]:
    state, stage, settled, corrects = round.approval, round.notice, round.opening.parameters, fact.said.corrects
    determined = round.deliberation.determined
    codes = tuple(winner.applicant for winner in event.winners)
    # What a correction takes the place of still stands in the state, and must not be counted beside it.
    before = {w.applicant: w for w in state.by_act.get(corrects.act, ())} if corrects else {}
    others = {code: winner for code, winner in state.winners.items() if code not in before}
    together = {w.applicant: w for w in event.winners} | others
    named_on = dict.fromkeys(PartialDate.parse(day) for code in before if (day := state.named_on.get(code)))
    return (
        article_09_9.approves_after_the_notice(stage.closed_at),
        article_09_9.is_dated_after_the_notice(
            PartialDate.parse(fact.said.occurred_at), objections_of.last_day_of(round), settled.notice_closing
        ),
        article_09_9.decides_on_who_passed(codes, _passed(round)),
        article_09_9.approves_as_determined(_stands(event.winners), _stands(determined.candidates if determined else ())),
        article_09_9.lists_its_winners(event.applicants, codes),
        article_09_9.decides_on_each_once(codes, (*others, *state.denied)),
        article_09_9.keeps_its_winners_once_published(_stands(event.winners), _stands(before.values()), _titled(history, round)),
        # A correction that is dated later than what rests on it would move the start of a bar as well.
        *(article_09_9.is_dated_not_before_the_approval(day, PartialDate.parse(fact.said.occurred_at)) for day in named_on),
        keeps_to_the_quota(inside_quota(together.values()), _quotas(_terms(history, round))),
        article_09_9.waits_for_open_objections(
            {code: stage.open_objections(code) for code in codes}, settled.objection_blocks_approval, round.sealed
        ),
        objections.has_a_decision_on_what_proved_right({code: stage.undecided(code) for code in codes}, round.sealed),
        objections.told_those_concerned(stage.told(codes), settled.objection_inform, round.sealed),
        *((article_09_9.decides_on_who_was_proposed(codes, tuple(state.submitted)),) if state.submitted else ()),
        article_09_9.answers_what_was_returned({code: state.returned[code] for code in codes if code in state.returned}, state.submitted),
        article_11_before_the_award.leaves_out_who_was_found_to_deceive(
            codes, round.revocation.deceivers(), settled.fraud_before_award, round.sealed
        ),
    )


def _check_publication(history: History, round: Round, fact: Fact, event: ResultPublished) -> tuple[Finding, ...]:
    state, historical = round.approval, round.opening.is_historical
    stands = round.acts.get(fact.said.corrects.act) if fact.said.corrects else None
    corrected = stands.position if stands else 0
    before = tuple(t.winner.applicant for t in history.registers.honours.titles if t.round == round.id and t.position != corrected)
    unknown = historical and not state.approved_at
    named = tuple((winner.applicant, winner.organisation, winner.name) for winner in event.winners)
    terms = _terms(history, round)
    earlier = [t.winner for t in history.registers.honours.titles if t.round == round.id and t.position != corrected]
    return (
        article_09_9.publishes_after_the_approval(None if unknown else state.approved_at),
        article_09_9.publishes_what_was_approved(
            _stands(event.winners),
            None if unknown else {a: stands for a, stands in _stands(state.winners.values()).items() if a not in before},
        ),
        article_09_9.is_dated_not_before_the_approval(
            PartialDate.parse(fact.said.occurred_at) if fact.said.occurred_at else None,
            PartialDate.parse(state.approved_on) if state.approved_on else None,
        ),
        article_09_9.publishes_each_winner_once([winner.applicant for winner in event.winners], before),
        article_09_9.names_every_winner(named),
        article_09_9.names_who_applied(named, applied(round)),
        article_09_9.names_tiers_of_the_edition(tuple(winner.tier for winner in event.winners), None if terms is None else tuple(terms)),
        keeps_to_the_quota(inside_quota([*earlier, *event.winners]), _quotas(terms)),
        article_09_9.says_how_certain_it_is(event.status, is_historical=historical),
        article_09_9.says_where_it_is_published(event.site),
    )


def _check_grant(history: History, round: Round, event: PrizeGranted, *, is_new: bool) -> tuple[Finding, ...]:
    title, terms, edition = title_of(history, round, event.applicant), _terms(history, round), round.opening.text
    of_tier = (terms or {}).get(event.tier)
    if title is not None and title.winner.outside_quota:
        amount = article_10.grants_nothing_for_a_repeat_main_win(event.amount, edition.prize_repeat_main if edition else None)
    else:
        amount = article_10.grants_the_amount_of_the_tier(
            event.amount,
            of_tier.prize if of_tier else None,
            (title.winner.organisation, title.winner.name) if title else None,
            earlier_wins(history, round, event.tier),
            round.opening.parameters.nomination_repeat_prize,
            is_main=event.tier == MAIN,
        )
    others = sum(granted for applicant, granted in round.approval.granted.items() if applicant != event.applicant)
    return (
        article_10.honours_a_winner((event.applicant,), _titled(history, round)),
        article_10.names_the_tier_that_was_won(event.tier, title.tier if title else None),
        amount,
        *((article_10.is_given_once(event.applicant in round.approval.granted),) if is_new else ()),
        article_10.keeps_to_the_most_of_a_year(Fen(others + event.amount), most_of_a_year(terms)),
    )


def _numbers(history: History, round: Round, applicant: ApplicantCode) -> tuple[str, ...]:
    """Return the numbers of the plaques and certificates of everybody else, in all rounds."""
    others = [t.conferred for t in history.registers.honours.titles if (t.round, t.winner.applicant) != (round.id, applicant)]
    here = [conferred for code, conferred in round.approval.conferred.items() if code != applicant]
    return tuple(sorted({number for given in (*others, *here) if given is not None for number in (given.plaque, given.certificate)}))


def _passed(round: Round) -> tuple[ApplicantCode, ...]:
    """Return the candidates that passed the notice and still stand."""
    return notice.still_standing(round, round.notice.closed.passed if round.notice.closed else ())


def _decided(round: Round) -> tuple[ApplicantCode, ...]:
    return (*round.approval.winners, *round.approval.denied)


def _titled(history: History, round: Round) -> tuple[ApplicantCode, ...]:
    return tuple(title.winner.applicant for title in history.registers.honours.titles if title.round == round.id)


def _stands(candidates: Iterable[Candidate | Winner]) -> dict[ApplicantCode, tuple[Tier, bool]]:
    return {candidate.applicant: (candidate.tier, candidate.outside_quota) for candidate in candidates}


def _terms(history: History, round: Round) -> dict[Tier, Terms] | None:
    return terms_of(history.registers.measure, round.opening.edition)


def _quotas(terms: dict[Tier, Terms] | None) -> dict[Tier, int | None] | None:
    return None if terms is None else {tier: found.quota for tier, found in terms.items()}
