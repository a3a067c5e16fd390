"""The measurements run and report in their form. How fast anything is depends on the machine, and is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import find_postgres

STORES = ["SQLite", *(["PostgreSQL"] if find_postgres() else [])]


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "benchmarks", *arguments], cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def found(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict]:
    """Return what one quick run printed, and its figures."""
    file = tmp_path_factory.mktemp("bench") / "found.json"
    done = run(root, "--quick", "--json", str(file))
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def root() -> Path:
    return Path(__file__).resolve().parents[2]


def test_every_part_is_measured_on_every_store(found: tuple[str, dict]) -> None:
    _, figures = found
    measured = {(result["part"], result["store"]) for result in figures["results"]}
    parts = ("a", "b", "c", "floor") if "PostgreSQL" in STORES else ("a", "c", "floor")
    assert measured == {(part, store) for part in parts for store in STORES}


def test_each_ratio_is_that_of_its_medians_and_is_held_against_its_target(found: tuple[str, dict]) -> None:
    _, figures = found
    for result in figures["results"]:
        ours, theirs = result["ours"], result["theirs"]
        assert result["ratio"] == pytest.approx(ours["median"] / theirs["median"])
        assert result["met"] is (None if result["target"] is None else result["ratio"] >= result["target"])
        for rates in (ours, theirs):
            assert len(rates["turns"]) == figures["sizes"]["turns"]
            assert 0 < rates["lowest"] <= rates["median"] <= rates["highest"]


def test_the_floor_is_held_against_the_same_library_and_the_same_targets(found: tuple[str, dict]) -> None:
    _, figures = found
    held: dict[bool, set[tuple[str, str, float]]] = {True: set(), False: set()}
    for result in figures["results"]:
        if result["part"] != "c" and result["target"] is not None:
            held[result["part"] == "floor"].add((result["store"], result["against"], result["target"]))
    assert held[True]
    assert held[True] <= held[False]


def test_the_figures_name_the_machine_the_sizes_and_what_is_missing(found: tuple[str, dict]) -> None:
    _, figures = found
    assert {"cores", "load", "python", "sqlite", "postgresql", "eventsourcing", "msgspec"} <= figures["machine"].keys()
    assert figures["sizes"]["stored"] == 400
    assert set(figures["limits_us"]) == {"fdatasync", "Ed25519 verify", "Ed25519 sign"}
    assert bool(figures["missing"]) is ("PostgreSQL" not in STORES)


def test_the_table_says_of_every_ratio_whether_its_target_is_met(found: tuple[str, dict]) -> None:
    printed, figures = found
    rows = [line for line in printed.splitlines() if line.split(" ")[0] in ("a", "b", "c", "floor")]
    assert len(rows) == len(figures["results"])
    assert sum(line.endswith("met") for line in rows) == sum(result["target"] is not None for result in figures["results"])
    assert all(line.endswith(("met", "for information")) for line in rows)


def test_an_unknown_argument_ends_with_the_usage(root: Path) -> None:
    done = run(root, "--slow")
    assert done.returncode == 2
    assert "usage" in done.stderr
