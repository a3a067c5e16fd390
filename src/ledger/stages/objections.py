"""Objections (异议): what article 9(8) and the adopted rules say of each step of an objection, from its receipt to its answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ledger.events.notice import (
    CandidateKept,
    LeadReceived,
    ObjectionAdmitted,
    ObjectionAnswered,
    ObjectionLate,
    ObjectionReceived,
    ObjectionResolved,
    Outcome,
)
from ledger.rules import article_09_8_notice as article_09_8
from ledger.rules import article_09_8_objections as objections
from ledger.rules.article_09_8_changes import extended
from ledger.rules.citation import Finding
from ledger.stages.contenders import body_of, calendar_of
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round
    from ledger.stages.notice import Objection


def check_objection(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what is asked of an act about an objection. A lead is asked nothing: it is never refused."""
    event, state, settled, is_new = fact.event, round.notice, round.opening.parameters, fact.said.corrects is None
    shown = state.opened.applicants if state.opened else ()
    match event:
        case LeadReceived():
            return ()
        case ObjectionReceived():
            return (
                article_09_8.objects_to_a_candidate_on_notice(event.applicant, shown),
                *_within(round, day_of(fact.said.occurred_at)),
                article_09_8.objects_by_name(event.objector, settled.objection_named_required, settled.objection_anonymous),
                objections.reaches_the_record_before_the_decision(_decided_at(round, event.applicant)),
            )
        case ObjectionLate():
            return (
                article_09_8.objects_to_a_candidate_on_notice(event.applicant, shown),
                objections.came_after_the_notice(event.received_at, last_day_of(round), settled.objection_closing_hour),
            )
        case ObjectionAdmitted():
            return _check_admission(round, fact, event, is_new=is_new)
        case ObjectionResolved():
            return _check_resolution(history, round, fact, event, is_new=is_new)
        case ObjectionAnswered():
            objection = state.objections.get(event.objection)
            return (
                objections.answers_a_resolved_objection(
                    objection.applicant if objection else None, event.applicant, objection is not None and objection.outcome is not None
                ),
            )
        case CandidateKept():
            return _check_keeping(round, fact, event)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to objections")


def last_day_of(round: Round) -> date | None:
    """Return the last day of the notice, with the days that the adopted rules add for interruptions; None: there is no notice."""
    opened = round.notice.opened
    if opened is None:
        return None
    return extended((opened.starts_on, opened.ends_on), round.notice.interruptions, round.opening.parameters.notice_interruption)


def _within(round: Round, day: date) -> tuple[Finding, ...]:
    opened, ends_on = round.notice.opened, last_day_of(round)
    if opened is None or ends_on is None:
        return ()
    # A change does not make late what was said of the notice as it first stood.
    return (article_09_8.objects_within_the_notice(day, min(opened.starts_on, round.notice.first_on or day), ends_on),)


def _check_admission(round: Round, fact: Fact, event: ObjectionAdmitted, *, is_new: bool) -> tuple[Finding, ...]:
    objection, settled = round.notice.objections.get(event.objection), round.opening.parameters
    is_open = objection is not None and objection.outcome is None
    findings = (
        objections.admits_an_open_objection(
            objection.applicant if objection else None,
            event.applicant,
            is_open,
            is_new and objection is not None and objection.admitted is not None,
        ),
        objections.turns_away_nothing_in_time(event.admitted, event.received_at, last_day_of(round), settled.objection_closing_hour),
        objections.is_handled_by_who_took_no_part(
            event.handler, body_of(fact), _involved(round, event.applicant), settled.objection_handler, took_no_part=event.took_no_part
        ),
        article_09_8.says_why(event.reasons),
    )
    if objection is None:
        return findings
    received_on = day_of(objection.received_on) if objection.received_on else None
    return (
        *findings,
        objections.bears_the_instant_of_its_receipt(event.received_at, received_on),
        objections.says_whether_it_is_named(event.named, objection.objector),
    )


def _check_resolution(history: History, round: Round, fact: Fact, event: ObjectionResolved, *, is_new: bool) -> tuple[Finding, ...]:
    objection, settled = round.notice.objections.get(event.objection), round.opening.parameters
    is_open = objection is not None and (objection.is_open or not is_new)
    findings = (
        article_09_8.resolves_an_open_objection(objection.applicant if objection else None, event.applicant, is_open=is_open),
        article_09_8.says_why(event.reasons),
        objections.is_resolved_by_the_adopted_body(body_of(fact), settled.objection_handler),
    )
    if objection is None:
        return findings
    # Lateness stands among the flags: it is shown and never refuses, or the objection would stay open for being late.
    received_on, resolved_on = day_of(objection.received_on), day_of(fact.said.occurred_at)
    in_time = article_09_8.is_resolved_in_time(
        received_on, resolved_on, settled.objection_resolve_working_days, calendar_of(history, round)
    )
    # Asked where the round keeps admissions at all: then one that is missing is missing.
    is_kept = any(other.admitted is not None for other in round.notice.objections.values())
    return (*findings, in_time, *((objections.was_taken_up_first(objection.admitted),) if is_kept else ()))


def _check_keeping(round: Round, fact: Fact, event: CandidateKept) -> tuple[Finding, ...]:
    objection: Objection | None = round.notice.objections.get(event.objection)
    decided = (*round.approval.winners, *round.approval.denied)
    return (
        objections.keeps_who_an_objection_proved_right_against(
            objection.applicant if objection else None,
            event.applicant,
            objection is not None and objection.outcome is Outcome.SUSTAINED,
            event.applicant in round.notice.disqualified,
        ),
        article_09_8.is_declared_by_who_decides(body_of(fact), round.opening.parameters.notice_decider),
        article_09_8.says_why(event.reasons),
        article_09_8.comes_before_the_approval(tuple(a for a in decided if a == event.applicant)),
    )


def _decided_at(round: Round, applicant: ApplicantCode) -> int:
    """Return where the government decided on ``applicant``; 0 where it has not."""
    approved_at = round.approval.approved_at if applicant in round.approval.winners else 0
    return max(approved_at, round.approval.denied.get(applicant, 0))


def _involved(round: Round, applicant: ApplicantCode) -> tuple[str, ...]:
    """Return the codes of those on record who scored or recommended ``applicant``."""
    experts = {expert for of_phase in round.scoring.marks.values() for _, expert in of_phase.get(applicant, ())}
    application = round.application.applications.get(applicant)
    return (*sorted(experts), *(application.opinions if application else ()))
