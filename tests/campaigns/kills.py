"""A campaign of kills: ``ledger record`` is killed at random moments, and nothing that was acknowledged may be lost.

``python -m tests.campaigns.kills 200 [SEED] [ADDRESS]``. Half of the killed processes are the command, half are
a loop that tells each receipt as it comes, so that what was acknowledged is known to the last one. After each
kill the store is verified. ADDRESS names a PostgreSQL server; without it the records are in SQLite.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.ledger.world import World, key

from ledger import cli
from ledger.bundle.verify import verify_store
from ledger.drafting import Signed
from ledger.home import Home
from ledger.terms import Role, View
from ledger.tlog.note import LogKey
from ledger.vault.reading import Reader

PATIENCE = 60
EACH = 8
"""Kills on one ledger."""

COMMAND = "from ledger.cli import main; main()"
TELLING = """
import sys
from pathlib import Path
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.lines import read_acts
acts = read_acts([Path(sys.argv[1])])
with Ledger(Home.open(Path(sys.argv[2]))) as ledger:
    for _, signed in acts:
        receipt = ledger.record(signed)
        print(receipt.id, receipt.position, receipt.leaf.hex(), flush=True)
"""


def environment() -> dict[str, str]:
    """Return the environment of a process of ours: this checkout, English, no ledger named."""
    kept = {name: value for name, value in os.environ.items() if name not in {"LEDGER_HOME", "LEDGER_DSN"}}
    sources = Path(__file__).resolve().parents[2] / "src"
    return kept | {"PYTHONPATH": str(sources), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def start(code: str, *arguments: str | Path, prepare: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start Python on ``code``; ``prepare`` runs in the child first."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=prepare,  # noqa: PLW1509 - no threads are running here
    )


def ledger(*arguments: str | Path, prepare: Callable[[], None] | None = None) -> tuple[int, str, str]:
    """Run the command ``ledger`` in a process of its own; return its exit code, what it said and what it complained of."""
    process = start(COMMAND, *arguments, prepare=prepare)
    out, err = process.communicate(timeout=2 * PATIENCE)
    return process.returncode, out, err


def here(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the command ``ledger`` in this process, which takes a tenth of the time; answer as ``ledger`` does."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with ExitStack() as changed:
        changed.enter_context(patch.object(sys, "argv", ["ledger", *map(str, arguments)]))
        changed.enter_context(patch.dict(os.environ, environment(), clear=True))
        changed.enter_context(redirect_stdout(out))
        changed.enter_context(redirect_stderr(err))
        try:
            cli.main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    for stream in (out, err):
        stream.seek(0)
    return code, out.read(), err.read()


def record(home: Home, acts: Path, prepare: Callable[[], None] | None = None) -> tuple[int, dict[str, Any], str]:
    """Run ``ledger record --json``; return its exit code, its answer and what it complained of."""
    code, out, err = ledger("record", acts, "--ledger", home.path, "--json", prepare=prepare)
    return code, json.loads(out) if out else {}, err


def offered(folder: Path, count: int, store: str | None = None, *, persons: bool = False) -> tuple[Home, Path]:
    """Make a ledger with an open round, and a file of ``count`` applications that nobody has recorded yet.

    With ``persons`` experts enter the pool instead: each such act makes a vault key of its own.
    """
    world = World(folder / "home", store).found().open_round()
    make = partial(enrolment, world) if persons else world.application
    acts = folder / "acts.jsonl"
    acts.write_bytes(b"".join(make(f"A-{number:04}").line() + b"\n" for number in range(count)))
    world.ledger.close()
    return world.home, acts


def enrolment(world: World, code: str) -> Signed:
    """Return the act by which a person enters the pool."""
    office = [(Role.OFFICE, key(Role.OFFICE.value))]
    return world.act("expert.enrolled", office, round=None, pool_code=code, person=f"专家{code}", fields_of_work=["质量管理"])


def ids_of(acts: Path) -> list[str]:
    """Return the ids of the acts in a file, in order."""
    return [json.loads(line)["act"]["said"]["id"] for line in acts.read_bytes().splitlines()]


def ids_in(home: Home, after: int = 0) -> list[str]:
    """Return the ids of the acts that stand behind position ``after``, in order, those inside sealed records too."""
    with Reader(home, View.AUDITOR, who="test", purpose="test") as reader:
        return [fact.said.id for fact in reader.facts() if (fact.position or 0) > after]


def size_of(home: Home) -> int:
    """Return how many records there are."""
    with home.open_store(read_only=True) as store:
        return store.head().size


def faults_of(home: Home) -> list[str]:
    """Return what a verification of the store finds, the signer's memory taken in; empty where all holds."""
    signer = home.log_signer()
    with home.open_store(read_only=True) as store:
        report = verify_store(store, LogKey(home.origin, home.log_public_key()).vkey(), memory=signer.remembered())
    signer.close()
    return [fault.en for step in report.steps for fault in step.faults]


