"""Qualification: findings on every condition, one decision for everybody, a list that follows from them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.events.application import ApplicationWithdrawn, Opinion
from ledger.events.event import Undisclosed
from ledger.events.qualification import (
    ConditionChecked,
    DepartmentConsulted,
    DepartmentReplied,
    Met,
    QualificationDecided,
    QualifiedListFixed,
)
from ledger.record.envelope import Correction
from ledger.rules.article_08 import CONDITIONS, WHOLE
from ledger.rules.citation import Verdict
from ledger.rules.parameters import Parameters, settle
from ledger.stages.check import check
from ledger.stages.fact import Fact
from ledger.terms import ApplicantCode, BodyCode, PartialDate, Role

A1 = ApplicantCode("A-01")
DEADLINE = PartialDate(2025, 4, 10)
LONG_AGO = PartialDate(2010, 1, 1)


def checked(condition: str = "8(1)", limb: str = WHOLE, met: Any = Met.MET, since: PartialDate | None = LONG_AGO, **changes: Any) -> Any:
    given = {"applicant": A1, "as_of": DEADLINE, "grounds": "sealed"} | changes
    return ConditionChecked(condition=condition, limb=limb, met=met, since=since, **given)


def decided(code: str = "A-01", *, qualified: bool = True, reasons: str = "all met") -> QualificationDecided:
    return QualificationDecided(applicant=ApplicantCode(code), qualified=qualified, reasons=reasons)


def listed(*codes: str) -> QualifiedListFixed:
    return QualifiedListFixed(applicants=tuple(map(ApplicantCode, codes)))


@pytest.fixture
def applied(called: Any) -> Any:
    called.record(called.applied())
    called.record(called.recommended())
    return called


@pytest.fixture
def found(applied: Any) -> Any:
    """Return an office that found every condition of A-01 met."""
    for condition in CONDITIONS:
        applied.record(checked(condition))
    applied.today = date(2025, 4, 11)
    return applied


# Findings


@pytest.mark.parametrize(("condition", "limb"), [(c, limb) for c, limbs in CONDITIONS.items() for limb in (WHOLE, *limbs)])
def test_every_part_of_every_condition_can_be_found_on(applied: Any, condition: str, limb: str) -> None:
    assert applied.refused(checked(condition, limb)) == set()


@pytest.mark.parametrize(("condition", "limb"), [("8(6)", WHOLE), ("8", WHOLE), ("8(1)", "innovation"), ("8(1)", "")])
def test_nothing_else_can(applied: Any, condition: str, limb: str) -> None:
    assert applied.refused(checked(condition, limb)) == {"article_08.finds_on_a_condition_of_the_article"}


def test_years_are_counted_to_one_day(applied: Any) -> None:
    rule = "article_08.is_counted_to_the_reference_day"
    assert applied.refused(checked(as_of=PartialDate(2025, 4, 9))) == {rule}
    opening = applied.history.round("2025").opening
    for reading, day in (("application_submission_date", PartialDate(2025, 3, 20)), ("round_opening_date", PartialDate(2025, 3, 1))):
        opening.assumed = settle(opening.parameters, [("eligibility.as_of", reading)])
        assert applied.refused(checked(as_of=day)) == set()
        assert applied.refused(checked()) == {rule}
    opening.assumed = Parameters()
    assert applied.verdict(rule, checked()) is Verdict.SILENT


@pytest.mark.parametrize(
    ("condition", "limb", "rule", "last"),
    [
        ("8(1)", "operation", "has_operated_long_enough", PartialDate(2020, 4, 10)),
        ("8(3)", "quality_system", "has_run_its_quality_system_long_enough", PartialDate(2022, 4, 10)),
        ("8(3)", "excellence_model", "has_used_the_excellence_model_long_enough", PartialDate(2022, 4, 10)),
        ("8(5)", "accidents", "looks_back_far_enough", PartialDate(2022, 4, 10)),
    ],
)
def test_years_to_the_day_are_enough(applied: Any, condition: str, limb: str, rule: str, last: PartialDate) -> None:
    name = f"article_08.{rule}"
    short = PartialDate(last.year, last.month, 11)
    assert applied.verdict(name, checked(condition, limb, since=last)) is Verdict.CONFORMS
    assert applied.refused(checked(condition, limb, since=short)) == {name}
    assert applied.refused(checked(condition, limb, Met.NOT_MET, since=short)) == set()
    assert applied.verdict(name, checked(condition, limb, Met.NOT_APPLICABLE, since=short)) is Verdict.NOT_APPLICABLE
    assert applied.verdict(name, checked(condition, limb, since=None)) is Verdict.NOT_ON_RECORD
    assert applied.verdict(name, checked(condition, limb, since=PartialDate(last.year))) is Verdict.NOT_ON_RECORD


@pytest.mark.parametrize(
    ("limb", "key"),
    [
        ("accidents", "eligibility.graver_accident"),
        ("other_records", "eligibility.other_record"),
        ("exports", "eligibility.exporter_period"),
    ],
)
def test_what_the_text_leaves_undefined_is_a_silence(applied: Any, limb: str, key: str) -> None:
    rule = "article_08.rests_on_an_adopted_reading"
    assert applied.verdict(rule, checked("8(5)", limb)) is Verdict.CONFORMS
    applied.history.round("2025").opening.assumed = settle(Parameters(), [("eligibility.as_of", "application_deadline")])
    assert applied.verdict(rule, checked("8(5)", limb)) is Verdict.SILENT
    assert applied.refused(checked("8(5)", limb)) == {rule}
    # Who exports nothing is not concerned; of accidents and bad records everybody is asked.
    asked = set() if limb == "exports" else {"article_08.may_not_concern_an_applicant"}
    assert applied.refused(checked("8(5)", limb, Met.NOT_APPLICABLE)) == asked


def test_a_sealed_finding_is_not_guessed(applied: Any) -> None:
    fact = applied.fact(checked("8(1)"))
    event = ConditionChecked(**{n: getattr(fact.event, n) for n in fact.event.__struct_fields__} | {"met": Undisclosed("met")})
    findings = check(applied.history, Fact(event, fact.said, None, fact.recorded_at))
    assert {f.verdict for f in findings if f.rule.name == "article_08.has_operated_long_enough"} == {Verdict.NOT_DISCLOSED}


def test_a_condition_has_one_finding(applied: Any) -> None:
    first = applied.record(checked())
    assert applied.refused(checked()) == {"article_09_1_to_3.finds_once"}
    correction = Correction(act=first.said.id, why="another certificate", approved_by="office")
    assert applied.refused(checked(met=Met.NOT_MET), corrects=correction) == set()


def test_findings_come_before_the_decision(found: Any) -> None:
    found.record(decided())
    assert found.refused(checked("8(1)", "operation")) == {"article_09_1_to_3.finds_before_the_decision"}


@pytest.mark.parametrize("event", [checked(applicant=ApplicantCode("A-02")), decided("A-02", qualified=False)])
def test_who_did_not_apply_is_not_reviewed(applied: Any, event: Any) -> None:
    assert "article_09_1_to_3.concerns_a_standing_applicant" in applied.refused(event)


# Departments


def test_a_department_answers_what_it_was_asked(applied: Any) -> None:
    applied.bind(Role.DEPARTMENT, "safety")
    reply = DepartmentReplied(applicant=A1, body=BodyCode("safety"), limbs=(), clear=True, reply="sealed")
    assert applied.refused(reply) == {"article_09_1_to_3.answers_a_question"}
    applied.record(DepartmentConsulted(applicant=A1, body=BodyCode("safety"), limbs=(), question="sealed"))
    assert applied.refused(reply) == set()
    other = DepartmentReplied(applicant=A1, body=BodyCode("tax"), limbs=(), clear=True, reply="sealed")
    assert applied.refused(other, holder="safety") >= {"article_09_1_to_3.answers_a_question", "authorship.is_signed_by_who_it_speaks_of"}


# Decisions


def test_a_decision_after_all_findings_is_taken_once(found: Any) -> None:
    found.record(decided())
    assert found.refused(decided()) == {"article_09_1_to_3.decides_once"}


def test_a_decision_before_all_findings_is_refused(applied: Any) -> None:
    rule = "article_09_1_to_3.has_a_finding_on_every_condition"
    for condition in list(CONDITIONS)[:-1]:
        assert rule in applied.refused(decided())
        applied.record(checked(condition))
    for limb in list(CONDITIONS["8(5)"])[:-1]:
        applied.record(checked("8(5)", limb))
    (finding,) = [f for f in applied.judge(decided()) if f.rule.name == rule]
    assert finding.given["missing"] == ("8(5) exports",)
    applied.record(checked("8(5)", "exports", Met.NOT_APPLICABLE))
    assert applied.refused(decided()) == set()


def test_a_decision_follows_from_the_findings(applied: Any) -> None:
    rule = "article_09_1_to_3.follows_from_the_findings"
    for condition in CONDITIONS:
        applied.record(checked(condition, met=Met.NOT_MET if condition == "8(2)" else Met.MET))
    assert applied.refused(decided()) == {rule}
    assert applied.refused(decided(qualified=False)) == set()


def test_nobody_is_turned_away_without_a_ground(found: Any) -> None:
    assert found.refused(decided(qualified=False)) == {"article_09_1_to_3.follows_from_the_findings"}
    assert found.refused(decided(reasons=" ")) == {"article_09_1_to_3.gives_its_reasons"}


def test_a_missing_opinion_is_a_ground(called: Any) -> None:
    called.record(called.applied())
    for condition in CONDITIONS:
        called.record(checked(condition))
    assert called.refused(decided()) == {"article_07.has_an_opinion"}
    assert called.refused(decided(qualified=False)) == set()
    called.record(called.recommended(opinion=Opinion.NOT_RECOMMENDED))
    assert called.refused(decided()) == set()  # a negative opinion ends nothing by itself


# The list


def test_the_list_waits_for_the_end_of_the_window(found: Any) -> None:
    found.record(decided())
    found.today = date(2025, 4, 10)
    assert found.refused(listed("A-01")) == {"article_09_1_to_3.fixes_the_list_after_the_window"}
    assert found.refused(listed("A-01"), occurred_at="2025-04-09") == {"article_09_1_to_3.fixes_the_list_after_the_window"}
    found.today = date(2025, 4, 11)
    assert found.refused(listed("A-01")) == set()


@pytest.mark.parametrize("codes", [(), ("A-01", "A-02"), ("A-02",), ("A-01", "A-01")])
def test_a_list_of_others_is_refused(found: Any, codes: tuple[str, ...]) -> None:
    found.record(decided())
    assert found.refused(listed(*codes)) == {"article_09_1_to_3.lists_exactly_the_qualified"}


def test_the_list_is_those_who_qualify_and_stand(found: Any) -> None:
    found.record(decided())
    assert found.refused(listed("A-01")) == set()
    found.record(ApplicationWithdrawn(applicant=A1, why="sealed"))
    assert found.refused(listed("A-01")) == {"article_09_1_to_3.lists_exactly_the_qualified"}
    assert found.refused(listed()) == set()


def test_nobody_disappears_silently(found: Any) -> None:
    found.record(found.applied("A-02"))
    found.record(decided())
    assert found.refused(listed("A-01")) == {"article_09_1_to_3.has_decided_on_everybody"}


def test_the_list_is_fixed_once(found: Any) -> None:
    found.record(decided())
    found.record(listed("A-01"))
    assert found.refused(listed("A-01")) == {"article_09_1_to_3.fixes_the_list_once"}
