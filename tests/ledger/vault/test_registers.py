"""The registers beside a round: one order, what stands in both once, and each record read once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.world import World

from ledger.errors import UnreadableEvent
from ledger.stages.fact import Row
from ledger.vault.reading import facts_of, nothing
from ledger.vault.registers import REGISTERS, ClosedRegisters, in_order, in_pages, place_of_row


@given(st.sets(st.integers(1, 30)), st.sets(st.integers(1, 30)), st.integers(1, 5))
def test_the_records_of_a_round_and_of_the_registers_come_in_one_order(round: set[int], registers: set[int], page: int) -> None:
    rows, others = ([(place, b"%d" % place) for place in sorted(places)] for places in (round, registers))
    found = list(in_order(in_pages(iter(rows), page), others, place_of_row))
    assert found == [(place, b"%d" % place) for place in sorted(round | registers)]


class Counting:
    """A recorder that counts the records it gives out."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows, self.given = rows, 0

    def read_tagged(self, tags: Any, *, after: int = 0, upto: int | None = None) -> Iterator[Row]:
        assert tags == REGISTERS
        for row in self.rows:
            if after < row[0] <= (upto or 0):
                self.given += 1
                yield row


@pytest.fixture
def rows(tmp_path: Path) -> list[Row]:
    world = World(tmp_path / "home").found().open_round()
    return list(world.ledger._store.read_tagged(REGISTERS))


def closed(recorder: Any) -> ClosedRegisters:
    return ClosedRegisters(recorder, lambda rows: facts_of(rows, nothing))


def test_each_record_is_read_once_whatever_is_asked(rows: list[Row]) -> None:
    recorder = Counting(rows)
    registers, places = closed(recorder), [place for place, _ in rows]
    assert len(rows) > 5
    for end in (places[3], places[1], 0, places[-1] + 100, places[-1], places[2]):
        assert [fact.position for fact in registers.upto(end)] == [place for place in places if place <= end]
    assert recorder.given == len(rows)


def test_what_was_given_out_stays_as_it_was(rows: list[Row]) -> None:
    registers = closed(Counting(rows))
    early = registers.upto(rows[2][0])
    registers.upto(rows[-1][0])
    assert [fact.position for fact in early] == [place for place, _ in rows[:3]]


def test_a_record_that_cannot_be_read_is_named_and_not_passed_over(rows: list[Row]) -> None:
    place = rows[-1][0]
    recorder = Counting([*rows[:-1], (place, b"{}")])
    registers = closed(recorder)
    for _ in range(2):
        with pytest.raises(UnreadableEvent) as caught:
            registers.upto(place)
        assert caught.value.position == place
    assert len(registers.upto(place - 1)) == len(rows) - 1
