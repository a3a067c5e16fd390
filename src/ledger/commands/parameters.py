"""``ledger parameters``: what a round's rules settle. Drafts the act; the committee signs it, nothing signs for it."""

from __future__ import annotations

from pathlib import Path

import click
import orjson

from ledger.commands.shared import on_ledger, tell_json
from ledger.commands.words import say
from ledger.home import find_home
from ledger.rules.parameters import suggested
from ledger.store import wall_clock
from ledger.terms import RoundId, View
from ledger.vault.reading import Reader


@click.command("parameters")
@click.argument("round_id", metavar="ROUND")
@click.option("--suggested", "draft", is_flag=True, help="起草参数采用 · print the draft that would adopt our suggestions")
@click.option("--document", default="", help="规则文件 · the document that adopts them")
@on_ledger
def command(round_id: str, draft: bool, document: str, ledger_dir: Path | None, as_json: bool) -> None:
    """起草评审参数 · Draft the act that adopts a round's parameters, or show those in force."""
    if draft:
        values = [{"key": key, "value": value, "source": document or source} for key, value, source in suggested()]
        event = {"document": document or "-", "values": values}
        line = {"type": "parameters.adopted", "round": round_id, "occurred_at": wall_clock()[:10], "event": event}
        click.echo(orjson.dumps(line).decode())
        return
    with Reader(find_home(ledger_dir), View.PUBLIC) as reader:
        adopted = reader.history(RoundId(round_id)).round(RoundId(round_id)).opening.adopted
    rows = [{"key": value.key, "value": value.value, "source": value.source, "position": position} for position, value in adopted]
    if as_json:
        tell_json(rows)
        return
    if not rows:
        click.echo(
            say("尚未采用任何参数。`ledger parameters --suggested` 可起草。", "No parameter is adopted yet. `--suggested` drafts them.")
        )
    for row in rows:
        click.echo(f"{row['position']:>6}  {row['key']} = {orjson.dumps(row['value']).decode()}  ({row['source']})")
