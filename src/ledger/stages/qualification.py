"""Qualification (资格审查): articles 8, 9(3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.errors import NotDisclosed
from ledger.events.event import Event
from ledger.events.measure import ParametersAdopted
from ledger.events.opening import CallPublished
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.rules import article_07, article_08, article_09_1_to_3
from ledger.rules.article_08 import WHOLE
from ledger.rules.citation import Finding, Verdict
from ledger.rules.powers import RECOMMENDS, is_competent
from ledger.stages import application, clearances, eligibility, receiving
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode, PartialDate, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

EVENTS: tuple[type[Event], ...] = (
    DepartmentConsulted,
    DepartmentReplied,
    ConditionChecked,
    QualificationDecided,
    QualifiedListFixed,
    *eligibility.EVENTS,
)

READS: tuple[type[Event], ...] = (*EVENTS, *application.EVENTS, CallPublished, ParametersAdopted)
"""Facts of the round that the check depends on."""

LOOKS_BACK = ("accidents", "complaints", "claims", "inspections", "labour", "other_records", WHOLE)
"""Limbs of 8(5) whose record must be clean for years. Exports stand after the semicolon, with a silence of their own."""


@dataclass(slots=True)
class State:
    """Findings by applicant and (condition, limb); decisions; the list. Values that are sealed may be closed."""

    consulted: dict[tuple[ApplicantCode, BodyCode], int] = field(default_factory=dict)
    replied: dict[tuple[ApplicantCode, BodyCode], DepartmentReplied] = field(default_factory=dict)
    clearances: clearances.State = field(default_factory=clearances.State)
    papers: eligibility.Papers = field(default_factory=eligibility.Papers)
    checked: dict[ApplicantCode, dict[tuple[str, str], ConditionChecked]] = field(default_factory=dict)
    decided: dict[ApplicantCode, QualificationDecided] = field(default_factory=dict)
    qualified: tuple[ApplicantCode, ...] | None = None
    qualified_at: int = 0


def evolve(state: State, fact: Fact) -> None:
    """Take one fact of this stage into ``state``."""
    event, position = fact.event, fact.position or 0
    match event:
        case DepartmentConsulted():
            state.consulted[event.applicant, event.body] = position
            clearances.take(state.clearances, fact, event)
        case DepartmentReplied():
            state.replied[event.applicant, event.body] = event
            clearances.take(state.clearances, fact, event)
        case ConditionChecked():
            state.checked.setdefault(event.applicant, {})[event.condition, event.limb] = event
        case QualificationDecided():
            state.decided[event.applicant] = event
        case QualifiedListFixed():
            state.qualified, state.qualified_at = event.applicants, position
        case _:
            eligibility.take(state.papers, fact)


def check(history: History, round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what the articles on qualification say of ``fact``."""
    event, state = fact.event, round.qualification
    standing, is_new, call = round.application.standing, fact.said.corrects is None, round.opening.call
    if isinstance(event, QualifiedListFixed):
        decided = state.decided
        return (
            *((article_09_1_to_3.fixes_the_list_once(state.qualified_at),) if is_new else ()),
            article_09_1_to_3.fixes_the_list_after_the_window(day_of(fact.said.occurred_at), call.closes_on if call else None),
            article_09_1_to_3.has_decided_on_everybody(tuple(code for code in standing if code not in decided)),
            article_09_1_to_3.lists_exactly_the_qualified(
                event.applicants, tuple(code for code in standing if code in decided and decided[code].qualified)
            ),
        )
    if isinstance(event, eligibility.EVENTS):
        return eligibility.check(round, fact)
    if not isinstance(event, DepartmentConsulted | DepartmentReplied | ConditionChecked | QualificationDecided):
        raise TypeError(f"{type(event).__name__} does not belong to qualification")
    concerns = article_09_1_to_3.concerns_a_standing_applicant(event.applicant, standing)
    match event:
        case DepartmentConsulted():
            return concerns, *clearances.asked_of_a_question(history, fact, event)
        case DepartmentReplied():
            asked = article_09_1_to_3.answers_a_question(state.consulted.get((event.applicant, event.body), 0))
            return concerns, asked, *clearances.asked_of_a_reply(round, fact, event)
        case ConditionChecked():
            return (
                concerns,
                *_check_finding(round, event, is_new=is_new),
                *eligibility.findings_on(history, round, event),
                *clearances.asked_of_a_finding(history, round, fact, event),
            )
        case QualificationDecided():
            return concerns, *_check_decision(history, round, event, is_new=is_new)


