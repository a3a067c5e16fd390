"""The examples as folders (示例文件夹): what stands under ``examples/`` of the source tree, made from the builders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

from ledger.demo.decisions import historical_rounds
from ledger.demo.script import Script, write_script
from ledger.demo.wine import SHEET, WINES, wine_round

EXAMPLES: Mapping[str, Callable[[], Script]] = MappingProxyType({"wine-tasting-42": wine_round, "award-decisions": historical_rounds})
"""Name of the folder to what builds its script."""

SOURCE = "source.csv"
"""The table of facts that a script was built from, beside it."""


def write_examples(folder: Path) -> None:
    """Write every example into a folder of its name: its acts, their labels, the table of its source."""
    for name, build in EXAMPLES.items():
        write_script(build(), folder / name)
        (folder / name / SOURCE).write_bytes(source_of(name))


def source_of(name: str) -> bytes:
    """Return the table of facts behind an example, as CSV."""
    if name == "award-decisions":
        return files("ledger.demo").joinpath("award_decisions.csv").read_bytes()
    rows = ["judge," + ",".join(WINES), *(f"{judge}," + ",".join(map(str, ranks)) for judge, ranks in SHEET.items())]
    return ("\n".join(rows) + "\n").encode()
