"""Public notice (公示) and objections (异议): article 9(8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.events.application import ApplicationSubmitted, ApplicationWithdrawn, RecommendationSigned
from ledger.events.approval import AwardApproved, AwardDenied
from ledger.events.deliberation import CandidatesDetermined, PlaceLeftVacant
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import (
    CandidateDisqualified,
    CandidateKept,
    LeadReceived,
    NoticeChanged,
    NoticeClosed,
    NoticeInterrupted,
    NoticeOpened,
    ObjectionAdmitted,
    ObjectionAnswered,
    ObjectionLate,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
    Told,
)
from ledger.events.scoring import ScoreRecorded
from ledger.rules import article_09_8_changes as changes
from ledger.rules import article_09_8_notice as article_09_8
from ledger.rules.article_09_8_candidates import follows_the_candidates
from ledger.rules.citation import Finding
from ledger.stages.contenders import body_of, calendar_of, inside_quota, standing
from ledger.stages.fact import Fact
from ledger.stages.objections import check_objection, last_day_of
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
    NoticeChanged,
    NoticeInterrupted,
    ObjectionLate,
    ObjectionAdmitted,
    ObjectionAnswered,
    CandidateKept,
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
    RecommendationSigned,
    ScoreRecorded,
)
"""Facts of the round that the check depends on; objections and their outcomes stand in ``record.sealed``."""


@dataclass(slots=True)
class Objection:
    """异议: against whom, where it stands, the day on which it came, and how it went on (outcome None: open).

    ``admitted`` is None while nobody has said whether it is taken up; ``kept_at`` the position of a decision to keep
    the candidate against it, 0 where none; ``told`` those who know how it ended.
    """

    applicant: ApplicantCode
    received_at: int
    received_on: str = ""
    objector: str = ""
    outcome: Outcome | None = None
    resolved_at: int = 0
    admitted: bool | None = None
    kept_at: int = 0
    told: set[Told] = field(default_factory=set)

    @property
    def is_open(self) -> bool:
        return self.outcome is None and self.admitted is not False

    @property
    def awaits_a_decision(self) -> bool:
        """Whether it proved right and nobody has decided yet what follows for the candidate."""
        return self.outcome is Outcome.SUSTAINED and not self.kept_at


@dataclass(slots=True)
class State:
    """The notice, what was said against the candidates, and who failed. Positions; 0 means not yet."""

    opened: NoticeOpened | None = None
    """The notice with its days as they are now: those of its opening, or of its newest change."""
    opened_at: int = 0
    first_on: date | None = None
    """The first day of the notice as it first stood."""
    changed_at: int = 0
    interruptions: list[tuple[date, date]] = field(default_factory=list)
    closed: NoticeClosed | None = None
    closed_at: int = 0
    objections: dict[ActId, Objection] = field(default_factory=dict)
    leads: int = 0
    late: dict[ApplicantCode, int] = field(default_factory=dict)
    """How many objections came after the notice was over, by candidate."""
    disqualified: dict[ApplicantCode, int] = field(default_factory=dict)

    def open_objections(self, applicant: ApplicantCode) -> tuple[int, ...]:
        """Return the positions of the objections against ``applicant`` that nobody has resolved or turned away."""
        return tuple(sorted({o.received_at for o in self.objections.values() if o.applicant == applicant and o.is_open}))

    def undecided(self, applicant: ApplicantCode) -> tuple[int, ...]:
        """Return the positions of objections that proved right, while nobody decided whether the candidate stays."""
        return tuple(sorted({o.received_at for o in self.objections.values() if o.applicant == applicant and o.awaits_a_decision}))

    def told(self, applicants: Collection[ApplicantCode]) -> tuple[frozenset[Told], ...]:
        """Return, for each resolved objection to one of ``applicants``, who was told how it ended."""
        ended = {o.received_at: frozenset(o.told) for o in self.objections.values() if o.applicant in applicants and o.outcome}
        return tuple(ended.values())


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case NoticeOpened():
            state.opened, state.opened_at = event, position
            state.first_on = state.first_on or event.starts_on
            state.closed, state.closed_at = None, 0
        case NoticeClosed():
            state.closed, state.closed_at = event, position
        case NoticeChanged():
            state.opened = NoticeOpened(applicants=event.applicants, starts_on=event.starts_on, ends_on=event.ends_on, site=event.site)
            state.changed_at, state.closed, state.closed_at = position, None, 0
        case NoticeInterrupted():
            state.interruptions.append((event.first_on, event.last_on))
        case LeadReceived():
            state.leads += 1
        case ObjectionLate():
            state.late[event.applicant] = state.late.get(event.applicant, 0) + 1
        case ObjectionReceived():
            # One objection under every id that it ever had: a resolution may name any of them.
            found = Objection(event.applicant, position, fact.said.occurred_at, event.objector)
            state.objections |= dict.fromkeys(fact.ids, found)
        case CandidateDisqualified():
            state.disqualified[event.applicant] = position
        case ObjectionAdmitted() | ObjectionResolved() | ObjectionAnswered() | CandidateKept():
            if (objection := state.objections.get(event.objection)) is not None:
                _go_on(objection, event, position)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the public notice")


def _go_on(objection: Objection, event: ObjectionAdmitted | ObjectionResolved | ObjectionAnswered | CandidateKept, position: int) -> None:
    match event:
        case ObjectionAdmitted():
            objection.admitted = event.admitted
        case ObjectionResolved():
            objection.outcome, objection.resolved_at = event.outcome, position
        case ObjectionAnswered():
            objection.told.add(event.told)
        case CandidateKept():
            objection.kept_at = position


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what article 9(8) says of ``fact``. A lead is never refused: whatever is said anonymously or late goes in as one."""
    event, state, settled, is_new = fact.event, round.notice, round.opening.parameters, fact.said.corrects is None
    decided = (*round.approval.winners, *round.approval.denied)
    shown = state.opened.applicants if state.opened else ()
    match event:
        case NoticeOpened():
            return _check_opening(history, round, fact, event)
        case NoticeChanged():
            return _check_change(history, round, fact, event)
        case NoticeInterrupted():
            starts_on = state.opened.starts_on if state.opened else None
            return (
                changes.changes_a_notice_that_stands(state.opened_at),
                changes.lies_within_the_notice((event.first_on, event.last_on), starts_on, day_of(fact.recorded_at)),
                article_09_8.says_why(event.why),
                article_09_8.comes_before_the_approval(decided),
            )
        case NoticeClosed():
            return (
                article_09_8.closes_an_open_notice(state.opened_at, state.closed_at if is_new else 0),
                *_ends(round, day_of(fact.said.occurred_at)),
                article_09_8.passes_who_still_stands(event.passed, still_standing(round, shown)),
                article_09_8.comes_before_the_approval(decided),
            )
        case CandidateDisqualified():
            return (
                article_09_8.disqualifies_a_candidate_on_notice(event.applicant, shown, tuple(state.disqualified) if is_new else ()),
                article_09_8.is_declared_by_who_decides(body_of(fact), settled.notice_decider),
                article_09_8.says_why(event.why),
                article_09_8.comes_before_the_approval(tuple(a for a in decided if a == event.applicant)),
            )
        case _ if type(event) in EVENTS:
            return check_objection(history, round, fact)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the public notice")


