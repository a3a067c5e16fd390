"""The pages that the code writes of itself: nothing is left out, every link leads somewhere, both languages are there."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

import ledger.events
from ledger.documents.articles import article_index, provisions
from ledger.documents.catalogue import COURSE, event_catalogue, stages, type_text
from ledger.documents.glossary import _words, glossary, words
from ledger.documents.markdown import anchor, table
from ledger.documents.powers import powers, powers_table
from ledger.documents.values import enumerations, values_of
from ledger.events.event import TYPES, Confidential
from ledger.rules.citation import RULES, Verdict
from ledger.rules.restatements import RESTATED
from ledger.rules.silences import SILENCES
from ledger.terms import ApplicantCode, PartialDate, Phase, Role

LINK = re.compile(r"\]\(([^)#]*)(?:#([^)]*))?\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
PAGES = {"event-catalogue.md": event_catalogue, "glossary.md": glossary, "article-index.md": article_index, "powers.md": powers_table}
each_page = pytest.mark.parametrize("name", sorted(PAGES))


@each_page
def test_every_link_leads_somewhere(name: str, request: pytest.FixtureRequest) -> None:
    docs = request.config.rootpath / "docs"
    anchors = {page: set(ANCHOR.findall(write())) for page, write in PAGES.items()}
    links = LINK.findall(PAGES[name]())
    assert links
    for target, at in links:
        page = target or name
        assert page in PAGES or (docs / page).is_file(), page
        assert not at or at in anchors[page], f"{page}#{at}"


@each_page
def test_no_anchor_stands_twice(name: str) -> None:
    anchors = ANCHOR.findall(PAGES[name]())
    assert sorted(set(anchors)) == sorted(anchors)


@each_page
def test_a_page_has_no_gap(name: str) -> None:
    page = PAGES[name]()
    assert page.endswith("\n")
    assert not page.endswith("\n\n")
    assert "None" not in re.sub("None: ", "", re.sub("stay None|where None|of None|None means", "", page)).split()
    assert "``" not in page


def test_the_catalogue_holds_every_type_once_with_every_field() -> None:
    kinds = [kind for stage in stages() for kind in stage.kinds]
    assert sorted(kind.name for kind in kinds) == sorted(TYPES)
    for kind in kinds:
        declared = TYPES[kind.name]
        assert [field.name for field in kind.fields] == [field.name for field in declared.fields()]
        assert (kind.version, kind.neutral, kind.provisions) == (declared.version, declared.neutral, declared.cites)
        assert re.match("[一-鿿]", kind.zh), kind.name
    assert set(COURSE) == set(ledger.events.__all__)


def test_the_catalogue_says_who_may_read_a_sealed_field() -> None:
    (points,) = [
        f for stage in stages() for kind in stage.kinds if kind.name == "score.recorded" for f in kind.fields if f.name == "points"
    ]
    assert points == ("points", "sealed", "publish.scores", "Hundredths")
    assert "密封至公开时点 · sealed (`publish.scores`)" in event_catalogue()
    assert event_catalogue().count("| 中性 · Neutral |") == sum(kind.neutral for kind in TYPES.values()) > 0


def test_the_table_of_powers_is_what_the_types_say() -> None:
    table = {power.role: power for power in powers()}
    assert set(table) == set(Role)
    assert all((name in table[role].may) is (role in kind.signed_by) for name, kind in TYPES.items() for role in Role)
    assert table["clerk"].may == table["confirmer"].may == ()
    assert all(power.role in table[other].apart for power in table.values() for other in power.apart)
    assert {"award.approved", "candidates.determined", "vote.counted"}.isdisjoint(table["office"].may)


def test_the_index_holds_every_rule_once() -> None:
    named = [rule.name for provision in provisions() for rule in provision.rules]
    assert sorted(named) == sorted(RULES)


def test_the_index_holds_every_provision_and_every_open_question() -> None:
    found = {provision.citation: provision for provision in provisions()}
    assert set(RESTATED) <= set(found)
    assert {question.key for row in found.values() for question in row.silences} == set(SILENCES)
    order = [citation for citation in found if citation in RESTATED]
    assert order == list(RESTATED), "in the order of the measure"


def test_a_rule_with_a_test_names_the_file(request: pytest.FixtureRequest) -> None:
    (row,) = [provision for provision in provisions() if provision.citation == "10.2"]
    assert "tests/articles/test_article_10_2.py" in row.tests
    assert all((request.config.rootpath / test).is_file() for provision in provisions() for test in provision.tests)


def test_words_have_both_languages_and_a_place() -> None:
    for found in words().values():
        assert found
        for word in found:
            assert re.search("[一-鿿]", word.zh), word
            assert word.en or word.zh == "撤销事由", word
            assert word.where.startswith("ledger.")


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    '''A sheet (表).'''",
        "class _A:\n    '''表: a sheet.'''",
        "class A: ...",
        "A = 1\n'a sheet'",
        "A = 1\nB = 2\n'''表: a sheet.'''",
    ],
)
def test_what_opens_with_no_chinese_term_is_no_word(source: str) -> None:
    assert [word.name for word in _words("ledger.x", ast.parse(source)) if word.name != "B"] == []


def test_a_word_is_read_off_its_docstring() -> None:
    (word,) = _words("ledger.x", ast.parse("class Sheet:\n    '''评分表 (9(4)): one sheet\n    of paper. It has\n    two sides.'''"))
    assert word == ("评分表", "one sheet of paper.", "Sheet", "ledger.x", "9(4)")


def test_every_value_has_both_languages() -> None:
    found = enumerations()
    assert {"Role", "Phase", "Verdict", "Provenance"} <= {kind.name for kind in found}
    assert all(re.search("[一-鿿]", value.zh) and value.en for kind in found for value in kind.values)
    assert [value.code for value in values_of(Role)] == [role.value for role in Role]
    assert {value.code: value.zh for value in values_of(Verdict)}["rule silent"] == "规则未作规定"


def test_a_value_without_chinese_is_an_error() -> None:
    kind = Enum("Colour", {"RED": "red"})
    with pytest.raises(LookupError):
        values_of(kind)


@pytest.mark.parametrize(
    ("annotation", "text"),
    [
        (str, "text"),
        (int | None, "whole number or null"),
        (Annotated[ApplicantCode, Confidential], "ApplicantCode"),
        (tuple[ApplicantCode, ...], "list of ApplicantCode"),
        (dict[str, bool], "object of true or false"),
        (date, "date"),
        (PartialDate | None, "PartialDate or null"),
        (Phase, "Phase: document | defence | site"),
        (Literal["a", "b"], "'a' or 'b'"),
        (Any, "any JSON value"),
    ],
)
def test_a_type_is_said_as_it_stands_in_a_record(annotation: Any, text: str) -> None:
    assert type_text(annotation) == text


@pytest.mark.parametrize(("name", "expected"), [("9(4)", "9-4"), ("score.recorded", "score-recorded"), ("F4", "f4"), ("10.2", "10-2")])
def test_an_anchor_is_the_same_in_every_reader(name: str, expected: str) -> None:
    assert anchor(name) == expected


def test_a_bar_in_a_cell_ends_no_column() -> None:
    assert table(["a"], [["x|y"]]) == ["| a |", "|---|", "| x\\|y |", ""]
    assert table(["a"], []) == []


@pytest.mark.parametrize("what", ["events", "glossary", "articles"])
def test_a_page_is_printed_in_both_forms(run, what: str) -> None:
    printed = run("schema", what)
    assert (printed.code, printed.err) == (0, "")
    assert printed.out == run("schema", what, "--lang", "zh").out, "a page speaks both languages"
    told = run("schema", what, "--json")
    assert (told.code, bool(json.loads(told.out))) == (0, True)


@pytest.mark.parametrize("what", ["event", "EVENTS", ""])
def test_a_page_that_is_not_there_is_bad_usage(run, what: str) -> None:
    assert run("schema", what).code == 2


def test_the_pages_are_kept_where_they_link_to_each_other(request: pytest.FixtureRequest) -> None:
    docs: Path = request.config.rootpath / "docs"
    for name, what in {"event-catalogue.md": "events", "glossary.md": "glossary", "article-index.md": "articles"}.items():
        assert (docs / name).read_text("utf-8").startswith(f"<!-- Generated by `ledger schema {what}`. Do not edit. -->\n")
