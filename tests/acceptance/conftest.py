"""Ledgers that are played once and then read by many tests."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.acceptance.adversary import Scene, Stages

from ledger.demo.decisions import historical_rounds
from ledger.demo.play import Played, play
from ledger.demo.review import demo_round
from ledger.demo.round import Size
from ledger.demo.wine import wine_round

SMALL = Size(applicants=9, experts=6, items=2, committee=9)


@pytest.fixture(scope="session")
def wine(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the wine tasting, recorded."""
    return play(wine_round(), tmp_path_factory.mktemp("wine") / "ledger")


@pytest.fixture(scope="session")
def decisions(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the real decisions, recorded."""
    return play(historical_rounds(), tmp_path_factory.mktemp("decisions") / "ledger")


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return a demo round in its small form, recorded."""
    return play(demo_round(1, SMALL), tmp_path_factory.mktemp("demo") / "ledger")


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """Return one small year at every stage."""
    return Stages(tmp_path_factory.mktemp("year"))


@pytest.fixture
def at(stages: Stages, tmp_path: Path) -> Iterator[Callable[[str], Scene]]:
    """Return what gives a ledger of this test alone as it stood at a stage, such as ``at("on notice")``."""
    with stages.copies(tmp_path) as copies:
        yield copies


@pytest.fixture(scope="session")
def ledger_command() -> Callable[..., list[str]]:
    """Return what makes the command line of ``ledger`` with arguments, in an own process of this interpreter."""
    return lambda *arguments: [sys.executable, "-c", "from ledger.cli import main; main()", *map(str, arguments)]


@pytest.fixture(scope="session")
def environment(root: Path) -> dict[str, str]:
    """Return the environment of such a process: the sources of this checkout, English."""
    return {**os.environ, "PYTHONPATH": str(root / "src"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the checkout."""
    return Path(__file__).resolve().parents[2]
