"""Rows and papers: found by what they are called, whatever their order, and never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from tests.ledger.intake.conftest import Desk
from tests.ledger.intake.test_folder_run import counts, said
from tests.ledger.world import ORIGIN, ROUND, key

from ledger.commands.sign import command as sign
from ledger.drafting import read_sealed
from ledger.errors import BadInput
from ledger.intake.entries import act_id
from ledger.intake.folder import Attachments, workbooks
from ledger.intake.lines import read_lines
from ledger.intake.scratch import Scratch


def test_a_row_that_was_inserted_needs_no_number(desk: Desk) -> None:
    row = desk.application("A-01", 行号=None)
    desk.confirm(desk.run(as_clerk=True).waiting)
    assert counts(desk.run()) == {"recorded": 1}
    page = desk.page("申报推荐")
    page.insert_rows(row, 3)
    assert counts(desk.run(as_clerk=True)) == {"recorded": 1}


def test_columns_may_change_places(desk: Desk) -> None:
    desk.application("A-01")
    page = desk.page("申报推荐")
    width = page.max_column
    for row in range(1, 4):
        values = [page.cell(row, column).value for column in range(1, width + 1)]
        for column, value in enumerate(reversed(values), 1):
            page.cell(row, column).value = value
    assert counts(desk.run(as_clerk=True)) == {"new": 1}


@pytest.mark.parametrize(
    ("cell", "value", "why", "stops"),
    [
        ("B1", "什么事", "the column 事项 is missing", True),
        ("A1", "编号", "the column 行号 is missing", True),
        ("E1", "行号", "is there twice", True),
        ("F1", "我的备注", "is not read", False),
    ],
)
def test_a_header_that_was_changed_is_told(desk: Desk, cell: str, value: str, why: str, stops: bool) -> None:
    desk.application("A-01", 受理方式=None)
    desk.page("申报推荐")[cell].value = value
    desk.page("申报推荐").cell(2, desk.page("申报推荐")[cell].column).value = "x"
    run = desk.run(as_clerk=True)
    assert any(why in one for one in said(run))
    assert (run.waiting is None) is stops


def test_a_column_for_notes_stands_in_nobodys_way(desk: Desk) -> None:
    desk.application("A-01")
    page = desk.page("申报推荐")
    at = page.max_column + 1
    page.cell(1, at).value, page.cell(2, at).value = "内部备注", "等王主任回电"
    run = desk.run(as_clerk=True)
    assert counts(run) == {"new": 1}
    assert [remark.notice for remark in run.remarks] == [True]


def test_a_sheet_that_is_missing_is_a_notice(desk: Desk) -> None:
    desk.application("A-01")
    desk.page("申报推荐")
    del desk._open["公示异议"]
    run = desk.run(as_clerk=True)
    assert [(remark.notice, "公示异议" in str(remark.error)) for remark in run.remarks] == [(True, True)]
    assert counts(run) == {"new": 1}


@pytest.mark.parametrize(
    ("values", "column", "why"),
    [
        ({"日期": None}, "日期", "it is empty"),
        ({"日期": "2025.3"}, "日期", "is not a full date"),
        ({"文件编号": None}, "文件编号", "it is empty"),
        ({"扫描件": "没有这个"}, "扫描件", "there is no file"),
        ({"申报材料": "没有这个"}, "申报材料", "there is no file"),
        ({"依据文件": "没有甲、没有乙"}, "依据文件", "there is no file"),
        ({"代表": "某个 单位"}, "代表", "neither a body nor a code"),
        ({"申报代号": "A-01、A-02"}, "申报代号", "is not one code"),
        ({"组织名称": 20250305.5}, "组织名称", "a number stands where text is meant"),
        ({"统一社会信用代码": 9.132080412345678e16}, "统一社会信用代码", "a long number"),
        ({"原因": "x"}, "原因", "does not belong to 申报"),
    ],
)
def test_a_slip_is_said_on_its_cell(desk: Desk, values: dict[str, Any], column: str, why: str) -> None:
    row = desk.application("A-01", **values)
    heads = {str(cell.value).split("\n")[0]: cell.column_letter for cell in desk.page("申报推荐")[1]}
    run = desk.run(as_clerk=True)
    assert any(one.startswith(f"申报推荐!{heads[column]}{row} ") and why in one for one in said(run))
    assert run.waiting is None
    copy = openpyxl.load_workbook(run.copies[0])["申报推荐"]
    assert why in copy[f"{heads[column]}{row}"].comment.text
    assert copy[f"{heads[column]}{row}"].fill.fgColor.rgb.endswith("FFC7CE")
    assert "at fault" in copy[f"C{row}"].value


def test_a_formula_of_a_clerk_is_never_run(desk: Desk) -> None:
    desk.application("A-01", 组织名称='=HYPERLINK("http://evil.example","x")')
    assert any("formula" in one for one in said(desk.run(as_clerk=True)))


def test_what_looks_like_a_formula_comes_back_as_text(desk: Desk) -> None:
    desk.application("A-01", 推荐意见=None, 申报代号="=1+1")
    desk.page("申报推荐")["E2"].data_type = "s"
    run = desk.run()
    copy = openpyxl.load_workbook(run.copies[0])["申报推荐"]
    assert all(not str(cell.value).startswith("=") for cell in copy["C"])


def test_a_paper_is_found_by_its_number_whatever_its_ending(tmp_path: Path) -> None:
    (tmp_path / "子夹").mkdir()
    (tmp_path / "PF-0017.JPG").write_bytes(b"a")
    (tmp_path / "子夹" / "示例质发〔2025〕1号.pdf").write_bytes(b"b")
    (tmp_path / "两份.pdf").write_bytes(b"c")
    (tmp_path / "两份.jpg").write_bytes(b"d")
    (tmp_path / "空.pdf").write_bytes(b"")
    papers = Attachments(tmp_path)
    for name in ("PF-0017", "pf-0017.pdf", "ＰＦ－００１７", "PF-0017.jpg"):
        assert papers.find(name).name == "PF-0017.JPG"
    assert papers.find("示例质发〔2025〕1号").read_bytes() == b"b"
    assert papers.of(papers.digest(papers.find("PF-0017"))) == tmp_path / "PF-0017.JPG"
    assert papers.find("两份.pdf").read_bytes() == b"c"
    with pytest.raises(BadInput, match="several files"):
        papers.find("两份")
    with pytest.raises(BadInput, match="0 bytes"):
        papers.digest(papers.find("空"))


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "link", ".hidden", "子夹", "", "PF-1*"])
def test_nothing_outside_of_the_folder_is_a_paper(tmp_path: Path, name: str) -> None:
    inside = tmp_path / "附件"
    (inside / "子夹").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(b"x")
    (inside / "link").symlink_to(tmp_path / "secret")
    (inside / ".hidden").write_bytes(b"x")
    (inside / "PF-12.pdf").write_bytes(b"x")
    with pytest.raises(BadInput):
        Attachments(inside).find(name)


def test_lock_files_and_copies_are_no_workbooks(tmp_path: Path) -> None:
    for name in ("~$台账.xlsx", ".~lock.台账.xlsx#", "台账_批注.xlsx", "台账_2_批注.xlsx", "台账.xlsx", "说明.docx"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in workbooks(tmp_path)] == ["台账.xlsx"]


def test_a_refused_id_is_spent_and_the_row_gets_the_next() -> None:
    scratch = Scratch([], ROUND, ORIGIN, lambda: "2025-03-05T09:00:00.000+08:00")
    first = scratch.id_of("申报推荐/申001")
    scratch.refused.add(first)
    assert scratch.id_of("申报推荐/申001") == act_id(ORIGIN, ROUND, "申报推荐/申001", 1) != first
    assert scratch.id_of("申报推荐/申002") != first


def test_the_id_of_a_row_belongs_to_its_ledger_round_and_key() -> None:
    ids = {act_id(o, r, k, n) for o in ("a", "b") for r in ("2025", "2026") for k in ("x", "y") for n in (0, 1)}
    assert len(ids) == 16
    assert all(len(id) == 32 for id in ids)


def test_whoever_confirms_is_shown_the_act_and_asked(desk: Desk, tmp_path: Path) -> None:
    desk.application("A-01", 文件编号="PF-9")
    waiting = desk.run(as_clerk=True).waiting
    assert waiting is not None
    key("confirmer").save(tmp_path / "confirmer.pem", None)
    arguments = [str(waiting), "--key", str(tmp_path / "confirmer.pem")]
    asked = CliRunner().invoke(sign, arguments)
    assert isinstance(asked.exception, BadInput), "nobody can be asked here"
    beside = waiting.with_name("001_已复核.jsonl")
    assert not beside.exists()
    done = CliRunner().invoke(sign, [*arguments, "--yes"])
    assert done.exit_code == 0
    assert "PF-9.pdf" in done.output
    assert "申报代号: A-01" in done.output
    (act,) = [read_sealed(line) for _, line in read_lines(beside)]
    assert not act.awaited
    in_place = CliRunner().invoke(sign, [*arguments, "--yes", "-o", str(waiting)])
    assert in_place.exit_code == 0
    assert waiting.read_bytes() == beside.read_bytes()
    assert counts(desk.run()) == {"recorded": 1}
