"""What all rounds share, read beside one (登记与轮次合读): the registers' records in their places among those of the round.

Without what is sealed in them they are the same for everybody and only grow, so whoever reads round after round, or one round
at many positions, reads and decodes them once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from ledger.stages.effective import effective
from ledger.stages.fact import Fact, Row
from ledger.stages.history import Registers, take_into_registers
from ledger.store import Recorder

REGISTERS = ("register:bodies", "register:honours", "register:keys", "register:measures", "register:pool")

T = TypeVar("T")


class ClosedRegisters:
    """未启封的登记: the facts in all registers, nothing in them open, as far as somebody asked for them. For several threads."""

    def __init__(self, recorder: Recorder, read: Callable[[Iterator[Row]], Iterator[Fact]]) -> None:
        """``read`` turns (position, record) rows into facts."""
        self._recorder, self._read = recorder, read
        self._known: tuple[int, list[Fact]] = (0, [])
        self._folded: tuple[int, Registers, int] = (0, Registers(), 0)

    def upto(self, end: int) -> list[Fact]:
        """Return the facts up to the position ``end``, in order. Raises ``UnreadableEvent``."""
        known, facts = self._known
        if end > known:
            behind = self._recorder.read_tagged(REGISTERS, after=known, upto=end)
            # Two threads may read the same; neither changes a list that the other has.
            self._known = known, facts = end, [*facts, *self._read(behind)]
        return facts if end == known else facts[: bisect_right(facts, end, key=place_of_fact)]

    def folded(self, end: int) -> tuple[Registers, int]:
        """Return what the facts up to ``end`` establish, and where the last of them stands.

        It belongs to all who ask for the same end: nobody changes it.
        """
        known, registers, last = self._folded
        if known != end:
            registers, last = Registers(), 0
            for fact in effective(self.upto(end)):
                take_into_registers(registers, fact)
                last = max(last, place_of_fact(fact))
            self._folded = end, registers, last
        return registers, last


def place_of_row(row: Row) -> int:
    """Return the position of a row."""
    return row[0]


def place_of_fact(fact: Fact) -> int:
    """Return the position of a recorded fact."""
    return fact.position or 0


def in_order(pages: Iterable[Sequence[T]], others: Iterable[T], place: Callable[[T], int]) -> Iterator[T]:
    """Yield both by their ``place``, what stands in both once. The ``others`` are few: most pages stay as they are."""
    return chain.from_iterable(_merged(pages, iter(others), place))


def _merged(pages: Iterable[Sequence[T]], others: Iterator[T], place: Callable[[T], int]) -> Iterator[Iterable[T]]:
    other = next(others, None)
    for page in pages:
        between: list[T] = []
        while other is not None and place(other) <= place(page[-1]):
            between.append(other)
            other = next(others, None)
        yield [one for _, one in sorted({place(one): one for one in (*between, *page)}.items())] if between else page
    if other is not None:
        yield chain((other,), others)


def in_pages(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Yield ``rows`` by handfuls of ``size``."""
    while page := list(islice(rows, size)):
        yield page
