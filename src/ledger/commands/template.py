"""``ledger template``: writes the workbooks of a round, with the codes that the ledger knows by now."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.commands.shared import on_ledger, tell_json, whoami
from ledger.commands.words import say
from ledger.home import find_home
from ledger.terms import RoundId, View
from ledger.vault.reading import Reader


@click.command("template")
@click.argument("round_id", metavar="ROUND")
@click.option("-o", "--output", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="文件夹 · where to write")
@on_ledger
def command(round_id: str, folder: Path, ledger_dir: Path | None, as_json: bool) -> None:
    """生成年度工作簿 · Write the clerk's workbook, one score workbook for each expert, and the folder 附件.

    已有的文件不动：名单确定后再运行一次，即补上下一阶段的评分表。

    What is there already is left alone: run it again after a list was fixed, and the score sheets of the next phase are added.
    """
    from ledger.intake.writing import write_folder

    purpose = "ledger template: codes, recusals"
    with Reader(find_home(ledger_dir), View.AUDITOR, who=whoami(), purpose=purpose) as reader:
        written, kept = write_folder(reader, RoundId(round_id), folder)
    if as_json:
        tell_json({"folder": str(folder), "written": [path.name for path in written], "kept": [path.name for path in kept]})
        return
    for path in written:
        click.echo(say(f"已生成 {path.name}", f"written: {path.name}"))
    for path in kept:
        click.echo(say(f"已存在，未改动 {path.name}", f"there already, left as it is: {path.name}"))
