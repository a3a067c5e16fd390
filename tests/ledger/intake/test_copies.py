"""The copy with remarks of a workbook that Excel or WPS saved: it opens again, and holds what the user put in besides the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.worksheet.table import Table
from tests.acceptance.office import save_again
from tests.ledger.intake.conftest import Desk
from tests.ledger.intake.dialects import MAIN, OFFICE, as_excel, as_wps, edit, parts_of, save
from tests.ledger.intake.test_folder_run import counts, said

from ledger.intake.workbook import open_book

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension is not supported")
Rewrite = Callable[[Path], Path]
SHEET = "申报推荐"
PART = "xl/worksheets/sheet3.xml"
REMARK = "is no date"
THREAD = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
NOTE = "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment.\n\nComment:\n    请核对组织名称"


def worked_in(desk: Desk) -> None:
    """Fill in a row that is right and one that is not, and use what a spreadsheet program offers besides."""
    desk.application("A-01")
    desk.application("A-02", 日期="不知道")
    page = desk.page(SHEET)
    page["D3"].comment = Comment("日期见纸面第二页", "王经办")
    page["K2"].comment = Comment(NOTE, "tc={0FDF4B1E-0D47-4717-9DD5-C9FC731B0AD6}")
    page.row_dimensions[3].hidden = True
    page.column_dimensions["E"].hidden = True
    page.auto_filter.ref = None
    page.add_table(Table(displayName="表1", ref=f"A1:{openpyxl.utils.get_column_letter(page.max_column)}20"))
    desk.run(dry_run=True)


def with_a_thread(path: Path) -> Path:
    """Put the conversation behind the comment of Excel's newer kind into the file."""
    parts = parts_of(path)
    thread = (
        f'<ThreadedComments xmlns="{THREAD}"><threadedComment ref="K2" dT="2025-03-05T09:00:00.00" personId="{{1}}" '
        'id="{0FDF4B1E-0D47-4717-9DD5-C9FC731B0AD6}"><text>请核对组织名称</text></threadedComment></ThreadedComments>'
    )
    rels = "xl/worksheets/_rels/sheet3.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    one = f'<Relationship Id="rIdT" Type="{kind}" Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    more = {
        "xl/threadedComments/threadedComment1.xml": thread.encode(),
        "xl/persons/person.xml": f'<personList xmlns="{THREAD}"><person displayName="王经办" id="{{1}}"/></personList>'.encode(),
        rels: parts[rels].replace(b"</Relationships>", one.encode()),
    }
    return save(path, parts | more)


def excel_with_a_thread(path: Path) -> Path:
    return with_a_thread(as_excel(path))


def choices(path: Path) -> dict[str, list[tuple[str, str, str]]]:
    """Return the drop-downs of each sheet as every program since 2007 knows them."""
    book = openpyxl.load_workbook(path)
    return {
        page.title: sorted((str(rule.sqref), str(rule.formula1), str(rule.error)) for rule in page.data_validations.dataValidation)
        for page in book.worksheets
    }


@pytest.mark.parametrize("rewrite", [excel_with_a_thread, as_wps])
def test_the_copy_keeps_what_the_user_put_in(desk: Desk, rewrite: Rewrite) -> None:
    worked_in(desk)
    offered = choices(desk.book)
    assert sum(map(len, offered.values())) > 50
    rewrite(desk.book)
    if rewrite is excel_with_a_thread:
        assert choices(desk.book) != offered, "Excel keeps them where openpyxl does not see them"
    run = desk.run(as_clerk=True)
    (copy,) = run.copies
    assert [one for one in said(run) if REMARK in one] == said(run)
    assert choices(copy) == offered
    page = openpyxl.load_workbook(copy)[SHEET]
    assert REMARK in page["D3"].comment.text
    assert "—— 王经办\n日期见纸面第二页" in page["D3"].comment.text
    assert page["D3"].fill.fgColor.rgb.endswith("FFC7CE")
    assert page["K2"].comment.text == NOTE
    assert page["B1"].comment.text
    assert (page.row_dimensions[3].hidden, page.column_dimensions["E"].hidden, page.freeze_panes) == (True, True, "D2")
    assert list(page.tables) == ["表1"]
    assert entries(copy) == entries(desk.book)


