"""`ledger --help` is quick because it loads next to nothing, and each subcommand is where the table says."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HEAVY = ("fastapi", "starlette", "uvicorn", "pydantic", "psycopg", "eventsourcing", "jinja2", "cryptography", "sqlite3")
"""What costs more to import than the whole help page may. Seconds are no measure on a shared machine; modules are."""

SRC = Path(__file__).resolve().parents[2] / "src"


def loaded_after(code: str) -> set[str]:
    """Return which of ``HEAVY`` a fresh Python holds after running ``code``."""
    show = f"import sys\n{code}\nprint('\\nloaded', *(name for name in {HEAVY!r} if name in sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(SRC)}
    said = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, encoding="utf-8", check=False)
    assert said.returncode == 0, said.stderr
    return set(said.stdout.rsplit("\nloaded", 1)[1].split())


def has_cli(sources: dict[str, ast.Module]) -> None:
    if "ledger/cli.py" not in sources:
        pytest.skip("src/ledger/cli.py is not written yet")


def commands(root: Path) -> dict[str, tuple[str, str]]:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    table: dict[str, str] = project["entry-points"]["ledger.commands"]
    return {name: (value.split(":")[0], value.split(":")[1]) for name, value in table.items()}


def defined(sources: dict[str, ast.Module], module: str) -> set[str]:
    path = module.replace(".", "/")
    tree = sources.get(f"{path}.py") or sources.get(f"{path}/__init__.py")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} if tree else set()


def test_the_probe_sees_what_is_loaded() -> None:
    assert loaded_after("import jinja2, sqlite3") >= {"jinja2", "sqlite3"}


def test_the_command_loads_none_of_the_heavy_libraries(sources: dict[str, ast.Module]) -> None:
    has_cli(sources)
    assert loaded_after("import ledger.cli") == set()


def test_the_help_page_loads_none_of_the_heavy_libraries(sources: dict[str, ast.Module]) -> None:
    has_cli(sources)
    ask = "sys.argv = ['ledger', '--help']\ntry:\n    ledger.cli.main()\nexcept SystemExit as end:\n    assert not end.code"
    assert loaded_after(f"import ledger.cli\n{ask}") == set()


def test_each_subcommand_is_where_the_table_says(root: Path, sources: dict[str, ast.Module]) -> None:
    has_cli(sources)
    table = commands(root)
    assert table
    written = {module: defined(sources, module) for module, _ in table.values()}
    assert {name: place for name, place in table.items() if written[place[0]] and place[1] not in written[place[0]]} == {}
    if waiting := sorted(module for module, names in written.items() if not names):
        pytest.skip(f"not written yet: {', '.join(waiting)}")


def test_each_subcommand_that_is_written_is_in_the_table(root: Path, sources: dict[str, ast.Module]) -> None:
    has_cli(sources)
    written = {
        (path.removesuffix(".py").replace("/", "."), node.name)
        for path, tree in sources.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(mark).startswith(("click.command(", "click.group(")) for mark in node.decorator_list)
        and path != "ledger/cli.py"
    }
    assert written
    assert written - set(commands(root).values()) == set()


def test_the_help_page_lists_what_is_in_the_table(root: Path, sources: dict[str, ast.Module]) -> None:
    has_cli(sources)
    words = importlib.import_module("ledger.commands.words")
    assert set(words.COMMANDS) == set(commands(root))
    assert all(len(texts) == 2 and all(texts) for texts in words.COMMANDS.values()), "each in Chinese and English"
