"""One cell, read as clerks and their programs write it; what can be meant in two ways is an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadInput
from ledger.intake import cells
from ledger.intake.cells import Cell

MIDNIGHT = datetime(2025, 9, 24)  # noqa: DTZ001 - as the reader of workbooks gives it
HALF_PAST_TEN = datetime(2025, 9, 24, 10, 30)  # noqa: DTZ001
WAYS = ["{y}.{m}.{d}", "{y}/{m}/{d}", "{y}年{m}月{d}日", "{y}-{m:02}-{d:02}"]


@pytest.mark.parametrize(
    "value",
    [
        "2025.9.24", "2025/9/24", "2025年9月24日", "2025-09-24", " 2025 年 9 月 24 日 ", "２０２５．９．２４", "2025－9－24", "20250924",
        date(2025, 9, 24), MIDNIGHT, 20250924, 20250924.0,
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(value: Any) -> None:
    assert cells.day(Cell(value)) == "2025-09-24"


@pytest.mark.parametrize(
    "value",
    [
        "2025.9", "2025年", "2025.13.1", "2025.2.29", "24.9.2025", "25.9.24", "九月廿四", "", HALF_PAST_TEN, time(9), True,
        45924, 45924.0, 2025.9, 20251324, timedelta(1), "2025-09-24 10:30",
    ],
)  # fmt: skip
def test_what_is_no_full_day_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.day(Cell(value))


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.sampled_from(WAYS))
def test_every_way_gives_the_same_day(on: date, way: str) -> None:
    assert cells.day(Cell(way.format(y=on.year, m=on.month, d=on.day))) == on.isoformat()


@pytest.mark.parametrize(
    ("value", "read"), [("2024", "2024"), (2024, "2024"), ("2024年6月", "2024-06"), ("2024.6", "2024-06"), ("2024-06-27", "2024-06-27")]
)
def test_a_date_may_be_known_in_part(value: Any, read: str) -> None:
    assert cells.partial(Cell(value)) == read


@pytest.mark.parametrize(
    "value", ["2025-09-24 10:30", "2025.9.24 10:30", "2025年9月24日10时30分", HALF_PAST_TEN, "2025-09-24T10:30:00+08:00"]
)
def test_a_moment_is_in_shanghai(value: Any) -> None:
    assert cells.moment(Cell(value)) == "2025-09-24T10:30:00.000+08:00"


@pytest.mark.parametrize("value", ["2025-09-24", date(2025, 9, 24), "2025-09-24 25:00", "10:30", "2025-09-24T10:30:00", 45924.5])
def test_a_day_alone_is_no_moment(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.moment(Cell(value))


@pytest.mark.parametrize(
    ("cell", "share"),
    [
        (Cell("85%"), 85), (Cell("85％"), 85), (Cell("８５％"), 85), (Cell(" 85 % "), 85), (Cell(0.85, percent=True), 85), (Cell(85), 85),
        (Cell(85.0), 85), (Cell("85"), 85), (Cell(1, percent=True), 100), (Cell(1), 1), (Cell(0, percent=True), 0),
        (Cell("12.5%"), Decimal("12.5")),
    ],
)  # fmt: skip
def test_a_percentage_is_read_as_it_is_shown(cell: Cell, share: Any) -> None:
    assert cells.share(cell) == share


@pytest.mark.parametrize("value", ["八十五", "85%%", "85分", "8 5 x", True, date(2025, 1, 1)])
def test_what_is_no_percentage_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.share(Cell(value))


@pytest.mark.parametrize(
    ("value", "fen"),
    [
        ("200,000", 20_000_000), ("200000.00", 20_000_000), (200000, 20_000_000), (200000.0, 20_000_000), ("20万元", 20_000_000),
        ("20万", 20_000_000),
        ("￥200,000.50元整", 20_000_050), ("２０００００元", 20_000_000), (0.1, 10), ("1.005万", 1_005_000),
    ],
)  # fmt: skip
def test_money_is_exact(value: Any, fen: int) -> None:
    assert cells.money(Cell(value)) == fen


@pytest.mark.parametrize("value", ["200,00", "20.001", "贰拾万元", "20万5千", "1e5", 1e300, True, ""])
def test_what_is_no_amount_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.money(Cell(value))


@given(st.integers(0, 10**11))
def test_an_amount_survives_its_ways(fen: int) -> None:
    text = f"{fen // 100:,}.{fen % 100:02}"
    assert cells.money(Cell(text)) == cells.money(Cell(text.replace(",", ""))) == fen


@pytest.mark.parametrize("read", [cells.free_text, cells.code])
def test_a_code_kept_as_a_number_is_refused_with_how_it_is_shown(read: Callable[[Cell], str]) -> None:
    with pytest.raises(BadInput, match=r"9\.13208E\+16"):
        read(Cell(9.132080412345678e16))


def test_a_short_number_is_its_digits() -> None:
    assert cells.code(Cell(20250001.0)) == "20250001"
    with pytest.raises(BadInput):
        cells.code(Cell(4.1))


@pytest.mark.parametrize(("text", "code"), [("Ａ－０７", "A-07"), ("A—07", "A-07"), (" A-07 ", "A-07"), ("a-07", "a-07")])
def test_full_width_codes_become_half_width(text: str, code: str) -> None:
    assert cells.code(Cell(text)) == code


def test_words_keep_their_own_marks() -> None:
    assert cells.free_text(Cell("　示例（有限）公司，甲　")) == "示例（有限）公司，甲"


@pytest.mark.parametrize("value", ["a\x07b", "x" * 20_001, date(2025, 9, 24)])
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.free_text(Cell(value))


def test_a_credit_code_answers_to_its_last_character() -> None:
    assert cells.credit_code("91350100M000100Y43") == "91350100M000100Y43"
    assert cells.credit_code("９１３５０１００m000100y43 ") == "91350100M000100Y43"
    assert cells.credit_code("示例轴承有限公司") == "示例轴承有限公司"


@pytest.mark.parametrize(
    "text", ["91350100M000100Y44", "91350100M000100Y4", "91350100M000100Y430", "9135O100M000100Y43", "91350100I000100Y43"]
)
def test_a_credit_code_with_a_slip_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        cells.credit_code(text)


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_is_always_noticed(place: int, other: str) -> None:
    right = "91350100M000100Y43"
    wrong = right[:place] + other + right[place + 1 :]
    if wrong != right:
        with pytest.raises(BadInput):
            cells.credit_code(wrong)


@pytest.mark.parametrize(
    ("value", "said"), [("是", True), ("否", False), ("有", True), ("无", False), (True, True), ("√", True), ("Yes", True), (0, False)]
)
def test_yes_and_no(value: Any, said: bool) -> None:
    assert cells.yes_or_no(Cell(value)) is said


@pytest.mark.parametrize("value", ["也许", "", "是的吧", 2, date(2025, 1, 1)])
def test_what_is_neither_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        cells.yes_or_no(Cell(value))


@pytest.mark.parametrize("cell", [Cell("7.5"), Cell(7.5), Cell(0.07, percent=True), Cell("七"), Cell(None)])
def test_what_is_no_whole_number_is_refused(cell: Cell) -> None:
    with pytest.raises(BadInput):
        cells.whole(cell)
