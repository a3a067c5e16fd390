"""Article 8(1), 8(3), 8(4): when the clocks of operation, system and model run, and what a certificate, a form or a move are worth."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import article_08_periods as article
from ledger.rules.article_08 import MET, NOT_APPLICABLE, NOT_MET
from ledger.rules.article_08_periods import Certificate, Clock, Gap, runs_since
from ledger.rules.citation import Silence, Verdict
from ledger.terms import PartialDate

AS_OF, DAY = PartialDate(2025, 4, 10), date(2025, 4, 10)
RESTARTS, SUBTRACTED, REASONED = "restarts_the_years", "gap_is_subtracted", "case_by_case_with_reasons"
BEGAN = date(2015, 1, 1)
PAUSE = Gap(date(2021, 1, 1), date(2021, 1, 31))


def clock(*gaps: Gap, began: date = BEGAN) -> Clock:
    return Clock(began, gaps)


@pytest.mark.parametrize(
    ("gaps", "reading", "expected"),
    [
        ((), None, BEGAN),
        ((PAUSE,), RESTARTS, date(2021, 2, 1)),
        ((PAUSE,), SUBTRACTED, date(2015, 2, 1)),
        ((PAUSE,), REASONED, BEGAN),
        ((PAUSE, Gap(date(2021, 1, 20), date(2021, 2, 10))), SUBTRACTED, BEGAN + timedelta(41)),
        ((Gap(DAY, DAY),), RESTARTS, None),
        ((Gap(date(2025, 4, 9), date(2025, 4, 9)),), RESTARTS, DAY),
        ((Gap(date(2025, 4, 11), None),), RESTARTS, BEGAN),
        ((Gap(date(2024, 1, 1), None),), RESTARTS, None),
        ((Gap(date(2025, 4, 1), None),), SUBTRACTED, BEGAN + timedelta(10)),
        ((Gap(date(2014, 1, 1), date(2014, 12, 31)),), None, BEGAN),
    ],
)
def test_8_an_interruption_does_what_was_adopted(gaps: tuple[Gap, ...], reading: str | None, expected: date | None) -> None:
    assert runs_since(clock(*gaps), DAY, reading, "eligibility.operation_gap") == expected


def test_8_an_interruption_without_a_reading_is_a_silence_and_none_is_asked_for_without_one() -> None:
    with pytest.raises(Silence, match=r"eligibility\.model_gap"):
        runs_since(clock(PAUSE), DAY, None, "eligibility.model_gap")


days = st.dates(date(2016, 1, 1), date(2025, 4, 9))
gaps = st.lists(st.tuples(days, st.integers(0, 400)).map(lambda g: Gap(g[0], g[0] + timedelta(g[1]))), min_size=1, max_size=4)


@given(gaps)
def test_8_the_readings_are_in_order_and_the_order_of_gaps_is_nothing(found: list[Gap]) -> None:
    begins = {reading: runs_since(clock(*found), DAY, reading, "key") for reading in (RESTARTS, SUBTRACTED, REASONED)}
    assert begins[REASONED] == BEGAN
    assert begins[SUBTRACTED] is not None
    assert begins[SUBTRACTED] > BEGAN
    assert begins[RESTARTS] is None or begins[RESTARTS] >= begins[SUBTRACTED]
    assert begins == {r: runs_since(clock(*reversed(found)), DAY, r, "key") for r in begins}


@given(gaps)
def test_8_what_is_subtracted_are_the_days_without_each_once(found: list[Gap]) -> None:
    without = {g.first + timedelta(n) for g in found if g.last for n in range((g.last - g.first).days + 1)}
    start = runs_since(clock(*found), DAY, SUBTRACTED, "key")
    assert start == BEGAN + timedelta(len({day for day in without if day <= DAY}))


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param(PartialDate(2021, 2, 1), Verdict.CONFORMS, marks=pytest.mark.provision("8(1)", "holds", "boundary")),
        pytest.param(PartialDate(2021, 1, 31), Verdict.VIOLATES, marks=pytest.mark.provision("8(1)", "breaks", "boundary")),
        (PartialDate(2022), Verdict.CONFORMS),
        (PartialDate(2020), Verdict.VIOLATES),
        (PartialDate(2021), Verdict.NOT_ON_RECORD),
        (None, Verdict.NOT_ON_RECORD),
    ],
)
def test_8_1_operation_is_counted_from_its_papers(since: PartialDate | None, expected: Verdict) -> None:
    finding = article.counts_operation_from_its_evidence(MET, since, AS_OF, clock(PAUSE), None, RESTARTS, None)
    assert (str(finding.citation), finding.verdict) == ("8(1)", expected)


@pytest.mark.parametrize(
    ("moved_in", "elsewhere", "expected"),
    [
        (date(2014, 1, 1), None, Verdict.CONFORMS),
        (BEGAN, None, Verdict.CONFORMS),
        (date(2015, 1, 2), None, Verdict.SILENT),
        (date(2023, 1, 1), "count_for_operation", Verdict.CONFORMS),
        (date(2023, 1, 1), "do_not_count", Verdict.VIOLATES),
        (date(2015, 2, 1), "do_not_count", Verdict.CONFORMS),
        (date(2015, 2, 2), "do_not_count", Verdict.VIOLATES),
    ],
)
def test_8_1_years_elsewhere_count_as_adopted(moved_in: date, elsewhere: str | None, expected: Verdict) -> None:
    finding = article.counts_operation_from_its_evidence(MET, PartialDate(2015, 2, 1), AS_OF, clock(), moved_in, None, elsewhere)
    assert finding.verdict is expected


@pytest.mark.parametrize("found", [NOT_MET, NOT_APPLICABLE])
def test_8_a_negative_finding_counts_no_years(found: str) -> None:
    ruled = (
        article.counts_operation_from_its_evidence(found, None, AS_OF, clock(PAUSE), None, None, None),
        article.counts_the_system_from_its_certificate(found, None, AS_OF, (), None),
        article.counts_the_model_from_its_first_use(found, None, AS_OF, clock(PAUSE), None),
        article.has_a_certificate_in_force(found, (), AS_OF),
        article.is_registered_in_the_district(found, None, None, (), AS_OF),
        article.finds_the_form_on_record(found, "branch", None),
    )
    assert {finding.verdict for finding in ruled} == {Verdict.NOT_APPLICABLE}


def test_8_a_finding_without_papers_is_not_refused_and_says_so() -> None:
    ruled = (
        article.counts_operation_from_its_evidence(MET, AS_OF, AS_OF, None, None, None, None),
        article.counts_the_system_from_its_certificate(MET, AS_OF, AS_OF, (), None),
        article.counts_the_model_from_its_first_use(MET, AS_OF, AS_OF, None, None),
        article.has_a_certificate_in_force(MET, (), AS_OF),
        article.is_registered_in_the_district(MET, None, None, (), AS_OF),
        article.finds_the_form_on_record(MET, None, None),
        article.is_a_legal_person(None, None),
        article.is_measured_as_what_it_is(MET, "business", None),
        article.is_asked_on_exports_where_it_exports(MET, None),
    )
    assert {(finding.verdict, finding.refuses) for finding in ruled} == {(Verdict.NOT_ON_RECORD, False)}


def certificate(issued: date = date(2020, 1, 1), until: date = date(2026, 1, 1), *gaps: Gap) -> Certificate:
    return Certificate("GB/T 19001-2016", Clock(issued, gaps), until)


@pytest.mark.parametrize(
    ("certificates", "expected"),
    [
        ((certificate(until=DAY),), Verdict.CONFORMS),
        ((certificate(until=date(2025, 4, 9)),), Verdict.VIOLATES),
        ((certificate(issued=DAY),), Verdict.CONFORMS),
        ((certificate(issued=date(2025, 4, 11)),), Verdict.VIOLATES),
        ((certificate(date(2020, 1, 1), date(2026, 1, 1), Gap(DAY, DAY)),), Verdict.VIOLATES),
        ((certificate(date(2020, 1, 1), date(2026, 1, 1), Gap(date(2025, 4, 1), None)),), Verdict.VIOLATES),
        ((certificate(date(2020, 1, 1), date(2026, 1, 1), Gap(date(2025, 4, 1), date(2025, 4, 9))),), Verdict.CONFORMS),
        ((certificate(until=date(2022, 1, 1)), certificate()), Verdict.CONFORMS),
    ],
)
def test_8_3_a_certificate_is_in_force_on_the_reference_day(certificates: tuple[Certificate, ...], expected: Verdict) -> None:
    assert article.has_a_certificate_in_force(MET, certificates, AS_OF).verdict is expected


LAPSED = Gap(date(2022, 4, 1), date(2022, 4, 9))


@pytest.mark.parametrize(
    ("certificates", "since", "reading", "expected"),
    [
        pytest.param(
            (certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),),
            PartialDate(2022, 4, 10),
            RESTARTS,
            Verdict.CONFORMS,
            marks=pytest.mark.provision("8(3)", "holds", "boundary"),
        ),
        pytest.param(
            (certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),),
            PartialDate(2022, 4, 9),
            RESTARTS,
            Verdict.VIOLATES,
            marks=pytest.mark.provision("8(3)", "breaks", "boundary"),
        ),
        ((certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),), PartialDate(2019, 1, 10), SUBTRACTED, Verdict.CONFORMS),
        ((certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),), PartialDate(2019, 1, 9), SUBTRACTED, Verdict.VIOLATES),
        ((certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),), PartialDate(2019, 1, 1), REASONED, Verdict.CONFORMS),
        ((certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),), PartialDate(2022, 4, 10), None, Verdict.SILENT),
        ((certificate(until=date(2021, 1, 1)), certificate(date(2024, 1, 1))), PartialDate(2023, 1, 1), None, Verdict.VIOLATES),
        ((certificate(), certificate(date(2018, 1, 1))), PartialDate(2018, 1, 1), None, Verdict.CONFORMS),
    ],
)
def test_8_3_the_system_is_counted_from_a_certificate_that_holds(
    certificates: tuple[Certificate, ...], since: PartialDate, reading: str | None, expected: Verdict
) -> None:
    assert article.counts_the_system_from_its_certificate(MET, since, AS_OF, certificates, reading).verdict is expected


def test_8_3_the_two_clocks_are_two() -> None:
    """A lapsed certificate changes nothing about the model, and each has its own open question."""
    system = article.counts_the_system_from_its_certificate(
        MET, PartialDate(2019, 1, 1), AS_OF, (certificate(date(2019, 1, 1), date(2026, 1, 1), LAPSED),), None
    )
    model = article.counts_the_model_from_its_first_use(MET, PartialDate(2019, 1, 1), AS_OF, clock(began=date(2019, 1, 1)), None)
    paused = article.counts_the_model_from_its_first_use(MET, PartialDate(2019, 1, 1), AS_OF, clock(LAPSED), None)
    assert [(f.verdict, f.why) for f in (system, model, paused)] == [
        (Verdict.SILENT, "eligibility.lapsed_certificate"),
        (Verdict.CONFORMS, ""),
        (Verdict.SILENT, "eligibility.model_gap"),
    ]


@pytest.mark.parametrize(
    ("moved_in", "area", "district", "expected"),
    [
        pytest.param(DAY, None, (), Verdict.CONFORMS, marks=pytest.mark.provision("8(1)", "holds", "boundary")),
        pytest.param(date(2025, 4, 11), None, (), Verdict.VIOLATES, marks=pytest.mark.provision("8(1)", "breaks", "boundary")),
        (None, "320804100", ("320804",), Verdict.CONFORMS),
        (None, "320812100", ("320804",), Verdict.VIOLATES),
        (BEGAN, "320812100", ("320804",), Verdict.VIOLATES),
        (None, "320804100", (), Verdict.NOT_ON_RECORD),
    ],
)
def test_8_1_it_is_registered_in_the_district_by_the_reference_day(
    moved_in: date | None, area: str | None, district: tuple[str, ...], expected: Verdict
) -> None:
    assert article.is_registered_in_the_district(MET, moved_in, area, district, AS_OF).verdict is expected


@pytest.mark.parametrize(
    ("form", "reading", "expected"),
    [
        ("enterprise", None, Verdict.CONFORMS),
        ("public_institution", None, Verdict.CONFORMS),
        ("branch", "any_legal_person", Verdict.VIOLATES),
        ("other_without_personality", "any_legal_person", Verdict.VIOLATES),
        ("other_legal_person", None, Verdict.SILENT),
        ("other_legal_person", "any_legal_person", Verdict.CONFORMS),
        ("other_legal_person", "enterprises_and_institutions_only", Verdict.VIOLATES),
    ],
)
def test_8_1_a_branch_is_no_legal_person_and_others_are_a_silence(form: str, reading: str | None, expected: Verdict) -> None:
    assert article.is_a_legal_person(form, reading).verdict is expected
    assert article.finds_the_form_on_record(MET, form, reading).verdict is expected


@pytest.mark.parametrize(
    ("found", "limb", "for_profit", "expected"),
    [
        pytest.param(MET, "business", True, Verdict.CONFORMS, marks=pytest.mark.provision("8(4)", "holds")),
        pytest.param(NOT_APPLICABLE, "business", True, Verdict.VIOLATES, marks=pytest.mark.provision("8(4)", "breaks")),
        (NOT_APPLICABLE, "social", True, Verdict.CONFORMS),
        (NOT_APPLICABLE, "social", False, Verdict.VIOLATES),
        (NOT_APPLICABLE, "business", False, Verdict.CONFORMS),
    ],
)
def test_8_4_each_kind_is_measured_as_what_it_is(found: str, limb: str, for_profit: bool, expected: Verdict) -> None:
    assert article.is_measured_as_what_it_is(found, limb, for_profit).verdict is expected


@pytest.mark.parametrize(
    ("found", "exports", "expected"),
    [(NOT_APPLICABLE, False, Verdict.CONFORMS), (NOT_APPLICABLE, True, Verdict.VIOLATES), (MET, True, Verdict.CONFORMS)],
)
def test_8_5_who_exports_is_asked_on_exports(found: str, exports: bool, expected: Verdict) -> None:
    assert article.is_asked_on_exports_where_it_exports(found, exports).verdict is expected


def test_8_3_periods_run_forward() -> None:
    assert article.has_interruptions_in_order((Gap(DAY, DAY), Gap(DAY, None))).verdict is Verdict.CONFORMS
    assert article.has_interruptions_in_order((Gap(DAY, date(2025, 4, 9)),)).verdict is Verdict.VIOLATES
    assert article.is_issued_before_it_ends(DAY, DAY).verdict is Verdict.CONFORMS
    assert article.is_issued_before_it_ends(DAY, date(2025, 4, 9)).verdict is Verdict.VIOLATES
