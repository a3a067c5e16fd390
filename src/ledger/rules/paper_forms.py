"""Pre-numbered paper (编号表单): docs/formats.md section 6. Rules of method: every number ends used, spoiled or unused.

No article speaks of forms. A serial is ``SERIES-NUMBER``, the number written with four digits or more: ``PF-0017``.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ledger.rules.citation import Basis, rule
from ledger.terms import Role

MOST = 10_000
"""Numbers that one act may hand out or take back."""

HIGHEST = 9_999_999
_SERIES = re.compile(r"[^\s:/\-]{1,16}")
_SERIAL = re.compile(r"(?P<series>[^\s:/\-]{1,16})-(?P<number>[0-9]{1,7})")


class Serial(NamedTuple):
    """编号: one number of one series. ``PF-17`` and ``PF-0017`` are the same paper."""

    series: str
    number: int

    def __str__(self) -> str:
        return f"{self.series}-{self.number:04}"


def serial_of(text: str) -> Serial | None:
    """Return the serial that ``text`` writes; None where it has another form."""
    found = _SERIAL.fullmatch(text.strip())
    return Serial(found["series"], int(found["number"])) if found else None


@rule("F6", basis=Basis.METHOD)
def names_its_series(series: str) -> bool:
    """编号系列写法正确: A series is a short name without spaces, colons, slashes and dashes."""
    return _SERIES.fullmatch(series) is not None


@rule("F6", basis=Basis.METHOD)
def runs_from_a_first_to_a_last_number(first: int, last: int) -> bool:
    """编号自小到大且数量有限: Numbers run from a first to a last one, from 1 on, ten thousand at most."""
    return 1 <= first <= last <= HIGHEST and last - first < MOST


@rule("F6", basis=Basis.METHOD)
def hands_out_each_number_once(numbers: Collection[int], issued: Collection[int]) -> bool:
    """同一编号只领用一次: No number of a series is handed out twice; ``issued`` were handed out before."""
    return not set(numbers) & set(issued)


@rule("F6", basis=Basis.METHOD)
def hands_out_to_a_role_or_a_code(issued_to: str, codes: Collection[str]) -> bool:
    """领用人为身份或代号: Paper goes to a role or to a code of the round; a name would stand in the public record."""
    return issued_to in codes or issued_to in {role.value for role in Role}


@rule("F6", basis=Basis.METHOD)
def ends_numbers_that_are_out(numbers: Collection[int], issued: Collection[int], ended: Collection[int]) -> bool:
    """作废或交回的是已领用且未了结的编号: What is spoiled or brought back was handed out, and is neither already."""
    return len(numbers) > 0 and set(numbers) <= set(issued) and not set(numbers) & set(ended)
