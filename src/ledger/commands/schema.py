"""``ledger schema``: the form of what goes in."""

from __future__ import annotations

import click

from ledger.commands.shared import answers, tell_json
from ledger.intake.schema import acts_schema


@click.command("schema")
@click.argument("what", type=click.Choice(["acts"]))
@answers
def command(what: str, as_json: bool) -> None:  # noqa: ARG001 - one schema so far, always JSON
    """输入格式 · Print the JSON Schema of acts: drafts for `ledger sign`, signed acts for `ledger record`."""
    tell_json(acts_schema())
