"""What the README tells a newcomer to type works as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ledger.cli import ledger

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")


def blocks(name: str) -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)


def commands(group: click.Group, above: str = "ledger") -> Iterator[str]:
    """Yield every command with its words, those of groups too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        yield from commands(found, f"{above} {name}") if isinstance(found, click.Group) else [f"{above} {name}"]


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_named(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    rows = "\n".join(line for line in text.split("\n") if line.startswith("| "))
    every = list(commands(ledger))
    assert {"ledger draw pool", "ledger actor bind", "ledger publish"} <= set(every)
    assert [command for command in every if not re.search(rf"`{command}[ `]", rows)] == []
    assert re.search("`ledger init [^`]*--edition", rows)


@pytest.mark.parametrize("name", READMES)
def test_a_ledger_of_your_own(tmp_path: Path, name: str) -> None:
    (script,) = [block for block in blocks(name) if "ledger init" in block]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env={"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Verified." in ran.stdout


@pytest.mark.parametrize("name", READMES)
def test_every_command_that_is_named_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"`ledger ([a-z]+)", text)) | set(re.findall(r"^ledger ([a-z]+)", text, re.MULTILINE))
    assert len(named) > 5
    assert named <= set(ledger.list_commands(click.Context(ledger)))


@pytest.mark.parametrize("name", READMES)
def test_every_file_that_is_named_is_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    paths = set(re.findall(r"`((?:src|docs|scripts|tests|examples)/[\w./-]*)`", text)) | set(re.findall(r"\]\(([\w./-]+)\)", text))
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
