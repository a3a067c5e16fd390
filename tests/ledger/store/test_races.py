"""Eight processes want the same thing at the same moment: one gets it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest

from ledger.store import Offer, Recorder
from ledger.store.postgres import RACES as LOST_RACES
from ledger.store.sqlite import SQLiteRecorder
from ledger.tlog.merkle import leaf_hash, tree_hash

PROCESSES, RACES = 8, 12

RACER = """
import sys
from eventsourcing.dcb.api import DCBAppendCondition
from ledger.store import About, AlreadyClaimed, BoundaryMoved, Offer, open_store, pass_through, query_of
url, me, how, races = sys.argv[1:4] + [int(sys.argv[4])]
with open_store(url, build=pass_through) as store:
    print("ready", flush=True)
    sys.stdin.readline()
    for race in range(races):
        tag = f"prize:{race}"
        condition = DCBAppendCondition(query_of([About(tag, ("t",))]), None)
        mine = [Offer("t", f"{race} {me}".encode(), [tag], claims=(tag,) if how == "claim" else ())]
        try:
            if how == "group":
                outcome = store.commit_each([([Offer("u", b"filler", ["x"])], None), (mine, condition)])[1]
                if isinstance(outcome, Exception):
                    raise outcome
            else:
                store.commit(mine, condition if how == "condition" else None)
        except (AlreadyClaimed if how == "claim" else BoundaryMoved):
            continue
        print(race, flush=True)
"""


@pytest.mark.parametrize("how", ["claim", "condition", "group"])
def test_one_of_eight_processes_wins_each_race(store: Recorder, store_url: str, how: str) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER, store_url, str(number), how, str(RACES)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    told = [racer.communicate(timeout=60)[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * PROCESSES
    assert Counter(race for wins in told for race in wins) == {str(race): 1 for race in range(RACES)}
    log = list(store.read_log())
    won = [record.decode().split() for _, record in log if record != b"filler"]
    assert sorted((race, winner) for race, winner in won) == sorted(
        (race, str(number)) for number, wins in enumerate(told) for race in wins
    )
    assert len(log) == RACES + (PROCESSES * RACES if how == "group" else 0)
    assert store.head().root == tree_hash([leaf_hash(record) for _, record in log])


def test_a_writer_that_always_loses_takes_the_lock_first(open_one: Callable[..., Recorder]) -> None:
    ours, theirs = open_one(), open_one()
    # On SQLite the lock is taken after the first draft; on PostgreSQL after so many.
    most = 1 if isinstance(ours, SQLiteRecorder) else LOST_RACES
    lost = 0

    def overtaken(event: Offer, position: int, recorded_at: str) -> bytes:
        # Somebody commits each time between our draft and our lock, as long as the lock lets them.
        nonlocal lost
        if lost < most:
            lost += 1
            theirs.commit([Offer("t", b"theirs", ["b"])])
        return event.data

    ours._build = overtaken  # type: ignore[attr-defined]
    ours.commit([Offer("t", b"ours", ["a"])])
    assert [record for _, record in ours.read_log()][-1] == b"ours"
    assert (lost, ours.head().size) == (most, most + 1)
