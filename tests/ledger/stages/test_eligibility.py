"""Eligibility: papers and records behind each finding, departments asked and answering, and decisions that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.application import BodyKind, LegalForm, Opinion, ProfileDeclared, RecommendationSigned
from ledger.events.bodies import BodyRegistered, Function
from ledger.events.eligibility import (
    AccidentField,
    AccidentReported,
    AdverseRecordReported,
    CertificatePresented,
    Grade,
    InspectionReported,
    Interruption,
    Level,
    Matter,
    ModelUsePresented,
    OperationPresented,
)
from ledger.events.event import Undisclosed
from ledger.events.qualification import ConditionChecked, DepartmentConsulted, DepartmentReplied, Met, QualificationDecided
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.citation import Verdict
from ledger.rules.parameters import settle
from ledger.stages import eligibility
from ledger.stages.check import check, refusals
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode, Fen, PartialDate, Role

A1 = ApplicantCode("A-01")
DEADLINE, LONG_AGO = PartialDate(2025, 4, 10), PartialDate(2010, 1, 1)
INSIDE, FIRST_OUT = date(2024, 5, 1), date(2022, 4, 9)


def checked(
    condition: str, limb: str = WHOLE, met: Met = Met.MET, since: PartialDate | None = LONG_AGO, grounds: str = "a paper"
) -> ConditionChecked:
    return ConditionChecked(applicant=A1, condition=condition, limb=limb, as_of=DEADLINE, since=since, met=met, grounds=grounds)


def accident(day: date = INSIDE, **changes: Any) -> AccidentReported:
    given = {"field": AccidentField.WORK_SAFETY, "grade": None, "deaths": 3, "hurt": 0, "loss": Fen(0), "own": None, "body": None}
    return AccidentReported(**({"applicant": A1, "day": day, "source": "sealed"} | given | changes))


def inspection(level: Level = Level.CITY, day: date = INSIDE, *, passed: bool = False) -> InspectionReported:
    return InspectionReported(applicant=A1, body=None, level=level, day=day, passed=passed, source="sealed")


def adverse(matter: Matter, day: date = INSIDE, *, grave: bool | None = True, own: bool | None = True) -> AdverseRecordReported:
    return AdverseRecordReported(applicant=A1, body=None, matter=matter, day=day, grave=grave, own=own, what="sealed", source="sealed")


def reported(office: Any, event: Any) -> None:
    """Record a neutral act as ``ledger.handle`` does: inside a sealed record."""
    fact = office.fact(event)
    reasons = refusals(check(office.history, fact), fact)
    assert not reasons, [(f.rule.name, f.given) for f in reasons]
    office.take(fact)


def assumed(office: Any, *values: tuple[str, Any], without: str = "") -> None:
    opening = office.history.round("2025").opening
    settled = settle(opening.parameters, values)
    named = {name: getattr(settled, name) for name in settled.__struct_fields__ if name != without.replace(".", "_")}
    opening.assumed = type(settled)(**named)


@pytest.fixture
def applied(called: Any) -> Any:
    called.record(called.applied())
    called.record(called.recommended())
    called.today = date(2025, 5, 10)
    return called


# Records


@pytest.mark.parametrize(
    ("event", "limb", "rule"),
    [
        (accident(), "accidents", "accidents_on_record"),
        (accident(grade=Grade.MAJOR, deaths=0), "accidents", "accidents_on_record"),
        (inspection(), "inspections", "inspections_on_record"),
        (inspection(Level.STATE), "inspections", "inspections_on_record"),
        (adverse(Matter.COMPLAINTS), "complaints", "complaints_on_record"),
        (adverse(Matter.CLAIMS), "claims", "claims_on_record"),
        (adverse(Matter.LABOUR), "labour", "labour_records"),
        (adverse(Matter.OTHER_RECORDS), "other_records", "other_records"),
        (adverse(Matter.EXPORTS), "exports", "exports_on_record"),
    ],
)
def test_what_is_on_record_is_not_found_clean(applied: Any, event: Any, limb: str, rule: str) -> None:
    name = f"article_08_records.finds_as_the_{rule}"
    assert applied.verdict(name, checked("8(5)", limb)) is Verdict.CONFORMS
    reported(applied, event)
    assert applied.refused(checked("8(5)", limb)) == {name}
    assert applied.refused(checked("8(5)", WHOLE)) == {name}
    assert applied.refused(checked("8(5)", limb, Met.NOT_MET)) == set()


@pytest.mark.parametrize(
    ("event", "limb"),
    [
        (accident(deaths=2), "accidents"),
        (accident(grade=Grade.GENERAL), "accidents"),
        (accident(FIRST_OUT), "accidents"),
        (inspection(Level.DISTRICT), "inspections"),
        (inspection(passed=True), "inspections"),
        (inspection(day=FIRST_OUT), "inspections"),
        (adverse(Matter.COMPLAINTS, grave=False), "complaints"),
        (adverse(Matter.CLAIMS, own=False), "claims"),
        (adverse(Matter.EXPORTS, FIRST_OUT), "exports"),
        (adverse(Matter.LABOUR), "complaints"),
    ],
)
def test_what_does_not_count_changes_nothing(applied: Any, event: Any, limb: str) -> None:
    reported(applied, event)
    assert applied.refused(checked("8(5)", limb)) == set()


@pytest.mark.parametrize(
    ("event", "key"),
    [
        (accident(field=AccidentField.FOOD_SAFETY), "eligibility.graver_accident"),
        (accident(own=False), "eligibility.accident_responsibility"),
        (accident(date(2025, 4, 11)), "eligibility.later_record"),
        (adverse(Matter.OTHER_RECORDS), "eligibility.other_record"),
        (adverse(Matter.EXPORTS, FIRST_OUT), "eligibility.exporter_period"),
    ],
)
def test_an_open_question_refuses_only_where_a_record_makes_it_matter(applied: Any, event: Any, key: str) -> None:
    assumed(applied, without=key)
    limb = event.matter.value if isinstance(event, AdverseRecordReported) else "accidents"
    name = {"accidents": "accidents_on_record", "other_records": "other_records", "exports": "exports_on_record"}[limb]
    rule = f"article_08_records.finds_as_the_{name}"
    assert applied.verdict(rule, checked("8(5)", limb)) is Verdict.CONFORMS
    reported(applied, event)
    (finding,) = [f for f in applied.judge(checked("8(5)", limb)) if f.rule.name == rule]
    assert (finding.verdict, finding.why, finding.refuses) == (Verdict.SILENT, key, True)


def test_a_view_without_the_sealed_records_finds_nobody_clean(applied: Any) -> None:
    applied.history.round("2025").sealed = 1
    rules = {f.rule.name: f.verdict for f in applied.judge(checked("8(5)", "accidents"))}
    assert rules["article_08_records.finds_as_the_accidents_on_record"] is Verdict.NOT_DISCLOSED


def test_a_report_is_neutral_and_of_an_applicant_and_of_the_past(applied: Any) -> None:
    assert AccidentReported.neutral
    assert InspectionReported.neutral
    assert AdverseRecordReported.neutral
    assert applied.refused(accident(applicant=ApplicantCode("A-02"))) == {"article_09_1_to_3.concerns_a_standing_applicant"}
    assert applied.refused(accident(date(2025, 5, 11))) == {"article_08_records.has_happened"}
    assert applied.refused(accident(hurt=-1)) == {"article_08_records.counts_what_an_accident_did"}
    assert "authorship.is_authored_in_its_role" in applied.refused(accident(), Role.APPLICANT, holder="A-01")


def test_a_department_reports_in_its_own_name(applied: Any) -> None:
    applied.bind(Role.DEPARTMENT, "safety")
    assert applied.refused(accident(body=BodyCode("safety")), Role.DEPARTMENT) == set()
    assert applied.refused(accident(body=BodyCode("tax")), Role.DEPARTMENT, holder="safety") == {"authorship.is_signed_by_who_it_speaks_of"}


# Papers


def operation(since: str = "2015-01-01", moved_in: str = "2015-01-01", *gaps: tuple[str, str | None]) -> OperationPresented:
    interruptions = tuple(Interruption(from_on=date.fromisoformat(a), until_on=date.fromisoformat(b) if b else None) for a, b in gaps)
    return OperationPresented(
        applicant=A1,
        in_district_since=date.fromisoformat(moved_in),
        operating_since=date.fromisoformat(since),
        interruptions=interruptions,
        paper=None,
    )


def certificate(issued: str = "2018-01-01", until: str = "2027-01-01", *gaps: tuple[str, str]) -> CertificatePresented:
    return CertificatePresented(
        applicant=A1,
        standard="GB/T 19001-2016",
        number="1",
        issuer="x",
        issued_on=date.fromisoformat(issued),
        valid_until=date.fromisoformat(until),
        interruptions=tuple(Interruption(from_on=date.fromisoformat(a), until_on=date.fromisoformat(b)) for a, b in gaps),
    )


def test_years_of_operation_start_anew_after_a_halt_where_that_was_adopted(applied: Any) -> None:
    rule = "article_08_periods.counts_operation_from_its_evidence"
    assert rule not in {finding.rule.name for finding in applied.judge(checked("8(1)", "operation"))}
    applied.record(operation("2015-01-01", "2015-01-01", ("2020-04-01", "2020-04-09")))
    assumed(applied, ("eligibility.operation_gap", "restarts_the_years"))
    assert applied.refused(checked("8(1)", "operation", since=PartialDate(2020, 4, 10))) == set(), "five years to the day"
    assert applied.refused(checked("8(1)", "operation", since=PartialDate(2015, 1, 1))) == {rule}
    short = applied.refused(checked("8(1)", "operation", since=PartialDate(2020, 4, 11)))
    assert short == {"article_08.has_operated_long_enough"}
    assumed(applied, ("eligibility.operation_gap", "gap_is_subtracted"))
    assert applied.refused(checked("8(1)", "operation", since=PartialDate(2015, 1, 10))) == set()
    assert applied.refused(checked("8(1)", "operation", since=PartialDate(2015, 1, 9))) == {rule}
    assumed(applied, without="eligibility.operation_gap")
    assert applied.verdict(rule, checked("8(1)", "operation")) is Verdict.SILENT


def test_a_move_into_the_district_is_in_time_on_the_reference_day(applied: Any) -> None:
    rule = "article_08_periods.is_registered_in_the_district"
    applied.record(operation("2010-01-01", "2025-04-10"))
    assert applied.refused(checked("8(1)", "registration")) == set()
    assert applied.refused(checked("8(1)", "operation")) == set(), "years elsewhere count, as adopted"
    applied.record(operation("2010-01-01", "2025-04-11"))
    assert applied.refused(checked("8(1)", "registration")) == {rule}
    assert applied.refused(checked("8(1)", "registration", Met.NOT_MET)) == set()


def test_a_lapsed_certificate_restarts_its_clock_and_not_the_model_s(applied: Any) -> None:
    applied.record(certificate("2018-01-01", "2027-01-01", ("2022-04-01", "2022-04-10")))
    applied.record(ModelUsePresented(applicant=A1, in_use_since=date(2018, 1, 1), interruptions=(), paper=None))
    counted = "article_08_periods.counts_the_system_from_its_certificate"
    assert applied.refused(checked("8(3)", "quality_system", since=PartialDate(2018, 1, 1))) == {counted}
    assert applied.refused(checked("8(3)", "quality_system", since=PartialDate(2022, 4, 11))) == {
        "article_08.has_run_its_quality_system_long_enough"
    }
    assert applied.refused(checked("8(3)", "excellence_model", since=PartialDate(2018, 1, 1))) == set()


def test_without_a_certificate_in_force_the_system_is_not_found_to_run(applied: Any) -> None:
    rule = "article_08_periods.has_a_certificate_in_force"
    applied.record(certificate("2018-01-01", "2025-04-09"))
    assert rule in applied.refused(checked("8(3)", "quality_system", since=PartialDate(2018, 1, 1)))
    applied.record(certificate("2018-01-01", "2025-04-10"))
    assert applied.refused(checked("8(3)", "quality_system", since=PartialDate(2018, 1, 1))) == set()


@pytest.mark.parametrize(
    ("event", "rule"),
    [
        (operation("2015-01-01", "2015-01-01", ("2020-04-09", "2020-04-08")), "has_interruptions_in_order"),
        (certificate("2018-01-02", "2018-01-01"), "is_issued_before_it_ends"),
    ],
)
def test_a_fault_of_a_paper_is_named(applied: Any, event: Any, rule: str) -> None:
    assert applied.refused(event) == {f"article_08_periods.{rule}"}


def test_a_paper_that_is_closed_is_not_counted(applied: Any) -> None:
    shown = operation()
    hidden = ("in_district_since", "operating_since", "interruptions", "paper")
    closed = {n: Undisclosed(n) if n in hidden else getattr(shown, n) for n in shown.__struct_fields__}
    applied.history.round("2025").qualification.papers.operation[A1] = OperationPresented(**closed)
    for limb, rule in (("operation", "counts_operation_from_its_evidence"), ("registration", "is_registered_in_the_district")):
        assert applied.verdict(f"article_08_periods.{rule}", checked("8(1)", limb)) is Verdict.NOT_DISCLOSED


def profiled(applied: Any, **changes: Any) -> None:
    given = {"form": LegalForm.ENTERPRISE, "for_profit": True, "exports": False, "area": "320804100", "trades": ("C34",)}
    applied.record(ProfileDeclared(applicant=A1, **(given | changes)))


def test_the_declared_kind_decides_what_is_asked(applied: Any) -> None:
    profiled(applied, form=LegalForm.BRANCH, exports=True)
    assert applied.refused(checked("8(1)", "legal_person")) == {"article_08_periods.finds_the_form_on_record"}
    assert applied.refused(checked("8(1)", "legal_person", Met.NOT_MET)) == set()
    assert applied.refused(checked("8(4)", "business", Met.NOT_APPLICABLE)) == {"article_08_periods.is_measured_as_what_it_is"}
    assert applied.refused(checked("8(4)", "social", Met.NOT_APPLICABLE)) == set()
    assert applied.refused(checked("8(5)", "exports", Met.NOT_APPLICABLE)) == {"article_08_periods.is_asked_on_exports_where_it_exports"}


def test_a_finding_says_what_it_rests_on(applied: Any) -> None:
    assert applied.refused(checked("8(2)", grounds=" ")) == {"article_09_3_clearances.gives_its_grounds"}


# Departments

SAFETY, LABOUR = BodyCode("safety"), BodyCode("labour")


@pytest.fixture
def departments(applied: Any) -> Any:
    """Return an office where two departments answer for a part each; it is a month after the last day."""
    for code, limb in ((SAFETY, "8(5) accidents"), (LABOUR, "8(5) labour")):
        event = BodyRegistered(body=code, function=Function.DEPARTMENT, name=code, areas=(), trades=(), answers=(limb,), document="d")
        applied.record(event, round=None, occurred_at="2025-03-01")
        applied.bind(Role.DEPARTMENT, code)
    return applied


def asked(body: BodyCode, *limbs: str) -> DepartmentConsulted:
    return DepartmentConsulted(applicant=A1, body=body, limbs=limbs, question="sealed")


def replied(body: BodyCode, *limbs: str, clear: bool = True) -> DepartmentReplied:
    return DepartmentReplied(applicant=A1, body=body, limbs=limbs, clear=clear, reply="sealed")


RESTS, AGREES = "article_09_3_clearances.rests_on_an_answer", "article_09_3_clearances.agrees_with_the_answers"


def test_a_part_rests_on_the_answer_of_its_department(departments: Any) -> None:
    found = checked("8(5)", "accidents")
    assert departments.refused(found) == {RESTS}, "nobody was asked"
    departments.record(asked(LABOUR))
    assert departments.refused(found) == {RESTS}, "another department was asked"
    departments.record(asked(SAFETY, "8(5) accidents"))
    assert departments.refused(found) == {RESTS}, "it has not answered, and its time runs"
    departments.record(replied(SAFETY))
    assert departments.refused(found) == set()
    assert departments.verdict(RESTS, checked("8(5)", "complaints")) is Verdict.NOT_ON_RECORD


def test_after_the_time_to_answer_reasons_are_enough(departments: Any) -> None:
    departments.record(asked(SAFETY))
    departments.today = date(2025, 5, 25)
    assert departments.refused(checked("8(5)", "accidents")) == {RESTS}
    departments.today = date(2025, 5, 26)
    assert departments.refused(checked("8(5)", "accidents")) == set()
    assumed(departments, without="clearance.reply_days")
    assert departments.verdict(RESTS, checked("8(5)", "accidents")) is Verdict.SILENT


def test_a_late_answer_is_taken_and_stands_red(departments: Any) -> None:
    departments.record(asked(SAFETY))
    departments.today = date(2025, 5, 26)
    late = replied(SAFETY, "8(5) accidents", clear=False)
    assert departments.verdict("article_09_3_clearances.is_answered_in_time", late) is Verdict.VIOLATES
    departments.record(late)
    assert departments.refused(checked("8(5)", "accidents")) == {AGREES}
    assert departments.refused(checked("8(5)", "accidents", Met.NOT_MET)) == set()


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (asked(SAFETY, "8(5) labour"), {"powers.asks_who_answers_for_it"}),
        (asked(BodyCode("club")), {"powers.asks_who_answers_for_it"}),
        (asked(SAFETY, "8(5) fame"), {"powers.asks_on_parts_of_the_article", "powers.asks_who_answers_for_it"}),
    ],
)
def test_a_department_is_asked_on_what_it_answers_for(departments: Any, event: DepartmentConsulted, rules: set[str]) -> None:
    assert departments.refused(event) == rules


def test_a_reply_keeps_to_its_question_and_comes_after_it(departments: Any) -> None:
    departments.record(asked(SAFETY, "8(5) accidents"))
    assert departments.refused(replied(SAFETY, "8(5) labour")) == {"article_09_3_clearances.answers_what_it_was_asked"}
    assert departments.refused(replied(SAFETY), occurred_at="2025-05-09") == {"article_09_3_clearances.answers_after_it_was_asked"}


def test_two_parts_are_answered_by_two_replies(departments: Any) -> None:
    everything = BodyRegistered(
        body=BodyCode("market"), function=Function.DEPARTMENT, name="m", areas=(), trades=(), answers=("8(5)",), document="d"
    )
    departments.record(everything, round=None, occurred_at="2025-03-01")
    departments.bind(Role.DEPARTMENT, "market")
    departments.record(asked(BodyCode("market"), "8(5)"))
    departments.record(replied(BodyCode("market"), "8(5) complaints"))
    assert departments.refused(checked("8(5)", "inspections")) == {RESTS}
    departments.record(replied(BodyCode("market"), "8(5) inspections", clear=False))
    assert departments.refused(checked("8(5)", "complaints")) == set()
    assert departments.refused(checked("8(5)", "inspections")) == {AGREES}


def test_an_answer_on_everything_that_is_not_clear_does_not_say_on_what(applied: Any) -> None:
    applied.bind(Role.DEPARTMENT, "safety")
    applied.record(asked(SAFETY))
    applied.record(replied(SAFETY, clear=False))
    assert applied.verdict(AGREES, checked("8(5)", "accidents")) is Verdict.NOT_ON_RECORD
    assert applied.refused(checked("8(5)", "accidents")) == set()


# Opinions


def opinion(code: str, said: Opinion) -> RecommendationSigned:
    return RecommendationSigned(applicant=A1, body=BodyCode(code), body_kind=BodyKind.AREA, opinion=said, reasons="sealed")


@pytest.mark.parametrize(
    ("reading", "qualified", "unqualified"),
    [
        ("decided_with_reasons", set(), set()),
        ("one_positive_suffices", set(), {"article_09_1_to_3.follows_from_the_findings"}),
        ("one_negative_excludes", {"article_07.weighs_competing_opinions"}, set()),
        (None, {"article_07.weighs_competing_opinions"}, {"article_07.weighs_competing_opinions"}),
    ],
)
def test_competing_opinions_are_weighed_as_adopted(applied: Any, reading: str | None, qualified: set[str], unqualified: set[str]) -> None:
    applied.bind(Role.RECOMMENDER, "park")
    applied.record(opinion("park", Opinion.NOT_RECOMMENDED))
    for condition in CONDITIONS:
        applied.record(checked(condition))
    assumed(applied, *((("recommendation.conflict", reading),) if reading else ()), without="" if reading else "recommendation.conflict")
    assert applied.refused(QualificationDecided(applicant=A1, qualified=True, reasons="weighed")) == qualified
    assert applied.refused(QualificationDecided(applicant=A1, qualified=False, reasons="weighed")) == unqualified


def test_nobody_qualifies_on_an_opinion_of_a_body_that_was_not_competent(applied: Any) -> None:
    rule = "article_07.has_an_opinion_of_a_competent_body"
    for condition in CONDITIONS:
        applied.record(checked(condition))
    decided = QualificationDecided(applicant=A1, qualified=True, reasons="all met")
    assert rule not in {finding.rule.name for finding in applied.judge(decided)}
    elsewhere = BodyRegistered(
        body=BodyCode("town"), function=Function.AREA, name="t", areas=("320804200",), trades=(), answers=(), document="d"
    )
    applied.record(elsewhere, round=None, occurred_at="2025-03-01")
    assert applied.verdict(rule, decided) is Verdict.NOT_ON_RECORD
    profiled(applied)
    assert applied.refused(decided) == {rule}


def test_an_act_of_another_stage_is_no_paper(applied: Any) -> None:
    state = applied.history.round("2025").qualification
    with pytest.raises(TypeError):
        eligibility.take(state.papers, Fact(applied.call(), applied.fact(applied.call()).said, 1, "2025-05-10T12:00:00.000+08:00"))
