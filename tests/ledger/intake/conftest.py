"""A ledger with an open round, its folder of workbooks, and hands that fill them in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.ledger.world import ROUND, World, key

from ledger.drafting import read_sealed
from ledger.intake.lines import read_lines
from ledger.intake.recording import Run, take_in
from ledger.intake.writing import write_folder
from ledger.terms import View
from ledger.vault.reading import Reader


class Desk:
    """The clerk's desk: a world with an open round, and the folder of its workbooks."""

    def __init__(self, place: Path) -> None:
        self.world = World(place / "ledger").found().open_round()
        self.folder = place / "2025"
        self._open: Any = None
        self.template()

    @property
    def book(self) -> Path:
        return self.folder / f"台账_{ROUND}.xlsx"

    def template(self) -> list[str]:
        with Reader(self.world.home, View.AUDITOR, who="test", purpose="test") as reader:
            written, _ = write_folder(reader, ROUND, self.folder)
        return [path.name for path in written]

    def paper(self, name: str, content: bytes | None = None) -> Path:
        path = self.folder / "附件" / f"{name}.pdf"
        path.write_bytes(content if content is not None else name.encode())
        return path

    def row(self, sheet: str, what: str, /, at: int = 0, **values: Any) -> int:
        """Write a row, by default below the others, with a paper of its own; return its number."""
        page = self.page(sheet)
        row = at or next(row for row in range(2, page.max_row + 2) if not page.cell(row, 2).value)
        if sheet != "更正例外" or what != "例外":
            serial = values.setdefault("文件编号", f"PF-{sheet}-{row}")
            if not at and serial:
                self.paper(serial)
        heads = {str(cell.value).split("\n")[0]: cell.column for cell in page[1]}
        for name, value in {"事项": what, **values}.items():
            page.cell(row, heads[name]).value = value
        return row

    def page(self, sheet: str) -> Any:
        """Return a sheet of the clerk's workbook; what is written there is saved before the folder is read."""
        self._open = self._open or openpyxl.load_workbook(self.book)
        return self._open[sheet]

    def application(self, code: str, **values: Any) -> int:
        usual = {
            "日期": "2025.3.5",
            "收到日期": "2025.3.5",
            "申报材料": "无",
            "真实性承诺": "是",
            "统一社会信用代码": f"示例{code}",
            "组织名称": f"示例{code}",
        }
        return self.row("申报推荐", "申报", **({"申报代号": code} | usual | values))

    def run(self, *, as_clerk: bool = False, dry_run: bool = False, lang: str = "en") -> Run:
        if self._open is not None:
            self._open.save(self.book)
            self._open = None
        held = key("clerk") if as_clerk else None
        clock: Callable[[], str] = lambda: self.world.now  # noqa: E731
        return take_in(self.world.home, self.folder, key=held, confirmer=None, dry_run=dry_run, lang=lang, who="test", clock=clock)

    def confirm(self, waiting: Path | None) -> Path:
        """Let the second person sign what waits, in a file beside it."""
        assert waiting is not None
        signed = [read_sealed(line).sign(key("confirmer")) for _, line in read_lines(waiting)]
        beside = waiting.with_name(f"{waiting.stem}_已复核.jsonl")
        beside.write_bytes(b"".join(act.finish().line() + b"\n" for act in signed))
        return beside

    def head(self) -> int:
        with Reader(self.world.home) as reader:
            return reader.head().size


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk of this test alone, with short sheets. Its ledger is closed whenever the folder is taken in."""
    monkeypatch.setattr("ledger.intake.template.ROWS", 12)
    desk = Desk(tmp_path)
    desk.world.ledger.close()
    return desk
