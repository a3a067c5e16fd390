"""A round from workbooks: filled in by a clerk, saved as three programs do, mended, confirmed and recorded to its publication."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from tests.acceptance import paperwork
from tests.acceptance.conftest import SMALL
from tests.acceptance.desk import Desk
from tests.acceptance.office import SHORT, Office, fill_in, office_in, play_from_workbooks, put, rows_of, standings
from tests.acceptance.paperwork import PRINTED, RECONCILED, TOLD, Check
from tests.acceptance.slips import slips_are_found, slips_in_marks, slips_in_rows

from ledger.demo.play import Played, play
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND, Size
from ledger.intake.sheets import SCORE
from ledger.terms import View
from ledger.vault.reading import Reader

pytestmark = pytest.mark.filterwarnings("ignore:Data Validation extension is not supported")
"""The clerk of these tests writes through openpyxl, which cannot keep a drop-down as Excel does."""

SLIPS = {"filled 0": slips_in_rows, "filled 1": slips_in_marks}
"""Where slips are planted: when the part is filled in and saved again."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Yield the desk of an office that has recorded a small round to its end."""
    with office_in(tmp_path_factory.mktemp("office"), SMALL) as office:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("ledger.intake.template.ROWS", SHORT)
            desk = worked_through(office)
        yield desk


def worked_through(office: Office) -> Desk:
    """Record a round to its end: slips are found and mended, one expert signs himself, the clerk asks and prints as it goes on."""
    desk = Desk(office)

    def at(point: str) -> None:
        if point in SLIPS:
            slips_are_found(office, SLIPS[point])
        desk.at(point)

    play_from_workbooks(office, at)
    return desk


@pytest.fixture(scope="module")
def office(desk: Desk) -> Office:
    """Return the office of the desk."""
    return desk.office


