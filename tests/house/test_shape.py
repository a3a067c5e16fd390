"""The shape of the sources: length, names, docstrings, and what must never stand in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

LONGEST = 300
LONGER: dict[str, tuple[int, str]] = {}
"""Modules that may be longer, up to how many lines, and why."""

BANNED_WORDS = {"manager", "helper", "helpers", "util", "utils", "base", "data"}
TERMS = {"RatioBase"}
"""Names in which such a word is the field's own: ``ratio.base`` is a parameter that a committee adopts."""

EXACT = ("ledger/record/", "ledger/events/", "ledger/rules/", "ledger/stages/", "ledger/store/")
TIMEOUTS = {
    ("ledger/store/sqlite_file.py", "30.0"),
    ("ledger/store/sqlite_file.py", "0.02"),
    ("ledger/store/paging.py", "0.01"),
    ("ledger/store/paging.py", "0.25"),
}
"""The only floats of the ledger: how long to wait, never what is recorded."""

SPEAKS = re.compile(r"(.*/)?(commands/.*|cli)\.py")
NETWORK = ("requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib", "smtplib")
CHINESE = re.compile("[一-鿿]")
MACHINE_PATH = re.compile(rb"(?:^|[^A-Za-z0-9])/(?:work|tmp|root)/", re.MULTILINE)

Rule = Callable[[str, ast.Module], Iterator[str]]


def breaks_names(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield module and class names that say nothing."""
    for part in path.removesuffix(".py").split("/"):
        if BANNED_WORDS & set(part.lower().split("_")):
            yield f"{path}: the module's name says nothing"
    for node in ast.walk(tree):
        words = {word.lower() for word in re.findall("[A-Z][a-z]*", node.name)} if isinstance(node, ast.ClassDef) else set()
        if isinstance(node, ast.ClassDef) and BANNED_WORDS & words and node.name not in TERMS:
            yield f"{path}:{node.lineno}: the name of class {node.name} says nothing"


def lacks_docstring(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield public modules, classes and functions without a docstring."""
    if not ast.get_docstring(tree):
        yield f"{path}: the module has no docstring"
    for node in tree.body:
        if (
            isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ):
            yield f"{path}:{node.lineno}: {node.name} has no docstring"


def holds_float(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield floats where what is recorded is worked out."""
    if not path.startswith(EXACT):
        return
    for node in ast.walk(tree):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float | complex)
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
        if (is_literal or is_call) and (path, ast.unparse(node)) not in TIMEOUTS:
            yield f"{path}: {ast.unparse(node)} is a float"


def prints(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield calls of ``print`` outside the commands."""
    if not SPEAKS.fullmatch(path):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                yield f"{path}:{node.lineno}: only commands speak"


def calls_out(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield imports of network clients: nothing here fetches."""
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        start = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for name in names:
            full = f"{start}.{name}" if start else name
            if any(full == client or full.startswith(client + ".") for client in NETWORK):
                yield f"{path}: {full} is a network client"


def hides_its_term(path: str, tree: ast.Module) -> Iterator[str]:
    """Yield event types whose docstring does not begin with the Chinese term."""
    if path.startswith("ledger/events/"):
        for node in event_types(tree):
            if not CHINESE.match(ast.get_docstring(node) or ""):
                yield f"{path}:{node.lineno}: the docstring of {node.name} does not begin with its Chinese term"


def event_types(tree: ast.Module) -> list[ast.ClassDef]:
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [node for node in classes if any(ast.unparse(mark).split("(")[0].endswith("event") for mark in node.decorator_list)]


RULES: tuple[Rule, ...] = (breaks_names, lacks_docstring, holds_float, prints, calls_out, hides_its_term)


@pytest.mark.parametrize("rule", RULES)
def test_sources_keep_to(rule: Rule, sources: dict[str, ast.Module]) -> None:
    assert [breach for path, tree in sources.items() for breach in rule(path, tree)] == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (breaks_names, "ledger/vault/key_manager.py", ""),
        (breaks_names, "ledger/events/base.py", ""),
        (breaks_names, "api/app.py", "class RoundData: ..."),
        (breaks_names, "api/app.py", "class PageHelper: ..."),
        (lacks_docstring, "api/app.py", "x = 1"),
        (lacks_docstring, "api/app.py", "'''Says.'''\ndef shown(): ..."),
        (lacks_docstring, "api/app.py", "'''Says.'''\nclass Shown: ..."),
        (lacks_docstring, "api/app.py", "'''Says.'''\nasync def shown(): ..."),
        (holds_float, "ledger/rules/article_09.py", "ratio = 1.5"),
        (holds_float, "ledger/stages/scoring.py", "points = float(text)"),
        (holds_float, "ledger/store/paging.py", "wait = 0.26"),
        (prints, "projections/standings.py", "print(1)"),
        (calls_out, "projections/standings.py", "import urllib.request"),
        (calls_out, "projections/standings.py", "from urllib import request"),
        (calls_out, "ledger/tlog/witness.py", "def ask():\n    from httpx import get"),
        (hides_its_term, "ledger/events/award.py", "@event\nclass Conferred:\n    '''The award 授奖.'''"),
        (hides_its_term, "ledger/events/award.py", "@event\nclass Conferred: ..."),
    ],
)
def test_a_breach_is_named(rule: Rule, path: str, text: str) -> None:
    (said,) = rule(path, ast.parse(text))
    assert said.startswith(path)


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (breaks_names, "ledger/store/database.py", "class Database: ..."),
        (lacks_docstring, "api/app.py", "'''Says.'''\ndef _hidden(): ..."),
        (holds_float, "projections/fairness.py", "half = 0.5"),
        (prints, "ledger/commands/verify.py", "print(1)"),
        (prints, "projections/cli.py", "print(1)"),
        (calls_out, "api/app.py", "from urllib.parse import quote"),
        (hides_its_term, "ledger/events/award.py", "@event\nclass Conferred:\n    '''授奖: the award.'''"),
    ],
)
def test_what_is_allowed_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(path, ast.parse(text))) == []


def test_there_are_event_types_to_look_at(sources: dict[str, ast.Module]) -> None:
    assert sum(len(event_types(tree)) for path, tree in sources.items() if path.startswith("ledger/events/")) >= 10


def test_modules_are_short(sources: dict[str, ast.Module], root: Path) -> None:
    lines = {path: len((root / "src" / path).read_text("utf-8").splitlines()) for path in sources}
    assert {path: n for path, n in lines.items() if n > LONGER.get(path, (LONGEST, ""))[0]} == {}
    assert [path for path in LONGER if lines.get(path, 0) <= LONGEST] == [], "no longer needs to be an exception"


def test_no_file_names_a_place_on_somebodys_machine(tracked: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {match.group().decode(errors='replace').strip()}"
        for path in tracked
        if b"\0" not in (text := path.read_bytes())
        for match in MACHINE_PATH.finditer(text)
    ]
    assert found == []


def test_a_place_on_somebodys_machine_is_seen() -> None:
    assert MACHINE_PATH.search(b"see " + b"/" + b"root" + b"/notes")
    assert not MACHINE_PATH.search(b"api/root/children")
