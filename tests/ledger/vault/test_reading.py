"""A history read and folded at once: the same as from facts at hand, and no more told to the access log."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ledger.world import ROUND, World

from ledger.record.envelope import Correction
from ledger.stages.history import History, history_of
from ledger.terms import Role, View
from ledger.vault.access import AccessLog
from ledger.vault.reading import Reader

VIEWS = pytest.mark.parametrize("view", [View.PUBLIC, View.AUDITOR])


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home").found().open_round()


def corrected(world: World) -> World:
    first = world.apply("A-07", name="写错的名字")
    world.apply("A-08")
    wrong = world.application("A-07", name="又写错了", _corrects=Correction(act=first.id, why="笔误", approved_by="办公室"))
    second = world.ledger.record(wrong)
    again = Correction(act=second.id, why="笔误", approved_by="办公室")
    world.ledger.record(world.application("A-07", name="写对的名字", _corrects=again))
    return world


def told(history: History) -> list[object]:
    """Return what of ``history`` compares, closed values too, which refuse to be compared."""
    round = history.round(ROUND)
    applications = {code: (repr(found.submitted), found.submitted_at) for code, found in round.application.applications.items()}
    acts = {id: (act.position, act.type, act.matter, act.how, act.author, act.departs) for id, act in round.acts.items()}
    return [history.position, applications, acts, repr(history.registers.keys)]


def entries(world: World) -> list[int]:
    log: AccessLog = world.home.open_access_log()
    found = [entry["values"] for _, entry in log.entries()]
    log.close()
    return found


@VIEWS
def test_a_history_is_what_its_facts_establish(world: World, view: View) -> None:
    world.apply("A-07")
    with Reader(world.home, view) as reader:
        assert told(reader.history(ROUND)) == told(history_of(reader.facts(ROUND)))


@VIEWS
def test_corrections_stand_in_the_place_of_what_they_correct(world: World, view: View) -> None:
    corrected(world)
    with Reader(world.home, view) as reader:
        history = reader.history(ROUND)
        assert told(history) == told(history_of(reader.facts(ROUND)))
    found = history.round(ROUND).application.applications["A-07"]
    assert found.submitted_at < history.round(ROUND).application.applications["A-08"].submitted_at


@VIEWS
def test_corrections_after_the_end_that_was_asked_for_count_for_nothing(world: World, view: View) -> None:
    before = world.ledger.record(world.application("A-06")).position
    corrected(world)
    with Reader(world.home, view) as reader:
        assert list(reader.history(ROUND, before).round(ROUND).application.applications) == ["A-06"]


def test_what_is_read_twice_because_of_a_correction_is_entered_in_the_access_log_once(world: World) -> None:
    with Reader(world.home, View.AUDITOR) as reader:
        reader.history(ROUND)
    straight = len(entries(world))
    corrected(world)
    with Reader(world.home, View.AUDITOR) as reader:
        reader.history(ROUND)
    assert len(entries(world)) == 2 * straight
    # The second time there is more to see, and each value is counted once.
    with Reader(world.home, View.AUDITOR) as reader:
        places = sum(len(record.act.said.body.get("_sd", ())) for record in reader.records(ROUND))
    assert entries(world)[-1] == places


def test_the_publics_history_enters_nothing(world: World) -> None:
    corrected(world)
    with Reader(world.home, View.PUBLIC) as reader:
        reader.history(ROUND)
    assert entries(world) == []


def test_registers_that_were_read_before_serve_every_position(world: World) -> None:
    corrected(world)
    with Reader(world.home) as kept:
        whole = kept.head().size
        # The longest first, then each beginning of it, then what came after: one reader, and one that is new each time.
        for end in (whole, *range(whole + 1)):
            with Reader(world.home) as fresh:
                assert told(kept.history(ROUND, end)) == told(fresh.history(ROUND, end))
        before = [fact.position for fact in kept.facts(ROUND)]
        world.bind(Role.EXPERT, "E-09")
        assert [fact.position for fact in kept.facts(ROUND)] == [*before, kept.head().size]
        with Reader(world.home) as fresh:
            assert told(kept.history(ROUND)) == told(fresh.history(ROUND))
