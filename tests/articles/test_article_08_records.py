"""Article 8(5): which accidents, inspections and records count, and back to which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import article_08_records as article
from ledger.rules.article_08 import MET, NOT_APPLICABLE, NOT_MET
from ledger.rules.article_08_records import Accident, AtLeast, Inspection, Readings, Record, Window
from ledger.rules.citation import Finding, Verdict
from ledger.terms import Fen, PartialDate

WINDOW = Window(PartialDate(2025, 4, 10), 3)
INSIDE, LAST_IN, FIRST_OUT, AFTER = date(2024, 1, 1), date(2022, 4, 10), date(2022, 4, 9), date(2025, 4, 11)
ANALOGY = Readings(graver_accident="work_safety_grades_by_analogy")
FOUND = Readings(graver_accident="department_finding")


def accident(day: date = INSIDE, field: str = "work_safety", grade: str | None = None, **done: object) -> Accident:
    return Accident(**({"field": field, "day": day, "grade": grade, "deaths": 0, "hurt": 0, "loss": Fen(0), "own": None} | done))  # type: ignore[arg-type]


def said(one: Accident, found: str = MET, readings: Readings = Readings()) -> Verdict:  # noqa: B008 - a tuple that nobody changes
    return article.finds_as_the_accidents_on_record(found, (one,), WINDOW, readings).verdict


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        pytest.param({"deaths": 2}, Verdict.CONFORMS, marks=pytest.mark.provision("8(5)", "holds", "boundary")),
        pytest.param({"deaths": 3}, Verdict.VIOLATES, marks=pytest.mark.provision("8(5)", "breaks", "boundary")),
        ({"deaths": 40}, Verdict.VIOLATES),
        ({"hurt": 9}, Verdict.CONFORMS),
        ({"hurt": 10}, Verdict.VIOLATES),
        ({"loss": Fen(999_999_999)}, Verdict.CONFORMS),
        ({"loss": Fen(1_000_000_000)}, Verdict.VIOLATES),
        ({"deaths": 2, "hurt": 9, "loss": Fen(999_999_999)}, Verdict.CONFORMS),
    ],
)
def test_8_5_a_grade_begins_at_its_number_and_graver_ones_count(done: dict[str, int], expected: Verdict) -> None:
    assert said(accident(**done)) is expected


@pytest.mark.parametrize("number", [2, 3, 4])
def test_8_5_the_semantics_of_the_boundary_stand_with_the_number(number: int) -> None:
    assert AtLeast(3, includes=True).reached_by(number) is (number >= 3)
    assert AtLeast(3, includes=False).reached_by(number) is (number > 3)
    assert all(start.includes for start in article.SERIOUS.values())


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("general", Verdict.CONFORMS), ("serious", Verdict.VIOLATES), ("major", Verdict.VIOLATES), ("extraordinary", Verdict.VIOLATES)],
)
@pytest.mark.parametrize("field", ["work_safety", "environment"])
def test_8_5_an_established_grade_decides(field: str, grade: str, expected: Verdict) -> None:
    assert said(accident(field=field, grade=grade, deaths=3)) is expected


def test_8_5_outside_work_safety_the_grade_is_a_silence_that_is_asked_for_only_there() -> None:
    spilled = accident(field="environment", deaths=3)
    assert said(spilled) is Verdict.SILENT
    assert said(spilled, readings=ANALOGY) is Verdict.VIOLATES
    assert said(spilled, readings=FOUND) is Verdict.NOT_ON_RECORD
    assert said(accident(field="environment", day=FIRST_OUT, deaths=3)) is Verdict.CONFORMS
    assert said(accident(deaths=3)) is Verdict.VIOLATES, "the law grades work safety itself"


@pytest.mark.parametrize(
    ("day", "reading", "expected"),
    [
        pytest.param(LAST_IN, None, Verdict.VIOLATES, marks=pytest.mark.provision("8(5)", "breaks", "boundary")),
        pytest.param(FIRST_OUT, None, Verdict.CONFORMS, marks=pytest.mark.provision("8(5)", "holds", "boundary")),
        (date(2025, 4, 10), None, Verdict.VIOLATES),
        (AFTER, None, Verdict.SILENT),
        (AFTER, "counts", Verdict.VIOLATES),
        (AFTER, "does_not_count", Verdict.CONFORMS),
    ],
)
def test_8_5_three_years_back_to_the_day(day: date, reading: str | None, expected: Verdict) -> None:
    assert said(accident(day=day, deaths=3), readings=Readings(later_record=reading)) is expected
    failed = article.finds_as_the_inspections_on_record(
        MET, (Inspection("city", day, passed=False),), WINDOW, Readings(later_record=reading)
    )
    assert failed.verdict is expected


@pytest.mark.parametrize(
    ("own", "reading", "expected"),
    [
        (True, None, Verdict.VIOLATES),
        (None, None, Verdict.VIOLATES),
        (False, None, Verdict.SILENT),
        (False, "any", Verdict.VIOLATES),
        (False, "own_only", Verdict.CONFORMS),
    ],
)
def test_8_5_whose_accident_it_was_matters_as_adopted(own: bool | None, reading: str | None, expected: Verdict) -> None:
    assert said(accident(deaths=3, own=own), readings=Readings(accident_responsibility=reading)) is expected


@pytest.mark.parametrize(
    ("level", "passed", "expected"),
    [
        ("district", False, Verdict.CONFORMS),
        ("city", False, Verdict.VIOLATES),
        ("province", False, Verdict.VIOLATES),
        ("state", False, Verdict.VIOLATES),
        ("state", True, Verdict.CONFORMS),
    ],
)
def test_8_5_a_district_s_own_inspection_does_not_count(level: str, passed: bool, expected: Verdict) -> None:
    ruled = article.finds_as_the_inspections_on_record(MET, (Inspection(level, INSIDE, passed),), WINDOW, Readings())
    assert ruled.verdict is expected


OF_RECORDS: list[tuple[Callable[..., Finding], Record, Record]] = [
    (article.finds_as_the_complaints_on_record, Record(INSIDE, grave=True, own=None), Record(INSIDE, grave=False, own=True)),
    (article.finds_as_the_claims_on_record, Record(INSIDE, grave=None, own=True), Record(INSIDE, grave=True, own=False)),
    (article.finds_as_the_labour_records, Record(INSIDE, grave=True, own=None), Record(INSIDE, grave=False, own=True)),
]


@pytest.mark.parametrize(("rule", "counting", "other"), OF_RECORDS)
def test_8_5_only_grave_complaints_own_claims_and_grave_breaches_count(
    rule: Callable[..., Finding], counting: Record, other: Record
) -> None:
    assert rule(MET, (other, counting), WINDOW, Readings()).verdict is Verdict.VIOLATES
    assert rule(MET, (other,), WINDOW, Readings()).verdict is Verdict.CONFORMS
    assert rule(MET, (counting._replace(day=FIRST_OUT),), WINDOW, Readings()).verdict is Verdict.CONFORMS
    assert rule(MET, (Record(INSIDE, None, None),), WINDOW, Readings()).verdict is Verdict.NOT_ON_RECORD
    assert rule(NOT_MET, (counting,), WINDOW, Readings()).verdict is Verdict.CONFORMS
    assert rule(NOT_MET, (), WINDOW, Readings()).verdict is Verdict.NOT_ON_RECORD
    assert rule(NOT_APPLICABLE, (counting,), WINDOW, Readings()).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("reading", "grave", "expected"),
    [
        (None, True, Verdict.SILENT),
        ("any_record", False, Verdict.VIOLATES),
        ("grave_records_only", False, Verdict.CONFORMS),
        ("grave_records_only", True, Verdict.VIOLATES),
        ("department_finding", True, Verdict.VIOLATES),
        ("department_finding", None, Verdict.NOT_ON_RECORD),
    ],
)
def test_8_5_another_bad_record_is_what_was_adopted(reading: str | None, grave: bool | None, expected: Verdict) -> None:
    ruled = article.finds_as_the_other_records(MET, (Record(INSIDE, grave, None),), WINDOW, Readings(other_record=reading))
    assert ruled.verdict is expected


@pytest.mark.parametrize(
    ("day", "reading", "expected"),
    [
        (LAST_IN, None, Verdict.VIOLATES),
        (FIRST_OUT, None, Verdict.SILENT),
        (FIRST_OUT, "three_years", Verdict.CONFORMS),
        (FIRST_OUT, "no_limit", Verdict.VIOLATES),
        (date(1999, 1, 1), "no_limit", Verdict.VIOLATES),
    ],
)
def test_8_5_how_far_back_exports_count_is_a_silence_of_its_own(day: date, reading: str | None, expected: Verdict) -> None:
    ruled = article.finds_as_the_exports_on_record(MET, (Record(day, None, None),), WINDOW, Readings(exporter_period=reading))
    assert ruled.verdict is expected


def test_8_5_one_record_that_counts_decides_whatever_else_is_undecided() -> None:
    both = (accident(field="environment", deaths=3), accident(deaths=3))
    assert article.finds_as_the_accidents_on_record(MET, both, WINDOW, Readings()).verdict is Verdict.VIOLATES
    assert article.finds_as_the_accidents_on_record(NOT_MET, both, WINDOW, Readings()).verdict is Verdict.CONFORMS


def test_8_5_what_a_view_does_not_see_is_not_said_to_be_absent() -> None:
    closed = WINDOW._replace(sealed=1)
    assert article.finds_as_the_accidents_on_record(MET, (), closed, Readings()).verdict is Verdict.NOT_DISCLOSED
    assert article.finds_as_the_accidents_on_record(MET, (accident(deaths=3),), closed, Readings()).verdict is Verdict.VIOLATES


@pytest.mark.parametrize("window", [Window(PartialDate(2025), 3), Window(PartialDate(2025, 4, 10), None)])
def test_8_5_nothing_is_looked_back_on_from_a_day_that_is_not_known(window: Window) -> None:
    assert article.finds_as_the_accidents_on_record(MET, (accident(deaths=3),), window, Readings()).verdict is Verdict.NOT_ON_RECORD


ALL_READ = Readings("work_safety_grades_by_analogy", "any", "any_record", "no_limit", "counts")
accidents = st.builds(
    accident,
    day=st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    field=st.sampled_from(["work_safety", "food_safety"]),
    deaths=st.integers(0, 6),
    own=st.sampled_from([None, True, False]),
)


@given(st.lists(accidents, max_size=5), accidents)
def test_8_5_more_on_record_never_makes_a_clean_one_of_an_unclean_one(found: list[Accident], more: Accident) -> None:
    before = article.finds_as_the_accidents_on_record(MET, found, WINDOW, ALL_READ).verdict
    after = article.finds_as_the_accidents_on_record(MET, [*found, more], WINDOW, ALL_READ).verdict
    assert before is not Verdict.VIOLATES or after is Verdict.VIOLATES


def test_8_5_what_is_reported_has_happened_and_counts_from_nothing() -> None:
    assert article.has_happened(INSIDE, INSIDE).verdict is Verdict.CONFORMS
    assert article.has_happened(AFTER, INSIDE).verdict is Verdict.VIOLATES
    assert article.counts_what_an_accident_did(0, 0, Fen(0)).verdict is Verdict.CONFORMS
    assert article.counts_what_an_accident_did(0, -1, Fen(0)).verdict is Verdict.VIOLATES
