"""``ledger reconcile``: numbered forms, scans, score sheets and document numbers against the record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ledger.commands.shared import on_ledger, purpose_option, tell_json, whoami
from ledger.commands.words import language, say
from ledger.forms.numbers import Ending
from ledger.forms.paper import Stand
from ledger.forms.reconciliation import Reconciliation, reconcile
from ledger.forms.reconciliation_book import write_reconciliation
from ledger.forms.scans import scans_in
from ledger.forms.score_confirmation import PHASES, text_of
from ledger.forms.score_sheets import read_sheet, score_books
from ledger.home import find_home
from ledger.stages.history import history_of
from ledger.store import wall_clock
from ledger.terms import View, day_of
from ledger.vault.reading import Reader


@click.command("reconcile")
@click.argument("round_id", metavar="ROUND")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="年度文件夹: 评分表和附件 · the round's folder: score sheets and scans",
)
@click.option("--all", "complete", is_flag=True, help="列出相符的 · list what agrees too")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写成 .xlsx · write it as .xlsx too")
@purpose_option
@on_ledger
def command(
    round_id: str, folder: Path | None, complete: bool, output: Path | None, purpose: str, ledger_dir: Path | None, as_json: bool
) -> int:
    """核对 · Hold numbered forms, scans, original score sheets and vouchers against the record of ROUND. Exit code 1 where one differs.

    为此开示全部内容，并记入查阅日志。 · All is opened for it, and the access log says so.
    """
    home = find_home(ledger_dir)
    scans = None if folder is None else scans_in(folder)
    with Reader(home, View.AUDITOR, who=whoami(), purpose=purpose or f"ledger reconcile {round_id}") as reader:
        id, head = reader.opened(round_id), reader.head()
        facts = list(reader.facts(id, head.size))
    round = history_of(facts).round(id)
    sheets = None
    if folder is not None:
        read = [read_sheet(book, round.opening.rubric) for book in score_books(folder)]
        sheets = [sheet for sheet in read if sheet.round == id]
    found = reconcile(facts, round, scans, sheets)
    if output is not None:
        stand = Stand(home.origin, head.size, head.root, day_of(wall_clock()))
        write_reconciliation(output, stand, language(), id, found)
    if as_json:
        tell_json({"round": round_id, "position": head.size, **found.plain(), "output": str(output) if output else None})
    else:
        for line in _lines(found, complete=complete):
            click.echo(line)
        if output is not None:
            click.echo(say(f"已写入 {output}", f"written to {output}"))
    return 1 if found.wrong else 0


def _lines(found: Reconciliation, *, complete: bool) -> Iterator[str]:
    yield from _numbers(found, complete=complete)
    yield from _scans(found, complete=complete)
    yield from _marks(found, complete=complete)
    yield from _documents(found, complete=complete)
    yield (
        say("核对相符。", "Everything agrees.")
        if not found.wrong
        else say(f"不符 {found.wrong} 处。", f"{found.wrong} things do not match.")
    )


def _numbers(found: Reconciliation, *, complete: bool) -> Iterator[str]:
    counts = {ending: sum(row.ending is ending for row in found.numbers) for ending in Ending}
    told = ", ".join(f"{say(ending.zh, ending.value)} {count}" for ending, count in counts.items())
    yield say(f"编号表单 {len(found.numbers)} 个: {told}", f"numbered forms {len(found.numbers)}: {told}")
    for row in found.numbers:
        if row.wrong or complete or row.ending is Ending.OUT:
            places = f" {say('记录', 'records')} {', '.join(map(str, row.positions))}" if row.positions else ""
            wrong = f"  {_mark()} {row.wrong.said(language())}" if row.wrong else ""
            yield f"    {row.serial}  {row.issued_to or '—'}  {say(row.ending.zh, row.ending.value)}{places}{wrong}"


def _scans(found: Reconciliation, *, complete: bool) -> Iterator[str]:
    if found.scans is None:
        yield say("扫描件: 未核对 (未给 --folder)", "scans: not compared, no --folder was given")
        return
    wrong = sum(row.is_wrong for row in found.scans)
    yield say(f"扫描件 {len(found.scans)} 件, 不符 {wrong} 件", f"scans {len(found.scans)}, of which {wrong} do not match")
    for row in found.scans:
        if row.is_wrong or complete:
            places = f" {say('记录', 'records')} {', '.join(map(str, row.positions))}" if row.positions else ""
            mark = f"{_mark()} " if row.is_wrong else ""
            yield f"    {mark}{row.serial or '—'}  {row.file or '—'}  {say(row.found.zh, row.found.value)}{places}"


def _marks(found: Reconciliation, *, complete: bool) -> Iterator[str]:
    if found.marks is None or found.codes is None:
        yield say("评分表: 未核对 (未给 --folder)", "score sheets: not compared, no --folder was given")
        return
    wrong = sum(row.is_wrong for row in found.marks)
    yield say(f"评分 {len(found.marks)} 格, 不符 {wrong} 格", f"marks {len(found.marks)} cells, of which {wrong} do not match")
    for row in found.marks:
        if row.is_wrong or complete:
            record = say(f"第 {row.position} 号记录", f"record {row.position}") if row.position else "—"
            cell = f"{row.file} {row.cell}  {row.expert} {PHASES[row.phase].said(language())} {row.applicant} {row.item}"
            sides = f"{say('表', 'sheet')} {text_of(row.on_sheet)}  {say('账', 'record')} {text_of(row.recorded)} ({record})"
            why = f": {row.why}" if row.why else ""
            yield f"    {_mark() if row.is_wrong else ' '} {cell}  {sides}  {say(row.compared.zh, row.compared.value)}{why}"
    for code in found.codes:
        if code.is_wrong or complete:
            sides = f"{say('表', 'sheet')} {code.of_sheet}  {say('账', 'record')} {code.of_record or '—'}"
            mark, word = _mark() if code.is_wrong else " ", say("校验码", "code")
            yield f"    {mark} {word} {code.expert} {PHASES[code.phase].said(language())}  {sides}"


def _documents(found: Reconciliation, *, complete: bool) -> Iterator[str]:
    wrong = sum(row.is_wrong for row in found.documents)
    yield say(
        f"文号、凭证 {len(found.documents)} 个, 不符 {wrong} 个",
        f"document numbers and vouchers {len(found.documents)}, of which {wrong} do not match",
    )
    for row in found.documents:
        if row.said is not None or complete:
            places = f" {say('记录', 'records')} {', '.join(map(str, row.positions))}" if row.positions else ""
            told = f"  {row.said.said(language())}" if row.said else ""
            yield f"    {_mark() if row.is_wrong else ' '} {say(row.kind.zh, row.kind.value)} {row.number or '—'}{places}{told}"


def _mark() -> str:
    return say("不符", "WRONG")
