"""What Excel and WPS do to an entry on the way is said at its cell, and what is no workbook of ours at its file; never a guess."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter
from tests.ledger.intake.conftest import Desk
from tests.ledger.intake.dialects import as_excel, as_wps, edit
from tests.ledger.intake.test_folder_run import counts, said
from tests.ledger.intake.test_package import saved, workbook

from ledger.errors import BadInput
from ledger.intake.cells import Cell, code, credit_code, day, free_text, money, partial, points, share
from ledger.intake.folder import Attachments
from ledger.intake.formats import date_part
from ledger.intake.package import open_package

CREDIT = "91350100M000100Y43"
SHEET = "xl/worksheets/sheet3.xml"
DAY, RECEIVED, ORGANISATION, NAME = "日期", "收到日期", "统一社会信用代码", "组织名称"


FAULTS: tuple[tuple[str, Any, str, str], ...] = (
    (ORGANISATION, 913501000000010043, "General", "shown as 9.13501E+17, and may have lost digits"),
    (ORGANISATION, 9.1350100000001e17, "0", "may have lost digits"),
    (ORGANISATION, "9.13501E+17", "@", "may have lost digits"),
    (DAY, date(2025, 3, 1), 'yyyy"年"m"月"', "2025-03 is not a full date"),
    (RECEIVED, date(2025, 3, 5), '[$-804]m"月"d"日";@', "it shows no year; 2025 was put in by the program"),
    (RECEIVED, 45721, "General", "the number 45721 is no date"),
    (DAY, 45721.5, "yyyy/m/d", "has a time of day"),
    (NAME, date(2025, 3, 5), "yyyy/m/d", "a date stands where text is meant"),
    (NAME, '=_xlfn.DISPIMG("ID_343DFC770DE840EF",1)', "General", "it holds a picture"),
    (NAME, "=VLOOKUP(A2,B:C,2)", "General", "a formula whose value was never computed"),
    (NAME, "甲_x000B_乙", "@", "control character U+000B"),
)
"""Column, what stands in it, in which format, and what is said there. One row is at fault in one cell."""


def column_of(desk: Desk, name: str) -> str:
    return next(get_column_letter(c.column) for c in desk.page("申报推荐")[1] if str(c.value).split("\n")[0] == name)


@pytest.mark.parametrize("rewrite", [as_excel, as_wps])
def test_what_a_program_made_of_an_entry_is_said_at_its_cell(desk: Desk, rewrite: Callable[[Path], Path]) -> None:
    expected = {}
    for number, (column, value, looks, why) in enumerate(FAULTS, 2):
        desk.application(f"A-{number:02}")
        ref = f"{column_of(desk, column)}{number}"
        cell = desk.page("申报推荐")[ref]
        cell.value, cell.number_format = value, looks
        expected[ref] = why
    desk.run(dry_run=True)
    rewrite(desk.book)
    run = desk.run(as_clerk=True)
    assert {remark.place.ref for remark in run.remarks} == expected.keys()
    for remark in run.remarks:
        assert isinstance(remark.error, BadInput)
        assert expected[remark.place.ref] in remark.error.why
        assert remark.error.way_out
    assert (run.exit_code, run.waiting, len(run.remarks)) == (2, None, len(FAULTS))


@pytest.mark.parametrize("rewrite", [as_excel, as_wps])
def test_errors_and_pictures_are_said_at_their_cells_and_formulas_are_their_values(desk: Desk, rewrite: Callable[[Path], Path]) -> None:
    for code_ in ("A-01", "A-02", "A-03", "A-04", "A-05", "A-06"):
        desk.application(code_)
    name, evidence = column_of(desk, NAME), column_of(desk, "依据文件")
    desk.run(dry_run=True)
    rewrite(desk.book)
    errors = ["#REF!", "#SPILL!", "#GETTING_DATA", "#名称?"]
    for row, error in enumerate(errors, 2):
        put(desk.book, f"{name}{row}", f't="e"><f>VLOOKUP(1,A:B,2)</f><v>{error}</v></c>')
    put(desk.book, f"{name}6", 't="e" vm="1"><v>#VALUE!</v></c>')
    put(desk.book, f"{name}7", 't="str"><f>CONCATENATE("示例","公司")</f><v>示例公司</v></c>')
    edit(desk.book, SHEET, lambda sheet: with_cell(sheet, f"{evidence}7", 't="str"><f>IF(1=2,"x","")</f><v></v></c>'))
    run = desk.run(dry_run=True)
    assert said(run) == [
        *(f"申报推荐!{name}{row} it shows the error {error}" for row, error in enumerate(errors, 2)),
        f"申报推荐!{name}6 it holds a picture",
    ]
    assert [outcome.event.name for outcome in run.plan.outcomes] == ["示例公司"]  # type: ignore[union-attr]


def put(path: Path, ref: str, rest: str) -> None:
    """Replace a cell that is there, but for its looks."""
    edit(path, SHEET, lambda sheet: re.sub(rf'(<c r="{ref}"(?: s="\d+")?)[^>]*>.*?</c>', rf"\1 {rest}", sheet, count=1))


def with_cell(sheet: str, ref: str, rest: str) -> str:
    """Return a sheet with a cell where none is, or none with anything in it."""
    sheet = re.sub(rf'<c r="{ref}"[^>]*/>', "", sheet)
    return re.sub(rf'(<row [^>]*\br="{ref[-1]}".*?)(</row>)', rf'\1<c r="{ref}" {rest}\2', sheet, count=1, flags=re.DOTALL)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


BEARS_THE_NAME = {
    "加密.xlsx": (OLE + "EncryptedPackage".encode("utf-16-le"), "it is encrypted"),
    "旧格式.XLSX": (OLE + "Workbook".encode("utf-16-le"), "old .xls or .et format"),
    "导出.xlsx": ("序号,事项\n1,申报\n".encode("gbk"), "no .xlsx workbook"),
    "网页.xlsx": (b"<html><table><tr><td>x</td></tr></table></html>", "no .xlsx workbook"),
}


def test_what_only_bears_the_name_is_said_at_the_file(desk: Desk) -> None:
    desk.application("A-01")
    for name, (content, _) in BEARS_THE_NAME.items():
        (desk.folder / name).write_bytes(content)
    run = desk.run(as_clerk=True)
    assert {remark.place.path.name for remark in run.remarks} == BEARS_THE_NAME.keys()
    assert all(BEARS_THE_NAME[remark.place.path.name][1] in str(remark.error) for remark in run.remarks)
    assert (run.exit_code, run.waiting) == (2, None)


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ("xl/JDEData.bin", "it holds macros"),
        ("xl\\vbaProject.bin", "it holds macros"),
        ("xl/externalLinks/externalLink1.xml", "it holds links to other files"),
        ("xl\\externalLinks\\externalLink1.xml", "it holds links to other files"),
    ],
)
def test_what_could_run_or_reach_out_is_refused_in_every_dialect(tmp_path: Path, part: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        open_package(saved(tmp_path, workbook() | {part: b"<x/>"}))


def test_a_name_that_two_parts_have_but_for_the_slash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="one name"):
        open_package(saved(tmp_path, workbook() | {"xl\\workbook.xml": b"<x/>"}))


def test_what_programs_keep_beside_is_passed_over_and_an_open_workbook_named(desk: Desk) -> None:
    desk.application("A-01")
    for name in (f"~${desk.book.name}", ".~另一本.xlsx", "Thumbs.db", "desktop.ini", "._台账.xlsx"):
        (desk.folder / name).write_bytes(b"\x05 clerk")
        (desk.folder / "附件" / name).write_bytes(b"\x05 clerk")
    run = desk.run(dry_run=True)
    assert said(run) == ["! it is open in another program; what was not saved there is not read"]
    assert (run.remarks[0].place.path, run.remarks[0].notice, run.exit_code) == (desk.book, True, 0)
    assert counts(run) == {"new": 1}
    with pytest.raises(BadInput, match="there is no file"):
        Attachments(desk.folder / "附件").find("Thumbs")


def test_a_workbook_with_a_name_in_capitals_is_read(desk: Desk) -> None:
    desk.application("A-01")
    desk.run(dry_run=True)
    desk.book.rename(desk.book.with_suffix(".XLSX"))
    assert counts(desk.run(dry_run=True)) == {"new": 1}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('yyyy"年"m"月"d"日"', ""), ('[DBNum1][$-804]yyyy"年"m"月"d"日";@', ""), ("yyyy-mm-dd", ""), ("[$-F800]dddd, mmmm dd, yyyy", ""),
        ('yyyy"年"m"月"', "ym"), ("mmm\\-yy", "ym"), ("yyyy", "y"), ('m"月"d"日"', "md"), ("d-mmm", "md"), ("[Red]m/d;@", "md"),
        ("General", ""), ("@", ""), ("0.00_d", ""), ('0"md"', ""), ("h:mm AM/PM", ""), ("[$-404]e/m/d", ""), ("#,##0.00", ""),
        ("0.00E+00", ""),
    ],
)  # fmt: skip
def test_a_format_tells_which_part_of_a_date_it_shows(text: str, shown: str) -> None:
    assert date_part(text) == shown


@pytest.mark.parametrize(
    ("on", "shown", "read"),
    [
        (date(2025, 9, 1), "ym", "2025-09"),
        (date(2025, 1, 1), "y", "2025"),
        (date(2025, 9, 24), "ym", "2025-09-24"),
        (date(2025, 9, 1), "", "2025-09-01"),
    ],
)
def test_a_date_is_known_as_far_as_it_was_typed(on: date, shown: str, read: str) -> None:
    assert partial(Cell(on, shown=shown)) == read


def test_numbers_are_what_was_typed_not_what_is_kept() -> None:
    assert points(Cell(85.500000000000014)) == 8550
    assert share(Cell(0.28999999999999998, percent=True)) == 29
    assert money(Cell(1234567.8900000001)) == 123456789


def test_marks_that_nobody_sees_are_no_part_of_a_code() -> None:
    assert code(Cell("'\u202dＡ－07\u202c\u200b")) == "A-07"
    assert credit_code(f"'{CREDIT[:9]}\u200e{CREDIT[9:]}\ufeff") == CREDIT
    assert day(Cell("\u200e2025/9/24")) == "2025-09-24"
    assert free_text(Cell("甲\r乙\r\n丙")) == "甲\n乙\n丙"
