"""Recording that is killed, and recording twice at once: no act is lost, and none is there twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.bundle.verify import verify_store
from ledger.demo.play import found
from ledger.demo.review import demo_round
from ledger.demo.round import Size
from ledger.demo.script import Script
from ledger.demo.signing import steps
from ledger.home import Home
from ledger.terms import View
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.note import LogKey
from ledger.vault.reading import Reader

Command = Callable[..., list[str]]
PATIENCE = 60


@pytest.fixture(scope="module")
def script() -> Script:
    """Return a demo round that takes some seconds to record, without the act that is refused."""
    made = demo_round(1, Size(applicants=12, experts=6, items=6, committee=9))
    made.lines = [line for line in made.lines if not line.refused]
    return made


@pytest.fixture
def home(script: Script, tmp_path: Path) -> Home:
    """Return its ledger, empty."""
    return found(script, tmp_path / "ledger")


@pytest.fixture
def acts(script: Script, tmp_path: Path) -> Path:
    """Return a file with all its signed acts."""
    path = tmp_path / "acts.jsonl"
    path.write_bytes(b"".join(step.signed.line() + b"\n" for step in steps(script)))
    return path


def ids_in(home: Home) -> list[str]:
    """Return the ids of all acts in the order of the log, those inside sealed records too."""
    with Reader(home, View.AUDITOR, who="test", purpose="test") as reader:
        return [fact.said.id for fact in reader.facts()]


def size_of(home: Home) -> int:
    with home.open_store(read_only=True) as store:
        return store.head().size


def kill_after(records: int, command: list[str], home: Home, environment: dict[str, str]) -> None:
    """Run a command, and kill it with -9 once the ledger holds so many records."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    while size_of(home) < records and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)


def assert_stands_once(home: Home, acts: Path) -> None:
    """Every act of the file stands once, in its order, in a log that verifies."""
    written = [json.loads(line)["act"]["said"]["id"] for line in acts.read_bytes().splitlines()]
    assert ids_in(home) == written
    assert len(set(written)) == len(written)
    with home.open_store(read_only=True) as store:
        assert verify_store(store, LogKey(home.origin, home.log_public_key()).vkey()).ok


@pytest.mark.parametrize("after", [1, 40, 150])
def test_killed_and_run_again(home: Home, acts: Path, after: int, ledger_command: Command, environment: dict[str, str]) -> None:
    command = ledger_command("record", acts, "--ledger", home.path, "--json")
    kill_after(after, command, home, environment)
    before = ids_in(home)
    assert after <= len(before) < len(acts.read_bytes().splitlines()), "it was not killed in the middle"

    again = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr.decode()
    assert ids_in(home)[: len(before)] == before
    assert_stands_once(home, acts)
    assert sum(receipt["again"] for receipt in json.loads(again.stdout)["receipts"]) == len(before)


def test_each_receipt_stands_when_its_act_is_acknowledged(
    home: Home, acts: Path, tmp_path: Path, ledger_command: Command, environment: dict[str, str]
) -> None:
    kept = tmp_path / "receipts.jsonl"
    command = ledger_command("record", acts, "--ledger", home.path, "--receipts", kept)
    killed: list[dict[str, object]] = []
    for after in (40, 110):
        kill_after(after, command, home, environment)
        *whole, _torn = kept.read_bytes().split(b"\n")
        told = [json.loads(line) for line in whole]
        assert told[: len(killed)] == killed, "what an earlier run told is still there"
        size = size_of(home)
        # Of what the last run recorded only the act that it was killed in may lack its receipt.
        assert size - 1 <= max(int(str(receipt["position"])) for receipt in told) <= size
        killed = told
    with kept.open("ab") as file:
        file.write(b'{"id":"the line that it was killed in')
    again = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr.decode()
    final = [json.loads(line) for line in kept.read_bytes().splitlines()]
    assert [receipt["id"] for receipt in final] == [json.loads(line)["act"]["said"]["id"] for line in acts.read_bytes().splitlines()]
    places = {receipt["id"]: (receipt["position"], receipt["leaf"]) for receipt in final}
    assert all(places[receipt["id"]] == (receipt["position"], receipt["leaf"]) for receipt in killed)
    keys = [LogKey(home.origin, home.log_public_key())]
    for receipt in [*killed, *final[-1:]]:
        signed = open_checkpoint(str(receipt["checkpoint"]).encode(), keys[0]).checkpoint
        assert signed.size >= int(str(receipt["position"]))
    assert not list(tmp_path.glob("*.part"))
    assert_stands_once(home, acts)


def test_receipts_that_cannot_be_written_stop_it_before_anything_is_recorded(
    home: Home, acts: Path, tmp_path: Path, ledger_command: Command, environment: dict[str, str]
) -> None:
    command = ledger_command("record", acts, "--ledger", home.path, "--receipts", tmp_path / "no such folder" / "receipts")
    ran = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=PATIENCE)
    assert ran.returncode == 2
    assert size_of(home) == 0


def test_two_at_once(home: Home, acts: Path, ledger_command: Command, environment: dict[str, str]) -> None:
    command = ledger_command("record", acts, "--ledger", home.path, "--json")
    both = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    answers = [process.communicate(timeout=2 * PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], [stderr.decode() for _, stderr in answers]
    receipts = [receipt for stdout, _ in answers for receipt in json.loads(stdout)["receipts"]]
    first = Counter(receipt["id"] for receipt in receipts if not receipt["again"])
    assert set(first.values()) == {1}
    assert len(receipts) == 2 * len(first)
    positions = {receipt["id"]: receipt["position"] for receipt in receipts}
    assert all(positions[receipt["id"]] == receipt["position"] for receipt in receipts)
    assert_stands_once(home, acts)
