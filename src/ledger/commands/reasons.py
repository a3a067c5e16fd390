"""How a refusal is told: for people line by line, for programs as JSON."""

from __future__ import annotations

from typing import Any

import click

from ledger.commands.words import say
from ledger.errors import Refused
from ledger.messages import remedy


def told_of(refused: Refused) -> dict[str, Any]:
    """Return a refusal for JSON: where it stands, every reason with its citation, the next step."""
    return {
        "position": refused.position,
        "reasons": [{"citation": str(f.citation), "zh": f.sentence("zh"), "en": f.sentence("en")} for f in refused.breaches],
        "next": {"zh": remedy(refused, "zh"), "en": remedy(refused, "en")},
    }


def say_reasons(where: str, refused: Refused) -> None:
    """Say that the act at ``where`` is refused, and every reason."""
    click.echo(say(f"{where}: 不予受理", f"{where}: refused"), err=True)
    for finding in refused.breaches:
        click.echo("  " + finding.sentence(say("zh", "en")), err=True)
