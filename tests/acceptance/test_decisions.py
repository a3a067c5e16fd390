"""136 real decisions as historical rounds: numbers, days, readings of the bar."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from tests.acceptance.reading import facts_of

from ledger.demo.decisions import PLACES, historical_rounds, rows
from ledger.demo.play import Played, play
from ledger.errors import Refused
from ledger.rules.article_10_2 import Win, is_past_the_bar_of_an_earlier_win
from ledger.rules.citation import Verdict
from ledger.stages.history import History, history_of
from ledger.stages.honours import Title
from ledger.terms import MAIN, BarStart, PartialDate, RoundId
from projections.honours import HONOURS, Honour

TITLES = {
    "徐州市": 8, "黄石市": 7, "许昌市": 5, "周口市": 12, "广州市": 5, "南京市": 10, "如皋市": 4, "南通市": 16, "盐城市": 6, "江苏省": 15,
    "常州市金坛区": 4, "宜兴市": 8, "宁波市鄞州区": 4, "深圳市": 14, "辽宁省": 10, "扬州市": 8,
}  # fmt: skip
"""Winners by place, counted in the table by hand."""

LAST_DAYS = {
    ("xuzhou-2023", BarStart.DECISION): date(2029, 6, 27),
    ("xuzhou-2023", BarStart.START_OF_AWARD_YEAR): date(2027, 12, 31),
    ("xuzhou-2023", BarStart.END_OF_AWARD_YEAR): date(2028, 12, 31),
    ("yancheng-2020", BarStart.DECISION): date(2026, 11, 19),
    ("yancheng-2020", BarStart.START_OF_AWARD_YEAR): date(2024, 12, 31),
    ("yancheng-2020", BarStart.END_OF_AWARD_YEAR): date(2025, 12, 31),
    ("nanjing-2022", BarStart.DECISION): date(2028, 5, 26),
    ("nanjing-2022", BarStart.START_OF_AWARD_YEAR): date(2026, 12, 31),
    ("nanjing-2022", BarStart.END_OF_AWARD_YEAR): date(2027, 12, 31),
}
"""Last day of a bar of five years by reading, worked out on paper."""


@pytest.fixture(scope="module")
def history(decisions: Played) -> History:
    return history_of(facts_of(decisions))


@pytest.fixture(scope="module")
def honours(decisions: Played) -> tuple[Honour, ...]:
    return HONOURS.fold(facts_of(decisions)).honours


def titles_of(history: History, round: str) -> list[Title]:
    return [title for title in history.registers.honours.titles if title.round == round]


def test_every_row_is_a_title(history: History) -> None:
    titles = history.registers.honours.titles
    assert len(titles) == len(rows()) == 136
    assert Counter(title.edition for title in titles) == {PLACES[place]: count for place, count in TITLES.items()}
    assert Counter(title.winner.name for title in titles) == Counter(row.organisation for row in rows())
    assert len(history.registers.honours.opened) == 23


@pytest.mark.parametrize(
    ("round", "award_year", "decided_on"),
    [
        ("xuzhou-2023", 2023, "2024-06-27"),
        ("yancheng-2020", 2020, "2021-11-19"),
        ("nanjing-2022", 2022, "2023-05-26"),
        ("zhoukou-2016", 2016, "2017-04-20"),
        ("liaoning-2019", 2019, "2019-12-17"),
    ],
)
def test_award_year_and_decision_stand_side_by_side(history: History, round: str, award_year: int, decided_on: str) -> None:
    assert {(title.year, str(title.decided_on)) for title in titles_of(history, round)} == {(award_year, decided_on)}


def test_what_is_not_known_stays_unknown(history: History) -> None:
    unknown = {title.round for title in history.registers.honours.titles if title.decided_on is None}
    assert unknown == {"yinzhou-2013", "shenzhen-2020", "yangzhou-12th", *(f"nantong-{year}" for year in range(2009, 2016))}
    assert {title.decided_on for title in titles_of(history, "jiangsu-2020")} == {PartialDate(2020)}
    assert {title.year for title in titles_of(history, "huangshi-8th")} == {None}
    assert {title.award_year for title in titles_of(history, "xuchang-2015-2016")} == {"2015-2016"}


def test_a_public_notice_is_no_award(history: History) -> None:
    on_notice = [title for title in history.registers.honours.titles if title.status == "on_notice"]
    assert Counter(title.round for title in on_notice) == {"shenzhen-2020": 14, "yangzhou-12th": 8}
    assert all(not history.round(RoundId(title.round)).approval.approved_at for title in on_notice)


def test_prizes_stand_where_the_source_tells_them(history: History) -> None:
    granted = {(title.winner.name, title.granted) for title in titles_of(history, "huangshi-8th")}
    assert ("湖北瑞信科技有限公司", 0) in granted
    assert Counter(amount for _, amount in granted) == {40_000_000: 2, 20_000_000: 4, 0: 1}
    told = sum(1 for row in rows() if row.prize_cny_each)
    assert sum(1 for title in history.registers.honours.titles if title.granted is not None) == told
    assert {title.granted for title in titles_of(history, "xuzhou-2023")} == {None}


def test_notes_are_kept(history: History) -> None:
    (note,) = {title.note for title in titles_of(history, "yixing-2022")}
    assert "two different dates for one decision" in note
    (note,) = {title.note for title in titles_of(history, "jintan-2018")}
    assert note.endswith("under the measure 坛政规〔2018〕1号")
    assert not any("measure" in str(title.note) for title in titles_of(history, "nanjing-2022"))


@pytest.mark.parametrize(("round", "start"), LAST_DAYS)
def test_the_bar_ends_on_the_day_that_the_reading_gives(history: History, round: str, start: BarStart) -> None:
    last = LAST_DAYS[round, start]
    main = [title for title in titles_of(history, round) if title.tier == MAIN]
    assert main
    for title in main:
        wins = (Win(title.year, title.decided_on, title.status == "awarded"),)
        asked = (wins, 5, start, "programme", "application_submission_date")
        assert is_past_the_bar_of_an_earlier_win(last, *asked).verdict is Verdict.VIOLATES
        assert is_past_the_bar_of_an_earlier_win(date.fromordinal(last.toordinal() + 1), *asked).verdict is Verdict.CONFORMS


def test_a_bar_from_a_day_that_is_not_known_is_not_guessed(history: History) -> None:
    (title, *_) = titles_of(history, "nantong-2012")
    wins = (Win(title.year, title.decided_on, is_certain=True),)
    asked = (wins, 5, BarStart.DECISION, "programme", "application_submission_date")
    assert is_past_the_bar_of_an_earlier_win(date(2030, 1, 1), *asked).verdict is Verdict.NOT_ON_RECORD


def test_the_register_of_honours_lists_them_all(honours: tuple[Honour, ...]) -> None:
    assert len(honours) == 136
    found = {(h.round, h.award_year, h.decided_on) for h in honours if h.round in {"xuzhou-2023", "yancheng-2020", "nantong-2009"}}
    assert found == {
        ("xuzhou-2023", "2023", "2024-06-27"),
        ("yancheng-2020", "2020", "2021-11-19"),
        ("nantong-2009", "2009", None),
    }
    for honour in honours:
        readings = [bar.reading.code for bar in honour.bars]
        assert readings == ([start.value for start in BarStart] if honour.tier.code in {"main", "gold"} else []), honour.name


def test_nothing_of_the_review_is_claimed(decisions: Played) -> None:
    kinds = Counter(fact.said.type for fact in facts_of(decisions) if fact.said.round is not None)
    assert set(kinds) == {"round.opened", "award.approved", "result.published", "prize.granted"}
    assert {f.said.provenance.kind for f in facts_of(decisions) if f.said.round is not None} == {"imported"}
    assert all(f.said.provenance.source for f in facts_of(decisions) if f.said.round is not None)


@pytest.mark.parametrize(
    ("type", "change"),
    [
        ("round.opened", {"occurred_at": "2023-13-01"}),
        ("round.opened", {"occurred_at": "2099"}),
        ("round.opened", {"provenance": {"kind": "imported", "on_behalf_of": "office", "source": ""}}),
        ("award.approved", {"provenance": {"kind": "imported", "on_behalf_of": "expert", "source": "x"}}),
        ("award.approved", {"edition": "nanjing"}),
    ],
)
def test_what_an_import_must_not_say_is_refused(tmp_path: Path, type: str, change: dict[str, object]) -> None:
    script = historical_rounds()
    place = next(n for n, line in enumerate(script.lines) if line.draft.type == type)
    draft = script.lines[place].draft
    if "provenance" in change:
        change = {"provenance": msgspec.structs.replace(draft.provenance, **change["provenance"])}  # type: ignore[arg-type]
    script.lines[place:] = [replace(script.lines[place], draft=msgspec.structs.replace(draft, **change))]
    with pytest.raises(Refused):
        play(script, tmp_path / "ledger")


@pytest.mark.shared
def test_the_table_is_the_shared_one(shared: Path) -> None:
    lines = (shared / "data/awards/cn_quality_award_decisions.csv").read_text("utf-8").splitlines()
    assert len(lines) == 137
    assert [",".join(row)[:20] for row in rows()] == [line[:20] for line in lines[1:]]


@pytest.mark.parametrize(("round", "start"), LAST_DAYS)
def test_the_register_shows_the_last_day_of_each_bar(honours: tuple[Honour, ...], round: str, start: BarStart) -> None:
    main = [honour for honour in honours if honour.round == round and honour.tier.code == MAIN]
    assert main
    shown = {bar.last_day for honour in main for bar in honour.bars if bar.reading.code == start.value}
    assert shown == {LAST_DAYS[round, start].isoformat()}
