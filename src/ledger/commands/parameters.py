"""``ledger parameters``: what a round's rules settle. Drafts the act; the committee signs it, nothing signs for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import orjson

from ledger.commands.shared import must_be_a_round, on_ledger, tell_json
from ledger.commands.words import say
from ledger.home import find_home
from ledger.rules.parameters import suggested
from ledger.stages.opening import State
from ledger.stages.settled import Origin, Settled
from ledger.store import wall_clock
from ledger.terms import RoundId, View
from ledger.vault.reading import Reader

BY: dict[Origin, tuple[str, str]] = {
    "text": ("办法条文", "text"),
    "adopted": ("采用", "adopted"),
    "changed": ("通知后变更", "changed after the call"),
    "interpreted": ("解释", "interpretation"),
}
"""By what a value stands, in Chinese and English."""


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
        must_be_a_round(reader, round_id)
        opening = reader.history(RoundId(round_id)).round(RoundId(round_id)).opening
    rows = [one._asdict() | {"before": _before(opening, one)} for _, one in sorted(opening.settled.items())]
    if as_json:
        tell_json(rows)
        return
    if not rows:
        click.echo(
            say("尚未采用任何参数。`ledger parameters --suggested` 可起草。", "No parameter is settled yet. `--suggested` drafts them.")
        )
    for row in rows:
        click.echo(f"{row['position'] or '-':>6}  {row['key']} = {_text(row['value'])}  ({say(*BY[row['by']])}: {row['source']})")
        for before in row["before"]:
            click.echo(f"{before['position']:>6}    {say('此前', 'before')} {_text(before['value'])}  ({before['source']})")


def _before(opening: State, now: Settled) -> list[dict[str, Any]]:
    """Return what the committee had settled of the same key before, in order."""
    return [
        {"value": value.value, "source": value.source, "position": position}
        for position, value in opening.adopted
        if value.key == now.key and position != now.position
    ]


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
