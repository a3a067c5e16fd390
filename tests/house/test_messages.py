"""Every text with which an error reaches a person has its Chinese, and the catalogue holds no text that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest

from ledger.messages import BY_OTHERS, SHAPES, catalogue

SAID_BY: dict[str, dict[int, str]] = {
    "BadInput": {0: "where", 1: "why", 2: "way_out"},
    "StoreUnavailable": {0: "where", 1: "why", 2: "way_out"},
    "IntegrityViolation": {0: "why"},
    "UnreadableEvent": {1: "why"},
    "Unreadable": {0: "why"},
    "NotCanonical": {0: "where", 1: "why"},
    "BadDisclosure": {0: "why"},
    "NoteRefused": {0: "why"},
    "ProofFailed": {0: "why"},
    "BadTile": {0: "why"},
    "BadPolicy": {0: "why"},
    "ValueError": {0: "why"},
    "NotDue": {0: "why"},
    "NotOnRecord": {0: "why"},
    "NotApplicable": {0: "why"},
    "CalendarEnds": {0: "why"},
    "Silence": {0: "why"},
    "NotDisclosed": {0: "why"},
    "_misread": {1: "why", 2: "way_out"},
}
"""Who takes a text for people, at which place of the call. A function that passes its texts on stands here beside the errors."""

NOT_LITERAL: dict[str, str] = {
    "str(error)": "the text of the error below: collected where it is raised, or a library's",
    "error.strerror or str(error)": "the operating system's text",
    "error.why": "the text of the error below, collected where it is raised",
    "self.why": "BadInput.at keeps the text",
    "self.way_out": "BadInput.at keeps the text",
    "way_out": "a text of _misread, collected where that is called",
    "key": "the key of an open question, which `ledger silences` explains in both languages",
    "reading": "the adopted reading of an open question, which `ledger silences` explains in both languages",
    "start": "as reading",
    "test_date": "as reading",
    "self._field": "the name of the field that is closed",
    "(error.diag.message_primary or str(error) or type(error).__name__).strip()": "the server's text, in the server's language",
}
"""Expressions in the place of a text, and why nobody is left without Chinese."""

NAME = re.compile(r"[-\w.$]*(, --\w+)*")
"""The name of a field, an option or a key is the same in every language."""


class Text(NamedTuple):
    """A template with ``{}`` for each value; or, not literal, the expression that stands in its place."""

    text: str
    literal: bool = True


class Scope(NamedTuple):
    """Where names get their values: the function around, then the constants of all modules."""

    function: ast.AST
    constants: dict[str, list[ast.expr]]
    passed: frozenset[str] = frozenset()

    def values(self, name: str) -> list[ast.expr]:
        return [] if name in self.passed else assigned(self.function).get(name) or self.constants.get(name, [])

    def without(self, name: str) -> Scope:
        return self._replace(passed=self.passed | {name})


def assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name in ``scope``, pairs taken apart."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        for target in node.targets if isinstance(node, ast.Assign) else []:
            pairs = [(target, node.value)]
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(target.elts, node.value.elts, strict=False))
            for part, value in pairs:
                if isinstance(part, ast.Name):
                    found.setdefault(part.id, []).append(value)
    return found


def texts(node: ast.expr, scope: Scope) -> list[Text]:
    """Return every text that ``node`` may be."""
    match node:
        case ast.Constant(value=str(text)):
            return [Text(text)]
        case ast.JoinedStr(values=parts):
            return [Text("".join(choice)) for choice in product(*(inside(part, scope) for part in parts))]
        case ast.IfExp(body=one, orelse=other):
            return texts(one, scope) + texts(other, scope)
        case ast.BoolOp(values=[*others, ast.Constant() | ast.JoinedStr() as last]):
            return [text for value in (*others, last) for text in texts(value, scope)]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            pairs = product(texts(left, scope), texts(right, scope))
            return [Text("".join(t.text if t.literal else "{}" for t in pair)) for pair in pairs]
        case ast.Name(id=name) if values := scope.values(name):
            return [text for value in values for text in texts(value, scope.without(name))]
    return [Text(ast.unparse(node), literal=False)]


def inside(part: ast.expr, scope: Scope) -> list[str]:
    """Return what a part of an f-string may be: a value is ``{}``, unless it is one of several literal texts."""
    if isinstance(part, ast.Constant):
        return [str(part.value)]
    if isinstance(part, ast.FormattedValue) and part.conversion == -1 and isinstance(part.value, ast.Name | ast.IfExp):
        choices = texts(part.value, scope)
        if all(choice.literal for choice in choices):
            return [choice.text for choice in choices]
    return ["{}"]


def calls(tree: ast.AST, function: ast.AST) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Yield each call under ``tree`` with the function around it."""
    for node in ast.iter_child_nodes(tree):
        within = node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(node, ast.Call):
            yield node, within
        yield from calls(node, within)


def room_of(path: str) -> str:
    package, _, rest = path.partition("/")
    return rest.partition("/")[0].removesuffix(".py") if package == "ledger" else package


