"""The forms of an office: each is opened again and held against the record; what it may not show, it does not."""

from __future__ import annotations

import json
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from docx import Document
from tests.acceptance.adversary import ROUND, TWO_CLERKS, Scene

from ledger import cli
from ledger.events.forms import Form, FormsIssued, FormSpoiled, FormsReturned
from ledger.events.measure import CalendarAdopted
from ledger.events.notice import ObjectionReceived
from ledger.forms.code import code_of
from ledger.forms.public_notice import opens_with_the_notice, period
from ledger.forms.release import Release
from ledger.intake.scoresheet import CODES, DAY, FIRST_APPLICANT, FIRST_ITEM, ITEM
from ledger.record.envelope import Correction, Provenance
from ledger.rules.parameters import settle
from ledger.terms import ApplicantCode, Digest, ExpertCode, Hundredths, ItemId, Milestone, Phase, Role

At = Callable[[str], Scene]
PURPOSE = ("--purpose", "核对")
ROOT = re.compile(r"[A-Za-z0-9+/]{43}=")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ran]:
    """Run ``ledger`` in a folder of this test alone."""
    for name in ("LEDGER_HOME", "LEDGER_DSN", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["ledger", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return run


Ask = Callable[..., Ran]


def printed(ask: Ask, scene: Scene, form: str, *more: str) -> Path:
    """Print a form and return its one file."""
    ran = ask("print", form, ROUND, "--ledger", scene.home.path, *more, "--json")
    assert ran.code == 0, ran.err
    (written,) = json.loads(ran.out)["files"]
    return Path(written["file"])


def text_of(path: Path) -> str:
    """Return all the text of a .docx, its foot too."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *foot])


def tables_of(path: Path) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(str(path)).tables]


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    found = [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True)]
    return [row for row in found if any(value is not None for value in row)]


def opened(scene: Scene) -> list[dict[str, object]]:
    """Return the entries of the access log."""
    log = scene.home.open_access_log()
    entries = [entry for _, entry in log.entries()]
    log.close()
    return entries


def issue(scene: Scene, series: str, last: int, form: Form, to: str) -> None:
    scene.record(FormsIssued(series=series, first=1, last=last, form=form, issued_to=to))


# Score confirmations


def test_a_confirmation_shows_exactly_the_recorded_marks_of_one_expert(at: At, ask: Ask) -> None:
    scene = at("marked")
    issue(scene, "PF", 2, Form.SCORE_SHEET, "E-02")
    path = printed(ask, scene, "score-confirmation", "--expert", "E-02", *PURPOSE)
    ((head, *rows, totals),) = tables_of(path)
    assert head == ["评分项", "A-01", "A-02", "A-03", "A-04", "A-05"]
    shown = {
        (ApplicantCode(a), ItemId(row[0])): Hundredths(int(points) * 100)
        for row in rows
        for a, points in zip(head[1:], row[1:], strict=True)
    }
    recorded = {(a, i): p for a, marks in scene.marks[Phase.DOCUMENT].items() for (i, e), p in marks.items() if e == "E-02"}
    assert shown == recorded
    assert totals[1:] == [str(sum(p for (a, _), p in recorded.items() if a == code) // 100) for code in head[1:]]
    said = text_of(path)
    assert code_of(ROUND, ExpertCode("E-02"), Phase.DOCUMENT, recorded) in said
    assert "PF-0001" in said
    assert "E-01" not in said
    assert ROOT.search(said)
    assert "adversary.example/quality" in said


def test_a_missing_mark_is_a_dash_and_a_zero_is_a_zero(at: At, ask: Ask) -> None:
    scene = at("seated").on("2025-06-01")
    scene.record_mark("A-01", "E-01", "document", "4.1", 0)
    ((_, *rows, _),) = tables_of(printed(ask, scene, "score-confirmation", *PURPOSE))
    assert [row[1] for row in rows] == ["0", "—"]


def test_the_door_opens_the_marks_of_that_expert_alone(at: At, ask: Ask) -> None:
    scene = at("marked")
    before = len(opened(scene))
    printed(ask, scene, "score-confirmation", "--expert", "E-02", *PURPOSE)
    (entry,) = opened(scene)[before:]
    assert (entry["purpose"], entry["values"], entry["round"]) == ("核对", 10, ROUND)


def test_all_confirmations_go_into_a_folder(at: At, ask: Ask, tmp_path: Path) -> None:
    ran = ask("print", "评分确认单", ROUND, "--ledger", at("marked").home.path, *PURPOSE, "-o", tmp_path / "out")
    assert ran.code == 0
    assert sorted(path.name.split("_")[1] for path in (tmp_path / "out").iterdir()) == ["E-01", "E-02", "E-03"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("score-confirmation", ROUND), "the access log asks why"),
        (("summary", ROUND), "the access log asks why"),
        (("score-confirmation", ROUND, *PURPOSE, "--expert", "E-09"), "E-09 has no mark in this phase"),
        (("score-confirmation", ROUND, *PURPOSE, "--phase", "site"), "no mark is on record"),
        (("score-confirmation", ROUND, *PURPOSE, "-o", "all.docx"), "3 confirmations do not go into one file"),
        (("score-confirmation", ROUND, *PURPOSE, "--expert", "E-01", "--serial", "PF"), "'PF' is no number of a form"),
        (("summary", ROUND, *PURPOSE, "-o", "summary.docx"), "this form is written as .xlsx"),
        (("certificate", ROUND), "there is no form 'certificate'"),
        (("summary",), "a form is printed for a round"),
        (("summary", "1999", *PURPOSE), "there is no round '1999'"),
        (("notice", ROUND, *PURPOSE), "no candidates are determined yet"),
        (("count-sheet", ROUND), "nobody has an overall score yet"),
        (("payment-list", ROUND), "the result is not published yet"),
        (("objection-receipt", ROUND), "no receipt was handed out"),
    ],
)
def test_what_cannot_be_printed_is_said_and_nothing_is_written(at: At, ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    ran = ask("print", *arguments, "--ledger", at("marked").home.path)
    assert ran.code == 2
    assert said in ran.err
    assert list(Path().iterdir()) == []


def test_without_a_purpose_nothing_sealed_is_opened(at: At, ask: Ask) -> None:
    scene = at("marked")
    before = len(opened(scene))
    assert ask("print", "score-confirmation", ROUND, "--ledger", scene.home.path, "--purpose", "  ").code == 2
    assert len(opened(scene)) == before


# Codes


def test_a_code_is_checked_against_the_paper_that_was_printed(at: At, ask: Ask) -> None:
    scene = at("marked")
    path = printed(ask, scene, "score-confirmation", "--expert", "E-01", *PURPOSE)
    code = re.search(r"校验码：(\S+)", text_of(path))
    assert code is not None
    ran = ask("print", "--check", code[1], path, "--json")
    assert (ran.code, json.loads(ran.out)["agrees"]) == (0, True)


def test_a_changed_mark_on_the_paper_gives_another_code(at: At, ask: Ask) -> None:
    path = printed(ask, at("marked"), "score-confirmation", "--expert", "E-01", *PURPOSE)
    code = re.search(r"校验码：(\S+)", text_of(path))
    assert code is not None
    document = Document(str(path))
    document.tables[0].rows[1].cells[1].paragraphs[0].runs[0].text = "99"
    document.save(str(path))
    ran = ask("print", "--check", code[1], path)
    assert ran.code == 1
    assert "not those that this code confirms" in ran.out


@pytest.mark.parametrize(
    ("code", "said"),
    [("7K2M-9QXA", "is no code"), ("0000-0000-0001", "wrong character"), ("校验码", "is no code")],
)
def test_a_wrong_code_is_said_to_be_wrong(at: At, ask: Ask, code: str, said: str) -> None:
    path = printed(ask, at("marked"), "score-confirmation", "--expert", "E-01", *PURPOSE)
    ran = ask("print", "--check", code, path)
    assert ran.code == 2
    assert said in ran.err


def test_the_code_of_somebody_else_does_not_agree(at: At, ask: Ask) -> None:
    scene = at("marked")
    path = printed(ask, scene, "score-confirmation", "--expert", "E-01", *PURPOSE)
    other = re.search(r"校验码：(\S+)", text_of(printed(ask, scene, "score-confirmation", "--expert", "E-02", *PURPOSE)))
    assert other is not None
    assert ask("print", "--check", other[1], path).code == 1


@pytest.mark.parametrize("name", ["nothing.docx", "text.docx", "book.xlsx"])
def test_a_file_without_marks_is_not_checked(at: At, ask: Ask, name: str) -> None:
    if name != "nothing.docx":
        Path(name).write_text("no office file")
    assert ask("print", "--check", "0000-0000-0000", name).code == 2


def test_a_file_that_would_unpack_without_end_is_not_opened(ask: Ask) -> None:
    with zipfile.ZipFile("bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b"0" * 60_000_000)
    ran = ask("print", "--check", "0000-0000-0000", "bomb.docx")
    assert ran.code == 2
    assert "unpacked it has 60000000 bytes" in ran.err


def test_what_was_printed_is_not_written_over(at: At, ask: Ask) -> None:
    scene = at("on notice")
    path = printed(ask, scene, "notice", *PURPOSE)
    before = path.read_bytes()
    for form in (("notice", "-o", str(path)), ("score-confirmation", "--expert", "E-01", "-o", str(path))):
        ran = ask("print", form[0], ROUND, "--ledger", scene.home.path, *PURPOSE, *form[1:])
        assert ran.code == 2
        assert "there is a file already" in ran.err
    assert path.read_bytes() == before


# Summary


def test_the_summary_gives_totals_and_places_with_their_arithmetic(at: At, ask: Ask) -> None:
    scene = at("evaluated")
    path = printed(ask, scene, "summary", *PURPOSE)
    assert openpyxl.load_workbook(path).sheetnames == [
        "资料评审名次",
        "前两阶段合计",
        "综合评分",
        "资料评审",
        "陈述答辩",
        "现场评审",
        "算式",
    ]
    head, *rows = rows_of(path, "综合评分")
    assert head[:6] == ["名次", "申报代号", "资料评审", "陈述答辩", "现场评审", "算式"]
    totals = {total.applicant: total.points / 100 for total in scene.totals(scene.sheet.final)}
    assert [(row[0], row[1], row[6], row[9]) for row in rows[:2]] == [(1, "A-01", totals["A-01"], "是"), (2, "A-02", totals["A-02"], "是")]
    assert rows[0][5] == "200×0.4 + 200×0.2 + 200×0.4 = 200.00"
    _, first, *_ = rows_of(path, "算式")
    assert first[:4] == ["资料评审", "A-01", "4.1", "E-01 100  E-02 100  E-03 100"]
    assert first[5:] == ["(100 + 100 + 100) ÷ 3", 100]


def test_the_summary_reads_every_mark_again(at: At, ask: Ask) -> None:
    scene = at("marked")
    act = scene.ids["document A-05 E-01 4.1"]
    corrected = scene.mark("A-05", "E-01", points=10_000)
    scene.record(corrected, corrects=Correction(act=act, why="笔误", approved_by="办公室"))
    _, *rows = rows_of(printed(ask, scene, "summary", *PURPOSE), "资料评审")
    (row,) = [row for row in rows if row[0] == "A-05"]
    assert row[1] == round((100 + 80 + 80) / 3, 4)


# Public notice


def test_a_notice_names_candidates_period_and_checkpoint(at: At, ask: Ask) -> None:
    scene = at("on notice")
    said = text_of(printed(ask, scene, "notice", *PURPOSE))
    assert "示例组织A-01" in said
    assert "示例组织A-03" not in said
    assert "2025年9月24日至2025年10月9日" in said
    assert "首日不计入" in said
    size = len(scene.facts())
    assert f"记录数：{size}" in said
    root = ROOT.search(said)
    assert root is not None
    assert root[0] in ask("checkpoint", "--ledger", scene.home.path).out


def test_the_last_day_is_worked_out_before_the_notice_is_posted(at: At, ask: Ask) -> None:
    said = text_of(printed(ask, at("determined"), "notice", *PURPOSE, "--starts", "2025-09-24"))
    assert "2025年9月24日至2025年10月9日" in said, "seven days end in the holidays and roll past them"


@pytest.mark.parametrize(
    ("settled", "starts", "last"),
    [
        ({"notice.counting": "calendar_days_first_included"}, "2025-09-24", "2025年9月30日"),
        ({"notice.counting": "working_days_first_excluded"}, "2025-09-24", "2025年10月11日"),
        ({"notice.counting": "calendar_days_first_excluded"}, "2025-09-01", "2025年9月8日"),
    ],
)
def test_the_adopted_counting_decides_the_last_day(at: At, settled: dict[str, str], starts: str, last: str) -> None:
    scene = at("determined")
    with Release(scene.home, ROUND, who="test", purpose="") as release:
        opening = release.round.opening
        opening.parameters = settle(opening.parameters, settled.items())
        _, found, _ = period(release, date.fromisoformat(starts))
    assert f"{found.year}年{found.month}月{found.day}日" == last


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((*PURPOSE,), "no notice is on record"),
        ((*PURPOSE, "--starts", "2025.9.24"), "'2025.9.24' is no day"),
        ((*PURPOSE, "--starts", "2026-12-30"), "the last day cannot be worked out"),
        (("--starts", "2025-09-24"), "the access log asks why"),
    ],
)
def test_a_notice_without_its_days_or_a_purpose_is_not_written(at: At, ask: Ask, more: tuple[str, ...], said: str) -> None:
    ran = ask("print", "notice", ROUND, "--ledger", at("determined").home.path, *more)
    assert ran.code == 2
    assert said in ran.err
    assert list(Path().iterdir()) == []


def test_a_notice_shows_totals_only_where_the_rules_have_opened_them(at: At, ask: Ask) -> None:
    said = text_of(printed(ask, at("on notice"), "notice", *PURPOSE))
    assert "综合得分" not in said
    assert "200.00" not in said
    later = text_of(printed(ask, at("published"), "notice", *PURPOSE, "-o", "later.docx"))
    assert "综合得分" in later
    assert "200.00" in later


def test_a_milestone_of_the_result_opens_nothing_at_the_notice(at: At) -> None:

    scene, later = at("on notice").round, at("published").round
    assert [opens_with_the_notice(m, scene) for m in (None, Milestone.NEVER, Milestone.RESULT, Milestone.NOTICE)] == [
        False,
        False,
        False,
        True,
    ]
    assert opens_with_the_notice(Milestone.RESULT, later)


def test_forms_are_chinese_unless_english_is_asked_for(at: At, ask: Ask) -> None:
    scene = at("on notice")
    assert "的公示" in text_of(printed(ask, scene, "notice", *PURPOSE))
    english = text_of(printed(ask, scene, "notice", *PURPOSE, "--lang", "en", "-o", "notice.docx"))
    assert "Public notice of the candidates" in english
    assert "公示时间" not in english


# Receipts, counts, payments


def test_receipts_carry_their_numbers_and_nothing_of_the_objector(at: At, ask: Ask) -> None:

    scene = at("on notice").on("2025-09-26")
    issue(scene, "YY", 6, Form.OBJECTION_RECEIPT, "office")
    scene.record(FormSpoiled(series="YY", number=2, why="填错"))
    scene.record(FormsReturned(series="YY", first=5, last=6))
    scene.record(ObjectionReceived(applicant=ApplicantCode("A-02"), objector="王某", content="材料不实"), Role.OFFICE)
    path = printed(ask, scene, "objection-receipt")
    said = text_of(path)
    assert sorted(set(re.findall(r"YY-\d{4}", said))) == ["YY-0001", "YY-0003", "YY-0004"]
    for secret in ("王某", "材料不实", "A-02", "示例组织"):
        assert secret not in said
    assert not any(entry["purpose"] == "print" for entry in opened(scene))
    one = text_of(printed(ask, scene, "objection-receipt", "--serial", "YY-3", "-o", "one.docx"))
    assert set(re.findall(r"YY-\d{4}", one)) == {"YY-0003"}


def test_a_receipt_that_a_sealed_objection_used_is_left_out_where_a_purpose_opens_it(at: At, ask: Ask) -> None:
    scene = at("on notice").on("2025-09-26")
    issue(scene, "YY", 2, Form.OBJECTION_RECEIPT, "office")
    paper = Provenance(kind="transcribed", on_behalf_of="public", serial="YY-0001", dated=scene.today, scan=Digest("b" * 64), source=None)
    objection = ObjectionReceived(applicant=ApplicantCode("A-02"), objector="王某", content="材料不实")
    scene.record(objection, signers=TWO_CLERKS, provenance=paper)
    before = len(opened(scene))
    closed = text_of(printed(ask, scene, "objection-receipt"))
    assert set(re.findall(r"YY-\d{4}", closed)) == {"YY-0001", "YY-0002"}, "whose number was used is not open"
    assert len(opened(scene)) == before
    seen = text_of(printed(ask, scene, "objection-receipt", *PURPOSE, "-o", "left.docx"))
    assert set(re.findall(r"YY-\d{4}", seen)) == {"YY-0002"}
    assert {entry["purpose"] for entry in opened(scene)[before:]} == {"核对"}


@pytest.mark.parametrize("serial", ["YY-0002", "YY-0005", "YY-0007", "PF-0001"])
def test_a_receipt_that_ended_or_was_never_handed_out_is_not_printed(at: At, ask: Ask, serial: str) -> None:
    scene = at("on notice")
    issue(scene, "YY", 6, Form.OBJECTION_RECEIPT, "office")
    scene.record(FormSpoiled(series="YY", number=2, why="填错"))
    scene.record(FormsReturned(series="YY", first=5, last=6))
    ran = ask("print", "objection-receipt", ROUND, "--ledger", scene.home.path, "--serial", serial)
    assert ran.code == 2
    assert f"{serial} cannot be printed" in ran.err


def test_when_every_receipt_has_ended_none_is_printed(at: At, ask: Ask) -> None:
    scene = at("on notice")
    issue(scene, "YY", 1, Form.OBJECTION_RECEIPT, "office")
    scene.record(FormSpoiled(series="YY", number=1, why="填错"))
    assert ask("print", "objection-receipt", ROUND, "--ledger", scene.home.path).code == 2


def test_a_count_sheet_shows_counts_and_no_voters(at: At, ask: Ask) -> None:
    scene = at("voted")
    path = printed(ask, scene, "count-sheet")
    main, nomination = tables_of(path)
    assert main[1][1:6] == ["A-01", "15", "15", "14", "12"]
    assert [cell.strip() for cell in main[2][1:6]] == ["A-02", "", "", "", ""]
    assert nomination[2][1:6] == ["A-02", "15", "15", "14", "12"]
    said = text_of(path)
    assert "委员 17 人，到会 15 人" in said
    for secret in ("计票人甲", "纪要", "示例组织"):
        assert secret not in said
    assert "示例组织A-01" in text_of(printed(ask, scene, "count-sheet", *PURPOSE, "-o", "named.docx"))


def test_the_payment_list_adds_up_and_leaves_the_account_blank(at: At, ask: Ask) -> None:
    scene = at("honoured")
    head, first, second, total, *_ = rows_of(printed(ask, scene, "payment-list"), "奖金拨付表")
    assert head[4:8] == ["核定金额（元）", "已拨付（元）", "待拨付（元）", "开户行及账号"]
    assert first[1:8] == ["示例组织A-01", scene.organisation("A-01")[0], "区长质量奖", 200000, 0, 200000, ""]
    assert second[4:7] == [50000, 0, 50000]
    assert total[4:7] == [250000, 0, 250000]
    _, paid, *_ = rows_of(printed(ask, at("paid"), "payment-list", "-o", "paid.xlsx"), "奖金拨付表")
    assert paid[4:7] == [200000, 200000, 0]


# Reconciling


def folder_of(scene: Scene, ask: Ask, where: Path) -> Path:
    """Return the folder of the round with the score sheets filled in as they were recorded."""
    assert ask("template", ROUND, "--ledger", scene.home.path, "-o", where).code == 0
    for expert in scene.experts:
        path = where / f"评分_{expert}.xlsx"
        book = openpyxl.load_workbook(path)
        page = book["资料评审"]
        for column in range(FIRST_APPLICANT, page.max_column + 1):
            applicant = page.cell(CODES, column).value
            marks = scene.marks[Phase.DOCUMENT].get(ApplicantCode(str(applicant)), {})
            if not marks:
                continue
            page.cell(DAY, column).value = "2025-06-01"
            for row in range(FIRST_ITEM, page.max_row + 1):
                item = str(page.cell(row, ITEM).value)
                if (points := marks.get((ItemId(item), expert))) is not None:
                    page.cell(row, column).value = points / 100
        book.save(path)
    return where


def cell_of(path: Path, applicant: str, item: str) -> tuple[openpyxl.Workbook, openpyxl.cell.Cell]:
    book = openpyxl.load_workbook(path)
    page = book["资料评审"]
    column = next(c for c in range(FIRST_APPLICANT, page.max_column + 1) if page.cell(CODES, c).value == applicant)
    row = next(r for r in range(FIRST_ITEM, page.max_row + 1) if str(page.cell(r, ITEM).value) == item)
    return book, page.cell(row, column)


def reconciled(ask: Ask, scene: Scene, folder: Path) -> tuple[int, dict[str, list[dict[str, object]]]]:
    ran = ask("reconcile", ROUND, "--ledger", scene.home.path, "--folder", folder, "--json")
    assert ran.code in (0, 1), ran.err
    return ran.code, json.loads(ran.out)


def test_sheets_that_say_what_was_recorded_agree_cell_by_cell(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    code, found = reconciled(ask, scene, folder_of(scene, ask, tmp_path / "2025"))
    assert (code, found["wrong"], len(found["marks"])) == (0, 0, 30)
    assert {row["compared"] for row in found["marks"]} == {"same"}
    assert all(row["position"] and row["cell"] for row in found["marks"])
    assert all(row["of_sheet"] == row["of_record"] for row in found["codes"])


def test_a_tampered_cell_is_named_with_both_values(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    folder = folder_of(scene, ask, tmp_path / "2025")
    book, cell = cell_of(folder / "评分_E-02.xlsx", "A-03", "4.7")
    cell.value = 95
    book.save(folder / "评分_E-02.xlsx")
    code, found = reconciled(ask, scene, folder)
    (row,) = [row for row in found["marks"] if row["is_wrong"]]
    assert code == 1
    assert (row["expert"], row["applicant"], row["item"], row["compared"]) == ("E-02", "A-03", "4.7", "differs")
    assert (row["on_sheet"], row["recorded"], row["cell"]) == (9500, 9000, f"资料评审!{cell.coordinate}")
    assert [row["expert"] for row in found["codes"] if row["is_wrong"]] == ["E-02"]


def test_a_cell_that_was_blanked_and_one_that_was_added_are_told_apart(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("seated").on("2025-06-01")
    scene.record_mark("A-01", "E-01", "document", "4.1", 5000)
    scene.record_mark("A-01", "E-01", "document", "4.7", 5000)
    folder = folder_of(scene, ask, tmp_path / "2025")
    book, cell = cell_of(folder / "评分_E-01.xlsx", "A-01", "4.1")
    cell.value = None
    book.save(folder / "评分_E-01.xlsx")
    book, cell = cell_of(folder / "评分_E-01.xlsx", "A-02", "4.1")
    cell.value = 50
    book["资料评审"].cell(DAY, cell.column).value = "2025-06-01"
    book.save(folder / "评分_E-01.xlsx")
    _, found = reconciled(ask, scene, folder)
    told = {(row["applicant"], row["item"]): row["compared"] for row in found["marks"] if row["is_wrong"]}
    assert told == {("A-01", "4.1"): "not_on_sheet", ("A-02", "4.1"): "not_recorded"}


def test_a_corrected_mark_agrees_with_its_original_sheet(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    folder = folder_of(scene, ask, tmp_path / "2025")
    act = scene.ids["document A-05 E-01 4.1"]
    scene.record(scene.mark("A-05", "E-01", points=10_000), corrects=Correction(act=act, why="笔误", approved_by="办公室"))
    code, found = reconciled(ask, scene, folder)
    assert code == 0
    assert [(row["applicant"], row["compared"]) for row in found["marks"] if row["compared"] != "same"] == [("A-05", "corrected")]


def test_a_cell_that_cannot_be_read_is_not_passed_over(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    folder = folder_of(scene, ask, tmp_path / "2025")
    book, cell = cell_of(folder / "评分_E-01.xlsx", "A-02", "4.1")
    cell.value = "很好"
    book.save(folder / "评分_E-01.xlsx")
    code, found = reconciled(ask, scene, folder)
    assert code == 1
    assert {row["compared"] for row in found["marks"] if row["is_wrong"]} == {"unreadable", "not_on_sheet"}


def test_a_sheet_that_is_no_workbook_is_bad_input(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    folder = folder_of(scene, ask, tmp_path / "2025")
    (folder / "评分_E-01.xlsx").write_text("no workbook")
    ran = ask("reconcile", ROUND, "--ledger", scene.home.path, "--folder", folder)
    assert ran.code == 2
    assert "评分_E-01.xlsx" in ran.err


def test_the_code_of_a_sheet_is_checked_without_a_ledger(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("marked")
    folder = folder_of(scene, ask, tmp_path / "2025")
    path = folder / "评分_E-01.xlsx"
    printed_at = printed(ask, scene, "score-confirmation", "--sheet", str(path))
    code = re.search(r"校验码：(\S+)", text_of(printed_at))
    assert code is not None, "a workbook is confirmed without opening the record"
    assert ask("print", "--check", code[1], path).code == 0
    book, cell = cell_of(path, "A-01", "4.1")
    cell.value = 50
    book.save(path)
    assert ask("print", "--check", code[1], path).code == 1


PAPERS = {"PF-0001": b"scan of the first sheet", "PF-0002": b"scan of the second sheet"}


def on_numbered_paper(scene: Scene, serial: str, applicant: str, content: bytes) -> None:
    """Record a mark off a numbered paper of E-01."""
    scan = Digest(sha256(content).hexdigest())
    paper = Provenance(kind="transcribed", on_behalf_of="E-01", serial=serial, dated=scene.today, scan=scan, source=None)
    scene.record(scene.mark(applicant, "E-01"), signers=TWO_CLERKS, provenance=paper)


@pytest.fixture
def papers(at: At, tmp_path: Path) -> tuple[Scene, Path]:
    """Two marks off numbered papers, their scans in the folder, one number spoiled and one back."""
    scene = at("seated").on("2025-06-01")
    issue(scene, "PF", 4, Form.SCORE_SHEET, "E-01")
    for serial, applicant in zip(PAPERS, ("A-01", "A-02"), strict=True):
        on_numbered_paper(scene, serial, applicant, PAPERS[serial])
    scene.record(FormSpoiled(series="PF", number=3, why="填错"))
    scene.record(FormsReturned(series="PF", first=4, last=4))
    folder = tmp_path / "2025"
    (folder / "附件").mkdir(parents=True)
    for serial, content in PAPERS.items():
        (folder / "附件" / f"{serial}.pdf").write_bytes(content)
    return scene, folder


def test_numbers_and_scans_that_are_all_accounted_for_agree(papers: tuple[Scene, Path], ask: Ask) -> None:
    scene, folder = papers
    code, found = reconciled(ask, scene, folder)
    assert code == 0
    assert {row["serial"]: row["ending"] for row in found["numbers"]} == {
        "PF-0001": "used", "PF-0002": "used", "PF-0003": "spoiled", "PF-0004": "returned",
    }  # fmt: skip
    assert [row["found"] for row in found["scans"]] == ["there", "there"]


def test_a_missing_a_changed_and_a_stray_scan_are_told_apart(papers: tuple[Scene, Path], ask: Ask) -> None:
    scene, folder = papers
    (folder / "附件" / "PF-0001.pdf").unlink()
    (folder / "附件" / "PF-0002.pdf").write_bytes(b"another paper")
    (folder / "附件" / "PF-0009.pdf").write_bytes(b"nobody names it")
    code, found = reconciled(ask, scene, folder)
    assert code == 1
    assert [(row["serial"], row["file"], row["found"]) for row in found["scans"]] == [
        ("PF-0001", "", "missing"),
        ("PF-0002", "PF-0002.pdf", "changed"),
        ("", "PF-0009.pdf", "unnamed"),
    ]


def test_the_paper_of_a_register_in_the_folder_is_named(papers: tuple[Scene, Path], ask: Ask) -> None:
    scene, folder = papers
    paper = folder / "附件" / "日历.pdf"
    paper.write_bytes(b"the calendar of the year after")
    assert reconciled(ask, scene, folder)[0] == 1
    scan = Digest(sha256(paper.read_bytes()).hexdigest())
    given = Provenance(kind="transcribed", on_behalf_of="office", serial="国办发 1 号", dated=scene.today, scan=scan, source=None)
    days = CalendarAdopted(name="next", first=2027, last=2027, holidays=("2027-01-01",), workdays=(), source="通知")
    scene.record(days, signers=TWO_CLERKS, provenance=given, round=None)
    assert reconciled(ask, scene, folder)[0] == 0
    paper.write_bytes(b"another paper")
    code, found = reconciled(ask, scene, folder)
    assert (code, [row["file"] for row in found["scans"] if row["is_wrong"]]) == (1, ["日历.pdf"])


def test_a_number_used_for_two_papers_does_not_match(papers: tuple[Scene, Path], ask: Ask) -> None:
    scene, folder = papers
    on_numbered_paper(scene, "PF-0001", "A-03", b"a second paper under the same number")
    (folder / "附件" / "second.pdf").write_bytes(b"a second paper under the same number")
    code, found = reconciled(ask, scene, folder)
    assert code == 1
    (row,) = [row for row in found["numbers"] if row["wrong"]]
    assert row["serial"] == "PF-0001"
    assert len(row["positions"]) == 2


@pytest.mark.parametrize("serial", ["PF-0003", "PF-0004", "PF-0005"])
def test_a_number_that_was_spoiled_returned_or_never_out_does_not_match(papers: tuple[Scene, Path], ask: Ask, serial: str) -> None:
    scene, folder = papers
    on_numbered_paper(scene, serial, "A-03", b"third")
    (folder / "附件" / f"{serial}.pdf").write_bytes(b"third")
    code, found = reconciled(ask, scene, folder)
    assert code == 1
    assert [row["serial"] for row in found["numbers"] if row["wrong"]] == [serial]


def test_the_reconciliation_is_written_as_a_workbook_with_what_is_wrong_in_red(
    papers: tuple[Scene, Path], ask: Ask, tmp_path: Path
) -> None:
    scene, folder = papers
    (folder / "附件" / "PF-0001.pdf").unlink()
    out = tmp_path / "核对表.xlsx"
    ran = ask("reconcile", ROUND, "--ledger", scene.home.path, "--folder", folder, "-o", out, "--lang", "zh")
    assert ran.code == 1
    assert "缺失" in ran.out
    assert "不符 1 处" in ran.out
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["编号表单", "扫描件", "评分", "校验码", "文号凭证"]
    colours = {row[0].value: row[0].font.color.rgb if row[0].font.color else None for row in book["扫描件"].iter_rows(min_row=4, max_row=5)}
    assert colours["PF-0001"] == "FFB00000"
    assert colours["PF-0002"] != "FFB00000"


def test_without_a_folder_it_says_what_it_did_not_compare(at: At, ask: Ask) -> None:
    ran = ask("reconcile", ROUND, "--ledger", at("marked").home.path)
    assert ran.code == 0
    assert "scans: not compared" in ran.out
    assert "score sheets: not compared" in ran.out


def test_after_the_result_a_number_that_is_out_does_not_match(at: At, ask: Ask) -> None:
    scene = at("paid")
    assert ask("reconcile", ROUND, "--ledger", scene.home.path).code == 0
    issue(scene, "PF", 1, Form.OTHER, "office")
    ran = ask("reconcile", ROUND, "--ledger", scene.home.path)
    assert ran.code == 1
    assert "PF-0001" in ran.out
    scene.record(FormsReturned(series="PF", first=1, last=1))
    assert ask("reconcile", ROUND, "--ledger", scene.home.path).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("1999",), "there is no round '1999'"), ((ROUND, "--folder", "nowhere"), "this folder is not there")],
)
def test_what_cannot_be_reconciled_is_said(at: At, ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    ran = ask("reconcile", *arguments, "--ledger", at("called").home.path)
    assert ran.code == 2
    assert said in ran.err


def test_a_copy_without_its_vault_prints_what_is_public_and_nothing_else(at: At, ask: Ask, tmp_path: Path) -> None:
    scene = at("honoured")
    copy = tmp_path / "copy"
    shutil.copytree(scene.home.path, copy, ignore=shutil.ignore_patterns("vault"))
    assert ask("print", "payment-list", ROUND, "--ledger", copy).code == 0
    ran = ask("print", "score-confirmation", ROUND, "--ledger", copy, *PURPOSE)
    assert ran.code == 2
    assert "not beside this ledger" in ran.err
