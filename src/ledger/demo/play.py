"""Playing a script (演示): a new demo ledger, in which every act of the script is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from ledger.demo.script import Script
from ledger.demo.seeded import Seed, SeededClock, SeededKeys, SeededSalt
from ledger.demo.signing import Step, steps
from ledger.errors import BadInput, Refused
from ledger.handle import Ledger, Receipt
from ledger.home import Home

STEP = timedelta(seconds=1)
"""How far the clock moves whenever it is read."""


@dataclass(frozen=True, slots=True)
class Played:
    """What became of a script: its ledger, the last receipt, how many acts were recorded, and those that were refused as they should."""

    home: Home
    last: Receipt
    recorded: int
    refused: tuple[Refused, ...]


def found(script: Script, folder: Path) -> Home:
    """Make the empty ledger of ``script`` in ``folder``, with its keys and its papers. Raises ``BadInput``."""
    seed = Seed(script.origin, script.seed)
    keys = SeededKeys(seed)
    home = Home.create(folder, script.origin, log_key=keys.named("log"), service_key=keys.named("service"))
    for digest, content in script.papers.items():
        (home.path / "attachments" / digest).write_bytes(content)
    return home


def play(script: Script, folder: Path, *, on_each: Callable[[], None] = lambda: None) -> Played:
    """Make a ledger in ``folder`` and record ``script`` in it, from keys, salts and a clock that its seed decides.

    Raises ``Refused`` naming the act for one that should have been taken, ``BadInput`` for one that should not.
    """
    home = found(script, folder)
    return record(home, script, steps(script), on_each=on_each)


def record(home: Home, script: Script, acts: Iterable[Step], *, on_each: Callable[[], None] = lambda: None) -> Played:
    """Record ``acts`` of ``script`` in ``home``. What stands already is not recorded twice."""
    seed = Seed(home.origin, script.seed)
    clock = SeededClock(seed, script.begins, STEP)
    refused: list[Refused] = []
    last, recorded = None, 0
    with Ledger(home, clock=clock, salt=SeededSalt(seed, "ledger")) as ledger:
        for step in acts:
            clock.reach(date.fromisoformat(step.day))
            expected = step.line is not None and step.line.refused
            try:
                last = ledger.record(step.signed)
                recorded += not last.again
                if expected:
                    raise BadInput("script", f"record {last.position} should have been refused", "mend the script, or the rule")
            except Refused as no:
                if not expected:
                    raise
                refused.append(no)
            on_each()
    assert last is not None
    return Played(home, last, recorded, tuple(refused))
