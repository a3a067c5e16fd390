"""The order of one day (同日先后): what happened on one day is tried until nothing more finds its place.

Days follow each other; within a day no column tells the hour. Kinds have a usual order, and what is refused in it is
tried again after the others of that day: the recusal before the mark, the meeting before its votes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any, TypeVar

T = TypeVar("T")

Attempt = Callable[[T, bool, bool], bool]
"""(thing, whether an earlier one of the day still waits, whether this is the last try) -> whether it found its place."""


def in_days(things: Iterable[tuple[tuple[Any, ...], T]], attempt: Attempt[T]) -> None:
    """Try each of ``things``, paired with a key that begins with its day; what fails is tried again within its day."""
    for _, group in groupby(sorted(things, key=lambda pair: pair[0]), key=lambda pair: pair[0][0]):
        pending = [thing for _, thing in group]
        while pending:
            left: list[T] = []
            for thing in pending:
                if not attempt(thing, bool(left), False):
                    left.append(thing)
            if len(left) == len(pending):
                for thing in left:
                    attempt(thing, True, True)
                break
            pending = left
