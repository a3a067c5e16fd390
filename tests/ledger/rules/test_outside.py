"""The measure is covered: every provision has a rule, or says why no program decides it and who does."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import ledger.rules
from ledger.rules.citation import RULES, Citation
from ledger.rules.outside import OUTSIDE
from ledger.rules.restatements import CITABLE, RESTATED, provisions


@pytest.fixture(scope="module")
def ruled() -> set[str]:
    """Return the provisions that have a rule, all modules of rules imported."""
    for module in pkgutil.iter_modules(ledger.rules.__path__):
        importlib.import_module(f"ledger.rules.{module.name}")
    return {str(rule.citation) for rule in RULES.values()}


def test_every_provision_has_a_rule_or_a_reason(ruled: set[str]) -> None:
    assert [provision for provision in provisions() if provision not in ruled and provision not in OUTSIDE] == []


def test_rules_cite_provisions_that_exist(ruled: set[str]) -> None:
    assert {cited for cited in ruled if not cited.startswith("F")} <= set(provisions())


def test_reasons_are_of_provisions_that_exist() -> None:
    assert set(OUTSIDE) <= set(provisions())
    for entry in OUTSIDE.values():
        assert not entry.why_zh.isascii()
        assert not entry.who_zh.isascii()
        assert entry.why_en.isascii()
        assert entry.who_en.isascii()


def test_seventeen_articles_are_restated_in_both_languages() -> None:
    assert {Citation.parse(provision).article for provision in provisions()} == set(range(1, 18))
    assert all(not zh.isascii() and en.isascii() for zh, en in RESTATED.values())
    assert {"8", "9", "10", "3", "6"} <= CITABLE
    assert [p for p in provisions() if p.startswith("9(")] == [f"9({n})" for n in range(1, 10)]
    assert [p for p in provisions() if p.startswith("8(")] == [f"8({n})" for n in range(1, 6)]


SHARED_RUN = 12
"""Characters in a row: names of bodies and awards are shorter, a sentence is longer."""


@pytest.mark.shared
def test_restatements_are_our_own_words(shared: Path) -> None:
    text = re.sub(r"\s", "", (shared / "regulation" / "measures.txt").read_text("utf-8"))
    for provision, (zh, _) in RESTATED.items():
        match = difflib.SequenceMatcher(None, zh, text, autojunk=False).find_longest_match()
        assert match.size < SHARED_RUN, f"{provision}: {zh[match.a : match.a + match.size]}"


@pytest.mark.shared
def test_provisions_are_those_of_the_text(shared: Path) -> None:
    text = (shared / "regulation" / "measures.txt").read_text("utf-8")
    assert len(re.findall(r"^\W*(?:\[bookmark: _GoBack\])?第(?:[一二三四五六七八九十]+|7)条", text, re.MULTILINE)) == 17
    assert len(re.findall(r"^（[一二三四五]）", text, re.MULTILINE)) >= 5
