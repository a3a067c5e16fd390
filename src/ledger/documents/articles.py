"""The article index (条款索引): each provision with its rules, open questions, kinds of events and tests."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ledger.events
import ledger.stages.check  # noqa: F401 - enters every rule
from ledger.documents.markdown import anchor, code, heading, page, plain, table
from ledger.events.event import TYPES
from ledger.rules.citation import RULES, Citation, Rule
from ledger.rules.open_question import OpenQuestion
from ledger.rules.outside import OUTSIDE, Undecidable
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import silences_of

FORMATS = {
    2: ("规范写法与信封", "Canonical bytes and the envelope"),
    3: ("入账部分", "The log part"),
    4: ("签名与密钥", "Signatures and keys"),
    5: ("标签与对象", "Tags and subjects"),
    6: ("来源与身份", "Provenance and roles"),
    7: ("更正、例外与起因", "Corrections, deviations, causes"),
    8: ("密封字段", "Sealed fields"),
    9: ("历史年度", "Historical rounds"),
}
"""Sections of formats.md that rules cite: what the keeping of records asks for and no article says."""


class Provision(NamedTuple):
    """条款: one provision and all that stands on it. ``tests`` is empty where the tests are not installed."""

    citation: str
    zh_citation: str
    zh: str
    en: str
    rules: tuple[Rule, ...]
    silences: tuple[OpenQuestion, ...]
    events: tuple[str, ...]
    outside: Undecidable | None
    tests: tuple[str, ...]


def provisions() -> tuple[Provision, ...]:
    """Return every provision in the order of the measure, whole articles that rules cite, then sections of the record format."""
    cited = {str(rule.citation) for rule in RULES.values()} | set(RESTATED)
    return tuple(_provision(citation) for citation in sorted(cited, key=_order))


def article_index() -> str:
    """Return the page."""
    found = provisions()
    lines = [
        "# 条款索引 · Article index",
        "",
        "每一条款：条文大意、规则及其依据、未作规定之处、事件与测试。条文大意是我们的转述，并非原文。",
        "事件见 [事件目录](event-catalogue.md)，词语见 [术语表](glossary.md)。",
        "",
        "Each provision: our restatement, the rules that implement it and what they rest on, what it leaves open, its events and",
        "tests. Restatements are ours and no wording. Events are in the [event catalogue](event-catalogue.md), words in the",
        "[glossary](glossary.md).",
        "",
    ]
    counts = ((f"[{p.citation}](#{anchor(p.citation)})", p.zh_citation, str(len(p.rules)), str(len(p.silences))) for p in found)
    lines += table(("条款 · Provision", "", "规则 · Rules", "未作规定 · Open"), counts)
    for provision in found:
        lines += _lines(provision)
    return page(lines)


def _lines(provision: Provision) -> list[str]:
    lines = heading(2, provision.citation, f"{provision.zh_citation} · {provision.citation}")
    lines += [provision.zh, "", provision.en, ""] if provision.zh else []
    if provision.outside:
        left = provision.outside
        lines += [f"不由程序判断 · Not decided by a program: {left.why_zh} {left.why_en} → {left.who_zh} · {left.who_en}", ""]
    head = ("规则 · Rule", "依据 · Basis", "中文", "English")
    lines += table(head, ((code(r.name), f"{r.basis.zh} · {r.basis.value}", r.zh, plain(r.en)) for r in provision.rules))
    lines += table(("未作规定 · Open question", "中文", "English"), ((code(s.key), s.zh, s.en) for s in provision.silences))
    if provision.events:
        named = (f"[`{name}`](event-catalogue.md#{anchor(name)})" for name in provision.events)
        lines += [f"事件 · Events: {', '.join(named)}", ""]
    if provision.tests:
        lines += [f"测试 · Tests: {', '.join(f'[{Path(test).name}](../{test})' for test in provision.tests)}", ""]
    return lines


def _provision(citation: str) -> Provision:
    cited = Citation.parse(citation)
    zh, en = FORMATS[cited.form] if cited.form is not None else RESTATED.get(citation, ("", ""))
    rules = tuple(rule for rule in RULES.values() if rule.citation == cited)
    events = tuple(name for name, kind in TYPES.items() if citation in kind.cites)
    tests = tuple(sorted({test for rule in rules for test in _tests_of(rule.name.rpartition(".")[2])}))
    return Provision(citation, cited.zh, zh, en, rules, silences_of(citation), events, OUTSIDE.get(citation), tests)


def _order(citation: str) -> tuple[int, int, int, int]:
    cited = Citation.parse(citation)
    return (1 if cited.form is not None else 0, cited.form or cited.article, cited.paragraph or 0, cited.item or 0)


def _tests_of(rule: str) -> tuple[str, ...]:
    return tuple(path for path, names in _tested().items() if rule in names)


@cache
def _tested() -> dict[str, frozenset[str]]:
    """Return the names in each test file of this checkout, by its path; nothing where only the distribution is installed."""
    root = Path(__file__).parents[3]
    if not (root / "pyproject.toml").is_file():
        return {}
    files = sorted((root / "tests").rglob("test_*.py"))
    return {file.relative_to(root).as_posix(): frozenset(re.findall(r"\w+", file.read_text("utf-8"))) for file in files}
