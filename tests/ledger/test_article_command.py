"""``ledger article``: restatement, rules, fixed numbers, open questions, events and tests of a provision, whole and in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ledger.world import ORIGIN

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
    assert "planned_awards_total  两个奖项计划名额之和\n" in said.out
    assert "previous_stage  上一环节的组织数\n" in said.out
    assert '建议 "planned_awards_total"（两个奖项计划名额之和）\n' in said.out


def test_the_tests_are_those_marked_for_it(run) -> None:
    said = run("article", "3.2", "--lang", "zh").out
    assert "tests/articles/test_article_03.py::test_3_2_the_quota_is_a_ceiling  [符合, 不符合, 临界]" in said


def test_what_no_program_decides_says_who_does(run) -> None:
    assert "制定机关" in run("article", "1", "--lang", "zh").out
    (row,) = json.loads(run("article", "1", "--json").out)["provisions"]
    assert set(row["outside"]) == {"why_zh", "why_en", "who_zh", "who_en"}


def test_the_official_wording_stands_beside_where_a_ledger_is_named(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("registrar", "second"):
        run("key", "new", tmp_path / f"{name}.pem")
    (tmp_path / "text").write_text("第一条 虚构的一条。\n第二条 虚构的又一条。", "utf-8")
    opened = run(
        "init", tmp_path / "home", "--origin", ORIGIN, "--registrar", tmp_path / "registrar.pem",
        "--countersigner", tmp_path / "second.pem.pub", "--regulation", tmp_path / "text",
    )  # fmt: skip
    assert opened.code == 0, opened.err
    said = run("article", "2", "--ledger", tmp_path / "home", "--lang", "zh").out
    assert "办法原文: 原文由建账者提供，哈希与首条记录相符\n" in said
    assert "  原文  第二条 虚构的又一条。\n" in said
    assert "cannot be told apart" in run("article", "9(4)", "--ledger", tmp_path / "home").out
    assert json.loads(run("article", "2", "--ledger", tmp_path / "home", "--json").out)["wording"]["text"] == "第二条 虚构的又一条。"
    assert json.loads(run("article", "2", "--json").out)["wording"] is None, "no ledger, no official text"
    monkeypatch.chdir(tmp_path / "home")
    assert "虚构的又一条" in run("article", "2").out, "the working folder is a ledger"
    (kept,) = (tmp_path / "home/attachments").iterdir()
    kept.write_text("第一条 改过的一条。", "utf-8")
    said = run("article", "1").out
    assert ("is not used" in said, "改过" in said) == (True, False)
    assert run("article", "1", "--ledger", tmp_path / "nowhere").code == 2


@pytest.mark.parametrize("provision", ["18", "9(10)", "10.4", "9.1", "nine", "F4"])
def test_a_provision_that_the_measure_lacks_is_bad_usage(run, provision: str) -> None:
    assert run("article", provision).code == 2
