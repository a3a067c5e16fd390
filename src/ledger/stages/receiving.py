"""Receiving applications (收件与概况): what comes with an application or before it. Articles 4, 7, 8(1), 9(2).

Part of the stage of applying, which keeps ``Desk`` in its state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.events.application import (
    ApplicationLate,
    ApplicationReceived,
    ApplicationSubmitted,
    ApplicationSupplemented,
    ApplicationWithdrawn,
    ProfileDeclared,
    RecommendationSigned,
    SupplementRequested,
)
from ledger.events.event import Event
from ledger.rules import article_08_periods, powers
from ledger.rules import article_09_2_receipt as receipt
from ledger.rules.article_09_1_to_3 import came_after_the_window, follows_a_call
from ledger.rules.citation import Finding
from ledger.rules.powers import RECOMMENDS, Place
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (ProfileDeclared, ApplicationReceived, SupplementRequested)


@dataclass(slots=True)
class Desk:
    """收件台: stamps of receipt, profiles, and until when papers were asked for, by applicant."""

    stamped: dict[ApplicantCode, str] = field(default_factory=dict)
    profiles: dict[ApplicantCode, ProfileDeclared] = field(default_factory=dict)
    due: dict[ApplicantCode, date] = field(default_factory=dict)
    """The day of the newest request for papers."""


def take(desk: Desk, fact: Fact) -> None:
    """Take one of ``EVENTS`` in."""
    event = fact.event
    match event:
        case ProfileDeclared():
            desk.profiles[event.applicant] = event
        case ApplicationReceived():
            desk.stamped[event.applicant] = fact.said.occurred_at
        case SupplementRequested():
            desk.due[event.applicant] = event.due_on
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to receiving applications")


def check(round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what is asked of one of ``EVENTS``."""
    event, state, is_new = fact.event, round.application, fact.said.corrects is None
    desk = state.desk
    match event:
        case ProfileDeclared():
            asked = receipt.profiles_an_application_of_the_round(round.opening.call_at, event.applicant in state.late)
            return (asked, *((receipt.is_profiled_once(event.applicant in desk.profiles),) if is_new else ()))
        case ApplicationReceived():
            call = follows_a_call(round.opening.call_at)
            if not is_new:
                return (call,)
            return (
                call,
                receipt.is_stamped_once(event.applicant in desk.stamped),
                receipt.comes_before_its_papers(event.applicant in state.codes),
            )
        case SupplementRequested():
            return (
                receipt.asks_for_papers_of_a_standing_application(event.applicant, state.standing),
                receipt.leaves_time_to_supplement(day_of(fact.said.occurred_at), event.due_on),
            )
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to receiving applications")


def asked_of_an_application(round: Round, event: ApplicationSubmitted) -> tuple[Finding, ...]:
    """Return what stamp and profile say of an application, in a round that keeps them."""
    desk, call = round.application.desk, round.opening.call
    stamped, profile, settled = desk.stamped.get(event.applicant), desk.profiles.get(event.applicant), round.opening.parameters
    found: list[Finding] = []
    if desk.stamped:
        found.append(receipt.stands_as_it_was_received(event.received_on, stamped))
        hour, closes_on = settled.application_closing_hour, call.closes_on if call else None
        found.append(receipt.is_received_before_the_closing_hour(stamped, closes_on, hour))
    if desk.profiles:
        found.append(article_08_periods.is_a_legal_person(profile.form if profile else None, settled.eligibility_other_legal_persons))
    return tuple(found)


def asked_of_a_late_one(round: Round, event: ApplicationLate) -> tuple[Finding, ...]:
    """Return whether an application came too late, and on the day of its stamp in a round that keeps stamps."""
    desk, call = round.application.desk, round.opening.call
    stamped, hour = desk.stamped.get(event.applicant), round.opening.parameters.application_closing_hour
    late = came_after_the_window(event.received_on, call.closes_on if call else None, stamped, hour)
    return (late, receipt.stands_as_it_was_received(event.received_on, stamped)) if desk.stamped else (late,)


def asked_of_a_supplement(round: Round, fact: Fact, event: ApplicationSupplemented) -> tuple[Finding, ...]:
    """Return whether papers came in the time that the office set, in a round that keeps its requests."""
    due = round.application.desk.due
    return (receipt.is_supplemented_in_time(day_of(fact.said.occurred_at), due.get(event.applicant)),) if due else ()


def asked_of_a_withdrawal(round: Round, fact: Fact, _: ApplicationWithdrawn) -> Finding:
    """Return whether the adopted rules still let an applicant withdraw."""
    call = round.opening.call
    return receipt.withdraws_while_it_may(
        round.opening.parameters.withdrawal_until,
        day_of(fact.said.occurred_at),
        call.closes_on if call else None,
        round.scoring.defence_list_at,
        round.notice.opened_at,
    )


def asked_of_an_opinion(history: History, round: Round, fact: Fact, event: RecommendationSigned) -> tuple[Finding, ...]:
    """Return whether the recommending body was competent on the day of its signature, where recommending bodies are on record."""
    bodies = history.registers.bodies
    if not bodies.keeps(RECOMMENDS):
        return ()
    mandate = bodies.mandate(event.body, day_of(fact.said.occurred_at))
    return (
        powers.is_competent_for_the_applicant(mandate, place_of(round, event.applicant)),
        powers.signs_as_the_kind_on_record(event.body_kind.value, mandate),
    )


def place_of(round: Round, applicant: ApplicantCode) -> Place | None:
    """Return where an applicant is registered and in which trades it works; None where it has not said so."""
    profile = round.application.desk.profiles.get(applicant)
    return None if profile is None else Place(profile.area, profile.trades)
