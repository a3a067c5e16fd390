"""A round from workbooks: filled in by a clerk, saved again by LibreOffice, mended, confirmed and recorded to its publication."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest
from click.testing import CliRunner, Result
from tests.acceptance.conftest import SMALL
from tests.acceptance.filling import Clerk

from ledger.demo.play import Played, found, play
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND, Size
from ledger.demo.script import Line, Script
from ledger.demo.seeded import Seed, SeededKeys
from ledger.demo.signing import steps
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.scoresheet import FIRST_APPLICANT, FIRST_ITEM
from ledger.intake.sheets import SCORE
from ledger.record.envelope import read_act
from ledger.terms import Role, View
from ledger.vault.reading import Reader
from projections.projection import plain
from projections.standings import standings_of

CUTS = (SCORE, "defence_scheme.issued", "site_scheme.issued")
"""Before the first act of each of these kinds the folder is recorded, and the workbooks of the next phase are written."""

SHORT = 160
"""Rows that a sheet offers in the small round: spreadsheets take their time by the row."""

Command = Callable[..., Result]


@dataclass
class Office:
    """A clerk, a second person, their keys, an empty ledger, and the folder of the round."""

    home: Home
    folder: Path
    script: Script
    clerk: Clerk
    run: Command

    @property
    def keys(self) -> Path:
        return self.home.path.parent

    @property
    def recused(self) -> tuple[str, str]:
        """An expert and an applicant from whom the expert stands aside."""
        found = next(line.draft.event for line in self.script.lines if line.draft.type == "recusal.recorded")
        return found["expert"], found["applicant"]

    @property
    def own_hand(self) -> str:
        """The expert who signs his marks on the documents himself: not the one whose marks get slips, nor a corrected one."""
        corrected = {line.draft.event["expert"] for line in self.script.lines if line.draft.type == SCORE and line.draft.corrects}
        marks = (line.draft.event["expert"] for line in self.script.lines if line.draft.type == SCORE)
        return next(expert for expert in marks if expert not in {*corrected, self.recused[0]})

    def originals(self) -> dict[Path, bytes]:
        """Return the workbooks of the folder, without the copies that hold remarks."""
        return {path: path.read_bytes() for path in self.folder.glob("*.xlsx") if "_批注" not in path.name}

    def head(self) -> int:
        with Reader(self.home) as reader:
            return reader.head().size

    @contextmanager
    def book_to_change(self) -> Iterator[Any]:
        """Open the clerk's workbook to be changed; the fixture ``unchanged`` puts it back."""
        book = openpyxl.load_workbook(self.clerk.book)
        yield book
        book.save(self.clerk.book)

    def record(self, *options: Any, code: int = 0, lang: str = "C.UTF-8") -> dict[str, Any]:
        """Run `ledger record` on the folder and return what it tells."""
        ran = self.run("record", self.folder, "--ledger", self.home.path, "--json", *options, lang=lang)
        assert ran.exit_code == code, ran.output
        told: dict[str, Any] = orjson.loads(ran.stdout)
        return told

    def hand_over(self) -> dict[str, Any]:
        """Record with the clerk's key: new rows wait for the second person."""
        return self.record("--key", self.keys / "clerk.pem")

    def confirm(self, waiting: str) -> None:
        """Let the second person look and sign."""
        ran = self.run("sign", waiting, "--key", self.keys / "confirmer.pem", "--yes")
        assert ran.exit_code == 0, ran.output

    def template(self) -> list[str]:
        ran = self.run("template", ROUND, "-o", self.folder, "--ledger", self.home.path, "--json")
        assert ran.exit_code == 0, ran.output
        return list(orjson.loads(ran.stdout)["written"])

    def take_in(self) -> None:
        """Hand over, confirm, record."""
        handed = self.hand_over()
        assert handed["counts"]["refused"] == handed["counts"]["wrong"] == 0, handed["remarks"][:5]
        self.confirm(handed["waiting"])
        done = self.record()
        assert done["recorded_now"] == handed["counts"]["new"] > 0


def command(*arguments: Any, lang: str = "C.UTF-8") -> Result:
    from ledger.cli import ledger

    name, *rest = map(str, arguments)
    found = ledger.get_command(None, name)  # type: ignore[arg-type]
    assert found is not None
    return CliRunner().invoke(_coded(found), rest, catch_exceptions=False, env={"LC_ALL": lang})


def _coded(found: Any) -> Any:
    """Return the command such that what it returns is its exit code, and its errors are shown, as ``ledger.cli.main`` has it."""
    import click

    from ledger.cli import show
    from ledger.errors import LedgerError

    inner = found.callback

    def callback(*args: Any, **kwargs: Any) -> None:
        try:
            code = inner(*args, **kwargs)
        except LedgerError as error:
            show(error, as_json=False)
            code = error.exit_code
        click.get_current_context().exit(code if isinstance(code, int) else 0)

    return click.Command(found.name, params=found.params, callback=callback)


@contextmanager
def office_in(place: Path, size: Size) -> Iterator[Office]:
    script = demo_round(1, size)
    home = found(script, place / "ledger")
    for paper in (home.path / "attachments").iterdir():
        paper.unlink()  # what the ledger keeps must come from the folder
    with Ledger(home) as ledger:
        for step in steps(script):
            said = read_act(step.signed.act).said
            if step.line is None and (said.type == "ledger.opened" or said.body.get("role") in ("clerk", "confirmer")):
                ledger.record(step.signed)
    keys = SeededKeys(Seed(script.origin, script.seed))
    for role in (Role.CLERK, Role.CONFIRMER):
        keys.of(role, role.value).save(place / f"{role.value}.pem", None)
    yield Office(home, place / "2025", script, Clerk(place / "2025", script, ROUND), command)


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


