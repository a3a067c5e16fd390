"""The glossary (术语表): the words of the ledger in Chinese and English, with the name in the code and the place of its definition.

It is read off the sources: whatever opens its docstring with a Chinese term is a word of the domain.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from ledger.documents.markdown import code, heading, page, plain, table
from ledger.documents.values import Enumeration, enumerations

_TERM = re.compile(r"(?P<zh>[一-鿿、]+)(?: \((?P<cited>[\d., ()]+)\))?(?:[:.] |\.$| (?=of ))(?P<en>.*)")

ROOMS = {
    "terms": ("代号与单位", "Codes and units"),
    "record": ("记录", "The record"),
    "drafting": ("签署", "Signing"),
    "handle": ("入账", "Recording"),
    "errors": ("错误", "What can go wrong"),
    "rules": ("规则", "Rules"),
    "stages": ("评审过程", "The course of a round"),
    "store": ("存储", "The store"),
    "vault": ("保险库", "The vault"),
    "tlog": ("日志与证明", "The log and its proofs"),
    "bundle": ("核验", "Verification"),
    "intake": ("录入", "Intake"),
}
"""The rooms whose words a reader meets. Event types have a catalogue of their own."""


class Word(NamedTuple):
    """词条: a term in both languages, its name in the code, and the module that defines it."""

    zh: str
    en: str
    name: str
    where: str
    cited: str


def words() -> dict[str, list[Word]]:
    """Return the words of each room, in the order of the sources."""
    found: dict[str, list[Word]] = {}
    for room in ROOMS:
        for path, source in _sources(room):
            found.setdefault(room, []).extend(_words(path, ast.parse(source)))
    return found


def glossary() -> str:
    """Return the page."""
    lines = [
        "# 术语表 · Glossary",
        "",
        "台账所用词语，中英文对照，并注明代码中的名称与出处。",
        "事件类型见 [事件目录](event-catalogue.md)，条款见 [条款索引](article-index.md)。",
        "",
        "The words of the ledger, with their names in the code and where each is defined. Kinds of events stand in the",
        "[event catalogue](event-catalogue.md), provisions in the [article index](article-index.md).",
        "",
    ]
    for room, found in words().items():
        zh, en = ROOMS[room]
        lines += heading(2, room, f"{zh} · {en}")
        head = ("中文", "English", "代码名 · Name", "出处 · Where", "条款 · Provision")
        lines += table(head, ((w.zh, plain(w.en), code(w.name), code(w.where), w.cited) for w in found))
    lines += heading(2, "values", "取值 · Values")
    for enumeration in enumerations():
        lines += _values(enumeration)
    return page(lines)


def _values(enumeration: Enumeration) -> list[str]:
    lines = heading(3, f"{enumeration.where}.{enumeration.name}", f"{enumeration.zh} · `{enumeration.name}`")
    lines += [f"{enumeration.en} (`{enumeration.where}`)", ""]
    return lines + table(("值 · Value", "中文", "English"), ((code(v.code), v.zh, v.en) for v in enumeration.values))


def _sources(room: str) -> Iterator[tuple[str, str]]:
    root = files("ledger")
    module = root.joinpath(f"{room}.py")
    if module.is_file():
        yield f"ledger.{room}", module.read_text("utf-8")
        return
    inside = (file for file in root.joinpath(room).iterdir() if file.name.endswith(".py"))
    for file in sorted(inside, key=_name):
        yield f"ledger.{room}.{file.name.removesuffix('.py')}", file.read_text("utf-8")


def _name(file: Traversable) -> str:
    return file.name


def _words(where: str, tree: ast.Module) -> Iterator[Word]:
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        name, said = _documented(node, after)
        if not name.startswith("_") and (found := _TERM.match(said.split("\n\n")[0].replace("\n", " "))):
            yield Word(found["zh"], _first_sentence(found["en"]), name, where, found["cited"] or "")


def _documented(node: ast.stmt, after: ast.stmt | None) -> tuple[str, str]:
    """Return the name that ``node`` defines and what is said of it: its docstring, or the text under an assignment."""
    if isinstance(node, ast.ClassDef):
        return node.name, ast.get_docstring(node) or ""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
    if isinstance(target, ast.Name) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
        return target.id, str(after.value.value)
    return "_", ""


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.?!]) (?=[A-Z`])", " ".join(text.split()), maxsplit=1)[0]
