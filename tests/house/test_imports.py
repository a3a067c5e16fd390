"""Imports run one way: api -> projections -> ledger, and inside the ledger from the ground up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

import pytest

FACTS = {"terms", "errors", "messages", "record", "events", "rules", "stages", "tlog", "store", "vault"}
MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "terms": set(),
    "errors": {"terms"},
    "messages": {"errors"},  # anybody may say an error in Chinese
    "tlog": set(),  # can be read, and trusted, alone
    "record": {"terms", "errors"},
    "events": {"terms", "errors"},
    "rules": {"terms", "errors", "messages"},  # a rule takes plain facts, and so serves an act, an audit and a what-if alike
    "stages": {"terms", "errors", "record", "events", "rules"},
    "store": {"terms", "errors", "tlog"},  # nothing here knows what a record says
    "drafting": {"terms", "errors", "tlog", "record", "events"},  # needs no ledger: runs on the actor's own machine
    "home": {"terms", "errors", "tlog", "record", "store", "vault"},
    "vault": (FACTS - {"vault"}) | {"home"},
    "folded": FACTS,
    "offered": FACTS | {"drafting"},  # what is asked of any act, by who records it and by who only tries it
    "operations": {"terms", "errors"},
    "handle": FACTS | {"drafting", "folded", "home", "offered", "operations"},
    "bundle": FACTS | {"home"},
    "forms": FACTS | {"drafting", "home", "intake"},  # what the clerk is told, prints and reconciles: it reads, and never appends
    "documents": FACTS | {"bundle"},  # pages that the code writes of itself
    "intake": FACTS | {"drafting", "home", "handle", "offered", "documents"},
    "commands": FACTS | {"drafting", "home", "handle", "bundle", "intake", "forms", "demo", "documents", "cli"},
    "demo": FACTS | {"drafting", "home", "handle"},
    "cli": {"terms", "errors", "messages", "commands"},
}
"""Room of the ledger to the rooms that it may import, besides itself."""

TYPES_ONLY = {("ledger.errors", "ledger.rules.citation")}
"""Imports for the type checker alone, which never run: the error that carries findings names their type."""

READ_ONLY = ("projections", "api", "ledger.bundle.verify")
"""Whatever answers, shows or verifies must not hold, at any remove, the code that appends to the log."""

APPENDS = ("ledger.handle", "ledger.intake")

ONLY_READS_THE_STORE = ("projections/", "api/", "ledger/vault/reading.py", "ledger/bundle/verify.py")


def module_of(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def is_in(module: str, place: str) -> bool:
    return module == place or module.startswith(place + ".")


def imports(tree: ast.Module, module: str, *, is_package: bool, known: frozenset[str]) -> set[str]:
    """Return the modules of ours that ``tree`` imports anywhere, inside functions too."""
    package = module if is_package else module.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            found.update(f"{start}.{alias.name}" if f"{start}.{alias.name}" in known else start for alias in node.names)
    return {name for name in found if name.split(".")[0] in {"ledger", "projections", "api"}}


@pytest.fixture(scope="session")
def graph(sources: dict[str, ast.Module]) -> dict[str, set[str]]:
    known = frozenset(map(module_of, sources))
    return {
        module_of(path): imports(tree, module_of(path), is_package=path.endswith("__init__.py"), known=known)
        for path, tree in sources.items()
    }


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def breaches(graph: dict[str, set[str]]) -> Iterator[str]:
    """Yield each import that the table does not allow."""
    for module, imported in graph.items():
        for other in imported:
            mine, theirs = module.split(".")[0], other.split(".")[0]
            order = ("ledger", "projections", "api")
            if order.index(theirs) > order.index(mine):
                yield f"{module} imports {other}, which stands above it"
            elif mine == theirs == "ledger" and (module, other) not in TYPES_ONLY:
                if room_of(module) not in MAY_IMPORT:
                    yield f"{module} has no place in the table of who may import whom"
                elif room_of(other) != room_of(module) and room_of(other) not in MAY_IMPORT[room_of(module)]:
                    yield f"{module} imports {other}, which {room_of(module)} may not"


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return every module of ours that is loaded when ``start`` and all its functions have run."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        module = todo.pop()
        if module in seen:
            continue
        seen.add(module)
        todo += [other for other in graph.get(module, ()) if (module, other) not in TYPES_ONLY]
        todo += [module.rpartition(".")[0]] if "." in module else []
    return seen


def appenders(graph: dict[str, set[str]]) -> Iterator[str]:
    """Yield each module that may only read, and reaches one that appends."""
    for module in graph:
        if any(is_in(module, place) for place in READ_ONLY):
            for other in reached(graph, module):
                if any(is_in(other, place) for place in APPENDS):
                    yield f"{module} reaches {other}, which appends to the log"


def test_imports_run_one_way(graph: dict[str, set[str]]) -> None:
    assert sum(map(len, graph.values())) > 10
    assert list(breaches(graph)) == []


def without_types_only(tree: ast.Module) -> ast.Module:
    """Return ``tree`` without what stands under ``if TYPE_CHECKING``, which never runs."""
    kept = [node for node in tree.body if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")]
    return ast.Module(kept, tree.type_ignores)


def test_no_two_modules_import_each_other_at_any_remove(sources: dict[str, ast.Module]) -> None:
    known = frozenset(map(module_of, sources))
    loaded = {
        module_of(path): imports(without_types_only(tree), module_of(path), is_package=path.endswith("__init__.py"), known=known)
        for path, tree in sources.items()
    }
    TopologicalSorter(loaded).prepare()
    with pytest.raises(CycleError):
        TopologicalSorter(loaded | {"ledger.terms": {"ledger.errors"}, "ledger.errors": {"ledger.terms"}}).prepare()


def test_what_reads_never_reaches_what_appends(graph: dict[str, set[str]]) -> None:
    assert any(is_in(module, "projections") for module in graph)
    assert any(is_in(module, "api") for module in graph)
    assert list(appenders(graph)) == []


def test_the_tree_of_the_log_can_be_trusted_alone(graph: dict[str, set[str]]) -> None:
    tlog = {module: imported for module, imported in graph.items() if is_in(module, "ledger.tlog")}
    assert "ledger.tlog.merkle" in tlog
    assert {other for imported in tlog.values() for other in imported if not is_in(other, "ledger.tlog")} == set()


def test_answers_open_the_store_to_read_only(sources: dict[str, ast.Module]) -> None:
    opened = {
        f"{path}:{call.lineno}": {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        for path, tree in sources.items()
        if path.startswith(ONLY_READS_THE_STORE)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("open_store")
    }
    assert opened
    assert [place for place, given in opened.items() if given.get("read_only") != "True"] == []


def test_every_room_of_the_table_that_has_files_is_reached_by_it(graph: dict[str, set[str]]) -> None:
    rooms = {room_of(module) for module in graph if module.split(".")[0] == "ledger"}
    assert rooms <= set(MAY_IMPORT), f"give {rooms - set(MAY_IMPORT)} a place in the table of who may import whom"
    assert set.union(*MAY_IMPORT.values()) <= set(MAY_IMPORT)


@pytest.mark.parametrize(
    ("module", "line", "breach"),
    [
        ("ledger.terms", "import projections.standings", "stands above it"),
        ("projections.standings", "from api import app", "stands above it"),
        ("ledger.handle", "def late():\n    from api.app import create_app", "stands above it"),
        ("ledger.rules.article_10", "from ledger.events.application import ApplicationSubmitted", "rules may not"),
        ("ledger.rules.article_10", "from ..events import application", "rules may not"),
        ("ledger.tlog.merkle", "from ledger.errors import IntegrityViolation", "tlog may not"),
        ("ledger.store.sqlite", "from ledger import record", "store may not"),
        ("ledger.stages.application", "from ledger.store import open_store", "stages may not"),
        ("ledger.bundle.verify", "from ledger.handle import handle", "bundle may not"),
        ("ledger.shelf", "from ledger.terms import Tier", "no place in the table"),
    ],
)
def test_an_import_against_the_table_is_named(module: str, line: str, breach: str) -> None:
    known = frozenset({"ledger.events", "ledger.record", "ledger.store"})
    planted = imports(ast.parse(line), module, is_package=False, known=known)
    (said,) = breaches({module: planted})
    assert breach in said


def test_a_way_round_to_what_appends_is_named() -> None:
    roundabout = {"api.app": {"ledger.commands.common"}, "ledger.commands.common": {"ledger.handle"}, "ledger.handle": set()}
    assert list(appenders(roundabout)) == ["api.app reaches ledger.handle, which appends to the log"]
