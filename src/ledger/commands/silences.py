"""``ledger silences``: what the regulation leaves open."""

from __future__ import annotations

import click
import orjson

from ledger.commands.shared import answers, tell_json
from ledger.commands.words import say
from ledger.rules.silences import SILENCES, OpenQuestion


@click.command("silences")
@answers
def command(as_json: bool) -> None:
    """列出办法未作规定的问题 · List the questions that the regulation leaves open, their readings and our suggestion."""
    if as_json:
        tell_json([question._asdict() | {"readings": [r._asdict() for r in question.readings]} for question in SILENCES.values()])
        return
    for question in SILENCES.values():
        click.echo(f"{question.key}  [{', '.join(question.provisions)}]  {say(question.zh, question.en)}")
        for reading in question.readings:
            click.echo(f"    {reading.value}  {say(reading.zh, reading.en)}")
        click.echo(f"    {say('建议', 'suggested')}: {orjson.dumps(question.suggestion).decode()}{_why(question)}")


def _why(question: OpenQuestion) -> str:
    """Return what stands behind a suggestion. What it rests on is told in English alone: Chinese has what the value means."""
    meant = next((reading.zh for reading in question.readings if reading.value == question.suggestion), "")
    return say(f"（{meant}）" if meant else "", f"  ({question.source})")