@pytest.fixture(autouse=True)
def unchanged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Put the workbooks of the shared office back as they were."""
    if "office" not in request.fixturenames:
        yield
        return
    office: Office = request.getfixturevalue("office")
    before = office.originals()
    yield
    for path, content in before.items():
        path.write_bytes(content)


@pytest.mark.parametrize("check", [*TOLD, *PRINTED, *RECONCILED], ids=lambda check: check.__name__)
def test_while_the_round_went_on(desk: Desk, check: Check) -> None:
    check(desk)


def test_a_number_used_twice_and_one_left_over_are_named(desk: Desk, tmp_path: Path) -> None:
    paperwork.a_number_used_twice_and_one_left_over_are_named(desk, tmp_path / "copy")


def test_a_round_from_workbooks_stands_as_the_one_that_was_signed_live(office: Office, small_demo: Played) -> None:
    assert standings(office.home) == standings(small_demo.home)


def test_marks_that_an_expert_signed_himself_are_told_from_those_on_paper(office: Office) -> None:
    with Reader(office.home, View.AUDITOR, who="test", purpose="test") as reader:
        marks = [fact for fact in reader.facts(ROUND) if fact.said.type == SCORE]
    live = {(fact.said.subject("expert"), fact.said.body["phase"]) for fact in marks if fact.said.provenance.kind == "live"}
    assert live == {(office.own_hand, "document")}
    assert sum(fact.said.provenance.kind == "transcribed" for fact in marks) > len(live)


def test_every_paper_that_an_act_rests_on_is_kept(office: Office) -> None:
    with Reader(office.home, View.AUDITOR, who="test", purpose="test") as reader:
        facts = [fact for fact in reader.facts(ROUND) if fact.said.provenance.kind == "transcribed"]
    assert len(facts) > 300
    for digest in {fact.said.provenance.scan for fact in facts} | {d for fact in facts for d in fact.said.evidence}:
        assert sha256((office.home.path / "attachments" / str(digest)).read_bytes()).hexdigest() == digest


def test_a_second_run_records_nothing(office: Office) -> None:
    before = office.head()
    told = office.record("--key", office.keys / "clerk.pem")
    assert (told["recorded_now"], told["waiting"], office.head()) == (0, None, before)
    assert set(told["counts"]) - {name for name, count in told["counts"].items() if not count} == {"recorded"}


def test_rows_may_be_sorted_and_moved(office: Office) -> None:
    with office.book_to_change() as book:
        page = book["申报推荐"]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2, max_row=60)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                page.cell(number, column).value = value
    told = office.record()
    assert told["counts"]["recorded"] > 0
    assert told["counts"]["new"] == told["counts"]["wrong"] == 0


def test_a_row_that_was_changed_after_it_was_recorded_is_told_of_corrections(office: Office) -> None:
    with office.book_to_change() as book:
        page = book["申报推荐"]
        row = rows_of(page, "签署审核推荐意见")[0]
        at = next(cell.column for cell in page[1] if str(cell.value).startswith("理由"))
        page.cell(row, at).value = "后来改了"
        place = f"{office.clerk.book.name} 申报推荐!{page.cell(row, at).coordinate}"
    told = office.record(code=2)
    (remark,) = told["remarks"]
    assert remark["place"] == place
    assert "更正例外" in remark["next"]["zh"]
    assert "后来改了" not in str(remark), "what the record says is not told again"


def test_trying_leaves_no_trace(office: Office) -> None:
    before = office.head()
    waiting = sorted(path.name for path in (office.folder / "待复核").iterdir())
    with office.book_to_change() as book:
        fill_in(book["批准奖励"], "经验推广", 事由="示例经验交流会", 申报代号="A-04", 日期="2025.12.1", 文件编号="PF-推广")
        (office.folder / "附件" / "PF-推广.jpg").write_bytes(b"scan")
    told = office.record("--dry-run")
    assert told["counts"]["new"] == 1
    assert (office.head(), sorted(path.name for path in (office.folder / "待复核").iterdir())) == (before, waiting)


def test_what_a_rule_refuses_is_said_on_its_row_with_its_citation(office: Office) -> None:
    with office.book_to_change() as book:
        row = fill_in(book["批准奖励"], "奖金拨付", 申报代号="A-01", 日期="2025.12.1", 文件编号="PF-0001", 凭证号="V-9")
        for name, value in (("金额（元）", "20万元"), ("收款账户", "示例"), ("预算年度", 2025), ("预算科目", "示例"), ("收款单位", "示例")):
            put(book["批准奖励"], row, name, value)
    told = office.record("--key", office.keys / "clerk.pem", code=3)
    (remark,) = told["remarks"]
    assert remark["kind"] == "refused"
    assert remark["place"].endswith(f"批准奖励!B{row}")
    assert "第十条" in remark["what"]["zh"]
    assert told["waiting"] is None, "what is refused is never sealed"


def test_a_copy_that_somebody_worked_in_is_not_overwritten(office: Office) -> None:
    copy = office.folder / f"台账_{ROUND}_批注.xlsx"
    before = copy.read_bytes()
    book = openpyxl.load_workbook(copy)
    book["申报推荐"]["F2"].value = "在副本里改的"
    book.save(copy)
    worked = copy.read_bytes()
    with office.book_to_change() as changed:
        changed["参数文件"]["B2"].value = "不是事项"
    told = office.record(code=2)
    assert copy.read_bytes() == worked != before
    assert [Path(one).name for one in told["copies"]] == [f"台账_{ROUND}_2_批注.xlsx"]
    copy.unlink()
    Path(told["copies"][0]).unlink()


def test_a_workbook_of_another_round_or_of_nobody_is_told_so(office: Office) -> None:
    stranger, other = office.folder / "别的.xlsx", office.folder / "台账_2024.xlsx"
    book = openpyxl.load_workbook(office.clerk.book)
    book["_台账"]["B3"].value = "2024"
    book.save(other)
    del book["_台账"]
    book.save(stranger)
    try:
        told = office.record(code=2)
        assert {remark["place"]: remark["what"]["en"][:24] for remark in told["remarks"]} == {
            "别的.xlsx": "it was not written by `l",
            "台账_2024.xlsx": "it belongs to the round ",
        }
    finally:
        stranger.unlink()
        other.unlink()
        for copy in office.folder.glob("*2024_批注.xlsx"):
            copy.unlink()


@pytest.mark.slow
def test_a_whole_round_goes_from_workbooks_to_its_publication(tmp_path: Path) -> None:
    size = Size()
    assert (size.applicants, size.experts, size.committee, size.items) == (24, 7, 17, 23)
    (tmp_path / "office").mkdir()
    with office_in(tmp_path / "office", size) as office:
        desk = worked_through(office)
        own = play(demo_round(1, size), tmp_path / "own")
        assert standings(office.home) == standings(own.home)
        for check in (*TOLD, *PRINTED, *RECONCILED):
            check(desk)
        paperwork.a_number_used_twice_and_one_left_over_are_named(desk, tmp_path / "copy")
