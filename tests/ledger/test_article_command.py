"""``ledger article``: restatement, rules, fixed numbers, open questions, events and tests of a provision, whole and in both languages."""

from __future__ import annotations

import json

import pytest

from ledger.rules.restatements import RESTATED


@pytest.mark.parametrize("provision", ["1", "3.2", "9(4)", "9(8)", "10.2", "15", "17"])
def test_a_provision_is_told_whole(run, provision: str) -> None:
    (row,) = json.loads(run("article", provision, "--json").out)["provisions"]
    assert (row["zh"], row["en"]) == RESTATED[provision]
    assert row["rules"] or row["outside"]
    assert row["tests"], "every provision has its cases"
    assert {"holds", "breaks"} <= {kind for test in row["tests"] for kind in test["shows"]} or row["outside"]


def test_what_the_text_fixes_stands_with_its_value(run) -> None:
    (row,) = json.loads(run("article", "9(8)", "--json").out)["provisions"]
    assert {one["key"]: one["value"] for one in row["fixed"]}["notice.days"] == 7
    assert "notice.days = 7" in run("article", "9(8)").out


def test_an_open_question_stands_with_its_readings_and_our_suggestion(run) -> None:
    said = run("article", "9(4)", "--lang", "zh")
    assert "planned_awards_total | planned_awards_per_tier" in said.out
    assert '建议 "planned_awards_total"' in said.out


def test_the_tests_are_those_marked_for_it(run) -> None:
    said = run("article", "3.2", "--lang", "zh").out
    assert "tests/articles/test_article_03.py::test_3_2_the_quota_is_a_ceiling  [符合, 不符合, 临界]" in said


def test_what_no_program_decides_says_who_does(run) -> None:
    assert "制定机关" in run("article", "1", "--lang", "zh").out
    (row,) = json.loads(run("article", "1", "--json").out)["provisions"]
    assert set(row["outside"]) == {"why_zh", "why_en", "who_zh", "who_en"}


@pytest.mark.parametrize("provision", ["18", "9(10)", "10.4", "9.1", "nine", "F4"])
def test_a_provision_that_the_measure_lacks_is_bad_usage(run, provision: str) -> None:
    assert run("article", provision).code == 2
