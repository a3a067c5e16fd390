"""``ledger silences``: what the regulation leaves open."""

from __future__ import annotations

import click

from ledger.commands.shared import answers, tell_json
from ledger.commands.words import language, say
from ledger.documents.meanings import shown
from ledger.documents.provisions import question_json
from ledger.rules.silences import SILENCES


@click.command("silences")
@answers
def command(as_json: bool) -> None:
    """列出办法未作规定的问题 · List the questions that the regulation leaves open, their readings and our suggestion."""
    if as_json:
        tell_json([question_json(question) for question in SILENCES.values()])
        return
    for question in SILENCES.values():
        click.echo(f"{question.key}  [{', '.join(question.provisions)}]  {say(question.zh, question.en)}")
        for reading in question.readings:
            click.echo(f"    {reading.value}  {say(reading.zh, reading.en)}")
        suggestion = say("无", "none") if question.suggestion is None else shown(question.key, question.suggestion, language())
        click.echo(f"    {say('建议', 'suggested')}: {suggestion}  [{say(question.source_zh, question.source_en)}]")
