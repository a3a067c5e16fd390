"""A projection is a fold: corrections change the past, and the incremental way gives what a fold from the start gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.scoring import ScoreRecorded
from ledger.record.envelope import Correction
from ledger.stages.effective import effective
from projections.honours import HONOURS
from projections.projection import Following, digest, placed, plain
from projections.standings import standings_of
from projections.timeline import timeline_of

if TYPE_CHECKING:
    from conftest import Book

ROUND = "2025"


def with_corrections(book: Book, picks: list[int]) -> None:
    """Correct marks by number; a pick may hit what corrects a mark already."""
    for pick in picks:
        marks = book.of(ScoreRecorded)
        fact = marks[pick % len(marks)]
        event = fact.event
        assert isinstance(event, ScoreRecorded)
        points = (event.points + 100 * (pick + 1)) % 11000
        changed = ScoreRecorded(applicant=event.applicant, expert=event.expert, phase=event.phase, item=event.item, points=points)
        book.correct(fact, changed)


def test_the_places_are_those_of_the_effective_stream(book: Book) -> None:
    with_corrections(book, [3, 3, 40, 7, 54])
    stream = placed(book.facts)
    assert [one.fact for one in stream] == effective(book.facts)
    assert sum(1 + len(one.corrected) for one in stream) == len(book.facts)


def test_a_correction_tells_where_it_stands_and_what_it_took_the_place_of(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    first = book.correct(mark, mark.event)
    second = book.correct(first, mark.event)
    (one,) = [one for one in placed(book.facts) if one.corrected]
    assert (one.place, one.stands_at, one.fact.said.id) == (mark.position, second.position, second.said.id)
    assert [fact.position for fact in one.corrected] == [mark.position, first.position]
    assert one.recorded.position == second.position


def test_a_correction_of_what_is_not_there_stands_where_it_is(book: Book) -> None:
    mark = book.of(ScoreRecorded)[0]
    astray = book.say(mark.event, corrects=Correction(act="f" * 32, why="x", approved_by="y"))
    assert placed(book.facts)[-1].place == astray.position
    assert placed(book.facts)[-1].corrected == ()


@pytest.mark.parametrize("projection", [standings_of(ROUND), timeline_of(ROUND), HONOURS], ids=lambda p: p.name)
@settings(max_examples=4)
@given(picks=st.lists(st.integers(0, 53), max_size=3), cuts=st.lists(st.integers(0, 163), min_size=2, max_size=3))
def test_following_gives_what_folding_gives(projection, whole_round, picks: list[int], cuts: list[int]) -> None:
    book = whole_round()
    with_corrections(book, picks)
    following = Following(projection)
    for position, fact in enumerate(book.facts, 1):
        following.take(fact)
        if position in cuts or position == len(book.facts):
            assert digest(following.result()) == digest(projection.fold(book.facts[:position]))


def test_folding_again_gives_the_same_digest_and_asking_changes_nothing(book: Book) -> None:
    following = Following(standings_of(ROUND))
    for fact in book.facts:
        following.take(fact)
    assert digest(following.result()) == digest(following.result()) == digest(standings_of(ROUND).fold(book.facts))


def test_another_event_gives_another_digest(book: Book) -> None:
    before = digest(standings_of(ROUND).fold(book.facts))
    with_corrections(book, [0])
    assert digest(standings_of(ROUND).fold(book.facts)) != before


def test_every_prefix_is_plain_json(book: Book) -> None:
    for size in range(0, len(book.facts), 7):
        assert plain(standings_of(ROUND).fold(book.facts[:size]))["round"] == ROUND
