"""kill -9, a crash at the worst moment, and many recorders at once, through the whole ledger: no act is lost, none is there twice."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.campaigns.kills import COMMAND, campaign, faults_of, here, ids_in, ids_of, offered, size_of, start

ACTS = 40

AT_THE_MEMORY = """
import os, signal, sys
from ledger.vault.signer import LogSigner
left = int(sys.argv.pop(1))
remember = LogSigner._remember
def die_instead(self, size, root):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    remember(self, size, root)
LogSigner._remember = die_instead
from ledger.cli import main
main()
"""
"""Dies between the commit of an act and the signer's memory of it."""


def address(store_url: str) -> str | None:
    return store_url if "://" in store_url else None


@pytest.mark.parametrize("kills", [8])
def test_killed_at_random_moments(tmp_path: Path, kills: int) -> None:
    assert campaign(tmp_path, kills, 20250924)["told"] > 0


@pytest.mark.postgres
def test_killed_at_random_moments_before_a_server(tmp_path: Path, postgres_url: str) -> None:
    assert campaign(tmp_path, 4, 20250925, postgres_url)["told"] > 0


@pytest.mark.parametrize("after", [1, 7])
def test_a_crash_between_commit_and_memory_is_made_good_by_the_next_start(tmp_path: Path, store_url: str, after: int) -> None:
    home, acts = offered(tmp_path, ACTS, address(store_url))
    before = size_of(home)
    process = start(AT_THE_MEMORY, str(after), "record", acts, "--ledger", home.path)
    process.communicate(timeout=60)
    assert (process.returncode, size_of(home)) == (-9, before + after)
    signer = home.log_signer()
    assert signer.remembered()[0] == before + after - 1
    signer.close()
    assert here("verify", "--ledger", home.path)[0] == 0
    code, told, complaint = here("record", acts, "--ledger", home.path, "--json")
    assert code == 0, complaint
    assert (json.loads(told)["recorded"], json.loads(told)["again"]) == (ACTS - after, after)
    assert ids_in(home, before) == ids_of(acts)
    assert faults_of(home) == []


@pytest.mark.parametrize(("processes", "kind"), [(2, "sqlite"), (8, "sqlite"), pytest.param(4, "postgres", marks=pytest.mark.postgres)])
def test_many_processes_record_the_same_file_at_once(tmp_path: Path, request: pytest.FixtureRequest, processes: int, kind: str) -> None:
    home, acts = offered(tmp_path, ACTS, request.getfixturevalue("postgres_url") if kind == "postgres" else None)
    before = size_of(home)
    running = [start(COMMAND, "record", acts, "--ledger", home.path, "--json") for _ in range(processes)]
    answers = [process.communicate(timeout=120) for process in running]
    assert {process.returncode for process in running} == {0}, [err for _, err in answers]
    receipts = [json.loads(out)["receipts"] for out, _ in answers]
    written = ids_of(acts)
    assert all([receipt["id"] for receipt in each] == written for each in receipts)
    first = Counter(receipt["id"] for each in receipts for receipt in each if not receipt["again"])
    assert first == Counter(written)
    places = {(receipt["id"], receipt["position"], receipt["leaf"]) for each in receipts for receipt in each}
    assert len(places) == ACTS
    assert sorted(ids_in(home, before)) == sorted(written)
    assert size_of(home) == before + ACTS
    assert faults_of(home) == []
