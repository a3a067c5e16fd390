"""What the clerk asks and prints while a round goes on (待办、打印): what ``todo`` and ``print`` answered, kept to be looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from docx import Document
from tests.acceptance.office import Office

from ledger.demo.round import ROUND
from ledger.stages.fact import Fact
from ledger.terms import View
from ledger.vault.reading import Reader

PURPOSE = ("--purpose", "核对")


@dataclass
class Desk:
    """The clerk's desk in one office. ``told`` are the answers of ``ledger todo`` by moment, ``printed`` those of ``ledger print``."""

    office: Office
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    printed: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def out(self) -> Path:
        """The folder into which forms are printed."""
        return self.office.keys / "printed"

    def at(self, point: str) -> None:
        """Ask and print what is due at a point of the year."""
        match point:
            case "empty":
                self.ask("empty", "2025-03-03", "--folder", self.office.folder)
            case "waiting 0":
                self.ask("waiting", "2025-03-03", "--folder", self.office.folder)
            case "recorded 0":
                self.ask("seated", "2025-05-26", "--folder", self.office.folder)
            case "recorded 1":
                self.out.mkdir()
                self.print("score-confirmation", *PURPOSE, "--phase", "document", "-o", self.out)
            case "recorded 3":
                self.ask("determined", "2025-09-20")
                self.printed["checkpoint"] = {"text": self.office.run("checkpoint", "--ledger", self.office.home.path).stdout}
                self.print("summary", *PURPOSE, "-o", self.out / "summary.xlsx")
                self.print("notice", *PURPOSE, "--starts", "2025-09-24", "-o", self.out / "notice.docx")
                self.print("objection-receipt", "-o", self.out / "receipt.docx")
                self.print("count-sheet", "-o", self.out / "count.docx")
            case "recorded 4":
                self.print("payment-list", "-o", self.out / "payments.xlsx")
            case "recorded 5":
                self._look_back()

    def ask(self, moment: str, on: str, *options: Any) -> None:
        self.told[moment] = self.office.told("todo", ROUND, "--on", on, *options)

    def print(self, form: str, *options: Any) -> None:
        self.printed[form] = self.office.told("print", form, ROUND, *options)

    def _look_back(self) -> None:
        """Ask what was to be done as the record stood at earlier positions, and at the end."""
        last = {fact.said.type: fact.position for fact in self.facts}
        first = {fact.said.type: fact.position for fact in reversed(self.facts)}
        self.ask("applied", "2025-04-30", "--at", last["application.submitted"])
        self.ask("marked", "2025-06-14", "--at", (first["defence_list.fixed"] or 0) - 1)
        self.ask("published", "2025-10-18", "--at", first["result.published"])
        self.ask("finished", "2025-12-01", "--folder", self.office.folder)

    @cached_property
    def facts(self) -> list[Fact]:
        """The facts of the finished round."""
        with Reader(self.office.home, View.AUDITOR, who="test", purpose="test") as reader:
            return list(reader.facts(ROUND))

    def events(self, kind: str) -> list[Any]:
        """Return the events of a type, in order; of a corrected act what stands now."""
        return [fact.event for fact in self.facts if fact.said.type == kind]


def text_of(path: Path) -> str:
    """Return all the text of a .docx, its foot too."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *foot])
