"""Applying (申报推荐): articles 4, 7, 9(2), 10 to 12."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from ledger.events.application import (
    ApplicationLate,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationWithdrawn,
    Opinion,
    RecommendationSigned,
)
from ledger.events.approval import AwardApproved, AwardDenied
from ledger.events.event import Event, Undisclosed
from ledger.events.measure import ParametersAdopted
from ledger.events.notice import NoticeOpened
from ledger.events.opening import CallPublished
from ledger.events.qualification import QualificationDecided, QualifiedListFixed
from ledger.events.scoring import DefenceListFixed
from ledger.rules import article_04, article_07, article_09_1_to_3, article_10_2
from ledger.rules.article_03 import applies_as_an_organisation
from ledger.rules.article_10_2 import Revocation, Win
from ledger.rules.citation import Finding
from ledger.rules.identity import all_same, same
from ledger.stages import receiving
from ledger.stages.fact import Fact
from ledger.stages.measure import terms_of
from ledger.terms import MAIN, ApplicantCode, BodyCode, OrgId, PartialDate, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round
    from ledger.stages.honours import Title

EVENTS: tuple[type[Event], ...] = (
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationLate,
    ApplicationWithdrawn,
    RecommendationSigned,
    *receiving.EVENTS,
)

READS: tuple[type[Event], ...] = (
    *EVENTS,
    CallPublished,
    ParametersAdopted,
    QualificationDecided,
    QualifiedListFixed,
    DefenceListFixed,
    NoticeOpened,
    AwardApproved,
    AwardDenied,
)
"""Facts of the round that the check depends on."""


@dataclass(slots=True)
class Application:
    """申报: one application, with what its recommending bodies said. Numbers are positions; 0 means not."""

    submitted: ApplicationSubmitted
    submitted_at: int
    first: ApplicationSubmitted
    """As it was before any correction."""
    supplements: int = 0
    withdrawn_at: int = 0
    opinions: dict[BodyCode, Opinion] = field(default_factory=dict)
    signed_on: dict[BodyCode, date] = field(default_factory=dict)
    """The day of each opinion: by it a body is competent or not."""

    @property
    def stands(self) -> bool:
        return not self.withdrawn_at


@dataclass(slots=True)
class State:
    """Applications in order of submission, and those that came too late."""

    applications: dict[ApplicantCode, Application] = field(default_factory=dict)
    late: dict[ApplicantCode, int] = field(default_factory=dict)
    desk: receiving.Desk = field(default_factory=receiving.Desk)

    @property
    def standing(self) -> tuple[ApplicantCode, ...]:
        """Applicants that have not withdrawn."""
        return tuple(code for code, found in self.applications.items() if found.stands)

    @property
    def codes(self) -> tuple[ApplicantCode, ...]:
        """Codes that are taken, those of late applications too."""
        return (*self.applications, *self.late)


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case ApplicationSubmitted():
            first = fact.first if isinstance(fact.first, ApplicationSubmitted) else event
            state.applications[event.applicant] = Application(event, position, first)
        case ApplicationLate():
            state.late[event.applicant] = position
        case ApplicationSupplemented():
            if (found := state.applications.get(event.applicant)) is not None:
                found.supplements += 1
        case ApplicationWithdrawn():
            if (found := state.applications.get(event.applicant)) is not None:
                found.withdrawn_at = position
        case RecommendationSigned():
            if (found := state.applications.get(event.applicant)) is not None:
                found.opinions[event.body], found.signed_on[event.body] = event.opinion, day_of(fact.said.occurred_at)
        case _:
            receiving.take(state.desk, fact)


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the articles on applying say of ``fact``."""
    event, state, call = fact.event, round.application, round.opening.call
    is_new = fact.said.corrects is None
    closes_on = call.closes_on if call else None
    match event:
        case ApplicationSubmitted():
            return (
                article_09_1_to_3.follows_a_call(round.opening.call_at),
                article_09_1_to_3.is_received_within_the_window(event.received_on, call.opens_on if call else None, closes_on),
                article_09_1_to_3.was_received_before_it_was_recorded(event.received_on, day_of(fact.recorded_at)),
                _check_code(state, event, is_new=is_new),
                applies_as_an_organisation(event.organisation, event.name),
                _check_once(state, event),
                article_09_1_to_3.declares_its_papers_true(event.truth_declared),
                *(() if is_new else _check_papers(round, event)),
                *receiving.asked_of_an_application(round, event),
                *bars(history, round, event),
            )
        case ApplicationLate():
            return (
                article_09_1_to_3.follows_a_call(round.opening.call_at),
                *receiving.asked_of_a_late_one(round, event),
                article_09_1_to_3.was_received_before_it_was_recorded(event.received_on, day_of(fact.recorded_at)),
                *((article_09_1_to_3.has_a_code_of_its_own(event.applicant, state.codes),) if is_new else ()),
            )
        case ApplicationSupplemented():
            return (
                article_09_1_to_3.supplements_a_standing_application(event.applicant, state.standing),
                article_09_1_to_3.supplements_before_the_list(round.qualification.qualified_at),
                *receiving.asked_of_a_supplement(round, fact, event),
            )
        case ApplicationWithdrawn():
            return (
                *((article_04.withdraws_a_standing_application(event.applicant, state.standing),) if is_new else ()),
                article_04.withdraws_before_the_approval(event.applicant, (*round.approval.winners, *round.approval.denied)),
                receiving.asked_of_a_withdrawal(round, fact, event),
            )
        case RecommendationSigned():
            found = state.applications.get(event.applicant)
            return (
                article_07.speaks_of_a_standing_applicant(event.applicant, state.standing),
                *((article_07.is_the_only_opinion_of_its_body(event.body, tuple(found.opinions if found else ())),) if is_new else ()),
                article_07.is_signed_in_time(
                    day_of(fact.said.occurred_at),
                    round.opening.parameters.recommendation_until,
                    closes_on,
                    is_decided=event.applicant in round.qualification.decided,
                ),
                *receiving.asked_of_an_opinion(history, round, fact, event),
            )
        case _:
            return receiving.check(round, fact)


