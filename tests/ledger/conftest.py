"""What tests of the writer and of the command share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.ledger.world import World

from ledger import cli


class Ran(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run ``ledger`` with arguments, in this process, as its entry point does."""
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LEDGER_HOME", "LEDGER_DSN", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)

    def command(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["ledger", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return command


@pytest.fixture
def opened(tmp_path: Path) -> World:
    """A ledger on SQLite with an open round, in ``tmp_path / "home"``, not held open by anybody."""
    world = World(tmp_path / "home").found().open_round()
    world.ledger.close()
    return world