def parts_of(script: Script) -> list[list[Line]]:
    """Return the acts up to each cut."""
    starts = [next(n for n, line in enumerate(script.lines) if line.draft.type == cut) for cut in CUTS]
    edges = [0, *starts, len(script.lines)]
    return [script.lines[a:b] for a, b in pairwise(edges)]


def save_again(folder: Path, saved: dict[Path, bytes]) -> None:
    """Let LibreOffice open and save every workbook of a folder that changed since it last did; ``saved`` remembers."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian: apt-get install libreoffice-calc-nogui)")
    books = sorted(path for path in folder.glob("*.xlsx") if not path.stem.endswith("_批注") and saved.get(path) != path.read_bytes())
    beside = folder / "saved-again"
    profile = f"-env:UserInstallation=file://{folder.parent / 'profile'}"
    order = [program, "--headless", profile, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(beside), *map(str, books)]
    ran = subprocess.run(order, capture_output=True, text=True, timeout=240, check=False)
    assert ran.returncode == 0, ran.stderr
    for book in books:
        (beside / book.name).replace(book)
        saved[book] = book.read_bytes()
    beside.rmdir()


def standings(home: Home) -> Any:
    """Return how every applicant stands, without where in the log that is written: the two logs have different orders."""
    with Reader(home, View.AUDITOR, who="test", purpose="test") as reader:
        found = plain(standings_of(ROUND).fold(reader.facts(ROUND)))
    return _without_positions({name: found[name] for name in ("status", "received", "ends", "places", "standings")})


def _without_positions(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_positions(one) for name, one in value.items() if not name.startswith(("position", "why"))}
    return [_without_positions(one) for one in value] if isinstance(value, list | tuple) else value


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield an office that has recorded a small round to its end, after its slips were found and mended."""
    with pytest.MonkeyPatch.context() as patch, office_in(tmp_path_factory.mktemp("office"), SMALL) as office:
        patch.setattr("ledger.intake.template.ROWS", SHORT)
        play_from_workbooks(office, plant=True)
        yield office


def play_from_workbooks(office: Office, *, plant: bool) -> None:
    """Fill in, save again, record, part by part; with slips in the first two parts that are found and mended."""
    assert office.template() == [f"台账_{ROUND}.xlsx"]
    saved: dict[Path, bytes] = {}
    for number, part in enumerate(parts_of(office.script)):
        own = [line for line in part if plant and number == 1 and is_mark_of(line, office.own_hand)]
        office.clerk.fill([line for line in part if line not in own])
        save_again(office.folder, saved)
        if plant and number < 2:
            slips_are_found(office, (slips_in_rows, slips_in_marks)[number])
        if own:
            sign_away_from_the_office(office, own)
        office.take_in()
        if number < len(CUTS):
            office.template()


def is_mark_of(line: Line, expert: str) -> bool:
    """Return whether an act is a mark that ``expert`` gave, and not one that a rule refuses."""
    return line.draft.type == SCORE and line.draft.event["expert"] == expert and not line.refused and line.draft.corrects is None


def sign_away_from_the_office(office: Office, marks: list[Line]) -> None:
    """Let an expert fill in the score workbook on a machine of his own, sign it there, and hand the file in."""
    expert, place = office.own_hand, office.keys / "expert"
    keys = SeededKeys(Seed(office.script.origin, office.script.seed))
    keys.of(Role.EXPERT, expert, ROUND).save(office.keys / "expert.pem", None)
    with Ledger(office.home) as ledger:
        for step in steps(office.script):
            said = read_act(step.signed.act).said
            if said.type == "key.bound" and (said.body["role"], said.body["holder"]) == ("expert", expert):
                ledger.record(step.signed)
    (place / "附件").mkdir(parents=True)
    book = place / f"评分_{expert}.xlsx"
    shutil.copy(office.folder / book.name, book)
    Clerk(place, office.script, ROUND).score(expert, [line.draft for line in marks])
    (office.folder / "已签").mkdir()
    handed_in = office.folder / "已签" / f"{expert}.jsonl"
    ran = office.run("sign", book, "--key", office.keys / "expert.pem", "--origin", office.home.origin, "-o", handed_in)
    assert ran.exit_code == 0, ran.output
    assert len(handed_in.read_bytes().splitlines()) == len(marks) > 0


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


def rows_of(page: Any, what: str) -> list[int]:
    """Return the rows of a sheet that state a kind of fact."""
    return [row for row in range(2, page.max_row + 1) if page.cell(row, 2).value == what]


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
    with office_in(tmp_path, size) as office:
        play_from_workbooks(office, plant=False)
        own = play(demo_round(1, size), tmp_path / "own")
        assert standings(office.home) == standings(own.home)


def fill_in(page: Any, what: str, **values: Any) -> int:
    """Write a row below the others; return its number."""
    row = next(row for row in range(2, page.max_row + 2) if not page.cell(row, 2).value)
    page.cell(row, 2).value = what
    for name, value in values.items():
        put(page, row, name, value)
    return row


def put(page: Any, row: int, name: str, value: Any) -> None:
    at = next((cell.column for cell in page[1] if str(cell.value).split("\n")[0] == name), None)
    assert at is not None, name
    page.cell(row, at).value = value
