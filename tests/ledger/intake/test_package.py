"""Hostile workbook files: each is refused with what is wrong, before anything lays out a grid or runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from ledger.errors import BadInput
from ledger.intake.package import MAX_FILE, column_letters, open_package, split_ref
from ledger.intake.workbook import open_book

Parts = dict[str, bytes]


def workbook(fill: Callable[[xlsxwriter.Workbook], None] = lambda _: None) -> Parts:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表一")
        sheet.write(0, 0, "甲")
        fill(book)
    with zipfile.ZipFile(buffer) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def saved(folder: Path, parts: Parts) -> Path:
    path = folder / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in parts.items():
            into.writestr(name, content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as found:
        open_package(path)
    assert found.value.way_out
    return found.value.why


def sheet_with(cell: bytes) -> Parts:
    parts = workbook()
    name = "xl/worksheets/sheet1.xml"
    return parts | {name: re.sub(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>", parts[name])}


def test_a_plain_workbook_is_opened(tmp_path: Path) -> None:
    assert list(open_package(saved(tmp_path, workbook())).looks) == ["表一"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other files"),
        ("xl/connections.xml", "links to other files"),
        ("xl/queryTables/queryTable1.xml", "links to other files"),
        ("xl/embeddings/oleObject1.bin", "embedded objects"),
        ("xl/activeX/activeX1.xml", "embedded objects"),
    ],
)
def test_what_could_run_or_reach_out_is_refused(tmp_path: Path, part: str, why: str) -> None:
    assert why in refused(saved(tmp_path, workbook() | {part: b"<x/>"}))


def test_a_macro_workbook_by_another_name_is_refused(tmp_path: Path) -> None:
    parts = workbook()
    types = parts["[Content_Types].xml"].replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")
    assert "macros" in refused(saved(tmp_path, parts | {"[Content_Types].xml": types}))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_entities_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    parts = workbook()
    bomb = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + parts[part].partition(b"?>")[2]
    assert "entities" in refused(saved(tmp_path, parts | {part: bomb}))


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576"><v>1</v></c>', b'<c r="A30000"><v>1</v></c>', b'<c r="ZZ9"><v>1</v></c>'])
def test_a_cell_far_away_lays_out_no_grid(tmp_path: Path, cell: bytes) -> None:
    assert "holds something at" in refused(saved(tmp_path, sheet_with(cell)))


def test_a_format_far_away_is_harmless(tmp_path: Path) -> None:
    path = saved(tmp_path, sheet_with(b'<c r="XFD9" s="0"/>'))
    with pytest.raises(BadInput, match="hidden sheet|ledger template"):
        open_book(path)


@pytest.mark.parametrize("cell", [b'<c r="9B"><v>1</v></c>', b'<c r="AAAA1"><v>1</v></c>', b'<c r=""><v>1</v>'])
def test_a_broken_sheet_is_refused(tmp_path: Path, cell: bytes) -> None:
    assert refused(saved(tmp_path, sheet_with(cell)))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in workbook().items():
            into.writestr(name, content)
        for number in range(5):
            into.writestr(f"xl/media/image{number}.png", b"\0" * 45_000_000)
    assert path.stat().st_size < 2_000_000
    assert "unpacked" in refused(path)


def test_a_size_that_lies_is_noticed(tmp_path: Path) -> None:
    path = saved(tmp_path, workbook() | {"xl/media/image1.png": b"\0" * 100_000})
    content = path.read_bytes()
    assert content.count((100_000).to_bytes(4, "little")) >= 1
    path.write_bytes(content.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    assert "damaged" in refused(path)


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, workbook())
    with zipfile.ZipFile(path, "a") as into, pytest.warns(UserWarning, match="Duplicate"):
        into.writestr("xl/workbook.xml", b"<x/>")
    assert "one name" in refused(path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old .xls"),
        (b"", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"row,kind\n1,2\n", "damaged"),
        (b"\0" * (MAX_FILE + 1), "at most"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert why in refused(path)


def test_every_cut_of_a_workbook_is_refused(tmp_path: Path) -> None:
    whole = saved(tmp_path, workbook()).read_bytes()
    path = tmp_path / "a.xlsx"
    for end in range(0, len(whole) - 1, 97):
        path.write_bytes(whole[:end])
        assert refused(path)


def test_formulas_percentages_errors_and_merged_cells_are_known(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.worksheets()[0]
        sheet.write(1, 0, 0.85, book.add_format({"num_format": "0%"}))
        sheet.write(1, 1, 0.85, book.add_format({"num_format": '0.0" %"'}))
        sheet.write(1, 2, 0.85, book.add_format({"num_format": "0.00%;[Red]-0.00%"}))
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_formula(2, 1, "=1+1", None, "")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
        sheet.merge_range("A5:B6", "x")

    looks = open_package(saved(tmp_path, workbook(fill))).looks["表一"]
    assert looks.percents == {"A2", "C2"}
    assert looks.formulas == {"A3": True, "B3": False, "C3": True}
    assert looks.errors == {"C3": "#DIV/0!"}
    assert looks.merged == ["A5:B6"]


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")])
def test_columns_have_letters(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert split_ref(f"{letters}5") == (5, number)
