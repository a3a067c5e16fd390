"""Which test shows what of which provision (条款与测试): the marks ``provision(citation, kind)`` of tests/articles.

Read from the sources, so that neither pytest nor the tests' own imports are needed. A mark stands on a test, on one of
its parameters, or on a whole module (``pytestmark``). Where only the distribution is installed there are no tests to read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ledger.errors import BadInput

HOLDS, BREAKS, BOUNDARY, OUTSIDE = "holds", "breaks", "boundary", "outside"
KINDS: tuple[str, ...] = (HOLDS, BREAKS, BOUNDARY, OUTSIDE)
"""What a case shows. ``boundary`` is the day or the number itself, and the next one."""

KINDS_ZH = {HOLDS: "符合", BREAKS: "不符合", BOUNDARY: "临界", OUTSIDE: "不由程序判断"}


class Case(NamedTuple):
    """案例: one kind of case that a test gives for a provision; ``file`` is a path of this checkout."""

    citation: str
    kind: str
    file: str
    test: str
    line: int


def cases_of(citation: str) -> tuple[Case, ...]:
    """Return the cases of one provision, in order of file and line; none where the tests are not installed."""
    return tuple(case for case in cases() if case.citation == citation)


@cache
def cases() -> tuple[Case, ...]:
    """Return every case that tests/articles gives. Raises ``BadInput``."""
    root = Path(__file__).parents[3]
    if not (root / "pyproject.toml").is_file():
        return ()
    files = sorted((root / "tests/articles").glob("test_*.py"))
    return tuple(case for file in files for case in read_cases(file.read_text("utf-8"), file.relative_to(root).as_posix()))


def read_cases(source: str, file: str) -> tuple[Case, ...]:
    """Return the cases that the tests in ``source`` are marked with. Raises ``BadInput``."""
    tree = ast.parse(source)
    named: dict[str, list[tuple[str, str, int]]] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            named[node.targets[0].id] = list(_marks(node.value, file, {}))
    whole = named.pop("pytestmark", [])
    found = []
    for test in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")):
        marks = [*whole, *(mark for part in test.decorator_list for mark in _marks(part, file, named))]
        found += [Case(citation, kind, file, test.name, line) for citation, kind, line in sorted(set(marks))]
    return tuple(found)


def _marks(tree: ast.AST, file: str, named: dict[str, list[tuple[str, str, int]]]) -> Iterator[tuple[str, str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield from named.get(node.id, [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "provision":
            words = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            if len(words) != len(node.args) or len(words) < 2 or node.keywords or not set(words[1:]) <= set(KINDS):
                where = f"{file}:{node.lineno}"
                raise BadInput(where, "a mark that cannot be read", f"write provision(citation, kind) out: {', '.join(KINDS)}")
            yield from ((words[0], kind, node.lineno) for kind in words[1:])