def _check_once(state: State, event: ApplicationSubmitted) -> Finding:
    others = {code: found.submitted for code, found in state.applications.items() if found.stands and code != event.applicant}
    finding = article_09_1_to_3.applies_once(event.organisation, event.name, tuple((o.organisation, o.name) for o in others.values()))
    # Who else applied is not told to who applies twice: the codes stand for them.
    return finding.told(others=tuple(others))


def _check_code(state: State, event: ApplicationSubmitted, *, is_new: bool) -> Finding:
    if is_new:
        return article_09_1_to_3.has_a_code_of_its_own(event.applicant, state.codes)
    found = state.applications.get(event.applicant)
    stands = None if found is None else (found.first.organisation, found.first.name)
    return article_09_1_to_3.is_still_the_same_applicant(event.organisation, event.name, stands)


def _check_papers(round: Round, event: ApplicationSubmitted) -> tuple[Finding, ...]:
    """Ask whether papers that a correction brings come in time, as a supplement would."""
    found = round.application.applications.get(event.applicant)
    if found is None or found.submitted.materials == event.materials:
        return ()
    return (article_09_1_to_3.supplements_before_the_list(round.qualification.qualified_at),)


def bars(history: History, round: Round, event: ApplicationSubmitted) -> tuple[Finding, Finding]:
    """Return whether an earlier win (10.2) or a revocation (11, 12) bars this application, by all that the ledger knows of titles."""
    settled, edition, call = round.opening.parameters, round.opening.text, round.opening.call
    days = {
        "application_submission_date": event.received_on,
        "application_deadline": call.closes_on if call else None,
        "call_opening_date": call.opens_on if call else None,
    }
    tested_on = days.get(settled.bar_test_date or "")
    return (
        article_10_2.is_past_the_bar_of_an_earlier_win(
            tested_on,
            _wins(history, round, event),
            edition.bar_win_years if edition else None,
            settled.bar_win_start,
            settled.bar_win_scope,
            settled.bar_test_date,
        ),
        article_10_2.is_past_the_bar_after_a_revocation(
            tested_on,
            _revocations(history, round, event),
            edition.bar_revocation_years if edition else None,
            settled.bar_revocation_start,
            settled.bar_test_date,
        ),
    )


def titles_of(history: History, round: Round, organisation: OrgId, name: str) -> tuple[Title, ...]:
    """Return the titles of this organisation in other rounds of the same programme, by its credit code or its name."""
    programme = same(round.opening.opened.programme) if round.opening.opened else ""
    own = all_same((organisation, name))
    return tuple(
        title
        for title in history.registers.honours.titles
        if title.round != round.id
        and same(title.programme) == programme
        and not own.isdisjoint(all_same((title.winner.organisation, title.winner.name)))
    )


def _wins(history: History, round: Round, event: ApplicationSubmitted) -> tuple[Win, ...]:
    if (closed := _closed(event)) is not None:
        return cast("tuple[Win, ...]", closed)
    won = []
    for title in titles_of(history, round, event.organisation, event.name):
        terms = (terms_of(history.registers.measure, title.edition) or {}).get(title.tier)
        if title.held and (terms.bars if terms else title.tier == MAIN):
            won.append(Win(title.year, title.decided_on, title.status == "awarded"))
    return tuple(won)


def _revocations(history: History, round: Round, event: ApplicationSubmitted) -> tuple[Revocation, ...]:
    if (closed := _closed(event)) is not None:
        return cast("tuple[Revocation, ...]", closed)
    titles = titles_of(history, round, event.organisation, event.name)
    lost = [title.last for title in titles if not title.held and title.last is not None]
    barred = barred_before_an_award(history, round, event.organisation, event.name)
    if isinstance(barred, Undisclosed):
        return cast("tuple[Revocation, ...]", barred)
    return (
        *(Revocation(last.revoked_on, last.bar_from, last.served_on, last.announced_on) for last in lost),
        *(Revocation(None, starts_on) for starts_on in barred),
    )


def barred_before_an_award(history: History, round: Round, organisation: OrgId, name: str) -> tuple[PartialDate, ...] | Undisclosed:
    """Return from when this organisation is barred for a deceit found before any award; or what says 未开示 of whom a bar binds."""
    programme = same(round.opening.opened.programme) if round.opening.opened else ""
    own, starts = all_same((organisation, name)), []
    for of, bar in history.registers.honours.barred:
        opened = history.registers.honours.opened.get(of)
        if of == round.id or opened is None or same(opened.programme) != programme:
            continue
        who: tuple[object, ...] = (bar.organisation, bar.name)
        if (shut := next((value for value in who if isinstance(value, Undisclosed)), None)) is not None:
            return shut
        if not own.isdisjoint(all_same((bar.organisation, bar.name))):
            starts.append(bar.starts_on)
    return tuple(starts)


def _closed(event: ApplicationSubmitted) -> Undisclosed | None:
    """Return what says 未开示 to the rule that uses it, where this view does not open who applies; else None."""
    who: tuple[object, ...] = (event.organisation, event.name)
    return next((value for value in who if isinstance(value, Undisclosed)), None)
