"""Chains of relations, held against a second reading: powers of the matrix of who is tied to whom."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.citation import Silence
from ledger.rules.relations import Edge, binding, shortest
from ledger.terms import PartialDate

NAMES = [f"n{number}" for number in range(7)]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=14)
TODAY = date(2025, 3, 10)


def steps_by_powers(pairs: list[tuple[str, str]], start: str, goal: str, most: int) -> int | None:
    """Return the least number of steps, at most ``most``: the first power of the matrix with a walk, however slow."""
    size = len(NAMES)
    matrix = [[int((a, b) in pairs or (b, a) in pairs) for b in NAMES] for a in NAMES]
    power = [[int(row == column) for column in range(size)] for row in range(size)]
    for steps in range(most + 1):
        if power[NAMES.index(start)][NAMES.index(goal)]:
            return steps
        power = [[sum(power[r][k] * matrix[k][c] for k in range(size)) for c in range(size)] for r in range(size)]
    return None


def edges(pairs: list[tuple[str, str]]) -> list[Edge]:
    return [Edge(one, other) for one, other in pairs]


@given(PAIRS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 6))
def test_the_shortest_chain_is_as_long_as_the_matrix_says(pairs: list[tuple[str, str]], start: str, goal: str, depth: int) -> None:
    chain = shortest(edges(pairs), {}, start, goal, depth)
    expected = steps_by_powers(pairs, start, goal, depth)
    assert (None if chain is None else len(chain) - 1) == expected


@given(PAIRS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_a_chain_of_any_length_is_one_of_fewer_steps_than_names(pairs: list[tuple[str, str]], start: str, goal: str) -> None:
    assert shortest(edges(pairs), {}, start, goal) == shortest(edges(pairs), {}, start, goal, len(NAMES))


@given(PAIRS, st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_each_step_of_a_chain_is_a_relation_and_no_name_comes_twice(pairs: list[tuple[str, str]], start: str, goal: str) -> None:
    chain = shortest(edges(pairs), {}, start, goal)
    if chain is None:
        return
    assert (chain[0], chain[-1]) == (start, goal)
    assert len(set(chain)) == len(chain)
    assert all((a, b) in pairs or (b, a) in pairs for a, b in pairwise(chain))


@given(PAIRS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.randoms())
def test_neither_order_nor_direction_of_relations_changes_the_chain(
    pairs: list[tuple[str, str]], start: str, goal: str, random: object
) -> None:
    mixed = [(b, a) for a, b in pairs]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert shortest(edges(mixed), {}, start, goal) == shortest(edges(pairs), {}, start, goal)


@given(PAIRS, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 5))
def test_more_relations_never_lengthen_a_chain(pairs: list[tuple[str, str]], start: str, goal: str, depth: int) -> None:
    before = shortest(edges(pairs[:-1]), {}, start, goal, depth)
    after = shortest(edges(pairs), {}, start, goal, depth)
    assert before is None or (after is not None and len(after) <= len(before))


@pytest.mark.parametrize(("depth", "found"), [(1, False), (2, False), (3, True), (4, True)])
def test_three_steps_are_three(depth: int, found: bool) -> None:
    line = [Edge("E-01", "firm"), Edge("firm", "sister"), Edge("sister", "A-01")]
    assert (shortest(line, {}, "E-01", "A-01", depth) is not None) is found


def test_spellings_name_the_same() -> None:
    line = [Edge("E-01", " ＡＢ 咨询 "), Edge("ab咨询", "示例轴承有限公司")]
    aliases = {"示例轴承有限公司": "A-01", "a-01": "A-01", "e-01": "E-01"}
    assert shortest(line, aliases, "E-01", "A-01", 2) == ("E-01", "ab咨询", "A-01")
    assert shortest(line, {}, "E-01", "A-01", 2) is None


@pytest.mark.parametrize("edge", [Edge("", "A-01"), Edge("E-01", ""), Edge(" ", " "), Edge("E-01", "e-01")])
def test_a_relation_that_names_nobody_leads_nowhere(edge: Edge) -> None:
    assert shortest([edge, Edge("", "E-01")], {}, "E-01", "A-01") is None


ENDED = [
    ("2022-03-09", False),
    ("2022-03-10", True),  # exactly three years: the number is included
    ("2022-03-11", True),
    ("2022-02", False),
    ("2022-03", True),  # it may have lasted until the 31st
    ("2021", False),
    ("2022", True),
]


@pytest.mark.parametrize(("ended", "counts"), ENDED)
def test_a_relation_counts_for_some_years_after_its_end(ended: str, counts: bool) -> None:
    past = [Edge("E-01", "A-01", PartialDate.parse(ended))]
    assert (binding(past, {}, "E-01", "A-01", 3, 3, TODAY) is not None) is counts


def test_a_lasting_relation_needs_no_years() -> None:
    assert binding([Edge("E-01", "A-01")], {}, "E-01", "A-01", 3, None, TODAY) == ("e-01", "a-01")


@pytest.mark.parametrize(("depth", "years", "key"), [(None, 3, "recusal.depth"), (3, None, "recusal.lookback_years")])
def test_where_a_chain_is_there_the_rules_must_say_whether_it_counts(depth: int | None, years: int | None, key: str) -> None:
    past = [Edge("E-01", "A-01", PartialDate(2024))]
    with pytest.raises(Silence, match=key):
        binding(past, {}, "E-01", "A-01", depth, years, TODAY)


@pytest.mark.parametrize("others", [[], [Edge("E-02", "A-01")], [Edge("E-01", "firm")]])
def test_without_a_chain_nothing_need_be_settled(others: list[Edge]) -> None:
    assert binding(others, {}, "E-01", "A-01", None, None, TODAY) is None


def test_a_chain_that_is_too_long_needs_no_years() -> None:
    past = [Edge("E-01", "x", PartialDate(2024)), Edge("x", "A-01")]
    assert binding(past, {}, "E-01", "A-01", 1, None, TODAY) is None
