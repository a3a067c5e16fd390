"""Whatever stands in a cell, a reader gives an entry or a remark on a cell, and never falls over."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.drafting import event_of_draft
from ledger.errors import BadInput
from ledger.events.measure import RubricItem
from ledger.intake.columns import CORRECTION, DEVIATION, columns_of
from ledger.intake.corrections import read_amendments
from ledger.intake.entries import Remark
from ledger.intake.folder import Attachments
from ledger.intake.package import Looks, Package, column_letters
from ledger.intake.rows import read_sheet
from ledger.intake.scoresheet import PHASES, points_of, read_scores, steps_of
from ledger.intake.sheets import CORRECTIONS, rows_of, sheets, term
from ledger.intake.workbook import About, Book, Cell, Grid
from ledger.terms import SHANGHAI, ActId, EditionId, Hundredths, ItemId, RoundId

ABOUT = About(use="clerk", origin="test.example/quality", round="2025", edition="2024", size="0", root="0" * 64, layout="1", expert="E-01")
TYPICAL = (
    "2025.9.24",
    "A-01",
    "A-01、A-02",
    "A-01=质量奖",
    "是",
    "无",
    "PF-1",
    "20万",
    "85%",
    "推荐",
    "公示001",
    "x=y|z",
    "=",
    "{",
    "[1,2",
    "a" * 300,
)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.sampled_from(TYPICAL),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def book_of(folder: Path, sheet: str, rows: list[list[Any]], looks: Looks | None = None) -> Book:
    path = folder / "台账.xlsx"
    return Book(path, ABOUT, {sheet: Grid(sheet, rows, looks or Looks())}, Package(path, b"", {}))


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Attachments:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "PF-1.pdf").write_bytes(b"scan")
    return Attachments(folder)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_row_gives_an_entry_or_a_remark(papers: Attachments, data: st.DataObject) -> None:
    sheet = data.draw(st.sampled_from(sheets()))
    kind = data.draw(st.sampled_from(rows_of(sheet)))
    columns = columns_of(sheet)
    mine = [n for n, c in enumerate(columns) if not c.kinds or kind.wire_name in c.kinds]
    row = [data.draw(VALUES) if n in mine else None for n in range(len(columns))]
    row[1] = data.draw(st.sampled_from([term(kind), term(kind), kind.wire_name, None]))
    remarks: list[Remark] = []
    entries = read_sheet(book_of(papers.folder, sheet.name, [[c.zh for c in columns], row]), sheet, papers, remarks)
    assert entries or remarks or not any(value not in (None, "") for n, value in enumerate(row) if n not in (0, 2))
    for remark in remarks:
        assert isinstance(remark.error, BadInput)
        assert remark.error.why
        assert remark.place.ref[-1] in "12"
    for entry in entries:
        if not entry.open and not entry.acts:
            with suppress(BadInput):  # what a type refuses beyond the form of its fields is said on the row
                event_of_draft(entry.draft(entry.event, RoundId("2025"), EditionId("2024"), ActId("0" * 32), None))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(VALUES, min_size=13, max_size=13), st.sampled_from([CORRECTION, DEVIATION]))
def test_any_amendment_gives_itself_or_a_remark(papers: Attachments, row: list[Any], what: str) -> None:
    columns = columns_of(CORRECTIONS)
    row[1] = what
    remarks: list[Remark] = []
    found = read_amendments(book_of(papers.folder, CORRECTIONS.name, [[c.zh for c in columns], row]), papers, remarks)
    assert found or remarks


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(VALUES, min_size=7, max_size=7), min_size=9, max_size=9), st.booleans())
def test_any_score_sheet_gives_marks_or_remarks(papers: Attachments, rows: list[list[Any]], has_papers: bool) -> None:
    rubric = {ItemId("4.1"): item(0, 5000, 250), ItemId("4.2"): item(100, 800, 100)}
    rows[6][0], rows[7][0], rows[1][4] = "4.1", "4.2", "A-01"
    remarks: list[Remark] = []
    looks = Looks(percents={f"{column_letters(c)}{r}" for c in range(1, 8) for r in range(7, 9)})
    name = next(iter(PHASES.values()))
    found = read_scores(book_of(papers.folder, name, rows, looks), rubric, frozenset(), papers if has_papers else None, remarks)
    for entry in found:
        mark = entry.event
        one = rubric[mark["item"]]
        assert one.least <= mark["points"] <= one.most
        assert (mark["points"] - one.least) % one.step == 0


def item(least: int, most: int, step: int) -> RubricItem:
    return RubricItem(item=ItemId("4.1"), zh="甲", en="a", least=Hundredths(least), most=Hundredths(most), step=Hundredths(step))


@given(st.integers(1, 40), st.integers(1, 20), st.integers(0, 3))
def test_every_step_that_is_offered_is_taken_and_gives_its_points(step: int, steps: int, first: int) -> None:
    one = item(first * step * 10, (first + steps) * step * 10, step * 10)
    offered = [points_of(Cell(float(mark)), one) for mark in steps_of(one)]
    assert offered == list(range(one.least, one.most + 1, one.step))


@pytest.mark.parametrize(
    "value",
    [date(2025, 1, 1), datetime(2025, 1, 1, tzinfo=SHANGHAI), time(1), timedelta(1), "满分", -0.1, 101, float("nan"), float("inf"), True],
)
def test_what_is_no_mark_is_refused(value: Any) -> None:
    with pytest.raises(BadInput):
        points_of(Cell(value), item(0, 5000, 250))