def kill(home: Home, acts: Path, rng: random.Random, code: str, upto: int) -> list[tuple[str, int, str]]:
    """Let ``code`` record until about ``upto`` records stand, kill it there, and return the receipts that it told: (id, position, leaf)."""
    arguments = ["record", acts, "--ledger", home.path, "--json"] if code == COMMAND else [acts, home.path]
    process = start(code, *arguments)
    end = time.monotonic() + PATIENCE
    with home.open_store(read_only=True) as store:
        while store.head().size < upto and process.poll() is None and time.monotonic() < end:
            time.sleep(0.001)
    # Where in a commit it falls is chance; the seed only spreads the moments.
    time.sleep(rng.random() * 0.006)
    process.send_signal(signal.SIGKILL)
    told = process.communicate(timeout=PATIENCE)[0]
    if code == COMMAND:
        return []
    # The last line may have been cut; what was cut was not acknowledged.
    whole = [line.split(" ") for line in told[: told.rfind("\n") + 1].splitlines()]
    return [(id, int(position), leaf) for id, position, leaf in whole]


def campaign(folder: Path, kills: int, seed: int, store: str | None = None, count: int = 200) -> dict[str, int]:
    """Kill as often as asked, verify after each, then record the rest; return figures. Raises ``AssertionError`` for anything lost."""
    rng = random.Random(seed)
    home, acts = offered(folder, count, store)
    before, written = size_of(home), ids_of(acts)
    told: dict[str, tuple[int, str]] = {}
    for number in range(kills):
        size = size_of(home)
        # The kills are spread over what is left, so that none comes after the last act.
        upto = size + rng.randint(0, 2 * (before + count - size) // (kills - number + 1))
        for id, position, leaf in kill(home, acts, rng, (COMMAND, TELLING)[number % 2], upto):
            assert told.setdefault(id, (position, leaf)) == (position, leaf), f"{id} got two places"
        assert faults_of(home) == [], f"after kill {number} of seed {seed}"
        stands = ids_in(home, before)
        assert stands == written[: len(stands)], f"after kill {number} of seed {seed}"
        assert all(stands[position - before - 1] == id for id, (position, _) in told.items()), f"lost at kill {number} of seed {seed}"
    left = len(written) - len(ids_in(home, before))
    code, answer, complaint = record(home, acts)
    assert code == 0, complaint
    assert ids_in(home, before) == written
    assert (answer["recorded"], answer["again"]) == (left, count - left)
    places = {receipt["id"]: (receipt["position"], receipt["leaf"]) for receipt in answer["receipts"]}
    assert all(places[id] == place for id, place in told.items())
    assert faults_of(home) == []
    return {"kills": kills, "told": len(told), "left_for_the_last": left}


def main(arguments: list[str]) -> int:
    """Run campaigns of a few kills each until there were as many as asked; return the exit code."""
    kills, seed = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 1
    address = arguments[2] if len(arguments) > 2 else None
    for number in range(seed, seed - (-kills // EACH)):
        with tempfile.TemporaryDirectory() as place:
            try:
                figures = campaign(Path(place), EACH, number, f"{address}?schema=kills_{os.getpid()}_{number}" if address else None)
            except AssertionError as lost:
                print(f"seed {number}: {lost}")
                return 1
        print(f"seed {number}: {figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
