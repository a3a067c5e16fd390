"""What is kept for the public: an answer from what was worked out before is the answer that a new service gives."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from tests.api.world import ROUND, World

from api.source import JUDGINGS, Kept, Source
from api.views import Visitor
from ledger.terms import RoundId, View
from projections.conformance import audit
from projections.projection import digest


@pytest.fixture(params=[1, 2])
def source(world: World, request: pytest.FixtureRequest) -> Iterator[tuple[Source, int]]:
    found = Source(world.home, Visitor())
    yield found, request.param
    found.close()


def test_at_any_position_in_any_order_the_findings_are_those_of_a_fresh_audit(source: tuple[Source, int], world: World) -> None:
    """A correction and two milestones stand between the positions of this round."""
    asked, seed = source
    positions = list(range(0, world.store.head().size + 1, 3))
    random.Random(seed).shuffle(positions)
    judgings = set()
    for position in positions:
        replay = asked.replay(ROUND, position)
        judging = asked.judging(replay)
        judgings.add(id(judging))
        assert digest(audit(replay.facts, ROUND, judging=judging)) == digest(audit(replay.facts, ROUND)), position
    assert 2 < len(judgings) < len(positions) / 2


def test_whoever_sees_sealed_values_gets_everything_worked_out_anew(world: World) -> None:
    source = Source(world.home, Visitor(View.AUDITOR, "li", "test"))
    replay = source.replay(ROUND, 60)
    assert source.replay(ROUND, 60) is not replay
    assert source.judging(replay) is not source.judging(replay)
    source.close()


def test_no_more_is_kept_than_was_said() -> None:
    kept = Kept(JUDGINGS)
    made = [kept.get(number, object) for number in range(JUDGINGS + 1)]
    assert kept.get(JUDGINGS, object) is made[-1]
    assert kept.get(0, object) is not made[0]


def test_a_round_of_another_name_has_its_own(world: World) -> None:
    source = Source(world.home, Visitor())
    size = world.store.head().size
    assert source.judging(source.replay(ROUND, size)) is not source.judging(source.replay(RoundId("2026"), size))
    assert source.judging(source.replay(ROUND, size)) is source.judging(source.replay(ROUND, size))
    source.close()
