"""A folder taken in: what waits, what is confirmed, what was changed meanwhile, and what only the body itself can sign."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import orjson
import pytest
from tests.ledger.intake.conftest import Desk
from tests.ledger.world import ORIGIN, ROUND, key

from ledger.drafting import draft_from, event_of_draft, read_sealed, seal_act
from ledger.errors import BadInput, Refused
from ledger.intake.lines import read_lines
from ledger.intake.plan import Fate
from ledger.intake.recording import Run, take_in
from ledger.intake.remarks import told
from ledger.intake.signing import confirmable, sign_scores
from ledger.record.envelope import read_act
from ledger.terms import KeyId, Role, View
from ledger.vault.reading import Reader


def counts(run: Run) -> dict[str, int]:
    return {fate.value: len(found) for fate in Fate if (found := run.plan.of(fate))}


def said(run: Run) -> list[str]:
    return [f"{remark.place.sheet}!{remark.place.ref} {remark.error}" for remark in run.remarks]


def test_nothing_is_recorded_before_the_second_person_has_signed(desk: Desk) -> None:
    desk.application("A-01")
    before = desk.head()
    run = desk.run(as_clerk=True)
    assert counts(run) == {"new": 1}
    assert run.waiting is not None
    assert run.waiting.name == "001.jsonl"
    assert "申报 (application.submitted)" in run.waiting.with_suffix(".txt").read_text("utf-8-sig")
    assert counts(desk.run()) == counts(desk.run(as_clerk=True)) == {"waiting": 1}
    assert desk.head() == before
    desk.confirm(run.waiting)
    done = desk.run()
    assert (counts(done), len(done.receipts), desk.head()) == ({"recorded": 1}, 1, before + 1)
    assert counts(desk.run()) == {"recorded": 1}


def test_the_act_names_the_paper_its_date_and_its_scan(desk: Desk) -> None:
    row = desk.application("A-01", 文件编号="PF-0017", 文件日期="2025.3.4")
    desk.confirm(desk.run(as_clerk=True).waiting)
    desk.run()
    with Reader(desk.world.home, View.AUDITOR, who="t", purpose="t") as reader:
        fact = next(fact for fact in reader.facts(ROUND) if fact.said.type == "application.submitted")
    paper = fact.said.provenance
    assert (paper.kind, paper.on_behalf_of, paper.serial, paper.dated) == ("transcribed", "A-01", "PF-0017", "2025-03-04")
    assert [signer.role for signer in fact.said.signers] == ["clerk", "confirmer"]
    assert (desk.world.home.path / "attachments" / str(paper.scan)).read_bytes() == b"PF-0017"
    assert fact.said.seen.size > 0, "the template says what was known"
    assert row == 2


def test_a_row_that_was_changed_while_it_waits_is_sealed_anew_and_the_old_one_withdrawn(desk: Desk) -> None:
    row = desk.application("A-01")
    desk.application("A-02")
    first = desk.run(as_clerk=True)
    desk.application("A-01", at=row, 组织名称="改正后的名称", 文件编号="PF-申报推荐-2")
    again = desk.run(as_clerk=True)
    assert counts(again) == {"new": 1, "waiting": 1}
    assert first.waiting is not None
    left = [read_act(read_sealed(line).finish().act).said for _, line in read_lines(first.waiting)]
    assert [one.subject("applicant") for one in left] == ["A-02"]
    for waiting in (first.waiting, again.waiting):
        desk.confirm(waiting)
    assert counts(desk.run()) == {"recorded": 2}


def test_a_confirmed_act_is_not_recorded_when_its_row_says_something_else_by_now(desk: Desk) -> None:
    row = desk.application("A-01")
    desk.confirm(desk.run(as_clerk=True).waiting)
    desk.application("A-01", at=row, 组织名称="改了", 文件编号="PF-申报推荐-2")
    before = desk.head()
    run = desk.run()
    assert counts(run) == {"new": 1}
    assert desk.head() == before


def test_a_scan_that_was_exchanged_is_noticed_by_both(desk: Desk) -> None:
    desk.application("A-01", 文件编号="PF-1")
    waiting = desk.run(as_clerk=True).waiting
    assert waiting is not None
    acts = [read_sealed(line) for _, line in read_lines(waiting)]
    assert "PF-1.pdf" in "".join(confirmable(waiting, acts))
    desk.confirm(waiting)
    desk.paper("PF-1", b"another paper")
    with pytest.raises(BadInput, match="has the digest"):
        list(confirmable(waiting, acts))
    before = desk.head()
    run = desk.run()
    assert desk.head() == before
    assert run.exit_code == 2
    assert any("has the digest" in one for one in said(run))


@pytest.mark.parametrize("damage", ["signature", "disclosure", "json"])
def test_a_line_that_was_tampered_with_is_not_recorded(desk: Desk, damage: str) -> None:
    desk.application("A-01")
    signed = desk.confirm(desk.run(as_clerk=True).waiting)
    line = orjson.loads(signed.read_bytes())
    if damage == "signature":
        line["act"]["signatures"][1] = line["act"]["signatures"][0]
    elif damage == "disclosure":
        line["disclosures"] = line["disclosures"][:-1]
    signed.write_bytes(orjson.dumps(line)[: None if damage != "json" else 40])
    before = desk.head()
    run = desk.run()
    assert desk.head() == before
    assert (run.exit_code, len(run.receipts)) == (2, 0)


def test_nothing_new_is_sealed_while_a_cell_is_at_fault(desk: Desk) -> None:
    desk.application("A-01")
    desk.application("A-02", 日期="不知道")
    run = desk.run(as_clerk=True)
    assert (run.waiting, run.exit_code) == (None, 2)
    assert not (desk.folder / "待复核").exists()


def test_a_rule_that_refuses_one_row_lets_the_others_through(desk: Desk) -> None:
    desk.application("A-01")
    desk.application("A-02", 真实性承诺="否")
    run = desk.run(as_clerk=True)
    assert counts(run) == {"new": 1, "refused": 1}
    assert run.exit_code == 3
    (remark,) = run.remarks
    assert isinstance(remark.error, Refused)
    assert (remark.place.sheet, remark.place.ref) == ("申报推荐", "B3")
    assert "不予受理" in told(remark, "zh")
    copy = openpyxl.load_workbook(run.copies[0])["申报推荐"]
    assert str(copy["C2"].value).startswith("handed over")
    assert str(copy["C3"].value).startswith("refused")


def test_rows_of_one_day_find_their_order(desk: Desk) -> None:
    withdrawn = {"日期": "2025.3.5", "申报代号": "A-01", "原因": "另有安排"}
    desk.row("申报推荐", "撤回申报", **withdrawn)
    desk.application("A-01")
    run = desk.run(as_clerk=True)
    assert [outcome.said.type for outcome in run.plan.outcomes if outcome.said] == ["application.submitted", "application.withdrawn"]


def test_a_correction_takes_the_place_of_its_row(desk: Desk) -> None:
    desk.application("A-01")
    desk.confirm(desk.run(as_clerk=True).waiting)
    desk.run()
    correction = {
        "日期": "2025.3.5",
        "原行号": "申001",
        "更正内容": "组织名称=正确名称\n收到日期=2025年3月4日",
        "原因说明": "笔误",
        "批准": "办公室主任",
    }
    desk.row("更正例外", "更正", **correction)
    run = desk.run(as_clerk=True)
    assert counts(run) == {"recorded": 1, "new": 1}
    desk.confirm(run.waiting)
    assert counts(desk.run()) == {"recorded": 2}
    with Reader(desk.world.home, View.AUDITOR, who="t", purpose="t") as reader:
        (applied,) = reader.history(ROUND).round(ROUND).application.applications.values()
    assert (applied.submitted.name, applied.submitted.received_on.isoformat()) == ("正确名称", "2025-03-04")


@pytest.mark.parametrize(
    ("values", "column", "why"),
    [
        ({"原行号": "申099"}, "E", "nothing is known of"),
        ({"原行号": "第三行"}, "E", "is no number of a row"),
        ({"更正内容": "名称改为某某"}, "F", "is not of the form"),
        ({"更正内容": "真实性承诺=也许"}, "F", "is neither yes nor no"),
        ({"批准": None}, "I", "it is empty"),
        ({"事项": "修改"}, "B", "is neither a correction nor a deviation"),
    ],
)
def test_a_correction_with_a_slip_is_said_on_its_cell(desk: Desk, values: dict[str, str], column: str, why: str) -> None:
    desk.application("A-01")
    usual = {"日期": "2025.3.5", "原行号": "申001", "更正内容": "组织名称=正确名称", "原因说明": "笔误", "批准": "办公室主任"}
    what = values.pop("事项", "更正")
    desk.row("更正例外", what, **(usual | values))
    run = desk.run(as_clerk=True)
    assert [(one.split()[0], why in one) for one in said(run)] == [(f"更正例外!{column}2", True)]
    assert run.waiting is None


def test_a_deviation_is_signed_by_the_body_that_departed(desk: Desk) -> None:
    adopted = {"日期": "2025.3.5", "文号": "示例2号", "参数（参数=取值|依据）": "panel.min=5|示例"}
    desk.row("参数文件", "评审规则采用", **adopted)
    refused = desk.run(as_clerk=True)
    rule = "article_06.is_adopted_before_the_call"
    assert f"[{rule}]" in told(refused.remarks[0], "zh")
    deviation = {"原行号": "参001", "所涉规则": rule, "原因说明": "漏采用", "批准": "委员会会议纪要3号"}
    desk.row("更正例外", "例外", **deviation)
    run = desk.run(as_clerk=True)
    assert counts(run) == {"own_hand": 1}
    assert run.waiting is None, "no clerk stands for a body that departs"
    (path,) = run.to_sign
    draft = draft_from(path.read_bytes())
    assert (draft.provenance.kind, draft.deviation and draft.deviation.rule) == ("live", rule)
    own = key("committee")
    signed = seal_act(event_of_draft(draft), draft, ORIGIN, [(Role.COMMITTEE, own.id)]).sign(own)
    (desk.folder / "已签").mkdir()
    (desk.folder / "已签" / "例外.jsonl").write_bytes(signed.finish().line() + b"\n")
    assert counts(desk.run()) == {"recorded": 1}
    assert counts(desk.run(as_clerk=True)) == {"recorded": 1}


@pytest.mark.parametrize(("values", "why"), [({"所涉规则": "article_99.x"}, "is no rule"), ({"原行号": "参077"}, "stands in this folder")])
def test_a_deviation_from_nothing_is_said_on_its_cell(desk: Desk, values: dict[str, str], why: str) -> None:
    desk.application("A-01")
    usual = {"原行号": "申001", "所涉规则": "article_06.is_adopted_before_the_call", "原因说明": "x", "批准": "y"}
    desk.row("更正例外", "例外", **(usual | values))
    run = desk.run(as_clerk=True)
    assert [why in one for one in said(run)] == [True]


def test_an_expert_signs_a_score_workbook_away_from_the_ledger(desk: Desk) -> None:
    book = score_workbook(desk)
    own = key("E-01")
    signed = sign_scores(book, own, ORIGIN, None)
    assert len(signed) == 3
    assert not any(act.awaited for act in signed)
    plain = [read_act(act.finish().act).said for act in signed]
    assert {one.type for one in plain} == {"score.recorded"}
    assert {one.provenance.kind for one in plain} == {"live"}
    assert [one.id for one in plain] == [read_act(act.finish().act).said.id for act in sign_scores(book, own, None, None)]


@pytest.mark.parametrize(
    ("ref", "value", "why"),
    [("E7", "83%", "no step"), ("E7", "缺", "no number"), ("B3", None, "is missing"), ("E2", "A-02", "twice"), ("E7", "=1+1", "formula")],
)
def test_a_score_workbook_at_fault_is_not_signed(desk: Desk, ref: str, value: str, why: str) -> None:
    book = score_workbook(desk)
    loaded = openpyxl.load_workbook(book)
    loaded["资料评审"][ref].value = value
    loaded.save(book)
    with pytest.raises(BadInput, match=why):
        sign_scores(book, key("E-01"), ORIGIN, None)


def test_a_score_workbook_is_signed_for_its_own_ledger_alone(desk: Desk) -> None:
    with pytest.raises(BadInput, match="belongs to"):
        sign_scores(score_workbook(desk), key("E-01"), "other.example/quality", None)
    with pytest.raises(BadInput, match="no score workbook"):
        sign_scores(desk.book, key("E-01"), ORIGIN, None)


def test_the_key_and_the_second_person_must_be_known(desk: Desk) -> None:
    desk.application("A-01")
    options = {"dry_run": False, "lang": "en", "who": "t", "clock": lambda: desk.world.now}
    with pytest.raises(BadInput, match="not bound to a clerk"):
        take_in(desk.world.home, desk.folder, key=key("office"), confirmer=None, **options)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="not bound as a confirmer"):
        take_in(desk.world.home, desk.folder, key=key("clerk"), confirmer=KeyId(key("office").id), **options)  # type: ignore[arg-type]


def test_a_folder_without_a_workbook_is_refused(desk: Desk, tmp_path: Path) -> None:
    options = {"key": None, "confirmer": None, "dry_run": True, "lang": "en", "who": "t"}
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nowhere"):
        with pytest.raises(BadInput):
            take_in(desk.world.home, folder, **options)  # type: ignore[arg-type]


def test_a_hostile_workbook_beside_the_others_is_named_and_stops_sealing(desk: Desk) -> None:
    desk.application("A-01")
    with zipfile.ZipFile(desk.folder / "恶意.xlsx", "w") as into:
        into.writestr("xl/vbaProject.bin", b"x")
    (desk.folder / "旧表.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    run = desk.run(as_clerk=True)
    assert {remark.place.path.name for remark in run.remarks} == {"恶意.xlsx", "旧表.xls"}
    assert (run.waiting, run.exit_code) == (None, 2)


def test_the_template_overwrites_nothing(desk: Desk) -> None:
    before = desk.book.read_bytes()
    assert desk.template() == []
    assert desk.book.read_bytes() == before


def test_reading_what_is_on_record_is_told_to_the_access_log(desk: Desk) -> None:
    def entries() -> list[str]:
        log = desk.world.home.open_access_log()
        found = [str(entry) for _, entry in log.entries()]
        log.close()
        return found

    before = len(entries())
    desk.application("A-01")
    desk.confirm(desk.run(as_clerk=True).waiting)
    desk.run()
    desk.run()
    assert len(entries()) > before
    assert "workbooks" in entries()[-1]


def score_workbook(desk: Desk) -> Path:
    """Write the score workbook of E-01 with three marks for two applicants."""
    from ledger.events.measure import RubricItem
    from ledger.intake.scorebook import score_workbook as write
    from ledger.intake.workbook import open_book
    from ledger.terms import Hundredths, ItemId, Phase

    items = [
        RubricItem(item=ItemId(item), zh=item, en=item, least=Hundredths(0), most=Hundredths(5000), step=Hundredths(250))
        for item in ("4.1.2", "4.7.2")
    ]
    about = open_book(desk.book).about
    import msgspec

    about = msgspec.structs.replace(about, use="score", expert="E-01")
    path = desk.folder / "评分_E-01.xlsx"
    path.write_bytes(write(about, items, {Phase.DOCUMENT: ["A-01", "A-02"]}, frozenset()))
    book = openpyxl.load_workbook(path)
    page = book["资料评审"]
    page["B3"].value = "2025.3.5"
    page["E7"].value, page["E8"].value, page["F7"].value = "85%", 0.5, 1
    book.save(path)
    return path
