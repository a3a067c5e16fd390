"""What eligibility rests on (资格依据): papers presented and records reported, and what they say of each finding. Article 8.

Part of the stage of qualification, which keeps ``Papers`` in its state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from ledger.events.eligibility import (
    AccidentReported,
    AdverseRecordReported,
    CertificatePresented,
    InspectionReported,
    Interruption,
    ModelUsePresented,
    OperationPresented,
)
from ledger.events.event import Event, Undisclosed
from ledger.events.qualification import ConditionChecked
from ledger.rules import article_08_periods as periods
from ledger.rules import article_08_records as records
from ledger.rules import article_09_1_to_3
from ledger.rules.article_08 import WHOLE
from ledger.rules.article_08_periods import Certificate, Clock, Gap
from ledger.rules.article_08_records import Accident, Inspection, Readings, Record, Window
from ledger.rules.citation import Finding
from ledger.rules.editions import edition_of
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, day_of

if TYPE_CHECKING:
    from ledger.stages.history import History, Round

PRESENTED: tuple[type[Event], ...] = (OperationPresented, CertificatePresented, ModelUsePresented)
REPORTED: tuple[type[Event], ...] = (AccidentReported, InspectionReported, AdverseRecordReported)
EVENTS: tuple[type[Event], ...] = (*PRESENTED, *REPORTED)


@dataclass(slots=True)
class Papers:
    """资格材料: of each applicant, the newest papers, and every record that was reported."""

    operation: dict[ApplicantCode, OperationPresented] = field(default_factory=dict)
    certificates: dict[ApplicantCode, list[CertificatePresented]] = field(default_factory=dict)
    model: dict[ApplicantCode, ModelUsePresented] = field(default_factory=dict)
    accidents: dict[ApplicantCode, list[AccidentReported]] = field(default_factory=dict)
    inspections: dict[ApplicantCode, list[InspectionReported]] = field(default_factory=dict)
    adverse: dict[ApplicantCode, list[AdverseRecordReported]] = field(default_factory=dict)


def take(papers: Papers, fact: Fact) -> None:
    """Take one of ``EVENTS`` in."""
    event = fact.event
    match event:
        case OperationPresented():
            papers.operation[event.applicant] = event
        case CertificatePresented():
            papers.certificates.setdefault(event.applicant, []).append(event)
        case ModelUsePresented():
            papers.model[event.applicant] = event
        case AccidentReported():
            papers.accidents.setdefault(event.applicant, []).append(event)
        case InspectionReported():
            papers.inspections.setdefault(event.applicant, []).append(event)
        case AdverseRecordReported():
            papers.adverse.setdefault(event.applicant, []).append(event)
        case _:
            raise TypeError(f"{type(event).__name__} is no paper on eligibility")


def check(round: Round, fact: Fact) -> tuple[Finding, ...]:
    """Return what is asked of one of ``EVENTS``."""
    event, standing = cast("Any", fact.event), round.application.standing
    concerns = article_09_1_to_3.concerns_a_standing_applicant(event.applicant, standing)
    if isinstance(fact.event, REPORTED):
        return concerns, records.has_happened(event.day, day_of(fact.recorded_at)), *_check_numbers(event)
    return concerns, *_check_periods(event)


def findings_on(history: History, round: Round, event: ConditionChecked) -> Iterator[Finding]:
    """Yield what papers and records say of a finding on a condition or one of its parts.

    Nothing of a kind of paper that the round keeps of nobody: its audit says so once.
    """
    match event.condition:
        case "8(1)":
            yield from _on_registration(history, round, event)
        case "8(3)":
            yield from _on_systems(round, event)
        case "8(4)" if (profile := round.application.desk.profiles.get(event.applicant)) is not None:
            yield periods.is_measured_as_what_it_is(event.met, event.limb, profile.for_profit)
        case "8(5)":
            yield from _on_records(round, event)


def _on_registration(history: History, round: Round, event: ConditionChecked) -> Iterator[Finding]:
    settled, limb = round.opening.parameters, event.limb
    profile, operation = round.application.desk.profiles.get(event.applicant), round.qualification.papers.operation.get(event.applicant)
    moved_in, kept = operation.in_district_since if operation else None, round.qualification.papers
    district = () if event.as_of.full is None else history.registers.bodies.district(event.as_of.full)
    if limb in ("registration", WHOLE) and (kept.operation or (district and round.application.desk.profiles)):
        yield periods.is_registered_in_the_district(event.met, moved_in, profile.area if profile else None, district, event.as_of)
    if limb in ("legal_person", WHOLE) and round.application.desk.profiles:
        form = profile.form if profile else None
        yield periods.finds_the_form_on_record(event.met, form, settled.eligibility_other_legal_persons)
    if limb in ("operation", WHOLE) and kept.operation:
        clock = Clock(operation.operating_since, _gaps(operation.interruptions)) if operation else None
        yield periods.counts_operation_from_its_evidence(
            event.met,
            event.since,
            event.as_of,
            clock,
            moved_in,
            settled.eligibility_operation_gap,
            settled.eligibility_years_elsewhere,
        )


def _on_systems(round: Round, event: ConditionChecked) -> Iterator[Finding]:
    settled, papers, limb = round.opening.parameters, round.qualification.papers, event.limb
    if limb in ("quality_system", WHOLE) and papers.certificates:
        certificates = tuple(
            Certificate(one.standard, Clock(one.issued_on, _gaps(one.interruptions)), one.valid_until)
            for one in papers.certificates.get(event.applicant, ())
        )
        yield periods.has_a_certificate_in_force(event.met, certificates, event.as_of)
        yield periods.counts_the_system_from_its_certificate(
            event.met, event.since, event.as_of, certificates, settled.eligibility_lapsed_certificate
        )
    if limb in ("excellence_model", WHOLE) and papers.model:
        used = papers.model.get(event.applicant)
        clock = Clock(used.in_use_since, _gaps(used.interruptions)) if used else None
        yield periods.counts_the_model_from_its_first_use(event.met, event.since, event.as_of, clock, settled.eligibility_model_gap)


def _on_records(round: Round, event: ConditionChecked) -> Iterator[Finding]:
    papers, limb, edition = round.qualification.papers, event.limb, edition_of(round.opening.edition)
    window, readings = Window(event.as_of, edition.clean_years if edition else None, round.sealed), readings_of(round)
    if limb in ("accidents", WHOLE):
        accidents = tuple(
            Accident(one.field.value, one.day, one.grade.value if one.grade else None, one.deaths, one.hurt, one.loss, one.own)
            for one in papers.accidents.get(event.applicant, ())
        )
        yield records.finds_as_the_accidents_on_record(event.met, accidents, window, readings)
    if limb in ("inspections", WHOLE):
        inspections = tuple(Inspection(i.level.value, i.day, i.passed) for i in papers.inspections.get(event.applicant, ()))
        yield records.finds_as_the_inspections_on_record(event.met, inspections, window, readings)
    adverse = papers.adverse.get(event.applicant, ())
    for part, asked in RECORDS.items():
        if limb in (part, WHOLE):
            of_part = tuple(Record(one.day, one.grave, one.own) for one in adverse if one.matter.value == part)
            yield asked(event.met, of_part, window, readings)
    profile = round.application.desk.profiles.get(event.applicant)
    if limb == "exports" and profile is not None:
        yield periods.is_asked_on_exports_where_it_exports(event.met, profile.exports)


RECORDS = {
    "complaints": records.finds_as_the_complaints_on_record,
    "claims": records.finds_as_the_claims_on_record,
    "labour": records.finds_as_the_labour_records,
    "other_records": records.finds_as_the_other_records,
    "exports": records.finds_as_the_exports_on_record,
}
"""Part of 8(5) to the rule on its records."""


def readings_of(round: Round) -> Readings:
    """Return what the adopted rules say where 8(5) is open."""
    settled = round.opening.parameters
    return Readings(
        settled.eligibility_graver_accident,
        settled.eligibility_accident_responsibility,
        settled.eligibility_other_record,
        settled.eligibility_exporter_period,
        settled.eligibility_later_record,
    )


def _check_numbers(event: AccidentReported | InspectionReported | AdverseRecordReported) -> tuple[Finding, ...]:
    if not isinstance(event, AccidentReported):
        return ()
    return (records.counts_what_an_accident_did(event.deaths, event.hurt, event.loss),)


def _check_periods(event: OperationPresented | CertificatePresented | ModelUsePresented) -> tuple[Finding, ...]:
    ordered = periods.has_interruptions_in_order(_gaps(event.interruptions))
    if not isinstance(event, CertificatePresented):
        return (ordered,)
    return ordered, periods.is_issued_before_it_ends(event.issued_on, event.valid_until)


def _gaps(interruptions: tuple[Interruption, ...]) -> tuple[Gap, ...]:
    """Return the interruptions as plain facts; closed ones stay closed."""
    if isinstance(interruptions, Undisclosed):
        return cast("tuple[Gap, ...]", interruptions)
    return tuple(Gap(one.from_on, one.until_on) for one in interruptions)