def still_standing(round: Round, applicants: tuple[ApplicantCode, ...]) -> tuple[ApplicantCode, ...]:
    """Return those of ``applicants`` that neither withdrew nor failed the notice."""
    return tuple(applicant for applicant in standing(round, applicants) if applicant not in round.notice.disqualified)


def _check_opening(history: History, round: Round, fact: Fact, event: NoticeOpened) -> tuple[Finding, ...]:
    state, settled, edition = round.notice, round.opening.parameters, round.opening.text
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
        article_09_8.accounts_for_every_place(inside_quota(candidates), vacant, round.opening.places_for(inside_quota(candidates))),
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


def _check_change(history: History, round: Round, fact: Fact, event: NoticeChanged) -> tuple[Finding, ...]:
    state, settled, edition = round.notice, round.opening.parameters, round.opening.text
    day, days = day_of(fact.said.occurred_at), (event.starts_on, event.ends_on)
    before = (state.opened.starts_on, state.opened.ends_on) if state.opened else days
    determined = round.deliberation.determined
    candidates = tuple(c.applicant for c in determined.candidates) if determined else ()
    return (
        changes.changes_a_notice_that_stands(state.opened_at),
        changes.counts_its_days_as_adopted(day, days, before, settled.notice_restart_on_change),
        article_09_8.shows_exactly_the_candidates(event.applicants, still_standing(round, candidates)),
        article_09_8.stands_its_full_time(
            *days, edition.notice_days if edition else None, settled.notice_counting, calendar_of(history, round)
        ),
        article_09_8.stands_where_it_can_be_read(event.site),
        article_09_8.says_why(event.what),
        article_09_8.comes_before_the_approval((*round.approval.winners, *round.approval.denied)),
    )


def _ends(round: Round, day: date) -> tuple[Finding, ...]:
    """Ask whether the notice is over on ``day``, with what interrupted it."""
    opened, settled, ends_on = round.notice.opened, round.opening.parameters, last_day_of(round)
    if opened is None or ends_on is None:
        return ()
    return (
        article_09_8.closes_after_its_last_day(day, ends_on, settled.notice_closing),
        changes.makes_up_for_interruptions(opened.starts_on, round.notice.interruptions, settled.notice_interruption),
    )
