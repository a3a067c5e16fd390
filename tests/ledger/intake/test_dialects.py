"""The same workbook as Excel and WPS write it gives the same acts, and comes back with remarks and nothing lost."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import pytest
from tests.ledger.intake.conftest import Desk
from tests.ledger.intake.dialects import MAIN, OFFICE, as_excel, as_wps, edit, parts_of, save
from tests.ledger.intake.test_folder_run import counts, said, score_workbook
from tests.ledger.world import ROUND

from ledger.events.measure import RubricItem
from ledger.intake.entries import Remark
from ledger.intake.recording import Run
from ledger.intake.scoresheet import read_scores
from ledger.intake.workbook import open_book
from ledger.terms import Hundredths, ItemId, View
from ledger.vault.reading import Reader

Rewrite = Callable[[Path], Path]
CREDIT = "91350100M000100Y43"
SHEET = "xl/worksheets/sheet3.xml"
"""The part of the sheet 申报推荐."""


def filled(desk: Desk) -> None:
    """Fill in rows with every kind of cell that a clerk fills in."""
    desk.application("A-01", 日期=date(2025, 3, 5), 收到日期="２０２５年３月５日", 统一社会信用代码=CREDIT, 组织名称="示例（有限）公司")
    desk.application("A-02", 日期="2025年3月5日", 收到日期=date(2025, 3, 5), 组织名称="示例\n两行 名称", 真实性承诺=True)
    desk.row(
        "申报推荐",
        "咨询辅导情况申报",
        日期="2025/3/5",
        申报代号="Ａ－０１",
        申报年数=3,
        **{"机构（逐家）": "无", "姓名（按代号顺序）": "无"},
    )
    desk.row("申报推荐", "收件登记", 日期=datetime(2025, 3, 5, 8, 30), 申报代号="A-02", 受理方式="纸质")  # noqa: DTZ001 - as Excel has it


def acts(run: Run) -> list[Any]:
    return [(o.fate, o.said.id, o.said.occurred_at, o.said.provenance, o.event) for o in run.plan.outcomes if o.said]


def in_strict(path: Path) -> Path:
    """Rewrite as Excel saves «Strict Open XML»: other names for everything, and dates written out."""
    as_excel(path)
    parts = parts_of(path)
    days = re.compile(rb'(<c r="[A-Z]+\d+" s="\d+")><v>(45\d{3})</v>')
    for name, part in parts.items():
        told = days.sub(lambda d: d[1] + b' t="d"><v>' + _day(int(d[2])) + b"</v>", part) if "worksheets/" in name else part
        if name.startswith(("xl/", "_rels/")):
            told = told.replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            told = told.replace(f"{OFFICE}/relationships".encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships")
        parts[name] = told
    return save(path, parts)


def _day(serial: int) -> bytes:
    return date.fromordinal(date(1899, 12, 30).toordinal() + serial).isoformat().encode()


def from_1904(path: Path) -> Path:
    """Rewrite as Excel for the Mac did: days are counted from 1904."""
    as_excel(path)
    edit(path, SHEET, lambda sheet: re.sub(r"<v>(45\d{3}(?:\.\d+)?)</v>", lambda v: f"<v>{float(v[1]) - 1462:.17g}</v>", sheet))
    edit(path, "xl/workbook.xml", lambda book: re.sub(r"<workbookPr", '<workbookPr date1904="1"', book))
    return path


def with_backslashes(path: Path) -> Path:
    """Rewrite as some zip programs on Windows do, a file by WPS among them: the names of the parts have backslashes."""
    as_wps(path)
    return save(path, {name.replace("/", "\\"): part for name, part in parts_of(path).items() if not name.endswith("/")})


def without_places(path: Path) -> Path:
    """Rewrite as programs do that leave out what follows from the order: numbers of rows and cells, the extent of the sheet."""
    edit(path, SHEET, lambda sheet: re.sub(r"<dimension[^>]*/>", "", _in_order(sheet)))
    return path


def _in_order(sheet: str) -> str:
    """Return a sheet whose cells stand without an address, with empty ones where none stood."""

    def row(found: re.Match[str]) -> str:
        cells = {place: cell for cell, place in re.findall(r'(<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>))', found[2], re.DOTALL)}
        last = max(cells, key=lambda place: (len(place), place))
        columns = [openpyxl.utils.get_column_letter(n) for n in range(1, openpyxl.utils.column_index_from_string(last) + 1)]
        return "<row>" + "".join(re.sub(r' r="[A-Z]+\d+"', "", cells.get(column, "<c/>")) for column in columns) + "</row>"

    return re.sub(r"<row ([^>]*)>(.*?)</row>", row, sheet, flags=re.DOTALL)


def by_absolute_targets(path: Path) -> Path:
    """Rewrite as Excel on the web does: parts are named from the root of the file."""
    edit(as_excel(path), "xl/_rels/workbook.xml.rels", lambda rels: rels.replace('Target="', 'Target="/xl/'))
    return path


def as_stream(path: Path) -> Path:
    """Rewrite as programs do that stream: 64-bit sizes, written behind each part."""
    parts, buffer = parts_of(as_wps(path)), io.BytesIO()
    buffer.seekable = lambda: False  # type: ignore[method-assign]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as into:
        for name, part in parts.items():
            with into.open(name, "w", force_zip64=True) as stream:
                stream.write(part)
    path.write_bytes(buffer.getvalue())
    return path


def with_marks(path: Path) -> Path:
    """Rewrite with the byte order mark that some libraries for Windows put before each part."""
    return save(
        path, {name: b"\xef\xbb\xbf" + part if name.endswith((".xml", ".rels")) else part for name, part in parts_of(as_wps(path)).items()}
    )


DIALECTS = [as_excel, as_wps, in_strict, from_1904, with_backslashes, without_places, by_absolute_targets, as_stream, with_marks]


@pytest.mark.parametrize("rewrite", DIALECTS)
def test_every_dialect_says_the_same(desk: Desk, rewrite: Rewrite) -> None:
    filled(desk)
    plain = acts(desk.run(dry_run=True))
    before = desk.book.read_bytes()
    rewrite(desk.book)
    assert desk.book.read_bytes() != before
    run = desk.run(dry_run=True)
    assert said(run) == []
    assert counts(run) == {"new": 4}
    assert acts(run) == plain


@pytest.mark.parametrize("rewrite", [as_excel, as_wps])
def test_a_workbook_of_either_program_is_recorded(desk: Desk, rewrite: Rewrite) -> None:
    filled(desk)
    rewrite(desk.book)
    before = desk.head()
    handed = desk.run(as_clerk=True)
    desk.confirm(handed.waiting)
    assert counts(desk.run()) == {"recorded": 4}
    assert desk.head() == before + 4
    with Reader(desk.world.home, View.AUDITOR, who="t", purpose="t") as reader:
        applied = reader.history(ROUND).round(ROUND).application.applications
    first, second = (applied[code].submitted for code in sorted(applied))
    assert (first.organisation, first.name, first.received_on.isoformat()) == (CREDIT, "示例（有限）公司", "2025-03-05")
    assert (second.name, second.received_on.isoformat()) == ("示例\n两行 名称", "2025-03-05")


@pytest.mark.parametrize("rewrite", [as_excel, as_wps, with_backslashes])
def test_marks_are_the_same_in_every_dialect(desk: Desk, rewrite: Rewrite) -> None:
    book = score_workbook(desk)
    loaded = openpyxl.load_workbook(book)
    loaded["资料评审"]["F8"].value = 0.15
    loaded.save(book)
    plain = marks(book)
    assert sorted(plain) == [750, 2500, 4250, 5000]
    if rewrite is as_excel:
        assert b"0.14999999999999999" in parts_of(as_excel(book, book.with_name("x.xlsx")))["xl/worksheets/sheet1.xml"]
    assert marks(rewrite(book)) == plain


def marks(book: Path) -> list[int]:
    """Return the points of all marks in a score workbook."""
    remarks: list[Remark] = []
    item = RubricItem(item=ItemId("4.1.2"), zh="甲", en="a", least=Hundredths(0), most=Hundredths(5000), step=Hundredths(250))
    rubric = {ItemId(name): msgspec.structs.replace(item, item=ItemId(name)) for name in ("4.1.2", "4.7.2")}
    entries = read_scores(open_book(book), rubric, frozenset(), None, remarks)
    assert remarks == []
    return [entry.event["points"] for entry in entries]
