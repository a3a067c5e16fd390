"""What an answer depends on is what the append is conditioned on: whatever changes a verdict stands in READS."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.stages.check import boundary
from ledger.stages.history import STAGES
from ledger.terms import MAIN

MINE = ("draw", "panel", "integrity", "scoring", "evaluation", "deliberation", "notice", "approval", "prize", "revocation")


@pytest.mark.parametrize("name", MINE)
def test_a_stage_reads_its_own_facts(name: str) -> None:
    stage = STAGES[name]
    assert set(stage.EVENTS) <= set(stage.READS)
    assert len(set(stage.READS)) == len(stage.READS)


@pytest.mark.parametrize("name", MINE)
def test_a_stage_refuses_facts_of_others(play: Any, name: str) -> None:
    fact = play.office.fact(play.office.call())
    with pytest.raises(TypeError):
        STAGES[name].check(play.office.history, play.round, fact)


def test_whatever_changed_a_verdict_is_read(play: Any) -> None:
    """Each pair: an event, and one that turned it from taken to refused or back."""
    say = play.say
    pairs = [
        (say.mark("A-01", "E-01"), say.withdrawn("A-01")),
        (say.mark("A-01", "E-01"), say.defence_list()),
        (say.overall(), say.withdrawn("A-01")),
        (say.determined(), say.failed()),
        (say.notice(), say.vacant(MAIN)),
        (say.notice(), say.approved()),
        (say.approved(), say.failed()),
        (say.approved(), say.withdrawn("A-01")),
        (say.published(), say.approved()),
        (say.granted(), say.published()),
        (say.paid(), say.granted()),
        (say.demanded(1), say.annulled()),
        (say.bar("2026-03-01"), say.served()),
    ]
    for asked, changing in pairs:
        read = dict(boundary(play.office.fact(asked)))["round:2025"]
        assert changing.wire_name in read, (asked.wire_name, changing.wire_name)
        assert "record.sealed" in read
