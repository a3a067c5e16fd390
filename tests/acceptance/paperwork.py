"""What a clerk was told, printed and reconciled in a round, each held against the record. The same checks for every size of a round."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document
from tests.acceptance.desk import PURPOSE, Desk, text_of
from tests.acceptance.office import RECEIPT, Office, fill_in

from ledger.demo.round import ROUND
from ledger.intake.scoresheet import CODES, FIRST_APPLICANT, FIRST_ITEM, ITEM
from ledger.terms import MAIN

Check = Callable[[Desk], None]


def next_of(told: dict[str, Any]) -> dict[str, Any]:
    """Return the first step that is not done."""
    first: dict[str, Any] = told["steps"][0]
    return first


def step_of(told: dict[str, Any], code: str) -> dict[str, Any]:
    (step,) = [step for step in told["steps"] if step["step"] == code]
    return step


def missing(step: dict[str, Any]) -> list[str]:
    return [one["code"] for one in step["missing"]]


# To do


def an_empty_round_begins_with_its_opening(desk: Desk) -> None:
    told = desk.told["empty"]
    assert (next_of(told)["step"], next_of(told)["state"], next_of(told)["who"]) == (
        "open",
        "ready",
        [{"role": "office", "zh": next_of(told)["who"][0]["zh"]}],
    )
    assert (told["done"], told["waiting"]) == (0, [])
    assert "weights" in missing(step_of(told, "parameters"))
    assert [one["rule"] for one in step_of(told, "applications")["blocked"]] == ["article_09_1_to_3.follows_a_call"]


def what_was_handed_over_waits_for_the_second_person(desk: Desk) -> None:
    before, waiting, after = (desk.told[moment] for moment in ("empty", "waiting", "seated"))
    assert waiting["steps"] == before["steps"], "what is not confirmed is on no record"
    assert {tuple(one["awaits"]) for one in waiting["waiting"]} == {("confirmer",)}
    assert len(waiting["waiting"]) == len(desk.office.script.lines[: desk.office.first("score.recorded")])
    assert {"round.opened", "call.published", "application.submitted"} <= {one["type"] for one in waiting["waiting"]}
    assert {one["serial"] for one in waiting["waiting"]} >= {"PF-0001", "PF-0002"}
    assert after["waiting"] == []


def on_the_last_day_applications_are_due_and_opinions_missing(desk: Desk) -> None:
    told, everybody = desk.told["applied"], sorted({event.applicant for event in desk.events("application.submitted")})
    assert next_of(told)["step"] == "applications"
    due = next_of(told)["due"]
    assert (due["day"], due["citation"], next_of(told)["overdue"]) == ("2025-04-30", "9(2)", False)
    opinions = step_of(told, "recommendations")
    assert sorted(missing(opinions)) == everybody
    assert opinions["missing"][0]["zh"] == "无推荐单位意见"


def with_the_panel_every_mark_is_to_come(desk: Desk) -> None:
    told = desk.told["seated"]
    assert (next_of(told)["step"], next_of(told)["state"]) == ("document_marks", "ready")
    assert sorted(missing(next_of(told))) == sorted(desk.events("panel.constituted")[0].experts)
    rubric, qualified = desk.events("rubric.adopted")[0].items, desk.events("qualified_list.fixed")[0].applicants
    recused = sum(event.applicant in qualified for event in desk.events("recusal.recorded"))
    owed = sum(int(re.findall("[0-9]+", one["en"])[0]) for one in next_of(told)["missing"])
    assert owed == len(rubric) * (len(qualified) * len(missing(next_of(told))) - recused)
    assert step_of(told, "defence_list")["due"]["day"] == "2025-06-13"


def before_the_defence_list_the_one_missing_mark_is_named(desk: Desk) -> None:
    told = desk.told["marked"]
    marks, listed = step_of(told, "document_marks"), step_of(told, "defence_list")
    ((expert,), (applicant, item)) = missing(marks), re.findall("lacks (\\S+) (\\S+)", marks["missing"][0]["en"])[0]
    given = {(e.expert, e.applicant, e.item) for e in desk.events("score.recorded") if e.phase == "document"}
    assert (expert, applicant, item) not in given
    assert any((expert, applicant, other) in given for other in {i for _, _, i in given}) or len({i for _, _, i in given}) == 1
    assert (listed["state"], listed["due"]["day"], listed["due"]["citation"], listed["overdue"]) == ("ready", "2025-06-13", "6.2", True)
    assert [step["step"] for step in told["steps"]][:2] == ["document_marks", "defence_list"]


def before_the_notice_the_notice_is_next(desk: Desk) -> None:
    told = desk.told["determined"]
    assert (next_of(told)["step"], next_of(told)["due"]["day"], next_of(told)["overdue"]) == ("notice", "2025-10-10", False)
    assert [one["rule"] for one in step_of(told, "approval")["blocked"]] == ["article_09_9.approves_after_the_notice"]


def after_the_publication_prizes_and_forms_are_left(desk: Desk) -> None:
    told, winners = desk.told["published"], desk.events("result.published")[0].winners
    codes = [winner.applicant for winner in winners]
    assert {step["step"] for step in told["steps"]} == {"budget", "commendation", "honours", "grants", "payments", "forms"}
    assert missing(step_of(told, "honours")) == missing(step_of(told, "grants")) == codes
    assert missing(step_of(told, "commendation")) == [winner.applicant for winner in winners if winner.tier == MAIN]
    assert any("YY-0003…YY-0004" in one["en"] for one in step_of(told, "forms")["missing"])
    finished = desk.told["finished"]
    assert (finished["steps"], finished["waiting"]) == ([], [])


# Printed


def read_confirmation(path: Path) -> dict[tuple[str, str], Decimal]:
    """Return (applicant, item): points of a printed confirmation, read by the cells alone."""
    found = {}
    for table in Document(str(path)).tables:
        head, *rows = [[cell.text.strip() for cell in row.cells] for row in table.rows]
        if head[0] != "评分项":
            continue
        for row in rows[:-1]:
            found |= {(a, row[0].split()[0]): Decimal(p) for a, p in zip(head[1:], row[1:], strict=True) if p != "—"}
    return found


def every_expert_confirms_the_recorded_marks(desk: Desk) -> None:
    files = desk.printed["score-confirmation"]["files"]
    assert len(files) == len(desk.events("panel.constituted")[0].experts)
    upto = desk.printed["score-confirmation"]["position"]
    for one in files:
        path, code = Path(one["file"]), one["code"]
        expert = path.name.split("_")[1]
        recorded = {
            (fact.event.applicant, fact.event.item): Decimal(fact.event.points) / 100
            for fact in desk.facts
            if fact.said.type == "score.recorded" and (fact.position or 0) <= upto and fact.said.subject("expert") == expert
            if fact.event.phase == "document"  # type: ignore[attr-defined]
        }
        assert read_confirmation(path) == recorded
        assert f"校验码：{code}" in text_of(path)


def a_code_ties_the_paper_to_the_file_and_to_nothing_else(desk: Desk) -> None:
    office = desk.office
    files = {Path(one["file"]).name.split("_")[1]: one for one in desk.printed["score-confirmation"]["files"]}
    corrected = {fact.said.subject("expert") for fact in desk.facts if fact.said.type == "score.recorded" and fact.said.corrects}
    as_filled = next(expert for expert in files if expert not in {*corrected, office.own_hand})
    one = files[as_filled]
    sheet = desk.office.folder / f"评分_{as_filled}.xlsx"
    assert office.run("print", "--check", one["code"], one["file"]).exit_code == 0
    assert office.run("print", "--check", one["code"], sheet).exit_code == 0
    other = next(found["code"] for expert, found in files.items() if expert != as_filled)
    assert office.run("print", "--check", other, one["file"]).exit_code == 1
    with changed(sheet) as page:
        move_one_mark(page)
    differs = office.run("print", "--check", one["code"], sheet)
    restore(sheet)
    assert differs.exit_code == 1, differs.output


def the_summary_adds_up_to_the_recorded_totals(desk: Desk) -> None:
    book = openpyxl.load_workbook(desk.printed["summary"]["files"][0]["file"])
    rows = [row for row in book["综合评分"].iter_rows(min_row=4, values_only=True) if isinstance(row[0], int)]
    overall = desk.events("overall_scores.computed")[0]
    assert [row[1] for row in rows] == list(overall.applicants)
    assert {row[1]: round(row[6] * 100) for row in rows} == {total.applicant: total.points for total in overall.totals}
    assert {row[9] for row in rows} == {"是"}


def the_notice_has_the_candidates_the_last_day_and_the_checkpoint(desk: Desk) -> None:
    said = text_of(Path(desk.printed["notice"]["files"][0]["file"]))
    names = {event.applicant: event.name for event in desk.events("application.submitted")}
    candidates = {candidate.applicant for candidate in desk.events("candidates.determined")[0].candidates}
    assert {code for code, name in names.items() if name in said} == candidates
    notice = desk.events("notice.opened")[0]
    first, last = (f"{day.year}年{day.month}月{day.day}日" for day in (notice.starts_on, notice.ends_on))
    assert f"{first}至{last}" in said, "the last day that the ledger worked out is the one that was posted"
    origin, size, root, *_, signature, _ = desk.printed["checkpoint"]["text"].split("\n")
    assert {f"日志：{origin}", f"记录数：{size}"} <= set(re.split(r"\s*\n\s*", said))
    assert root in said
    assert signature in said


def a_receipt_has_its_number_and_says_nothing_of_anybody(desk: Desk) -> None:
    said = text_of(Path(desk.printed["objection-receipt"]["files"][0]["file"]))
    assert sorted(set(re.findall("YY-[0-9]{4}", said))) == [RECEIPT, "YY-0002", "YY-0003", "YY-0004"]
    objection = desk.events("objection.received")[0]
    for secret in (objection.objector, objection.content, objection.applicant):
        assert secret not in said
    ended = desk.office.run("print", "objection-receipt", ROUND, *PURPOSE, "--ledger", desk.office.home.path, "-o", desk.out / "no.docx")
    assert ended.exit_code == 2
    assert "every receipt that was handed out is used, spoiled or back" in ended.stderr


def the_count_sheet_has_the_counts_of_the_ballots(desk: Desk) -> None:
    path = Path(desk.printed["count-sheet"]["files"][0]["file"])
    main, nomination = [[[c.text.strip() for c in row.cells] for row in t.rows[1:]] for t in Document(str(path)).tables[:2]]
    shown = {(row[1], tier): row[2:6] for tier, rows in (("main", main), ("nomination", nomination)) for row in rows if row[2]}
    votes = desk.events("vote.counted")
    assert shown == {(v.applicant, str(v.tier)): [str(n) for n in (v.issued, v.returned, v.valid, v.in_favour)] for v in votes}
    assert {v.counted_by for v in votes} & {word for word in re.split(r"\s+", text_of(path)) if word} == set()


def the_payment_list_has_what_was_granted_and_is_to_be_paid(desk: Desk) -> None:
    page = openpyxl.load_workbook(desk.printed["payment-list"]["files"][0]["file"])["奖金拨付表"]
    rows = [row for row in page.iter_rows(values_only=True) if isinstance(row[0], int)]
    upto = desk.printed["payment-list"]["position"]
    before = [fact.event for fact in desk.facts if fact.said.type == "prize.granted" and (fact.position or 0) <= upto]
    granted = {event.applicant: event.amount // 100 for event in before}  # type: ignore[attr-defined]
    assert granted, "somebody is to be paid"
    assert {row[1]: (row[4], row[5], row[6]) for row in rows} == {
        winner.name: (granted.get(winner.applicant, "—"), 0, granted.get(winner.applicant, 0))
        for winner in desk.events("result.published")[0].winners
    }
    assert {row[7] for row in rows} <= {"", None}, "the account is filled in by hand"


# Reconciled


def reconciled(office: Office, code: int) -> dict[str, Any]:
    return office.told("reconcile", ROUND, "--folder", office.folder, *PURPOSE, code=code)


def on_the_finished_round_everything_agrees(desk: Desk) -> None:
    found = reconciled(desk.office, 0)
    assert (found["matches"], found["wrong"]) == (True, 0)
    marks = [fact for fact in desk.facts if fact.said.type == "score.recorded" and fact.said.provenance.kind == "transcribed"]
    on_sheets = {(row["expert"], row["phase"], row["applicant"], row["item"]) for row in found["marks"]}
    assert on_sheets == {(f.event.expert, f.event.phase, f.event.applicant, f.event.item) for f in marks}  # type: ignore[attr-defined]
    assert {row["compared"] for row in found["marks"]} == {"same", "corrected"}
    assert {row["found"] for row in found["scans"]} == {"there"}
    endings = {row["serial"]: row["ending"] for row in found["numbers"] if row["form"]}
    assert len(endings) == len(desk.office.handed_out)
    assert set(endings.values()) == {"used", "returned", "spoiled"}
    assert [endings[f"YY-000{n}"] for n in (1, 2, 3, 4)] == ["used", "spoiled", "returned", "returned"]


def a_changed_cell_of_a_sheet_is_named(desk: Desk) -> None:
    sheet = next(path for path in sorted(desk.office.folder.glob("评分_*.xlsx")) if desk.office.own_hand not in path.name)
    with changed(sheet) as page:
        applicant, item, cell = move_one_mark(page)
    found = reconciled(desk.office, 1)
    restore(sheet)
    (wrong,) = [row for row in found["marks"] if row["is_wrong"]]
    assert (wrong["file"], wrong["cell"], wrong["applicant"], wrong["item"]) == (sheet.name, f"资料评审!{cell}", applicant, item)
    assert (wrong["compared"], wrong["position"] > 0) == ("differs", True)
    assert [row["file"] for row in found["codes"] if row["is_wrong"]] == [sheet.name]


def a_scan_that_was_replaced_is_named(desk: Desk) -> None:
    scan = desk.office.folder / "附件" / "PF-0001.pdf"
    content = scan.read_bytes()
    scan.write_bytes(b"another paper")
    found = reconciled(desk.office, 1)
    scan.write_bytes(content)
    assert [(row["serial"], row["file"], row["found"]) for row in found["scans"] if row["is_wrong"]] == [
        ("PF-0001", "PF-0001.pdf", "changed")
    ]
    assert found["wrong"] == 1


def a_number_used_twice_and_one_left_over_are_named(desk: Desk, place: Path) -> None:
    office = desk.office.copied(place)
    for serial, name in (("PF-再领", "PF-再领"), (RECEIPT, "另一份")):
        (office.folder / "附件" / f"{name}.pdf").write_bytes(f"scan {serial} {name}".encode())
    with office.book_to_change() as book:
        forms = {"表单字头": "ZZ", "起号": 1, "止号": 2, "表单种类": "其他", "领用人": "office"}
        fill_in(book["参数文件"], "领用编号表单", 日期="2025.12.1", 文件编号="PF-再领", **forms)
        fill_in(
            book["批准奖励"], "经验推广", 事由="示例交流会", 申报代号=_winner(desk), 日期="2025.12.2", 文件编号=RECEIPT, 扫描件="另一份"
        )
    office.take_in()
    found = reconciled(office, 1)
    wrong = {row["serial"]: row["wrong"]["en"] for row in found["numbers"] if row["wrong"]}
    assert set(wrong) == {"ZZ-0001", "ZZ-0002", RECEIPT}
    assert "different papers" in wrong[RECEIPT]
    assert "unaccounted for" in wrong["ZZ-0001"]


def _winner(desk: Desk) -> str:
    return str(desk.events("result.published")[0].winners[0].applicant)


@contextmanager
def changed(path: Path) -> Iterator[Any]:
    """Open the sheet on documents of a score workbook to be changed; ``restore`` puts the file back."""
    path.with_suffix(".before").write_bytes(path.read_bytes())
    book = openpyxl.load_workbook(path)
    yield book["资料评审"]
    book.save(path)


def restore(path: Path) -> None:
    path.with_suffix(".before").replace(path)


def move_one_mark(page: Any) -> tuple[str, str, str]:
    """Give the first mark of a sheet another value; return applicant, item and cell."""
    cells = (page.cell(FIRST_ITEM, column) for column in range(FIRST_APPLICANT, page.max_column + 1))
    cell = next(cell for cell in cells if cell.value is not None and cell.value != "回避")
    cell.value = 0.1 if str(cell.value).strip("%％") not in ("0.1", "10") else 0.9
    return str(page.cell(CODES, cell.column).value), str(page.cell(cell.row, ITEM).value), cell.coordinate


TOLD: tuple[Check, ...] = (
    an_empty_round_begins_with_its_opening,
    what_was_handed_over_waits_for_the_second_person,
    on_the_last_day_applications_are_due_and_opinions_missing,
    with_the_panel_every_mark_is_to_come,
    before_the_defence_list_the_one_missing_mark_is_named,
    before_the_notice_the_notice_is_next,
    after_the_publication_prizes_and_forms_are_left,
)
PRINTED: tuple[Check, ...] = (
    every_expert_confirms_the_recorded_marks,
    a_code_ties_the_paper_to_the_file_and_to_nothing_else,
    the_summary_adds_up_to_the_recorded_totals,
    the_notice_has_the_candidates_the_last_day_and_the_checkpoint,
    a_receipt_has_its_number_and_says_nothing_of_anybody,
    the_count_sheet_has_the_counts_of_the_ballots,
    the_payment_list_has_what_was_granted_and_is_to_be_paid,
)
RECONCILED: tuple[Check, ...] = (
    on_the_finished_round_everything_agrees,
    a_changed_cell_of_a_sheet_is_named,
    a_scan_that_was_replaced_is_named,
)
