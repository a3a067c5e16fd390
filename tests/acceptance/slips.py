"""Slips of somebody who types (误录): planted in the workbooks, each found as a comment on its cell, then taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from tests.acceptance.office import Office, rows_of

from ledger.intake.scoresheet import FIRST_APPLICANT, FIRST_ITEM


def slips_are_found(office: Office, make: Callable[[Office], dict[tuple[str, str, str], str]]) -> None:
    """Make slips, see each come back as a comment on its cell in both languages and nothing handed over, then take them back."""
    right = office.originals()
    slips = make(office)
    wrong = {path: path.read_bytes() for path in right}
    for lang, sign in (("zh_CN.UTF-8", "→ "), ("C.UTF-8", "Next: ")):
        told = office.record("--key", office.keys / "clerk.pem", code=2, lang=lang)
        assert told["waiting"] is None
        assert told["recorded_now"] == told["counts"]["ready"] == 0
        comments = {place: text for copy in told["copies"] for place, text in comments_in(Path(copy)).items()}
        missed = {place: why for place, why in slips.items() if why not in "".join(_at(told, place))}
        assert missed == {}
        assert slips.keys() <= comments.keys()
        assert all(sign in comments[place] for place in slips)
    assert {path: path.read_bytes() for path in right} == wrong, "the workbooks themselves are never touched"
    assert not list(office.folder.glob("待复核/*")) or office.head() > 0
    for path, content in right.items():
        path.write_bytes(content)


def slips_in_rows(office: Office) -> dict[tuple[str, str, str], str]:
    """Make the slips of a clerk in the rows; return what is said at which cell."""
    name = office.clerk.book.name
    book = openpyxl.load_workbook(office.clerk.book)
    slips: dict[tuple[str, str, str], str] = {}

    def slip(sheet: str, row: int, column: str, value: Any, why: str) -> None:
        page = book[sheet]
        at = next(cell.column for cell in page[1] if str(cell.value).split("\n")[0] == column)
        page.cell(row, at).value = value
        slips[name, sheet, page.cell(row, at).coordinate] = why

    submitted = rows_of(book["申报推荐"], "申报")
    slip("申报推荐", submitted[0], "日期", "2025.13.9", "is a day that does not exist")
    slip("申报推荐", submitted[1], "统一社会信用代码", 91320804123456789, "a long number stands as a number")
    slip("申报推荐", submitted[2], "统一社会信用代码", "91350100M000100Y44", "does not answer to the others")
    slip("申报推荐", submitted[3], "文件编号", "W-没有", "there is no file")
    slip("申报推荐", submitted[4], "真实性承诺", "大概", "is neither yes nor no")
    slip("申报推荐", submitted[5], "原因", "多填", "does not belong to")
    slip("申报推荐", submitted[6], "行号", book["申报推荐"].cell(submitted[7], 1).value, "the same row stands at")
    slips[name, "申报推荐", f"A{submitted[7]}"] = "the same row stands at"
    recommended = rows_of(book["申报推荐"], "签署审核推荐意见")
    slip("申报推荐", recommended[0], "推荐意见", "基本同意", "is none of the words for it")
    slip("申报推荐", recommended[1], "申报代号", "A-70", "nobody has the code A-70")
    slip("申报推荐", recommended[2], "事项", "推荐意见", "is no kind of fact of this sheet")
    decided = rows_of(book["资格审查"], "资格审查结论")
    slip("资格审查", decided[0], "理由", None, "it is empty")
    slip("参数文件", rows_of(book["参数文件"], "发布评奖通知")[0], "申报截止日", "=C1", "a formula whose value was never computed")
    page = book["资格审查"]
    page.merge_cells(start_row=decided[1], end_row=decided[2], start_column=4, end_column=4)
    slips[name, "资格审查", page.cell(decided[1], 4).coordinate] = "are merged"
    book.save(office.clerk.book)
    return slips


def slips_in_marks(office: Office) -> dict[tuple[str, str, str], str]:
    """Make the slips of somebody who copies marks from a sheet."""
    expert = office.recused[0]
    path = office.folder / f"评分_{expert}.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["资料评审"]
    codes = {page.cell(2, n).value: n for n in range(FIRST_APPLICANT, page.max_column + 1)}
    others = [code for code in codes if code != office.recused[1]]
    slips: dict[tuple[str, str, str], str] = {}

    def slip(row: int, column: int, value: Any, why: str) -> None:
        page.cell(row, column).value = value
        slips[path.name, page.title, page.cell(row, column).coordinate] = why

    assert page.cell(FIRST_ITEM, codes[office.recused[1]]).value == "回避"
    assert page.cell(FIRST_ITEM, codes[office.recused[1]]).protection.locked
    assert not page.cell(FIRST_ITEM, codes[others[0]]).protection.locked
    slip(FIRST_ITEM, codes[office.recused[1]], 0.8, "stands aside from")
    slip(FIRST_ITEM, codes[others[0]], "87%", "this is no step of the rubric")
    slip(FIRST_ITEM, codes[others[1]], 1.05, "is not between 0 and 100")
    slip(FIRST_ITEM + 1, codes[others[2]], "缺", "is no number")
    slip(3, codes[others[3]], "六月三十一日", "is no date")
    slip(2, codes[others[4]], others[0], "stands here twice")
    book.save(path)
    return slips


def comments_in(copy: Path) -> dict[tuple[str, str, str], str]:
    """Return the comments of a copy on its rows, by (name of the original, sheet, cell)."""
    book = openpyxl.load_workbook(copy)
    original = copy.name.replace("_批注", "")
    return {
        (original, page.title, cell.coordinate): cell.comment.text
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.comment is not None and cell.comment.author == "台账"
    }


def _at(told: dict[str, Any], place: tuple[str, str, str]) -> list[str]:
    name, sheet, ref = place
    return [remark["what"]["en"] for remark in told["remarks"] if remark["place"] == f"{name} {sheet}!{ref}"]
