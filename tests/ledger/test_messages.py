"""Errors in Chinese: how a text finds its translation, and what a person reads at the terminal."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.world import ORIGIN, key

from ledger.errors import BadInput, IntegrityViolation, LedgerError, StoreUnavailable, UnreadableEvent
from ledger.messages import LONGEST, in_chinese, remedy, what

ENGLISH_WORDS = re.compile(r"(?<![`'\"\w./:-])[a-z]{2,} [a-z]{2,} [a-z]{2,}(?![`'\"\w])")
"""Three English words in a row: no name, no command, no path."""


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the file holds no act", "文件中没有行为"),
        ("there is no type 'score.given'", "没有类型 'score.given'"),
        ("a.jsonl: line 3: the file holds no act", "a.jsonl 第 3 行：文件中没有行为"),
        ("a checkpoint of 9 records after one of 12 was published", "检查点含 9 条记录，而此前已发布含 12 条的检查点"),
        ("no leaf 7 in a tree of 5", "大小为 5 的树没有第 7 号叶"),
        ("Expected `int | null`, got `str` - at `$.body.points`", "应为整数或空值，实为文本（位于 $.body.points）"),
        ("not a draft: JSON is malformed: invalid character (byte 0)", "不是拟稿：不是合格的 JSON：字符有误（第 0 字节）"),
        ("record 5: score.recorded: Object missing required field `date`", "记录 5：score.recorded：缺少必填字段 `date`"),
        ("the key cannot be read: Permission denied", "密钥无法读取：权限不足"),
        ("two\n  a.jsonl: line 1: it is empty (leave it out)\n  and 3 more", "two\n  a.jsonl 第 1 行：内容为空（请删去）\n  另有 3 行"),
    ],
)
def test_a_text_is_said_in_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a text that nobody raises",
        "A-07: 85.5 (site)",
        "there is no typo 'x'",
        "'it is empty'",
        "x'it is empty",
        "{} {0}",
        "甲: 乙",
        "it is empty" * (LONGEST // 10),
    ],
)
def test_a_text_that_is_not_in_the_catalogue_stays_as_it_is(text: str) -> None:
    assert in_chinese(text) == text


@pytest.mark.parametrize(
    "own", ["it is empty", "a: it is empty", "a (leave it out)", "no leaf 1 in a tree of 2", "it's: it is empty", "\\' : {0}"]
)
def test_what_somebody_wrote_stays_as_it_was_written(own: str) -> None:
    assert in_chinese(f"{own!r} is no origin") == f"{own!r} 不是合格的来源名"


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    told = in_chinese(f"x: line 1: there is no type {text!r} (leave it out)")
    assert told == f"x 第 1 行：没有类型 {text!r}（请删去）"


def test_many_colons_and_brackets_take_no_long_way() -> None:
    strange = "a: (b) is c of d; " * 200
    assert in_chinese(strange) == strange


@pytest.mark.parametrize("data", [b"", b"x", b"{", b"[1,]", b"[1 2]", b'{"a":1,}', b"{1:2}", b'"\\x"', b"01", b"1 2", b"[" * 5000, b'"a'])
def test_the_complaints_of_the_readers_of_json_are_known(data: bytes) -> None:
    for read in (msgspec.json.decode, orjson.loads):
        with pytest.raises((ValueError, RecursionError)) as refused:
            read(data)
        assert not ENGLISH_WORDS.search(in_chinese(str(refused.value))), refused.value
        assert in_chinese(str(refused.value)) != str(refused.value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("x", int), (1, str), ({}, list[int]), ([], dict[str, int]), (None, int), ("x", bool), ([1], tuple[int, int]), ("x", int | None)],
)
def test_the_complaints_of_strict_reading_are_known(value: Any, kind: Any) -> None:
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert(value, kind)
    assert re.fullmatch("[^a-zA-Z]+", in_chinese(str(refused.value)))


@pytest.mark.parametrize(
    ("error", "zh"),
    [
        (BadInput("calendar", "it is empty"), "calendar：内容为空"),
        (BadInput("", "it is empty").at("a.csv: line 2"), "a.csv 第 2 行：内容为空"),
        (UnreadableEvent(7, "log format 2 is not 1"), "记录 7：日志格式版本为 2，应为 1"),
        (UnreadableEvent(None, "log format 2 is not 1"), "日志格式版本为 2，应为 1"),
        (IntegrityViolation("record 3 is missing from the store", 3, 3), "存储中缺少记录 3"),
        (StoreUnavailable("award.db", "the disk is full: database or disk is full"), "award.db：磁盘已满：数据库或磁盘已满"),
    ],
)
def test_an_error_says_where_and_what(error: LedgerError, zh: str) -> None:
    assert what(error, "zh") == zh
    assert what(error, "en") == str(error)


@pytest.mark.parametrize("error", [IntegrityViolation("x"), UnreadableEvent(1, "x")])
def test_the_way_out_is_told_in_both(error: LedgerError) -> None:
    assert "`ledger verify`" in remedy(error, "zh")
    assert not ENGLISH_WORDS.search(remedy(error, "zh"))
    assert remedy(error, "en") == error.remedy()


def spoilt(folder: Path, text: str) -> Path:
    path = folder / "acts.jsonl"
    path.write_text(text, "utf-8")
    return path


def commands(folder: Path) -> dict[str, tuple[list[str | Path], str]]:
    """Return command lines that fail, and a part of what each must say."""
    draft = {"type": "panel.drawn", "round": "2025", "occurred_at": "2025-03-05", "event": {"experts": 3}}
    key("office").save(folder / "office.pem")
    sign: list[str | Path] = ["sign", "--key", folder / "office.pem", "--as", "office", "--origin", ORIGIN]
    drafts = folder / "drafts.jsonl"
    drafts.write_text(json.dumps(draft), "utf-8")
    home: list[str | Path] = ["--ledger", folder / "home"]
    return {
        "no ledger": (["verify", "--ledger", folder], "此处没有台账"),
        "no file": (["record", folder / "none.jsonl", *home], "无法读取：没有此文件或文件夹"),
        "no act": (["record", spoilt(folder, "\n"), *home], "文件中没有行为"),
        "no json": (["record", drafts, *home], "第 1 行"),
        "no such provision": (["article", "9(10)"], "没有 9(10) 这一条款"),
        "no citation": (["article", "nine"], "不是条款写法"),
        "mistyped field": ([*sign, drafts], "panel.drawn：应为列表，实为整数（位于 $.experts）"),
        "no role": (["sign", drafts, "--key", folder / "office.pem"], "须写明签名身份"),
        "no private key": (["sign", drafts, "--key", drafts], "不是 PEM 私钥"),
        "key is there": (["key", "new", folder / "office.pem"], "密钥不得覆盖"),
        "missing argument": (["record"], "缺少参数"),
        "missing option": (["sign", drafts], "缺少选项 '--key'"),
        "no such command": (["imagine"], "没有子命令 'imagine'"),
        "no such option": (["silences", "--all"], "没有选项 '--all'"),
        "no such value": ([*sign[:3], "--as", "king", drafts], "'king' 不在可选值之中"),
        "too much": (["silences", "all"], "多余的参数"),
    }


@pytest.mark.parametrize(
    "which",
    ["no ledger", "no file", "no act", "no json", "no such provision", "no citation", "mistyped field", "no role", "no private key",
     "key is there", "missing argument", "missing option", "no such command", "no such option", "no such value", "too much"],
)  # fmt: skip
def test_a_clerk_reads_what_went_wrong_in_chinese(run, opened, tmp_path: Path, which: str) -> None:
    arguments, part = commands(tmp_path)[which]
    ran = run("--lang", "zh", *arguments)
    assert ran.code == 2
    assert part in ran.err
    assert "错误:" in ran.err
    assert not ENGLISH_WORDS.search(ran.err), ran.err
    english = run(*arguments)
    assert english.code == 2
    assert re.search("[一-鿿]", english.err) is None, english.err


def test_errors_as_json_are_in_both_languages(run, opened, tmp_path: Path) -> None:
    for arguments, part in commands(tmp_path).values():
        told = json.loads(run(*arguments, "--json").err)
        assert part in told["what"]["zh"]
        assert told["what"]["en"].isascii()
        assert (told["exit"], bool(told["error"])) == (2, True)
        assert told["next"].keys() == {"zh", "en"}
        assert bool(told["next"]["zh"]) == bool(told["next"]["en"])