def said(sources: dict[str, ast.Module]) -> Iterator[tuple[str, Text]]:
    """Yield each text with its room, a text of several lines line by line."""
    constants: dict[str, list[ast.expr]] = {}
    for tree in sources.values():
        top = ast.Module([node for node in tree.body if isinstance(node, ast.Assign)], [])
        constants |= {name: values for name, values in assigned(top).items() if name.isupper()}
    for path, tree in sources.items():
        for call, function in calls(tree, ast.Module([], [])):
            places = SAID_BY.get(ast.unparse(call.func).rpartition(".")[2], {})
            for at, name in places.items():
                given = [*call.args[at : at + 1], *(keyword.value for keyword in call.keywords if keyword.arg == name)]
                for text in (text for node in given for text in texts(node, Scope(function, constants))):
                    if name == "where" and not text.literal:
                        continue  # a path, or a place that another text names
                    for line in text.text.split("\n") if text.literal else [text.text]:
                        yield room_of(path), text._replace(text=line.strip())
        for method in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "remedy"):
            for node in ast.walk(method):
                if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                    yield room_of(path), Text(str(node.value.value))


def sentences(sources: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Return each template that needs Chinese, with the rooms that say it."""
    found: dict[str, set[str]] = {}
    for room, text in said(sources):
        if text.literal and not NAME.fullmatch(text.text) and re.search("[a-z]", text.text):
            found.setdefault(text.text, set()).add(room)
    return found


def faults(sources: dict[str, ast.Module], told: dict[str, dict[str, str]]) -> list[str]:
    """Return what the sources say and the catalogue does not, and what it holds that they do not say there."""
    needed = sentences(sources)
    ours = {room: texts for room, texts in told.items() if room not in BY_OTHERS | {SHAPES}}
    known = {en for texts in ours.values() for en in texts}
    missing = [f"no Chinese: {', '.join(sorted(rooms))}: {text!r}" for text, rooms in needed.items() if text not in known]
    stale = [f"nobody says in {room}: {en!r}" for room, texts in ours.items() for en in texts if room not in needed.get(en, set())]
    return missing + stale


def test_every_text_of_an_error_has_its_chinese_and_none_is_stale(sources: dict[str, ast.Module]) -> None:
    assert len(sentences(sources)) > 300
    assert faults(sources, catalogue()) == []


def test_what_is_no_literal_text_is_listed_with_its_reason(sources: dict[str, ast.Module]) -> None:
    assert {text.text for _, text in said(sources) if not text.literal} == set(NOT_LITERAL)


def test_each_text_stands_once() -> None:
    every = [en for texts in catalogue().values() for en in texts]
    assert sorted(every) == sorted(set(every))


def test_the_chinese_is_chinese_and_holds_each_value_once() -> None:
    for texts in catalogue().values():
        for en, zh in texts.items():
            assert re.findall(r"\{(\d)\}", zh) != [] or "{}" not in en, en
            assert sorted(re.findall(r"\{(\d)\}", zh)) == [str(n) for n in range(en.count("{}"))], en
            assert en.strip("{}"), "a template of a value alone would match everything"
            assert re.search("[一-鿿：（]", zh), en


def test_each_kind_of_error_is_in_the_table(sources: dict[str, ast.Module]) -> None:
    silent = {"LedgerError", "Refused", "Undecided"}  # nobody gives them a text of their own
    known = {*SAID_BY, *silent}
    kinds = {
        node.name
        for path, tree in sources.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and {ast.unparse(kind).rpartition(".")[2] for kind in node.bases} & known
    }
    assert kinds >= {"BadInput", "NoteRefused"}
    assert kinds - known == set()


PLANTED = """
WAY = "write it anew"
def late(name, count):
    what = f"line {count} is" if count == 1 else f"lines are"
    why, way_out = f"the sheet holds {count} odd {name!r}", WAY
    raise BadInput(str(name), why, way_out)
def again(error):
    raise errors.StoreUnavailable("place", f"{what} torn\\n  {error}" + tail, way_out="mend" if error else "leave it torn")
class Odd:
    def remedy(self):
        return "look at the sheet"
"""


def test_a_text_without_chinese_is_named() -> None:
    planted = {"ledger/sheets/torn.py": ast.parse(PLANTED)}
    assert set(sentences(planted)) == {
        "the sheet holds {} odd {}", "write it anew", "{} torn", "leave it torn", "look at the sheet",
    }  # fmt: skip
    named = faults(planted, {})
    assert "no Chinese: sheets: 'the sheet holds {} odd {}'" in named
    assert len(named) == len(sentences(planted))


def test_a_text_that_nobody_says_is_named() -> None:
    planted = {"ledger/sheets/torn.py": ast.parse('raise BadInput("sheet", "it is torn in two")')}
    assert faults(planted, {"sheets": {"it is torn in two": "撕裂"}}) == []
    assert faults(planted, {"sheets": {"it is torn in two": "撕裂", "it was torn": "曾撕裂"}}) == ["nobody says in sheets: 'it was torn'"]
    assert faults(planted, {"store": {"it is torn in two": "撕裂"}}) == ["nobody says in store: 'it is torn in two'"]


@pytest.mark.parametrize(
    ("raised", "seen"),
    [
        ("BadInput(where, why)", {"why"}),
        ("UnreadableEvent(position, reasons[0])", {"reasons[0]"}),
        ("NotOnRecord(' '.join(parts))", {"' '.join(parts)"}),
    ],
)
def test_a_text_that_cannot_be_followed_is_named(raised: str, seen: set[str]) -> None:
    planted = {"ledger/sheets/torn.py": ast.parse(f"def torn(where, why):\n    raise {raised}")}
    assert {text.text for _, text in said(planted) if not text.literal} == seen
