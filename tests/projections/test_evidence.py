"""Evidence is plain JSON whatever a rule was given, and a closed value stays closed wherever it hides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import msgspec
import orjson
import pytest

from ledger.events.event import Undisclosed
from ledger.record import canonical
from ledger.rules.parameters import Parameters
from ledger.terms import PartialDate, Role
from projections.evidence import CLOSED, MOST, evidence

SHUT = Undisclosed("points")


class Pair(NamedTuple):
    one: object
    other: object


class Held(msgspec.Struct):
    one: object
    other: object = None


@dataclass
class Kept:
    one: object


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (True, True),
        (7, 7),
        (2**53, "9007199254740992"),
        ("文字", "文字"),
        (Fraction(2, 5), "2/5"),
        (date(2025, 8, 6), "2025-08-06"),
        (PartialDate(2024), "2024"),
        (Role.OFFICE, "office"),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({("4.1", "E-01"): 5}, {"4.1/E-01": 5}),
        ({"评分": 1}, {"\\u8bc4\\u5206": 1}),
        (Pair(1, "x"), {"one": 1, "other": "x"}),
        (Held(1), {"one": 1}),
        (Kept((1, 2)), {"one": [1, 2]}),
        (Parameters(panel_min=5), {"panel_min": 5}),
        (lambda: 1, "function"),
        (SHUT, CLOSED),
        ((SHUT, 1), [CLOSED, 1]),
        ({"x": SHUT}, {"x": CLOSED}),
        (Held(SHUT), {"one": CLOSED}),
        (Kept([SHUT]), {"one": [CLOSED]}),
        (Pair(SHUT, SHUT), {"one": CLOSED, "other": CLOSED}),
    ],
)
def test_a_value_is_shown_plainly(value: object, shown: object) -> None:
    found = evidence({"given": value})
    assert found == {"given": shown}
    assert orjson.loads(canonical.dump(found)) == found


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    found = evidence({"marks": list(range(MOST + 2)), "totals": {str(n): n for n in range(MOST + 3)}})
    assert found["marks"][-1] == "… 2 more"
    assert len(found["marks"]) == MOST + 1
    assert found["totals"]["..."] == "3 more"
    assert evidence({"marks": list(range(MOST))})["marks"] == list(range(MOST))


def test_a_value_that_goes_on_for_ever_ends() -> None:
    deep: list[object] = []
    deep.append(deep)
    assert "…" in orjson.dumps(evidence({"deep": deep})).decode()
