"""Eight processes at once for what only one can have: exactly one gets it, the others are told why, and the log is whole."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.adversary import ROUND, Scene, candidate, play_to

from ledger.drafting import Signed
from ledger.errors import Refused
from ledger.handle import Ledger
from ledger.home import Home
from ledger.record.envelope import read_act
from ledger.terms import MAIN, NOMINATION, ApplicantCode, Role

RACERS = 8
TAKEN = "taken"

Race = tuple[str, Callable[[Scene], list[Signed]], str]
"""The stage at which it is run, the acts that race, and the rule that stops all but one."""


def run(folder: str, today: str, act: Signed, start: Barrier, told: Any) -> None:
    """Record ``act`` once all racers are ready, in a process of its own; tell whether it was taken, or by which rules not."""
    with Ledger(Home.open(Path(folder)), clock=lambda: f"{today}T10:00:00.000+08:00") as ledger:
        start.wait(timeout=60)
        try:
            ledger.record(act)
            told.put(TAKEN)
        except Refused as refused:
            told.put("|".join(sorted(breach.rule.name for breach in refused.breaches)))
        except BaseException as error:
            told.put(f"failed: {error!r}")
            raise


def raced(scene: Scene, acts: list[Signed]) -> Counter[str]:
    """Return what became of ``acts``, offered at the same moment by as many processes."""
    scene.ledger.close()
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(len(acts)), context.Queue()
    racers = [context.Process(target=run, args=(str(scene.home.path), scene.today, act, start, told)) for act in acts]
    for racer in racers:
        racer.start()
    answers = Counter(told.get(timeout=120) for _ in racers)
    for racer in racers:
        racer.join(timeout=60)
    return answers


def for_the_last_place(scene: Scene) -> list[Signed]:
    """The one main place, wanted for A-01 by half of them and for A-02 by the others; both have the votes."""
    scene.record(scene.vote("A-02", MAIN))
    lists = [(candidate("A-01", MAIN), candidate("A-02", NOMINATION)), (candidate("A-02", MAIN),)]
    return [scene.act(scene.determined(*lists[n % 2], departures="会议决定")) for n in range(RACERS)]


def the_same_application(scene: Scene) -> list[Signed]:
    """One organisation under eight codes."""
    organisation, name = scene.organisation("A-01")
    late = [ApplicantCode(f"B-0{n}") for n in range(1, RACERS + 1)]
    for code in late:
        scene.bind(Role.APPLICANT, code, ROUND)
    scene.on("2025-03-20")
    return [scene.act(scene.applied(code, organisation=organisation, name=name)) for code in late]


def the_same_code(scene: Scene) -> list[Signed]:
    """Eight applications of one applicant."""
    scene.on("2025-03-20")
    return [scene.act(scene.applied("A-01")) for _ in range(RACERS)]


def the_same_score(scene: Scene) -> list[Signed]:
    """Eight marks of one expert for one item of one applicant, each of its own height."""
    scene.on("2025-06-01")
    return [scene.act(scene.mark("A-01", "E-01", points=50 * n)) for n in range(RACERS)]


RACES: dict[str, Race] = {
    "the last place of a tier": ("voted", for_the_last_place, "determines_the_candidates_once"),
    "the same organisation": ("called", the_same_application, "applies_once"),
    "the same application": ("called", the_same_code, "has_a_code_of_its_own"),
    "the same score": ("seated", the_same_score, "is_marked_once"),
}


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_exactly_one_of_eight_processes_wins(race: str, store: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    stage, acts_of, because = RACES[race]
    address = request.getfixturevalue("postgres_url") if store == "postgresql" else None
    scene = play_to(Scene.new(tmp_path / "ledger", address), stage)
    acts = acts_of(scene)
    before = scene.history().position
    answers = raced(scene, acts)
    assert answers.pop(TAKEN) == 1
    assert answers.total() == RACERS - 1
    assert all(because in rules for rules in answers), answers
    # One act, and one sealed record for each refusal; nothing else, and nothing twice.
    facts = scene.facts()
    assert [fact.position for fact in facts] == list(range(1, len(facts) + 1))
    assert len([fact for fact in facts if (fact.position or 0) > before and fact.said.type == acts_type(acts)]) == 1


def acts_type(acts: list[Signed]) -> str:
    """Return the type that all of ``acts`` have."""
    (kind,) = {read_act(act.act).said.type for act in acts}
    return kind