def entries(path: Path) -> dict[str, list[list[Any]]]:
    """Return what stands in each sheet, without the column 结果, as the ledger's own reader has it."""
    grids = open_book(path).grids
    return {name: [[v for n, v in enumerate(row) if n != 2 or name != SHEET] for row in grid.rows] for name, grid in grids.items()}


@pytest.mark.parametrize("rewrite", [as_excel, as_wps])
def test_a_copy_that_was_mended_is_as_good_as_the_original(desk: Desk, rewrite: Rewrite) -> None:
    worked_in(desk)
    (copy,) = desk.run(as_clerk=True).copies
    book = openpyxl.load_workbook(copy)
    book[SHEET]["D3"].value = "2025.3.5"
    book.save(desk.book)
    copy.unlink()
    rewrite(desk.book)
    run = desk.run(as_clerk=True)
    assert said(run) == []
    assert counts(run) == {"new": 2}


def test_the_copy_of_a_workbook_of_excel_opens_in_libreoffice(desk: Desk, tmp_path: Path) -> None:
    worked_in(desk)
    excel_with_a_thread(desk.book)
    (copy,) = desk.run(as_clerk=True).copies
    alone = tmp_path / "alone"
    alone.mkdir()
    again = alone / "again.xlsx"
    again.write_bytes(copy.read_bytes())
    save_again(alone, {})
    assert open_book(again).about == open_book(desk.book).about
    page = openpyxl.load_workbook(again)[SHEET]
    assert REMARK in page["D3"].comment.text
    assert len(page.data_validations.dataValidation) == len(choices(copy)[SHEET])


def test_what_is_confirmed_is_recorded_even_if_no_copy_can_be_made(desk: Desk) -> None:
    desk.application("A-01")
    desk.confirm(desk.run(as_clerk=True).waiting)
    edit(desk.book, "xl/styles.xml", lambda styles: re.sub(r"<fill>.*?</fill>", "<fill/>", styles, count=1))
    run = desk.run()
    assert (counts(run), len(run.receipts), run.exit_code) == ({"recorded": 1}, 1, 0)
    assert said(run) == ["! the copy with remarks cannot be made: TypeError"]
    assert run.copies == []


def test_a_copy_that_is_open_elsewhere_is_named_and_stands_in_nobodys_way(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.application("A-01")
    first = desk.run(as_clerk=True)
    desk.confirm(first.waiting)
    usual = Path.replace

    def held(path: Path, to: Path) -> Path:
        if to in first.copies:
            raise PermissionError(13, "Permission denied")
        return usual(path, to)

    monkeypatch.setattr(Path, "replace", held)
    run = desk.run()
    assert (counts(run), len(run.receipts), run.exit_code) == ({"recorded": 1}, 1, 0)
    assert said(run) == [f"! {first.copies[0].name} cannot be written: Permission denied"]


def test_the_dialects_have_what_the_real_files_have(desk: Desk) -> None:
    worked_in(desk)
    excel, wps = parts_of(as_excel(desk.book, desk.book.with_name("e.xlsx"))), parts_of(as_wps(desk.book, desk.book.with_name("w.xlsx")))
    sheet = excel[PART].decode()
    for feature in ("x14:dataValidation ", 'spans="1:', "x14ac:dyDescent", 'mc:Ignorable="x14ac', '<row r="3999"', "xr:uid"):
        assert feature in sheet, feature
    assert 'numFmtId="31"' in excel["xl/styles.xml"].decode()
    assert re.search(r"<r><t[^>]*>.*?<rFont", excel["xl/sharedStrings.xml"].decode())
    assert "<rPh " in excel["xl/sharedStrings.xml"].decode()
    assert "x15ac:absPath" in excel["xl/workbook.xml"].decode()
    assert 'formatCode="[$-804]yyyy&quot;年&quot;' in wps["xl/styles.xml"].decode()
    assert "KSOProductBuildVer" in wps["docProps/custom.xml"].decode()
    assert "xl/worksheets/" in wps
    assert "x14:" not in wps[PART].decode().replace("xmlns:x14", "")
    assert MAIN in sheet
    assert f"{OFFICE}/relationships" in excel["xl/_rels/workbook.xml.rels"].decode()