def _check_finding(round: Round, event: ConditionChecked, *, is_new: bool) -> list[Finding]:
    state, settled, edition = round.qualification, round.opening.parameters, round.opening.text
    findings = [
        article_08.finds_on_a_condition_of_the_article(event.condition, event.limb),
        article_08.may_not_concern_an_applicant(event.condition, event.limb, event.met),
        article_08.is_counted_to_the_reference_day(event.as_of, _reference_day(round, event), settled.eligibility_as_of),
    ]
    if is_new:
        findings.append(article_09_1_to_3.finds_before_the_decision(event.applicant in state.decided))
        found = state.checked.get(event.applicant, {})
        findings.append(article_09_1_to_3.finds_once((event.condition, event.limb) in found))
    counted = (event.met, event.since, event.as_of)
    match event.condition:
        case "8(1)" if event.limb in ("operation", WHOLE):
            findings.append(article_08.has_operated_long_enough(*counted, edition.operating_years if edition else None))
        case "8(3)":
            if event.limb in ("quality_system", WHOLE):
                findings.append(article_08.has_run_its_quality_system_long_enough(*counted, edition.system_years if edition else None))
            if event.limb in ("excellence_model", WHOLE):
                findings.append(article_08.has_used_the_excellence_model_long_enough(*counted, edition.model_years if edition else None))
        case "8(5)":
            if event.limb in LOOKS_BACK:
                findings.append(article_08.looks_back_far_enough(*counted, edition.clean_years if edition else None))
            readings = {
                "accidents": ("eligibility.graver_accident", settled.eligibility_graver_accident),
                "other_records": ("eligibility.other_record", settled.eligibility_other_record),
                "exports": ("eligibility.exporter_period", settled.eligibility_exporter_period),
            }
            for limb, (key, reading) in readings.items():
                if event.limb in (limb, WHOLE):
                    findings.append(article_08.rests_on_an_adopted_reading(event.met, key, reading))
    return findings


def _reference_day(round: Round, event: ConditionChecked) -> PartialDate | None:
    """Return the day that the adopted reading names; None where it is not on record."""
    match round.opening.parameters.eligibility_as_of:
        case "application_deadline":
            day = round.opening.call.closes_on if round.opening.call else None
        case "application_submission_date":
            found = round.application.applications.get(event.applicant)
            day = found.submitted.received_on if found else None
        case "round_opening_date":
            return PartialDate.parse(round.opening.opened_on) if round.opening.opened_on else None
        case _:
            return None
    return None if day is None else article_08.as_partial(day)


def _check_decision(history: History, round: Round, event: QualificationDecided, *, is_new: bool) -> list[Finding]:
    state, found = round.qualification, round.application.applications.get(event.applicant)
    checked = state.checked.get(event.applicant, {})
    is_barred = found is not None and any(
        finding.verdict is Verdict.VIOLATES for finding in application.bars(history, round, found.submitted)
    )
    opinions, settled = tuple(o.value for o in found.opinions.values()) if found else (), round.opening.parameters
    may_end = settled.recommendation_conflict != "one_positive_suffices"
    findings = [article_09_1_to_3.decides_once(event.applicant in state.decided)] if is_new else []
    findings += [
        article_09_1_to_3.has_a_finding_on_every_condition(article_08.missing(checked) if round.opening.text else None),
        article_09_1_to_3.follows_from_the_findings(
            event.qualified,
            {part: condition.met for part, condition in checked.items()},
            is_recommended=found is not None and bool(found.opinions),
            is_barred=is_barred,
            is_objected=may_end and article_07.competes(opinions),
        ),
        article_09_1_to_3.gives_its_reasons(event.reasons),
        article_07.weighs_competing_opinions(event.qualified, opinions, settled.recommendation_conflict, event.reasons),
    ]
    if event.qualified:
        findings.append(article_07.has_an_opinion(tuple(found.opinions if found else ())))
        if history.registers.bodies.keeps(RECOMMENDS):
            findings.append(article_07.has_an_opinion_of_a_competent_body(_competent(history, round, event.applicant)))
        findings.append(article_08.is_measured_as_one_kind_or_the_other({part: condition.met for part, condition in checked.items()}))
    return findings


def _competent(history: History, round: Round, applicant: ApplicantCode) -> tuple[bool | None, ...]:
    """Return of each opinion whether its body was competent on the day of its signature; None where that is not on record."""
    found, place = round.application.applications.get(applicant), receiving.place_of(round, applicant)
    if found is None:
        return ()
    of_each: list[bool | None] = []
    for body, day in found.signed_on.items():
        mandate = history.registers.bodies.mandate(body, day)
        try:
            of_each.append(None if place is None else mandate is not None and is_competent(mandate, place))
        except NotDisclosed:
            of_each.append(None)
    return tuple(of_each)
