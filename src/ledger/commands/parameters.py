"""``ledger parameters``: what a round's rules settle. Drafts the act; the committee signs it, nothing signs for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from ledger.commands.shared import on_ledger, tell_json
from ledger.commands.words import language, say
from ledger.documents.meanings import ORIGINS, meaning_json, shown
from ledger.home import find_home
from ledger.rules.parameters import suggested
from ledger.stages.opening import State
from ledger.stages.settled import Settled
from ledger.store import wall_clock
from ledger.terms import View
from ledger.vault.reading import Reader


@click.command("parameters")
@click.argument("round_id", metavar="ROUND")
@click.option("--suggested", "draft", is_flag=True, help="起草参数采用 · print the draft that would adopt our suggestions")
@click.option("--document", default="", help="规则文件 · the document that adopts them")
@on_ledger
def command(round_id: str, draft: bool, document: str, ledger_dir: Path | None, as_json: bool) -> None:
    """起草评审参数 · Draft the act that adopts a round's parameters, or show those in force."""
    if draft:
        values = [{"key": key, "value": value, "source": document or source} for key, value, source in suggested(language())]
        event = {"document": document or "-", "values": values}
        line = {"type": "parameters.adopted", "round": round_id, "occurred_at": wall_clock()[:10], "event": event}
        click.echo(orjson.dumps(line).decode())
        return
    with Reader(find_home(ledger_dir), View.PUBLIC) as reader:
        round = reader.opened(round_id)
        opening = reader.history(round).round(round).opening
    rows = [
        one._asdict() | {"meaning": meaning_json(one.key, one.value), "before": _before(opening, one)}
        for _, one in sorted(opening.settled.items())
    ]
    if as_json:
        tell_json(rows)
        return
    if not rows:
        click.echo(
            say("尚未采用任何参数。`ledger parameters --suggested` 可起草。", "No parameter is settled yet. `--suggested` drafts them.")
        )
    for row in rows:
        key, by = row["key"], say(*ORIGINS[row["by"]])
        click.echo(f"{row['position'] or '-':>6}  {key} = {shown(key, row['value'], language())}  [{by}: {row['source']}]")
        for before in row["before"]:
            value = shown(key, before["value"], language())
            click.echo(f"{before['position']:>6}    {say('此前', 'before')} {value}  [{before['source']}]")


def _before(opening: State, now: Settled) -> list[dict[str, Any]]:
    """Return what the committee had settled of the same key before, in order."""
    return [
        {"value": value.value, "meaning": meaning_json(value.key, value.value), "source": value.source, "position": position}
        for position, value in opening.adopted
        if value.key == now.key and position != now.position
    ]
