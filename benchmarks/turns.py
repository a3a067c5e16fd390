"""By turns: variants run one after the other, again and again, and are compared by the medians of their rates."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Generic, TypeVar

Work = TypeVar("Work")


@dataclass(frozen=True, slots=True)
class Variant(Generic[Work]):
    """One way of doing the same. ``prepare`` is not timed; ``run`` is, and returns how many events it did."""

    name: str
    prepare: Callable[[], Work]
    run: Callable[[Work], int]


@dataclass(frozen=True, slots=True)
class Rates:
    """Events a second, one figure a turn."""

    name: str
    rates: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rates)

    @property
    def spread(self) -> tuple[float, float]:
        """The lowest and the highest rate."""
        return min(self.rates), max(self.rates)


def by_turns(variants: Sequence[Variant[Any]], turns: int) -> dict[str, Rates]:
    """Return the rates of each variant over ``turns`` turns, after one turn that is not counted.

    The order moves on by one each turn, so that nobody always runs behind the same neighbour.
    """
    found: dict[str, list[float]] = {variant.name: [] for variant in variants}
    for turn in range(turns + 1):
        first = turn % len(variants)
        for variant in (*variants[first:], *variants[:first]):
            rate = _timed(variant)
            if turn:
                found[variant.name].append(rate)
    return {name: Rates(name, tuple(rates)) for name, rates in found.items()}


def _timed(variant: Variant[Any]) -> float:
    work = variant.prepare()
    # What the neighbour left behind is cleared away outside the timed part.
    gc.collect()
    # No variant pays for the cycle collector, which the ledger keeps out while it folds and the library does not.
    gc.disable()
    try:
        start = time.perf_counter()
        done = variant.run(work)
        return done / (time.perf_counter() - start)
    finally:
        gc.enable()
