"""``ledger record``: takes signed acts in, and the workbooks of a round."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
from click.termui import progressbar

from ledger.commands.key import password, password_option
from ledger.commands.reasons import say_reasons, told_of
from ledger.commands.receipts import ReceiptFile, told_receipt
from ledger.commands.shared import on_ledger, tell_json, whoami
from ledger.commands.words import say
from ledger.errors import BadInput
from ledger.handle import Ledger, operations_of
from ledger.home import find_home
from ledger.intake.lines import Outcome, read_acts, record_acts
from ledger.messages import remedy
from ledger.record.signing import SigningKey
from ledger.terms import KeyId

SLOW = 400
"""Acts from which recording takes over a second, so that progress is shown."""


@click.command("record")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--keep-going", is_flag=True, help="遇不予受理时继续 · go on after a refusal")
@click.option("--receipts", type=click.Path(path_type=Path, dir_okay=False), help="回执文件 · write the receipts there, one a line")
@click.option("--dry-run", is_flag=True, help="只试录，不入账 · try, record nothing")
@click.option("--key", "key_file", type=click.Path(path_type=Path), help="经办人私钥 · the clerk's key: hands new rows over")
@click.option("--confirmer", metavar="KEYID", help="复核人密钥编号 · the key of the one who will confirm")
@password_option
@on_ledger
def command(
    files: tuple[Path, ...],
    keep_going: bool,
    receipts: Path | None,
    dry_run: bool,
    key_file: Path | None,
    confirmer: str | None,
    password_file: Path | None,
    ledger_dir: Path | None,
    as_json: bool,
) -> int:
    """记录已签名的行为，或年度文件夹 · Record signed acts from FILES of JSON Lines, or the workbooks in a FOLDER.

    可重复运行：已入账的不会重记。对于文件夹，各行成为经办人用 --key 签名、另一人复核的行为；有误之处批注在工作簿副本中。
    加 --dry-run 时，逐件按此前各件均已入账来审核，不写入任何内容。

    Safe to repeat: what stands is not recorded twice. In a folder, rows become acts that the clerk signs with --key and a
    second person confirms; faults come back as remarks in a copy of the workbook. With --dry-run each act is judged as if
    those before it were recorded, and nothing is written.
    """
    if any(path.is_dir() for path in files):
        if len(files) > 1:
            raise BadInput(str(files[1]), "a folder is recorded alone", "run the command once for each folder")
        from ledger.commands.record_folder import record_folder

        key = SigningKey.load(key_file, password(password_file)) if key_file else None
        home = find_home(ledger_dir)
        return record_folder(home, files[0], key, KeyId(confirmer) if confirmer else None, dry_run=dry_run, as_json=as_json, who=whoami())
    if key_file or confirmer:
        raise BadInput("--key, --confirmer", "they are for a folder of workbooks", "name a folder, or leave them out")
    if dry_run and receipts is not None:
        raise BadInput("--receipts", "what is only tried has no receipt", "leave out --receipts or --dry-run")
    home = find_home(ledger_dir)
    # What is only tried leaves nothing behind.
    acts = read_acts(files) if dry_run else read_acts(files, operations_of(home).turned_away)
    hidden = as_json or len(acts) < SLOW
    bar = progressbar(length=len(acts), hidden=hidden, file=sys.stderr)
    if dry_run:
        from ledger.commands.record_trial import record_trial

        with bar as shown:
            return record_trial(home, acts, keep_going=keep_going, as_json=as_json, on_each=lambda: shown.update(1))
    with ReceiptFile(receipts) as kept:
        with Ledger(home) as ledger, bar as shown:
            outcome = record_acts(ledger, acts, keep_going=keep_going, on_each=lambda: shown.update(1), acknowledged=kept.add)
        kept.finish(outcome.receipts)
    if as_json:
        tell_json(_told(outcome, len(acts)))
    else:
        _say(outcome, len(acts))
    return 3 if outcome.refused else 0


def _told(outcome: Outcome, offered: int) -> dict[str, Any]:
    return {
        "offered": offered,
        "recorded": outcome.recorded,
        "again": len(outcome.receipts) - outcome.recorded,
        "receipts": [told_receipt(receipt) for receipt in outcome.receipts],
        "refused": [{"where": where, **told_of(refused)} for where, refused in outcome.refused],
    }


def _say(outcome: Outcome, offered: int) -> None:
    again = len(outcome.receipts) - outcome.recorded
    click.echo(
        say(
            f"提交 {offered} 件: 新记录 {outcome.recorded} 件, 此前已记录 {again} 件, 不予受理 {len(outcome.refused)} 件",
            f"{offered} acts: {outcome.recorded} recorded, {again} stood already, {len(outcome.refused)} refused",
        )
    )
    if outcome.receipts:
        last = outcome.receipts[-1]
        click.echo(say("最后一件的签名树头:", "signed tree head of the last:"))
        click.echo("  " + "\n  ".join(last.checkpoint.decode().splitlines()[:3]))
    for where, refused in outcome.refused:
        say_reasons(where, refused)
        if refused.position:
            click.echo(say(f"  已密封记入第{refused.position}号记录", f"  kept, sealed, as record {refused.position}"), err=True)
        click.echo(f"  {say('下一步', 'Next')}: {remedy(refused, say('zh', 'en'))}", err=True)
    left = offered - len(outcome.receipts) - len(outcome.refused)
    if left:
        click.echo(
            say(f"其余 {left} 件未记录; 更正后重新运行即可。", f"{left} acts after it were not tried; mend it and run the command again."),
            err=True,
        )
