"""An office that keeps a round in workbooks: a clerk, a second person, programs for workbooks, and the commands that they type."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import orjson
import pytest
from click.testing import CliRunner, Result
from tests.acceptance.filling import Clerk
from tests.ledger.intake.dialects import as_excel, as_wps

from ledger.demo.play import found
from ledger.demo.review import demo_round
from ledger.demo.round import ROUND, Size
from ledger.demo.script import Line, Script
from ledger.demo.seeded import Seed, SeededKeys
from ledger.demo.signing import steps
from ledger.events.event import Event
from ledger.events.forms import Form, FormsIssued, FormSpoiled, FormsReturned
from ledger.handle import Ledger
from ledger.home import Home
from ledger.intake.sheets import SCORE
from ledger.record.envelope import Provenance, read_act
from ledger.terms import Role, View
from ledger.vault.reading import Reader
from projections.projection import plain
from projections.standings import standings_of

CUTS = (SCORE, "defence_scheme.issued", "site_scheme.issued", "notice.opened", "prize.paid")
"""Before the first act of each of these kinds the folder is recorded, and the workbooks of the next phase are written."""

RECEIPT = "YY-0001"
"""The number of the receipt that the objection is written down under."""

DIALECTS = (as_excel, as_wps, None)
"""As which programs would have saved a workbook, in turn; None: as LibreOffice did. docs/decisions/0012."""

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

    def first(self, kind: str) -> int:
        """Return at which place of the script the first act of a kind stands."""
        return next(n for n, line in enumerate(self.script.lines) if line.draft.type == kind)

    @property
    def handed_out(self) -> list[str]:
        """The numbers of all forms that the script hands out."""
        issued = (line.draft.event for line in self.script.lines if line.draft.type == "forms.issued")
        return [f"{event['series']}-{n:04}" for event in issued for n in range(event["first"], event["last"] + 1)]

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

    def told(self, name: str, *arguments: Any, code: int = 0) -> dict[str, Any]:
        """Run a command on the ledger and return what it tells."""
        ran = self.run(name, *arguments, "--ledger", self.home.path, "--json")
        assert ran.exit_code == code, ran.output
        return orjson.loads(ran.stdout) if ran.stdout else {"error": ran.stderr}

    def copied(self, place: Path) -> Office:
        """Return the same office in a copy of its ledger and its folder."""
        shutil.copytree(self.keys, place)
        clerk = replace(self.clerk, folder=place / self.folder.name)
        return replace(self, home=Home.open(place / self.home.path.name), folder=place / self.folder.name, clerk=clerk)

    def template(self) -> list[str]:
        ran = self.run("template", ROUND, "-o", self.folder, "--ledger", self.home.path, "--json")
        assert ran.exit_code == 0, ran.output
        return list(orjson.loads(ran.stdout)["written"])

    def take_in(self, between: Callable[[], None] = lambda: None) -> None:
        """Hand over, confirm, record; ``between`` is called while the second person is awaited."""
        handed = self.hand_over()
        assert handed["counts"]["refused"] == handed["counts"]["wrong"] == 0, handed["remarks"][:5]
        between()
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
    script = with_receipts(demo_round(1, size))
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


def with_receipts(script: Script, before: str = "notice.opened") -> Script:
    """Hand out four numbered receipts before an act of this kind: the objection takes the first, one is spoiled, two come back."""

    def put(place: int, event: Event, on: str) -> None:
        script.act(event, on, round=ROUND)
        script.lines.insert(place, script.lines.pop())

    def first(kind: str) -> int:
        return next(n for n, line in enumerate(script.lines) if line.draft.type == kind)

    put(
        first(before),
        FormsIssued(series="YY", first=1, last=4, form=Form.OBJECTION_RECEIPT, issued_to="office"),
        script.lines[first(before)].draft.occurred_at,
    )
    at = first("objection.received")
    line = script.lines[at]
    paper = Provenance(kind="transcribed", on_behalf_of=None, serial=RECEIPT, dated=None, scan=None, source=None)
    script.lines[at] = replace(line, draft=msgspec.structs.replace(line.draft, provenance=paper))
    put(at, FormSpoiled(series="YY", number=2, why="填错"), "2025-09-25")
    put(len(script.lines), FormsReturned(series="YY", first=3, last=4), "2025-11-20")
    return script


def parts_of(script: Script) -> list[list[Line]]:
    """Return the acts up to each cut."""
    starts = [next(n for n, line in enumerate(script.lines) if line.draft.type == cut) for cut in CUTS]
    edges = [0, *starts, len(script.lines)]
    return [script.lines[a:b] for a, b in pairwise(edges)]


def save_again(folder: Path, saved: dict[Path, bytes]) -> list[Path]:
    """Let LibreOffice open and save every workbook of a folder that changed since it last did, and return them; ``saved`` remembers."""
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
    return books


def play_from_workbooks(office: Office, at: Callable[[str], None]) -> None:
    """Fill in, save again, record, part by part. ``at`` is told where it stands: ``empty``, ``filled 0``, ``waiting 0``, ``recorded 0``…

    One expert signs the marks on the documents himself.
    """
    assert office.template() == [f"台账_{ROUND}.xlsx"]
    at("empty")
    saved: dict[Path, bytes] = {}
    for number, part in enumerate(parts_of(office.script)):
        own = [line for line in part if number == 1 and is_mark_of(line, office.own_hand)]
        office.clerk.fill([line for line in part if line not in own])
        for place, book in enumerate(save_again(office.folder, saved), number):
            if (as_written_by := DIALECTS[place % len(DIALECTS)]) is not None:
                as_written_by(book)
                saved[book] = book.read_bytes()
        at(f"filled {number}")
        if own:
            sign_away_from_the_office(office, own)
        office.take_in(lambda number=number: at(f"waiting {number}"))  # type: ignore[misc]
        if number < len(CUTS):
            office.template()
        at(f"recorded {number}")


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


def standings(home: Home) -> Any:
    """Return how every applicant stands, without where in the log that is written: the two logs have different orders."""
    with Reader(home, View.AUDITOR, who="test", purpose="test") as reader:
        found = plain(standings_of(ROUND).fold(reader.facts(ROUND)))
    return _without_positions({name: found[name] for name in ("status", "received", "ends", "places", "standings")})


def _without_positions(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_positions(one) for name, one in value.items() if not name.startswith(("position", "why"))}
    return [_without_positions(one) for one in value] if isinstance(value, list | tuple) else value


def rows_of(page: Any, what: str) -> list[int]:
    """Return the rows of a sheet that state a kind of fact."""
    return [row for row in range(2, page.max_row + 1) if page.cell(row, 2).value == what]


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
