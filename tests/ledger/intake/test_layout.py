"""Every kind of fact has its place, every field its label, every value its word; and what is written in a cell is read back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ledger.demo.decisions import historical_rounds
from ledger.demo.review import demo_round
from ledger.demo.round import Size
from ledger.demo.wine import wine_round
from ledger.errors import BadInput
from ledger.events.event import TYPES
from ledger.intake.cells import Cell
from ledger.intake.columns import COMPUTED, MAY_BE_EMPTY, columns_of, forms
from ledger.intake.days import in_days
from ledger.intake.labels import label, labels
from ledger.intake.sheets import CORRECTIONS, NOT_BY_WORKBOOK, SCORE, rows_of, sheet_of, sheets, term, terms
from ledger.intake.values import Form, form_of, read, shape_of, write


def test_each_kind_of_fact_stands_on_one_sheet_or_says_why_on_none() -> None:
    placed = [wire for sheet in sheets() for wire in sheet.types]
    assert sorted(placed) == sorted(set(placed))
    assert set(placed) | set(NOT_BY_WORKBOOK) == set(TYPES)
    assert not set(placed) & set(NOT_BY_WORKBOOK)
    assert sheet_of(SCORE) is None, "marks have workbooks of their own"


def test_each_reason_for_standing_on_no_sheet_is_told_in_both_languages() -> None:
    assert all(" · " in reason for reason in NOT_BY_WORKBOOK.values())


def test_each_kind_has_a_term_of_its_own() -> None:
    kinds = [kind for sheet in sheets() for kind in rows_of(sheet)]
    assert len(terms()) == len(kinds)
    assert all(term(kind) != kind.wire_name for kind in kinds)


def test_each_field_has_a_label_and_none_is_left_over() -> None:
    used: set[str] = set()
    bare = []
    for sheet in sheets():
        for kind in rows_of(sheet):
            for name, form in forms(kind).items():
                if label(name, kind.wire_name) == name:
                    bare.append(f"{kind.wire_name}.{name}")
                used |= {name, f"{kind.wire_name}/{name}"}
                used |= parts(form)
                bare += [part for part in parts(form) if label(part) == part]
    assert bare == []
    assert set(labels()) - used == set()


def test_no_two_columns_of_a_sheet_have_one_label() -> None:
    for sheet in (*sheets(), CORRECTIONS):
        names = [column.zh for column in columns_of(sheet)]
        assert [name for name in names if names.count(name) > 1] == []


def test_each_value_of_a_choice_has_its_word() -> None:
    bare = {
        f"{kind.wire_name}.{name}: {value}"
        for sheet in sheets()
        for kind in rows_of(sheet)
        for name, form in forms(kind).items()
        for choice in choices(form)
        for value, words in choice.words
        if words[0] == value
    }
    assert bare == set()


def test_what_is_said_of_fields_is_said_of_fields_that_there_are() -> None:
    every = {name for kind in TYPES.values() for name in kind.__struct_fields__}
    assert every >= MAY_BE_EMPTY
    assert all(set(fields) <= set(TYPES[wire].__struct_fields__) for wire, fields in COMPUTED.items())


@pytest.mark.parametrize("script", [demo_round(1, Size(9, 6, 2, 9)), wine_round(), historical_rounds()], ids=["demo", "wine", "decisions"])
def test_what_is_written_into_a_cell_is_read_back(script: Any) -> None:
    seen = 0
    for line in script.lines:
        for name, form in forms(TYPES[line.draft.type]).items():
            value = json.loads(json.dumps(line.draft.event[name]))
            if value != "":
                assert read(form, Cell(write(form, value))) == value, (line.draft.type, name)
                seen += 1
    assert seen > 100


PAIR = Form("parts", inside=(("applicant", Form("code", name="ApplicantCode")), ("points", Form("points"))))
PAIRS = Form("list", inside=(("", PAIR),))
CODES = Form("list", inside=(("", Form("code", name="ApplicantCode")),))
WORDS = Form("list", inside=(("", Form("text")),))


@pytest.mark.parametrize("text", ["A-01、A-02", "A-01,A-02", "A-01，A-02；", "A-01\nA-02\n", " A-01  A-02 ", "a－01、ａ-02"])
def test_codes_stand_with_any_mark_between_them(text: str) -> None:
    assert read(CODES, Cell(text)) == ["A-01", "A-02"]


@pytest.mark.parametrize("text", ["A-01=512.30\nA-02=498", "A-01＝512.30；A-02＝498", "A-01 = 512.3\n\nA-02 = 498.00"])
def test_totals_are_a_code_and_its_points(text: str) -> None:
    assert read(PAIRS, Cell(text)) == [{"applicant": "A-01", "points": 51230}, {"applicant": "A-02", "points": 49800}]


@pytest.mark.parametrize("text", ["无", "", None, "none"])
def test_none_on_purpose_is_an_empty_list(text: str | None) -> None:
    assert read(WORDS, Cell(text)) == []


def test_one_text_with_a_mark_in_it_is_kept_whole() -> None:
    assert read(WORDS, Cell(write(WORDS, ["曾任甲、乙顾问"]))) == ["曾任甲、乙顾问"]
    assert read(WORDS, Cell("张三、李四")) == ["张三", "李四"]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (CODES, "A-01、A-01"), (CODES, "A:01"), (PAIRS, "A-01"), (PAIRS, "A-01=512.305"), (PAIRS, "A-01=1|2"), (PAIRS, "=512"),
        (Form("code", name="ItemId"), "4.1 4.2"), (Form("text"), " "), (Form("choice", words=(("met", ("符合",)),)), "基本符合"),
    ],
)  # fmt: skip
def test_what_does_not_have_its_form_is_refused(form: Form, text: str) -> None:
    with pytest.raises(BadInput):
        read(form, Cell(text))


def test_a_value_of_parts_says_how_it_is_written() -> None:
    assert shape_of(PAIR) == "申报代号=得分"


def test_a_type_that_no_cell_can_hold_is_an_error_of_the_program() -> None:
    with pytest.raises(TypeError):
        form_of(set[str])


def test_an_exact_number_stays_text() -> None:
    assert read(Form("any"), Cell("0.40")) == "0.40"
    assert read(Form("any"), Cell('{"share":0.5,"of":"present"}')) == {"share": "0.5", "of": "present"}
    assert read(Form("any"), Cell("2/3")) == "2/3"


def test_what_happened_on_one_day_is_tried_until_it_finds_its_place() -> None:
    order: list[str] = []
    needs = {"vote": {"meeting"}, "list": {"vote"}, "lost": {"never"}}

    def attempt(thing: str, waits: bool, last: bool) -> bool:
        if last:
            order.append(f"{thing}?")
        elif needs.get(thing, set()) <= set(order):
            order.append(thing)
            return True
        return False

    in_days([(("1", n), name) for n, name in enumerate(("list", "vote", "lost", "meeting"))] + [(("0", 0), "first")], attempt)
    assert order == ["first", "meeting", "vote", "list", "lost?"]


def parts(form: Form) -> set[str]:
    return {name for name, inner in form.inside if name} | {name for _, inner in form.inside for name in parts(inner)}


def choices(form: Form) -> list[Form]:
    return [form] * (form.kind == "choice") + [choice for _, inner in form.inside for choice in choices(inner)]
