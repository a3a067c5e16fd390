"""Who goes on: the base of the ratio, ties by criteria over the phases that weigh, short fields, earlier main winners."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

import pytest

from ledger.rules.advancement import PAPERS_ALONE, Sheet, advance, places
from ledger.rules.aggregation import Line
from ledger.rules.citation import NotOnRecord, Silence
from ledger.rules.parameters import Parameters, settle
from ledger.terms import MAIN, NOMINATION, ApplicantCode, ExpertCode, Hundredths, ItemId, Phase, Tier

A, B, C, D = map(ApplicantCode, "ABCD")
TWO_AND_TWO = {MAIN: 2, NOMINATION: 2}
SETTLED: dict[str, Any] = {
    "aggregate": {"method": "mean", "trim_each_end": 0, "when_valid_at_least": 1},
    "rounding": {"places": 2, "mode": "half_up", "apply_to": "published"},
    "score.order": "higher_first",
    "ratio.short_field": "all_qualified_advance",
    "repeat.counts_in_ratio": False,
    "weights": {"document": "2/5", "defence": "1/5", "site": "2/5"},
    "weights.stage5": {"document": "2/3", "defence": "1/3"},
}


def settled(*without: str, **changes: Any) -> Parameters:
    given = {k: v for k, v in SETTLED.items() if k not in without} | {k.replace("_", ".", 1): v for k, v in changes.items()}
    return settle(Parameters(), given.items())


def sheet(parameters: Parameters, **totals: tuple[int, int]) -> Sheet:
    """Return the sheet of one expert, who gives (item 4.1, item 4.7.2) in the papers and again in the defence."""
    expert = ExpertCode("E")
    by_item = {
        ApplicantCode(a): {(ItemId("4.1"), expert): Hundredths(one), (ItemId("4.7.2"), expert): Hundredths(two)}
        for a, (one, two) in totals.items()
    }
    return Sheet(dict.fromkeys(Phase, by_item), parameters, lambda *_: False)


def go_on(parameters: Parameters, places: int, tie: Any = None, repeats: Collection[str] = (), **totals: tuple[int, int]) -> Line:
    return advance(sheet(parameters, **totals), PAPERS_ALONE, places, tie, "tie.defence", repeats.__contains__)


LADDER = {"A": (40, 0), "B": (30, 0), "C": (20, 0), "D": (10, 0)}


@pytest.mark.parametrize(
    ("base", "planned", "previous", "expected"),
    [
        ("planned_awards_total", TWO_AND_TWO, 9, (6, 4)),
        ("planned_awards_total", {MAIN: 1, NOMINATION: 2}, 9, (5, 3)),
        ("planned_awards_per_tier", {MAIN: 1, NOMINATION: 1}, 9, (4, 2)),
        ("planned_main_awards", TWO_AND_TWO, 9, (3, 2)),
        ("previous_stage", TWO_AND_TWO, 9, (14, 9)),
    ],
)
def test_of_what_the_ratio_is_taken(base: str, planned: dict[Tier, int], previous: int, expected: tuple[int, int]) -> None:
    parameters = settled(ratio_base=base, ratio_rounding="ceiling")
    assert (places(Fraction(3, 2), parameters, planned, previous), places(Fraction(1), parameters, planned, previous)) == expected


def test_a_base_that_nobody_adopted_is_a_silence() -> None:
    with pytest.raises(Silence, match="ratio.base"):
        places(Fraction(3, 2), settled(), TWO_AND_TWO, 9)


def test_a_round_without_a_main_tier_has_no_base_of_it() -> None:
    with pytest.raises(NotOnRecord):
        places(Fraction(1), settled(ratio_base="planned_main_awards"), {Tier("gold"): 1}, 9)


def test_the_best_go_on() -> None:
    assert go_on(settled(), 2, **LADDER) == Line((A, B), (), 0)
    assert go_on(settled(score_order="lower_first"), 2, **LADDER) == Line((D, C), (), 0)


def test_ties_are_broken_by_an_item_with_all_below_it() -> None:
    level = {"A": (30, 10), "B": (20, 20), "C": (40, 0)}
    assert go_on(settled(), 1, ("item:4.7",), **level).above == (B,)
    assert go_on(settled(), 1, ("item:4.1",), **level).above == (C,)
    with pytest.raises(NotOnRecord, match="item:4.8"):
        go_on(settled(), 1, ("item:4.8",), **level)
    with pytest.raises(NotOnRecord, match="item:4.70"):
        go_on(settled(), 1, ("item:4.70",), **level)


def test_an_item_counts_over_the_phases_that_weigh() -> None:
    found = sheet(settled(), A=(30, 9))
    assert found.criterion(PAPERS_ALONE)("item:4.7") == {A: 9}
    assert found.criterion(found.stage5)("item:4.7") == {A: Fraction(2, 3) * 9 + Fraction(1, 3) * 9}
    assert found.criterion(found.stage5)("phase:site") == {A: 39}


def test_shares_that_nobody_adopted_are_silences() -> None:
    bare = sheet(settled("weights", "weights.stage5", "rounding"), A=(1, 1))
    for asked, key in (
        (lambda: bare.final, "weights"),
        (lambda: bare.stage5, "weights.stage5"),
        (lambda: bare.published(PAPERS_ALONE), "rounding"),
    ):
        with pytest.raises(Silence, match=key):
            asked()


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("all_qualified_advance", Line((A, B, C, D), (), 0)),
        ("committee_decides", Line((), (A, B, C, D), None)),
        ("round_annulled", Line((), (), 0)),
    ],
)
def test_a_short_field(reading: str, expected: Line) -> None:
    assert go_on(settled(ratio_short_field=reading), 5, **LADDER) == expected


def test_a_short_field_that_nothing_settles_is_a_silence_and_a_full_one_asks_nothing() -> None:
    with pytest.raises(Silence, match="ratio.short_field"):
        go_on(settled("ratio.short_field"), 5, **LADDER)
    assert go_on(settled("ratio.short_field"), 4, **LADDER).above == (A, B, C, D)


@pytest.mark.parametrize(
    ("repeats", "counted", "beside"),
    [
        ("A", (A, B), (A, B, C)),  # best of all: goes on and takes nobody's place
        ("C", (A, B), (A, B)),  # worse than the last who goes on
        ("AB", (A, B), (A, B, C, D)),
        ("ABCD", (A, B), (A, B, C, D)),
    ],
)
def test_earlier_main_winners_stand_beside_the_ratio_or_in_it(repeats: str, counted: tuple[str, ...], beside: tuple[str, ...]) -> None:
    assert go_on(settled(repeat_counts_in_ratio=True), 2, None, repeats, **LADDER).above == counted
    assert go_on(settled(), 2, None, repeats, **LADDER).above == beside


def test_an_earlier_winner_level_with_the_last_goes_on_too() -> None:
    assert go_on(settled(), 1, None, "B", A=(30, 0), B=(30, 0), C=(20, 0)).above == (A, B)


def test_earlier_winners_are_a_silence_only_where_there_are_some() -> None:
    assert go_on(settled("repeat.counts_in_ratio"), 2, **LADDER).above == (A, B)
    with pytest.raises(Silence, match="repeat.counts_in_ratio"):
        go_on(settled("repeat.counts_in_ratio"), 2, None, "D", **LADDER)
