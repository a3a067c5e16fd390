"""From marks to a line: each step by its definition, real score sheets, and a slow second implementation."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import NotDisclosed
from ledger.events.event import Undisclosed
from ledger.rules.aggregation import (
    Line,
    cut,
    item_score,
    line,
    overall,
    phase_totals,
    places_by_ratio,
    published,
    ranking,
    resolved,
    rounded,
)
from ledger.rules.citation import NotOnRecord, Silence
from ledger.rules.parameters import Aggregate, Parameters, Rounding
from ledger.terms import ApplicantCode, ExpertCode, Hundredths, ItemId, Phase

A, B, C, D = map(ApplicantCode, "ABCD")
MEAN = Aggregate(method="mean", trim_each_end=0, when_valid_at_least=1)
TRIMMED = Aggregate(method="mean", trim_each_end=1, when_valid_at_least=3)
SUM = Aggregate(method="sum", trim_each_end=0, when_valid_at_least=1)
MEDIAN = Aggregate(method="median", trim_each_end=0, when_valid_at_least=1)
BY_ITEM = Rounding(places=2, mode="half_up", apply_to="item")
PUBLISHED = Rounding(places=2, mode="half_up", apply_to="published")
NOBODY: Callable[[ExpertCode, ApplicantCode], bool] = lambda *_: False  # noqa: E731


def no_criterion(name: str) -> dict[ApplicantCode, Fraction]:
    raise AssertionError(f"{name} was asked for")


def marks(*rows: tuple[str, str, int]) -> dict[tuple[ItemId, ExpertCode], Hundredths]:
    return {(ItemId(item), ExpertCode(expert)): Hundredths(points) for item, expert, points in rows}


# Rounding


@pytest.mark.parametrize(
    ("value", "places", "half_up", "half_even", "down"),
    [
        (Fraction(1, 2), 2, 1, 0, 0),
        (Fraction(3, 2), 2, 2, 2, 1),
        (Fraction(5, 2), 2, 3, 2, 2),
        (Fraction(-1, 2), 2, -1, 0, 0),
        (Fraction(45, 1), 1, 50, 40, 40),
        (Fraction(450), 0, 500, 400, 400),
        (Fraction(1, 200), 4, Fraction(1, 100), 0, 0),
    ],
)
def test_halves_go_where_the_mode_says(value: Fraction, places: int, half_up: Fraction, half_even: Fraction, down: Fraction) -> None:
    modes = {"half_up": half_up, "half_even": half_even, "down": down}
    assert {mode: rounded(value, Rounding(places=places, mode=mode, apply_to="item")) for mode in modes} == modes


def test_what_is_published_has_at_most_two_decimals() -> None:
    assert published(Fraction(12_345, 10), PUBLISHED) == 1235
    assert published(Fraction(123_449, 100), Rounding(places=4, mode="half_up", apply_to="published")) == 1234
    assert published(Fraction(1250), Rounding(places=0, mode="half_even", apply_to="published")) == 1200
    assert published(Fraction(1250), Rounding(places=0, mode="half_even", apply_to="item")) == 1250


# Items


@pytest.mark.parametrize(
    ("given_marks", "aggregate", "expected"),
    [
        ([], MEAN, None),
        ([500], MEAN, 500),
        ([0], MEAN, 0),
        ([100, 200, 600], MEAN, 300),
        ([100, 200], TRIMMED, 150),
        ([100, 200, 600], TRIMMED, 200),
        ([600, 100, 200, 100], TRIMMED, 150),
        ([100, 200, 600], SUM, 900),
        ([100, 200, 600], MEDIAN, 200),
        ([100, 200, 300, 600], MEDIAN, 250),
        ([100, 101, 101], MEAN, Fraction(302, 3)),
    ],
)
def test_marks_make_one(given_marks: list[int], aggregate: Aggregate, expected: Fraction | None) -> None:
    assert item_score(given_marks, aggregate, PUBLISHED) == expected


def test_a_missing_mark_is_not_zero() -> None:
    given_marks = {A: marks(("1", "E1", 800), ("1", "E2", 600)), B: marks(("1", "E1", 800), ("1", "E2", 600), ("1", "E3", 0))}
    totals = phase_totals(given_marks, Parameters(aggregate=MEAN, rounding=PUBLISHED), NOBODY)
    assert totals == {A: 700, B: Fraction(1400, 3)}


def test_who_has_no_mark_has_no_total() -> None:
    parameters = Parameters(aggregate=MEAN, rounding=PUBLISHED)
    assert phase_totals({A: {}}, parameters, NOBODY) == {}
    assert phase_totals({A: marks(("1", "E1", 800))}, parameters, lambda expert, _: expert == "E1") == {}


def test_recused_marks_are_out_before_anything_is_trimmed() -> None:
    given_marks = {A: marks(("1", "E1", 0), ("1", "E2", 500), ("1", "E3", 600), ("1", "E4", 1000))}
    parameters = Parameters(aggregate=TRIMMED, rounding=PUBLISHED)
    assert phase_totals(given_marks, parameters, lambda expert, applicant: (expert, applicant) == ("E1", A)) == {A: 600}
    assert phase_totals(given_marks, parameters, lambda expert, applicant: (expert, applicant) == ("E1", B)) == {A: 550}


@pytest.mark.parametrize(("parameters", "key"), [(Parameters(rounding=PUBLISHED), "aggregate"), (Parameters(aggregate=MEAN), "rounding")])
def test_an_unsettled_method_is_a_silence(parameters: Parameters, key: str) -> None:
    with pytest.raises(Silence, match=key):
        phase_totals({A: marks(("1", "E1", 800))}, parameters, NOBODY)


@pytest.mark.parametrize("aggregate", [MEAN, TRIMMED, SUM, MEDIAN])
@pytest.mark.parametrize("others", [(), (500,), (500, 600, 700)])
def test_a_closed_mark_is_never_guessed(aggregate: Aggregate, others: tuple[int, ...]) -> None:
    with pytest.raises(NotDisclosed):
        item_score([*others, Undisclosed("points")], aggregate, PUBLISHED)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("place", "expected"),
    [("item", Fraction(68)), ("phase", Fraction(67)), ("total", Fraction(202, 3)), ("published", Fraction(202, 3))],
)
def test_where_one_rounds_decides(place: str, expected: Fraction) -> None:
    # Two items of 33 2/3: rounded each they make 68, summed first 67.
    thirds = {A: marks(*((item, f"E{n}", points) for item in "12" for n, points in enumerate((33, 34, 34))))}
    rounding = Rounding(places=2, mode="half_up", apply_to=place)  # type: ignore[arg-type]
    assert phase_totals(thirds, Parameters(aggregate=MEAN, rounding=rounding), NOBODY) == {A: expected}


def test_overall_weighs_exactly_and_rounds_a_total_last() -> None:
    totals = {Phase.DOCUMENT: {A: Fraction(100), B: Fraction(50)}, Phase.SITE: {A: Fraction(33)}, Phase.DEFENCE: {A: Fraction(50)}}
    weights = {Phase.DOCUMENT: Fraction(1, 3), Phase.DEFENCE: Fraction(0), Phase.SITE: Fraction(2, 3)}
    assert overall(totals, weights, PUBLISHED) == {A: Fraction(166, 3)}
    assert overall(totals, weights, Rounding(places=2, mode="half_up", apply_to="total")) == {A: 55}
    assert overall(totals, {Phase.DOCUMENT: Fraction(1)}, PUBLISHED) == {A: 100, B: 50}
    assert overall(totals, {}, PUBLISHED) == {}


# Ranking


def test_level_applicants_stand_together_in_the_order_of_their_codes() -> None:
    totals = {B: Fraction(1), A: Fraction(1), C: Fraction(2)}
    assert ranking(totals, "higher_first") == [[C], [A, B]]
    assert ranking(totals, "lower_first") == [[A, B], [C]]
    assert ranking({}, "lower_first") == []
    with pytest.raises(Silence, match="score.order"):
        ranking(totals, None)


# Ratio


@pytest.mark.parametrize(
    ("bases", "ceiling", "floor", "half_up"),
    [
        ((1,), 2, 1, 2),
        ((2,), 3, 3, 3),
        ((3,), 5, 4, 5),
        ((4,), 6, 6, 6),
        ((2, 2), 6, 6, 6),
        ((1, 1), 4, 2, 4),
        ((3, 3), 10, 8, 10),
        ((0,), 0, 0, 0),
    ],
)
def test_one_and_a_half_for_each(bases: tuple[int, ...], ceiling: int, floor: int, half_up: int) -> None:
    # Python's round(4.5) is 4 and round(1.5) is 2: no float comes near this.
    modes = {"ceiling": ceiling, "floor": floor, "half_up": half_up}
    assert {mode: places_by_ratio(Fraction(3, 2), bases, mode) for mode in modes} == modes


def test_a_ratio_without_a_fraction_asks_for_no_rounding() -> None:
    assert places_by_ratio(Fraction(1), (4,), None) == 4
    with pytest.raises(Silence, match="ratio.rounding"):
        places_by_ratio(Fraction(3, 2), (3,), None)


# The line


@pytest.mark.parametrize(
    ("places", "tie", "above"),
    [
        (1, None, (A,)),
        (3, None, (A, B, C)),
        (2, "all_tied_advance", (A, B, C)),
        (2, "none_tied_advances", (A,)),
        (2, ("code_order",), (A, B)),
        (9, None, (A, B, C, D)),
        (0, None, ()),
    ],
)
def test_the_line(places: int, tie: str | tuple[str, ...] | None, above: tuple[str, ...]) -> None:
    assert cut([[A], [B, C], [D]], places, tie, "tie.defence", no_criterion, "higher_first") == above  # type: ignore[arg-type]


def test_a_tie_that_nothing_settles_is_a_silence_with_its_key() -> None:
    with pytest.raises(Silence, match="^tie.site_visit$"):
        line([[A, B]], 1, None, "tie.site_visit", no_criterion, "higher_first")


def test_criteria_are_taken_in_turn_and_only_as_far_as_needed() -> None:
    points = {
        "item:4.7": {A: Fraction(1), B: Fraction(1), C: Fraction(0)},
        "phase:document": {A: Fraction(1), B: Fraction(2), C: Fraction(9)},
    }
    tie = ("item:4.7", "phase:document", "committee_decision")
    assert cut([[A, B, C]], 1, tie, "tie.site_visit", points.__getitem__, "higher_first") == (B,)
    assert cut([[A, B, C]], 1, tie, "tie.site_visit", points.__getitem__, "lower_first") == (C,)
    assert resolved([[A, B, C]], tie, points.__getitem__, "higher_first") == [[B], [A], [C]]


def test_what_the_committee_must_decide_is_left_open() -> None:
    points = {"item:4.7": {A: Fraction(1), B: Fraction(1), C: Fraction(2)}}
    tie = ("item:4.7", "committee_decision")
    assert line([[A, B, C]], 2, tie, "tie.site_visit", points.__getitem__, "higher_first") == Line((C,), (A, B), 1)
    with pytest.raises(NotOnRecord, match="1 of A, B"):
        cut([[A, B, C]], 2, tie, "tie.site_visit", points.__getitem__, "higher_first")


def test_criteria_that_leave_a_tie_are_a_silence() -> None:
    with pytest.raises(Silence, match="tie.site_visit: the adopted criteria leave A, B tied"):
        line([[A, B]], 1, ("item:4.7",), "tie.site_visit", lambda _: {A: Fraction(1), B: Fraction(1)}, "higher_first")


def test_a_criterion_that_somebody_lacks_is_not_on_record() -> None:
    with pytest.raises(NotOnRecord, match="item:9 of B"):
        line([[A, B]], 1, ("item:9",), "tie.site_visit", lambda _: {A: Fraction(1)}, "higher_first")


# A slow second implementation, straight from the definitions, in decimals of points


MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "down": ROUND_DOWN}


def slowly(sheet: dict[str, dict[str, dict[str, int | None]]], aggregate: Aggregate, rounding: Rounding) -> dict[str, Fraction]:
    """Return totals of applicant -> item -> expert -> mark, None where missing."""

    def to_places(value: Fraction, place: str) -> Fraction:
        if rounding.apply_to != place:
            return value
        # A quotient that ends, ends within the 28 digits of a decimal here; one that does not is never a half.
        points = Decimal(value.numerator) / Decimal(value.denominator) / 100
        return Fraction(points.quantize(Decimal(1).scaleb(-rounding.places), MODES[rounding.mode])) * 100

    totals = {}
    for applicant, items in sheet.items():
        scores = []
        for by_expert in items.values():
            there = sorted(mark for mark in by_expert.values() if mark is not None)
            if not there:
                continue
            if len(there) >= aggregate.when_valid_at_least:
                for _ in range(aggregate.trim_each_end):
                    there = there[1:-1]
            score = {
                "sum": Fraction(sum(there)),
                "mean": Fraction(sum(there), len(there)),
                "median": Fraction(median(map(Fraction, there))),
            }[aggregate.method]
            scores.append(to_places(score, "item"))
        if scores:
            totals[applicant] = to_places(sum(scores, Fraction(0)), "phase")
    return totals


@st.composite
def aggregates(draw: st.DrawFn) -> Aggregate:
    trim = draw(st.integers(0, 2))
    least = draw(st.integers(2 * trim + 1, 2 * trim + 4))
    return Aggregate(method=draw(st.sampled_from(["mean", "sum", "median"])), trim_each_end=trim, when_valid_at_least=least)


sheets = st.dictionaries(
    st.sampled_from("ABCD"),
    st.dictionaries(
        st.sampled_from(["4.1", "4.2", "4.7"]),
        st.dictionaries(st.sampled_from([f"E{n}" for n in range(8)]), st.none() | st.integers(0, 1000).map(lambda n: 25 * n), max_size=8),
        max_size=3,
    ),
)
roundings = st.builds(
    Rounding,
    places=st.integers(0, 3),
    mode=st.sampled_from(["half_up", "half_even", "down"]),
    apply_to=st.sampled_from(["item", "phase", "total", "published"]),
)


@given(sheets, aggregates(), roundings)
def test_totals_are_those_of_the_slow_implementation(
    sheet: dict[str, dict[str, dict[str, int | None]]], aggregate: Aggregate, rounding: Rounding
) -> None:
    held = {
        ApplicantCode(a): marks(*((i, e, m) for i, by in items.items() for e, m in by.items() if m is not None))
        for a, items in sheet.items()
    }
    assert phase_totals(held, Parameters(aggregate=aggregate, rounding=rounding), NOBODY) == slowly(sheet, aggregate, rounding)


@given(st.dictionaries(st.sampled_from([ApplicantCode(c) for c in "ABCDEFGH"]), st.integers(0, 4).map(Fraction)), st.integers(0, 9))
def test_the_line_is_that_of_the_definition(totals: dict[ApplicantCode, Fraction], places: int) -> None:
    groups = ranking(totals, "higher_first")
    assert [list(group) for _, group in groupby(sorted(totals, key=lambda a: (-totals[a], a)), key=lambda a: totals[a])] == groups
    by_score = sorted(totals.values(), reverse=True)
    inclusive = {a for a in totals if places and sum(other > totals[a] for other in by_score) < places}
    exclusive = {a for a in totals if sum(other >= totals[a] for other in by_score) <= places}
    for tie, expected in (("all_tied_advance", inclusive), ("none_tied_advances", exclusive)):
        assert set(cut(groups, places, tie, "tie.defence", no_criterion, "higher_first")) == expected  # type: ignore[arg-type]
    assert len(cut(groups, places, ("code_order",), "tie.defence", no_criterion, "higher_first")) == min(places, len(totals))


# Real sheets


JUDGES = [f"J{n}" for n in range(1, 10)]


@pytest.fixture(scope="module")
def sheets_on_ice(shared: Path) -> tuple[list[dict[str, str]], dict[str, dict[str, str]]]:
    """Return rows of component marks, and performances by id: nine judges, highest and lowest dropped, official results."""
    with (shared / "data/scoring/skating_component_marks.csv").open(newline="", encoding="utf-8") as rows:
        components = list(csv.DictReader(rows))
    with (shared / "data/scoring/skating_performances.csv").open(newline="", encoding="utf-8") as rows:
        performances = {row["performance_id"]: row for row in csv.DictReader(rows)}
    return components, performances


def hundredths(text: str) -> Hundredths:
    exact = 100 * Fraction(text)
    assert exact.denominator == 1
    return Hundredths(exact.numerator)


def given_by_judges(row: dict[str, str], *, absent_as_zero: bool = False) -> list[int]:
    """Return the marks; a judge who was absent stands in the sheets as 0.0, which no judge ever gives."""
    return [points for judge in JUDGES if (points := hundredths(row[judge])) or absent_as_zero]


def panel_scores(components: list[dict[str, str]], *, absent_as_zero: bool = False) -> dict[str, Fraction]:
    found = {}
    for row in components:
        score = item_score(given_by_judges(row, absent_as_zero=absent_as_zero), TRIMMED, BY_ITEM)
        assert score is not None
        found[row["aspect_id"]] = score
    return found


@pytest.mark.shared
def test_every_official_panel_score_comes_out(sheets_on_ice: tuple[list[dict[str, str]], dict[str, dict[str, str]]]) -> None:
    components, _ = sheets_on_ice
    scores = panel_scores(components)
    assert len(scores) == 370
    assert [row["aspect_id"] for row in components if scores[row["aspect_id"]] != hundredths(row["scores_of_panel"])] == []


@pytest.mark.shared
def test_taking_an_absent_judge_for_a_zero_misses_exactly_his_sheets(
    sheets_on_ice: tuple[list[dict[str, str]], dict[str, dict[str, str]]],
) -> None:
    components, performances = sheets_on_ice
    zeros = [(row, [judge for judge in JUDGES if not hundredths(row[judge])]) for row in components]
    absent = {row["aspect_id"]: judges for row, judges in zeros if judges}
    scores = panel_scores(components, absent_as_zero=True)
    missed = {row["aspect_id"] for row in components if scores[row["aspect_id"]] != hundredths(row["scores_of_panel"])}
    assert missed == set(absent)
    assert len(missed) == 40
    where = {(performances[row["performance_id"]]["competition"], *judges) for row, judges in zeros if judges}
    assert [judges for _, *judges in where] == [["J6"]]


@pytest.mark.shared
def test_rounding_each_item_gives_all_official_totals_and_rounding_the_sum_misses_twenty(
    sheets_on_ice: tuple[list[dict[str, str]], dict[str, dict[str, str]]],
) -> None:
    components, performances = sheets_on_ice
    scores = panel_scores(components)
    each: dict[str, Fraction] = {}
    summed: dict[str, Fraction] = {}
    for row in components:
        weighted = scores[row["aspect_id"]] * Fraction(row["factor"])
        each[row["performance_id"]] = each.get(row["performance_id"], Fraction(0)) + rounded(weighted, BY_ITEM)
        summed[row["performance_id"]] = summed.get(row["performance_id"], Fraction(0)) + weighted
    official = {id: hundredths(row["total_component_score"]) for id, row in performances.items()}
    assert len(official) == len(each) == 74
    assert [id for id in official if each[id] != official[id]] == []
    assert sum(rounded(summed[id], BY_ITEM) != official[id] for id in official) == 20


@pytest.mark.shared
def test_the_votes_of_a_wine_tasting_come_out(shared: Path) -> None:
    expected = json.loads((shared / "data/scoring/expected.json").read_text("utf-8"))["quandt_published"]
    parameters = Parameters(aggregate=SUM, rounding=PUBLISHED)
    for name, report in expected.items():
        with (shared / f"data/scoring/quandt_{name}.csv").open(newline="", encoding="utf-8") as rows:
            judged = list(csv.DictReader(rows))
        ranks = {ApplicantCode(wine): marks(*(("rank", row["judge"], 100 * int(row[wine])) for row in judged)) for wine in report["wines"]}
        totals = phase_totals(ranks, parameters, NOBODY)
        assert [totals[ApplicantCode(wine)] for wine in report["wines"]] == [100 * votes for votes in report["va"]]
        best = min(report["va"])
        assert ranking(totals, "lower_first")[0] == [w for w, votes in zip(report["wines"], report["va"], strict=True) if votes == best]
