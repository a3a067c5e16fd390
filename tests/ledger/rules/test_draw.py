"""The draw: golden vectors of a second implementation, and what must hold of every draw."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.vectors import make_draw

from ledger.rules.draw import (
    ABORT_AND_REPLACE,
    METHOD,
    PoolEntry,
    Snapshot,
    below,
    commitment,
    draw,
    entry_digest,
    is_word,
    seed,
    snapshot_digest,
    stream,
)
from ledger.terms import Digest, ExpertCode

VECTORS: list[dict[str, Any]] = json.loads(make_draw.FILE.read_text("utf-8"))
SEEDS = st.binary(min_size=32, max_size=32).map(lambda b: Digest(b.hex()))


def snapshot(found: dict[str, Any]) -> Snapshot:
    entries = tuple(PoolEntry(Digest(e["digest"]), ExpertCode(e["code"]), e["excluded"]) for e in found["entries"])
    return Snapshot(
        found["origin"],
        found["round"],
        found["draw"],
        entries,
        found["experts"],
        found["reserves"],
        found["method"],
        found["fallback"],
        tuple(found["parties"]),
        date.fromisoformat(found["reveal_by"]),
    )


def pool(size: int, experts: int = 1, reserves: int = 0) -> Snapshot:
    entries = tuple(PoolEntry(Digest(f"{n:064x}"), ExpertCode(f"E-{n:03}"), None) for n in range(size))
    parties = ("office", "discipline")
    return Snapshot("o", "2025", 1, entries, experts, reserves, METHOD, ABORT_AND_REPLACE, parties, date(2025, 5, 21))


each_vector = pytest.mark.parametrize("found", VECTORS, ids=[found["name"] for found in VECTORS])


def test_the_vectors_are_what_the_second_implementation_writes() -> None:
    assert make_draw.vectors() == VECTORS
    assert len(VECTORS) >= 5


@each_vector
def test_both_implementations_agree_at_every_step(found: dict[str, Any]) -> None:
    committed = snapshot(found)
    for entry in found["entries"]:
        assert entry_digest(found["round"], ExpertCode(entry["code"]), entry["pool_code"], entry["salt"]) == entry["digest"]
    digest = snapshot_digest(committed)
    assert digest == found["snapshot"]
    for one in found["numbers"]:
        assert commitment(digest, one["party"], one["number"], one["salt"]) == one["commitment"]
    made = seed(found["origin"], found["round"], digest, [one["number"] for one in found["numbers"]])
    assert made == found["seed"]
    drawn = draw(committed, made)
    assert list(drawn.experts) == found["drawn"]
    assert list(drawn.reserves) == found["reserve_list"]


@each_vector
def test_the_ten_lines_of_the_formats_page_draw_the_same(found: dict[str, Any], pytestconfig: pytest.Config) -> None:
    page = (pytestconfig.rootpath / "docs/formats.md").read_text("utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    words: dict[str, Any] = {}
    exec(lines, words)
    codes = [entry["code"] for entry in found["entries"] if entry["excluded"] is None]
    assert words["drawn"](found["seed"], codes, found["experts"] + found["reserves"]) == found["drawn"] + found["reserve_list"]


@each_vector
def test_whoever_is_excluded_is_never_drawn(found: dict[str, Any]) -> None:
    excluded = {entry["code"] for entry in found["entries"] if entry["excluded"]}
    assert not excluded & {*found["drawn"], *found["reserve_list"]}


@given(SEEDS, st.integers(1, 40), st.data())
def test_as_many_as_are_asked_for_are_drawn_and_nobody_twice(found: Digest, size: int, data: st.DataObject) -> None:
    experts = data.draw(st.integers(1, size))
    reserves = data.draw(st.integers(0, size - experts))
    drawn = draw(pool(size, experts, reserves), found)
    everybody = (*drawn.experts, *drawn.reserves)
    assert (len(drawn.experts), len(drawn.reserves)) == (experts, reserves)
    assert len(set(everybody)) == len(everybody) <= size


@given(SEEDS, st.integers(2, 30))
def test_the_same_seed_draws_the_same_and_more_reserves_change_nobody_before(found: Digest, size: int) -> None:
    few, many = draw(pool(size, 1, 0), found), draw(pool(size, 1, size - 1), found)
    assert few.experts == many.experts
    assert draw(pool(size, 1, size - 1), found) == many


@given(SEEDS, st.integers(1, 20), st.integers(1, 20))
def test_too_small_a_pool_draws_nobody(found: Digest, size: int, more: int) -> None:
    with pytest.raises(ValueError, match="can be drawn"):
        draw(pool(size, size, more), found)


@given(st.integers(1, 1000), st.lists(st.integers(0, 2**256 - 1), min_size=1))
def test_a_number_in_the_incomplete_stretch_is_passed_over(size: int, numbers: list[int]) -> None:
    limit = 2**256 // size * size
    accepted = [number for number in numbers if number < limit]
    assert below(size, iter([*numbers, 0])) == (accepted[0] % size if accepted else 0)


@pytest.mark.parametrize("size", [3, 5, 7, 12, 300])
def test_the_incomplete_stretch_starts_at_its_first_number(size: int) -> None:
    limit = 2**256 // size * size
    assert below(size, iter([limit - 1, 0])) == size - 1
    assert below(size, iter([limit, 1])) == 1
    assert below(size, iter([2**256 - 1, 1])) == 1


def test_everybody_has_the_same_chance() -> None:
    times = Counter(code for n in range(2000) for code in draw(pool(10, 3), Digest(f"{n:064x}")).experts)
    assert len(times) == 10
    # 600 each, give or take five standard deviations.
    assert all(abs(count - 600) < 5 * 21 for count in times.values()), times


def test_the_stream_of_another_seed_is_another() -> None:
    one, other = (list(islice(stream(Digest(digit * 64)), 4)) for digit in "ab")
    assert not set(one) & set(other)
    assert len(set(one)) == 4


def changed(found: Snapshot) -> dict[str, Snapshot]:
    """Return the snapshot with one thing changed, for each thing that it commits to."""
    first, *rest = found.entries
    changes: dict[str, Any] = {
        "origin": "p",
        "round": "2026",
        "draw": 2,
        "method": "dice",
        "fallback": "go on",
        "experts": 2,
        "reserves": 1,
        "reveal_by": date(2025, 5, 22),
        "parties": ("discipline", "office"),
        "entries": tuple(rest),
    }
    replaced = {name: found._replace(**{name: value}) for name, value in changes.items()}
    replaced["excluded"] = found._replace(entries=(first._replace(excluded="interest"), *rest))
    replaced["code"] = found._replace(entries=(first._replace(code=ExpertCode("E-999")), *rest))
    return replaced


@pytest.mark.parametrize("what", sorted(changed(pool(3))))
def test_whatever_a_snapshot_commits_to_changes_its_digest(what: str) -> None:
    assert snapshot_digest(changed(pool(3))[what]) != snapshot_digest(pool(3))


def test_a_commitment_fits_one_snapshot_one_party_one_number_and_one_salt() -> None:
    given_ = (Digest("1" * 64), "office", "2" * 64, "3" * 32)
    others = [(Digest("4" * 64), *given_[1:]), (given_[0], "public", *given_[2:])]
    others += [(*given_[:2], "4" * 64, given_[3]), (*given_[:3], "4" * 32)]
    assert len({commitment(*given_), *(commitment(*other) for other in others)}) == 5


def test_the_order_of_the_numbers_counts() -> None:
    assert seed("o", "2025", Digest("1" * 64), ["2" * 64, "3" * 64]) != seed("o", "2025", Digest("1" * 64), ["3" * 64, "2" * 64])


@pytest.mark.parametrize(
    ("text", "expected"),
    [*((text, True) for text in ("E-07", "applicant:A-07", "x" * 64)), *((text, False) for text in ("", "x" * 65, "a b", "a\nb", "专家"))],
)
def test_a_word_has_no_room_for_another_reading(text: str, expected: bool) -> None:
    assert is_word(text) is expected
