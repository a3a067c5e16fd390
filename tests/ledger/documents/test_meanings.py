"""Values of parameters in words: each reading has its own, and what has a form is put into words in both languages."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ledger.documents.meanings import Meaning, meaning_json, meaning_of, shown
from ledger.errors import BadInput
from ledger.rules.parameters import KEYS
from ledger.rules.silences import SILENCES


@pytest.mark.parametrize("key", [key for key in KEYS if SILENCES[key].suggestion is not None and key != "rubric.edition"])
def test_every_suggestion_is_put_into_words(key: str) -> None:
    found = meaning_of(key, SILENCES[key].suggestion)
    assert found is not None
    assert re.search("[一-鿿]", found.zh)
    assert not re.search("[a-z_]{3}", found.zh), "a code is no Chinese"
    assert found.en.isascii()
    assert "_" not in found.en, "a code is no English"


@pytest.mark.parametrize("key", KEYS)
def test_a_reading_that_is_a_value_is_told_in_its_own_words(key: str) -> None:
    told = 0
    for reading in SILENCES[key].readings:
        if re.fullmatch("[a-z]+([._][a-z]+)*", reading.value):
            value = json.loads(reading.value) if reading.value in ("true", "false") else reading.value
            assert meaning_of(key, value) == (reading.zh, reading.en)
            told += 1
    assert told or re.search("[0-9{|]", SILENCES[key].readings[0].value), "only a form has no value of its own"


@pytest.mark.parametrize(
    ("key", "value", "zh", "en"),
    [
        ("panel.min", 1, "1 人", "1 expert"),
        ("objection.resolve_working_days", 20, "20 个工作日", "20 working days"),
        ("article12.lookback_years", 3, "3 年", "3 years"),
        ("threshold.total", 60050, "600.50 分", "600.50 points"),
        ("threshold.total", "none", "无最低线", "no least score"),
        ("measure.effective_from", "2024-06", "2024年6月", "2024-06"),
        ("vote.quorum", "2/3", "出席者不少于委员总数的 2/3", "at least 2/3 of the members"),
        ("vote.quorum", "0.5", "出席者不少于委员总数的 1/2", "at least 1/2 of the members"),
        ("objection.closing_hour", "24:00", "当日二十四时", "the end of the day"),
        ("objection.closing_hour", "17:30", "当日 17:30，该分钟仍属期内", "17:30; that minute is still in time"),
        ("application.closing_hour", "18:00", "当日 18:00，该分钟仍属期内", "18:00; that minute is still in time"),
        ("weights.stage5", {"document": "2/3", "defence": "1/3"}, "资料评审 2/3、陈述答辩 1/3", "document 2/3, defence 1/3"),
        ("aggregate", {"method": "median", "trim_each_end": 0, "when_valid_at_least": 1}, "取中位数", "the median"),
        (
            "tie.site_visit",
            ["item:4.7", "phase:site", "code_order", "committee_decision"],
            "依次比较：评分项 4.7 得分、现场评审得分、代号顺序、委员会决定",
            "in turn: points of item 4.7, points of the site phase, order of codes, a decision of the committee",
        ),
        (
            "vote.pass",
            {"share": "2/3", "of": "members", "more_than": False},
            "同意票不少于全体委员的 2/3",
            "at least 2/3 of all members in favour",
        ),
    ],
)
def test_a_value_with_a_form_is_put_into_words(key: str, value: Any, zh: str, en: str) -> None:
    assert meaning_of(key, value) == Meaning(zh, en)
    code = json.dumps(value, separators=(",", ":"))
    assert (shown(key, value, "zh"), shown(key, value, "en")) == (f"{code}（{zh}）", f"{code} ({en})")


def test_a_name_speaks_for_itself() -> None:
    assert meaning_of("rubric.edition", "GB/T 19580-2012") is meaning_json("rubric.edition", "GB/T 19580-2012") is None
    assert shown("rubric.edition", "GB/T 19580-2012", "zh") == '"GB/T 19580-2012"'


def test_what_is_no_value_of_the_question_is_bad_input() -> None:
    with pytest.raises(BadInput, match="panel.min"):
        meaning_of("panel.min", "many")
    with pytest.raises(BadInput, match="panel.max"):
        meaning_of("panel.max", 5)
