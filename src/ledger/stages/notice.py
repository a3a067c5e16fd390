"""Public notice (公示) and objections (异议): article 9(8)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn
from ledger.events.approval import AwardApproved, AwardDenied
from ledger.events.deliberation import CandidatesDetermined, PlaceLeftVacant
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import (
    CandidateDisqualified,
    LeadReceived,
    NoticeClosed,
    NoticeOpened,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
)
from ledger.rules import article_09_8_notice as article_09_8
from ledger.rules.article_09_8_candidates import follows_the_candidates
from ledger.rules.citation import Finding
from ledger.rules.editions import edition_of
from ledger.stages.contenders import body_of, calendar_of, inside_quota, standing
from ledger.stages.fact import Fact
from ledger.terms import ActId, ApplicantCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    NoticeOpened,
    NoticeClosed,
    ObjectionReceived,
    LeadReceived,
    ObjectionResolved,
    CandidateDisqualified,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    AwardApproved,
    AwardDenied,
    CandidatesDetermined,
    ParametersAdopted,
    PlaceLeftVacant,
)
"""Facts of the round that the check depends on; objections and their outcomes stand in ``record.sealed``."""


@dataclass(slots=True)
class Objection:
    """异议: against whom, where it stands, the day on which it came, and how it ended (None: open)."""

    applicant: ApplicantCode
    received_at: int
    received_on: str = ""
    outcome: Outcome | None = None
    resolved_at: int = 0


@dataclass(slots=True)
class State:
    """The notice, what was said against the candidates, and who failed. Positions; 0 means not yet."""

    opened: NoticeOpened | None = None
    opened_at: int = 0
    closed: NoticeClosed | None = None
    closed_at: int = 0
    objections: dict[ActId, Objection] = field(default_factory=dict)
    leads: int = 0
    disqualified: dict[ApplicantCode, int] = field(default_factory=dict)

    def open_objections(self, applicant: ApplicantCode) -> tuple[int, ...]:
        """Return the positions of the objections against ``applicant`` that nobody has resolved."""
        open = {o.received_at for o in self.objections.values() if o.applicant == applicant and o.outcome is None}
        return tuple(sorted(open))


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case NoticeOpened():
            state.opened, state.opened_at = event, position
            state.closed, state.closed_at = None, 0
        case NoticeClosed():
            state.closed, state.closed_at = event, position
        case ObjectionReceived():
            # One objection under every id that it ever had: a resolution may name any of them.
            state.objections |= dict.fromkeys(fact.ids, Objection(event.applicant, position, fact.said.occurred_at))
        case LeadReceived():
            state.leads += 1
        case ObjectionResolved():
            if (objection := state.objections.get(event.objection)) is not None:
                objection.outcome, objection.resolved_at = event.outcome, position
        case CandidateDisqualified():
            state.disqualified[event.applicant] = position
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the public notice")


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what article 9(8) says of ``fact``. A lead is never refused: whatever is said anonymously or late goes in as one."""
    event, state, settled, is_new = fact.event, round.notice, round.opening.parameters, fact.said.corrects is None
    decided = (*round.approval.winners, *round.approval.denied)
    shown = state.opened.applicants if state.opened else ()
    match event:
        case NoticeOpened():
            return _check_opening(history, round, fact, event)
        case NoticeClosed():
            day = day_of(fact.said.occurred_at)
            ended = (article_09_8.closes_after_its_last_day(day, state.opened.ends_on, settled.notice_closing),) if state.opened else ()
            return (
                article_09_8.closes_an_open_notice(state.opened_at, state.closed_at if is_new else 0),
                *ended,
                article_09_8.passes_who_still_stands(event.passed, still_standing(round, shown)),
                article_09_8.comes_before_the_approval(decided),
            )
        case ObjectionReceived():
            day = day_of(fact.said.occurred_at)
            within = (article_09_8.objects_within_the_notice(day, state.opened.starts_on, state.opened.ends_on),) if state.opened else ()
            return (
                article_09_8.objects_to_a_candidate_on_notice(event.applicant, shown),
                *within,
                article_09_8.objects_by_name(event.objector, settled.objection_named_required, settled.objection_anonymous),
            )
        case LeadReceived():
            return ()
        case ObjectionResolved():
            return _check_resolution(history, round, fact, event, is_new=is_new)
        case CandidateDisqualified():
            return (
                article_09_8.disqualifies_a_candidate_on_notice(event.applicant, shown, tuple(state.disqualified) if is_new else ()),
                article_09_8.is_declared_by_who_decides(body_of(fact), settled.notice_decider),
                article_09_8.says_why(event.why),
                article_09_8.comes_before_the_approval(tuple(a for a in decided if a == event.applicant)),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the public notice")


def still_standing(round: Round, applicants: tuple[ApplicantCode, ...]) -> tuple[ApplicantCode, ...]:
    """Return those of ``applicants`` that neither withdrew nor failed the notice."""
    return tuple(applicant for applicant in standing(round, applicants) if applicant not in round.notice.disqualified)


def _check_opening(history: History, round: Round, fact: Fact, event: NoticeOpened) -> tuple[Finding, ...]:
    state, settled, edition = round.notice, round.opening.parameters, edition_of(round.opening.edition)
    determined = round.deliberation.determined
    candidates = determined.candidates if determined else ()
    vacant = {tier: left.places for tier, left in round.deliberation.vacant.items()}
    if fact.said.corrects is None or state.opened is None:
        once = article_09_8.opens_once_or_starts_anew(state.opened_at, settled.notice_restart_on_change)
    else:
        before = (state.opened.starts_on, state.opened.ends_on)
        once = article_09_8.is_not_shortened_by_a_correction((event.starts_on, event.ends_on), before)
    return (
        follows_the_candidates(round.deliberation.determined_at),
        article_09_8.accounts_for_every_place(inside_quota(candidates), vacant, round.opening.planned),
        article_09_8.shows_exactly_the_candidates(event.applicants, still_standing(round, tuple(c.applicant for c in candidates))),
        article_09_8.stands_its_full_time(
            event.starts_on,
            event.ends_on,
            edition.notice_days if edition else None,
            settled.notice_counting,
            calendar_of(history, round),
        ),
        article_09_8.begins_when_it_is_posted(day_of(fact.said.occurred_at), event.starts_on),
        article_09_8.stands_where_it_can_be_read(event.site),
        once,
        article_09_8.comes_before_the_approval((*round.approval.winners, *round.approval.denied)),
    )


def _check_resolution(history: History, round: Round, fact: Fact, event: ObjectionResolved, *, is_new: bool) -> tuple[Finding, ...]:
    objection = round.notice.objections.get(event.objection)
    is_open = objection is not None and (objection.outcome is None or not is_new)
    findings = (
        article_09_8.resolves_an_open_objection(objection.applicant if objection else None, event.applicant, is_open=is_open),
        article_09_8.says_why(event.reasons),
    )
    if objection is None:
        return findings
    # Lateness stands among the flags: it is shown and never refuses, or the objection would stay open for being late.
    received_on, resolved_on = day_of(objection.received_on), day_of(fact.said.occurred_at)
    working_days = round.opening.parameters.objection_resolve_working_days
    return (*findings, article_09_8.is_resolved_in_time(received_on, resolved_on, working_days, calendar_of(history, round)))
