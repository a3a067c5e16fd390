"""``ledger publish``: writes the public log as static C2SP tiles."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.bundle.tiles import publish_tiles
from ledger.commands.checkpoint import sign_and_keep
from ledger.commands.shared import on_ledger, tell_json
from ledger.commands.words import say
from ledger.home import find_home
from ledger.tlog.note import LogKey


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@on_ledger
def command(folder: Path, ledger_dir: Path | None, as_json: bool) -> None:
    """导出公开日志 · Sign a checkpoint and write the public log into FOLDER: any web server or USB stick can carry it."""
    home = find_home(ledger_dir)
    size, note = sign_and_keep(home)
    with home.open_store(read_only=True) as store:
        publish_tiles(store, folder, note)
    vkey = LogKey(home.origin, home.log_public_key()).vkey()
    if as_json:
        tell_json({"folder": str(folder), "size": size, "vkey": vkey, "checkpoint": note.decode()})
        return
    click.echo(say(f"已导出 {size} 条记录到 {folder}", f"{size} records are in {folder}"))
    click.echo(say(f"核验: ledger verify {folder} --vkey {vkey}", f"to verify: ledger verify {folder} --vkey {vkey}"))
